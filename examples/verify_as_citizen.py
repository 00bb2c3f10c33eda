"""Check a random draw (核验一次随机抽查) with nothing but this file and Python 3.11.

    python verify_as_citizen.py FOLDER [--announcement-digest HEX]

FOLDER is a bundle (`public/`, perhaps `sealed/`), or holds the public files itself. Written from the protocol page alone
(its sections stand in brackets), sharing no line with the library that draws: two programs that were written apart
and agree are evidence. Exit status: 0 nothing failed, 1 something failed, 2 a file is missing or unreadable.
"""

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import count, zip_longest
from math import ceil, floor, inf
from pathlib import Path
from typing import Any, NamedTuple

Row = dict[str, Any]
PASSED, FAILED, NOT_CHECKED = "passed 通过", "FAILED 不符", "not checked 未核"
MAX_INTEGER, MAX_DEPTH, MAX_SHOWN = 2**53 - 1, 100, 300


class NotChecked(Exception):
    """What is at hand does not suffice to tell."""


def show(value: Any) -> str:
    """One short line of a value, without any character by which a file could steer the terminal."""
    text = "nothing 无" if value is None else str(value)[:MAX_SHOWN]
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def difference(expected: Any, found: Any, where: str = "") -> str:
    """Tell what differs, in two lists the first row that does; empty when nothing does."""
    if isinstance(expected, list) and isinstance(found, list):
        rows = enumerate(zip_longest(expected, found))
        return next(filter(None, (difference(*pair, f"[{number}] ") for number, pair in rows)), "")
    return "" if expected == found else f"{where}expected 应为 {show(expected)}; found 实为 {show(found)}"


def need(holds: object, otherwise: str) -> None:
    """Refuse, with these words, a file in which it does not hold."""
    if not holds:
        raise ValueError(otherwise)


def simple(value: Any, depth: int = 0) -> bool:
    """Whether it is built of text, integers, booleans, lists and objects with ASCII member names (1.2)."""
    if isinstance(value, list | dict):
        names, items = ("".join(value), value.values()) if isinstance(value, dict) else ("", value)
        return depth < MAX_DEPTH and names.isascii() and all(simple(item, depth + 1) for item in items)
    return isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= MAX_INTEGER)


def read_json(data: bytes) -> Any:
    """Read canonical JSON. What is not (a space, another order, a member twice) differs when it is written anew (1.2)."""
    value = json.loads(data.decode())
    need(simple(value), "null, a floating-point or too large number, too deep a nesting, or a member beyond ASCII")
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    at = next((n for n, (a, b) in enumerate(zip_longest(again, data)) if a != b), 0)
    need(again == data, f"byte {at}: canonical JSON has {again[at : at + 20]!r}, found {data[at : at + 20]!r}")
    return value


def read_csv(header: str, data: bytes) -> dict[str, str]:
    """Read a file of two columns of identifiers, ascending by the first (2.1, 2.2)."""
    first, *lines = data.decode().split("\n")
    need(first == header and lines and lines.pop() == "", f"expected the line {header} and a line feed at the end")
    rows = [line.partition(",")[::2] for line in lines]
    for number, row in enumerate(rows, 2):
        need(all(map(identifier, row)), f"line {number}: not two identifiers: {row}")
    need(ascending([row[0] for row in rows]), "target ids are not ascending")
    return dict(rows)


def ascending(items: Sequence[Any]) -> bool:
    """Whether items are in order, by code points, without equals."""
    return list(items) == sorted(set(items))


def identifier(v: Any) -> bool:
    """Whether it is an identifier (1.3)."""
    if not isinstance(v, str) or not re.fullmatch('[^,"]{1,128}', v, re.DOTALL) or v.strip(" ") != v:
        return False
    kinds = {unicodedata.category(char) for char in v.replace(" ", "")}
    non = any(f"{ord(char):04x}".endswith(("fffe", "ffff")) or "\ufdd0" <= char <= "\ufdef" for char in v)
    return unicodedata.is_normalized("NFC", v) and not non and not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}


def fraction(v: Any) -> Fraction:
    """Read a fraction exactly; `5%` is 5/100 (1.4)."""
    found = re.fullmatch(r"([0-9]+/0*[1-9][0-9]*)|([0-9]+(?:\.[0-9]+)?)(%?)", v if isinstance(v, str) else "")
    if not found:
        raise ValueError(f"not a fraction: {v}")
    return Fraction(found[1] or found[2]) / (100 if found[3] else 1)


def pattern(v: Any) -> bool:
    r"""Whether it is built of literals, ., \d, classes, groups, alternatives and single quantifiers only (2.6)."""
    escaped = r"\\[d !-/:-@\[-`{-~]"
    one_of = rf"\[\^?(?:(?!\\?(?:--|&&|\|\||~~))(?:[^\\\[\]]|{escaped}))+\]"
    atom = rf"(?:[^\\\[\](){{}}|*+?.^$]|\.|{escaped}|{one_of}|\))(?:[*+?]|\{{\d+(?:,\d*)?\}})?"
    try:  # to compile it: brackets or ranges may be wrong
        return isinstance(v, str) and bool(re.fullmatch(rf"(?:{atom}|\((?!\?)|\|)+", v, re.A) and re.compile(v, re.A))
    except (re.error, OverflowError, RecursionError):
        return False


# The files (2, 6, 7), member by member. A form is a value, a regular expression, a test, int (0 or more), a list (of any
# length), an object ("name?" may be absent), or several of these, one of which must fit.
HEX, LINE = re.compile("[0-9a-f]{64}"), re.compile("[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
CLOCK, DAY = "([01][0-9]|2[0-3]):[0-5][0-9]", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
TIME = re.compile(rf"{DAY}T{CLOCK}:([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-]{CLOCK})")
FILE, EVENT = {"digest": HEX, "size": int}, {"source": LINE, "pattern": pattern}
PAIR = {"target_id": identifier, "inspector_id": identifier}
SEATED, TICKET = {**PAIR, "seat": identifier}, {"target_id": identifier, "stratum": identifier, "ticket": HEX}
CHANGE = {"previous": HEX, "recorded_at": TIME, "reason": LINE, "target_id": identifier}
FORMS: dict[str, Any] = {
    "frame.csv": "target_id,stratum", "struck.csv": "target_id,reason",
    "announcement.json": {
        "protocol": "rid-1", "digest": ("sha256", "sm3"), "draw_id": identifier, "title": LINE, "announced_at": TIME,
        "open_by": TIME, "frame": FILE, "struck": FILE, "inspectors?": FILE,
        "strata": [{"name": identifier, "size": int, "reserve": int, "quota": (
            {"all": True}, {"count": int}, {"ratio": lambda v: fraction(v) <= 1},
            {"share": identifier, "weight": lambda v: type(v) is int and v > 0},
        )}],
        "shares": [{"name": identifier, "total": int}],
        "contributions": [(
            {"name": identifier, "kind": "secret", "commitment": HEX, "fallback?": EVENT, "generated?": True},
            {"name": identifier, "kind": "public", **EVENT},
        )],
        "previous?": HEX, "alone?": True, "about?": lambda v: isinstance(v, dict),
    },
    "inspectors.json": {
        "inspectors": [{"inspector_id": identifier, "holds": [identifier], "capacity?": int}], "excluded": [PAIR],
        "team": [{"seat": identifier, "requires?": [identifier]}], "salt": HEX,
    },
    "result.json": {
        "protocol": "rid-1", "announcement": HEX, "seed": HEX, "drawn": [TICKET], "assignments": [SEATED],
        "contributions": [{"name": identifier, "value": LINE, "fallback?": True}],
        "quotas": [{"stratum": identifier, "drawn": int}], "reserves": [{**TICKET, "rank": int}],
    },
    "change": (
        {"kind": "strike", **CHANGE, "moved_up?": identifier, "team": [SEATED]}, {"kind": "recusal", **CHANGE, **PAIR},
        {"kind": "replacement", **CHANGE, **SEATED, "substitute?": identifier},
    ),
}  # fmt: skip


def misfit(value: Any, form: Any, where: str = "") -> str:
    """Tell where the value has not the form; empty when it has."""
    if isinstance(form, tuple):
        faults = [misfit(value, one, where) for one in form]
        return "" if "" in faults else " / ".join(faults)
    if isinstance(form, dict) and isinstance(value, dict):
        forms = {name.rstrip("?"): one for name, one in form.items()}
        if wrong := (value.keys() - forms) | {name for name in form if name[-1] != "?" and name not in value}:
            return f"{where}: missing or unknown: {sorted(wrong)}"
        return next(filter(None, (misfit(item, forms[n], f"{where}.{n}") for n, item in value.items())), "")
    if isinstance(form, list) and isinstance(value, list):
        return next(filter(None, (misfit(item, form[0], f"{where}[{n}]") for n, item in enumerate(value))), "")
    if isinstance(form, re.Pattern):
        good = isinstance(value, str) and form.fullmatch(value)
    elif form is int:
        good = type(value) is int and value >= 0
    else:
        good = form(value) if callable(form) else type(value) is type(form) and value == form
    return "" if good else f"{where}: not of its form: {value}"


def read(name: str, data: bytes) -> Any:
    """Read a file of the bundle, with the rules that go across its members."""
    form = FORMS.get(name, FORMS["change"])
    if isinstance(form, str):
        return read_csv(form, data)
    value = read_json(data)
    if name == "announcement.json" and isinstance(value, dict):  # other members may stand here
        value = {n: v for n, v in value.items() if n in form or f"{n}?" in form}
    need(not (fault := misfit(value, form)), fault)
    once: list[list[Any]] = []
    if name == "announcement.json":
        used = {stratum["quota"]["share"] for stratum in value["strata"] if "share" in stratum["quota"]}
        need(sorted(used) == sorted(share["name"] for share in value["shares"]), "shares are not those of the quotas")
        kinds = [contribution["kind"] for contribution in value["contributions"]]
        need(kinds and (kinds != ["secret"] or "alone" in value), "no contribution, or a secret alone without `alone`")
        once = [sorted(item["name"] for item in value[part]) for part in ("strata", "contributions")]
    if name == "inspectors.json":
        people, excluded = value["inspectors"], [(pair["target_id"], pair["inspector_id"]) for pair in value["excluded"]]
        once = [[person["inspector_id"] for person in people], excluded, *(person["holds"] for person in people)]
        once.append(sorted(seat["seat"] for seat in value["team"]))
    need(all(map(ascending, once)), "a list is not ascending, or the same stands in it twice")
    return value


def h(digest: str, x: str | bytes) -> str:
    """H(x) of the page (1.1)."""
    return hashlib.new(digest, x.encode() if isinstance(x, str) else x).hexdigest()


class Chance(NamedTuple):
    """Where everything random comes from: the hash in use, and the seed (3)."""

    digest: str
    seed: str

    def ticket(self, stage: str, x: str) -> str:
        """The ticket of x under the key of the stage."""
        key = h(self.digest, f"rid-1 key\n{stage}\n{self.seed}")[:32]
        return h(self.digest, f"{key}:{x}")

    def words(self) -> Iterator[int]:
        """The stream of words (5.3)."""
        for k in count():
            block = self.ticket("mixing", str(k))
            yield from (int(block[at : at + 16], 16) for at in range(0, 64, 16))


def expectations(strata: list[Row], shares: list[Row]) -> dict[str, Fraction]:
    """How many are drawn from every stratum on average; divided by its size, the chance of a target (2.5)."""
    expected = {}
    for size, name, quota in ((stratum["size"], stratum["name"], stratum["quota"]) for stratum in strata):
        number = ceil(fraction(quota["ratio"]) * size) if "ratio" in quota else quota.get("count", size)
        expected[name] = Fraction(min(number, size))
    for share in shares:
        rest = {s["name"]: s for s in strata if s["quota"].get("share") == share["name"] and s["size"]}
        left = min(share["total"], sum(s["size"] for s in rest.values()))
        while rest:
            total = sum(s["quota"]["weight"] * s["size"] for s in rest.values())
            certain = [name for name, s in rest.items() if left * s["quota"]["weight"] >= total]
            if not certain:
                expected |= {n: Fraction(left * s["quota"]["weight"] * s["size"], total) for n, s in rest.items()}
                break
            left -= sum(rest.pop(name)["size"] for name in certain)
    return expected


def quotas(strata: list[Row], shares: list[Row], chance: Chance) -> dict[str, int]:
    """How many are drawn from every stratum (2.5). The certain and the empty stay whole, wherever they stand in the sum."""
    numbers = expectations(strata, shares)
    for share in (share["name"] for share in shares):
        names = [stratum["name"] for stratum in strata if stratum["quota"].get("share") == share]
        total = Fraction(int(chance.ticket("quotas", share), 16), 2**256)
        for name in sorted(names, key=lambda name: (chance.ticket("quotas", f"{share}\n{name}"), name)):  # noqa: B023
            before, total = total, total + numbers[name]
            numbers[name] = Fraction(floor(total) - floor(before))
    return {name: int(number) for name, number in numbers.items()}
