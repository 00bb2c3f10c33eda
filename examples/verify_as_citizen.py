"""Check a random draw (核验一次随机抽查) with nothing but this file and Python 3.11.

    python verify_as_citizen.py FOLDER [--announcement-digest HEX]

FOLDER is a bundle (`public/`, perhaps `sealed/`), or holds the public files itself. Everything here follows the
protocol page `rid-1`, section by section, and shares no line with the library that made the draw: two programs
that were written apart and agree are evidence. Exit status: 0 nothing failed, 1 something failed, 2 not readable.
"""

import argparse
import hashlib
import io
import json
import re
import sys
import unicodedata
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import chain, count, pairwise, zip_longest
from math import ceil, floor, inf
from pathlib import Path
from typing import Any, NamedTuple

Row = dict[str, Any]
PARTS = {"frame": "frame.csv", "struck": "struck.csv", "inspectors": "inspectors.json"}
MAX_INTEGER, MAX_DEPTH, MAX_SHOWN = 2**53 - 1, 100, 300
FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}  # categories of Unicode; U+0020 is looked at by itself


class Failed(Exception):
    """Something is not as it must be."""


class NotChecked(Exception):
    """What is at hand does not suffice to tell."""


class Unreadable(Exception):
    """A file is missing, or nobody can read it."""


def need(holds: object, otherwise: str) -> None:
    """Fail with these words unless it holds."""
    if not holds:
        raise Failed(otherwise)


def same(expected: Any, found: Any, where: str) -> None:
    """Fail unless both are equal; of two lists, tell the first row that differs."""
    if isinstance(expected, list) and isinstance(found, list):
        for number, (wanted, got) in enumerate(zip_longest(expected, found)):
            same(wanted, got, f"{where}[{number}]")
    need(expected == found, f"{where}: expected 应为 {show(expected)}, found 实为 {show(found)}")


def show(value: Any) -> str:
    """One short line of a value, without any character by which a file could steer the terminal."""
    text = "nothing 无" if value is None else str(value)[: MAX_SHOWN + 1]
    text = text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


# ---- 1. Conventions: canonical JSON, two-column CSV, identifiers, small grammars


def simple(value: Any, depth: int = 0) -> bool:
    """Whether it is built of text, integers, booleans, lists and objects with ASCII member names (1.2)."""
    if isinstance(value, list | dict):
        names = "".join(value) if isinstance(value, dict) else ""
        items = value.values() if isinstance(value, dict) else value
        return depth < MAX_DEPTH and names.isascii() and all(simple(item, depth + 1) for item in items)
    return isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= MAX_INTEGER)


def read_json(data: bytes) -> Any:
    """Read canonical JSON. Whatever is not (a space, an order, a name that comes twice) differs when written anew."""
    value = json.loads(data.decode())
    need(simple(value), "holds null, a fraction, too large a number, too deep a nesting or a name beyond ASCII")
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    at = next((n for n, (a, b) in enumerate(zip_longest(again, data)) if a != b), 0)
    need(again == data, f"byte {at}: canonical JSON has {show(again[at : at + 20])}, found {show(data[at : at + 20])}")
    return value


def read_csv(header: str, data: bytes) -> dict[str, str]:
    """Read a file of two columns, both identifiers, ascending by the first."""
    first, *lines = data.decode().split("\n")
    same(header, first, "line 1")
    need(lines and lines.pop() == "", "no line feed at the end")
    rows = [line.partition(",")[::2] for line in lines]
    for number, row in enumerate(rows, 2):
        need(all(map(identifier, row)), f"line {number}: not two identifiers: {show(row)}")
    ascending([row[0] for row in rows], "target ids")
    return dict(rows)


def ascending(items: Sequence[Any], where: str) -> None:
    """Fail unless every item is larger than the one before it; Python orders text by code points."""
    for before, after in pairwise(items):
        need(before < after, f"{where}: not ascending: {show(before)}, then {show(after)}")


def identifier(v: Any) -> bool:
    """Whether it is an identifier (1.3)."""
    if not isinstance(v, str) or not re.fullmatch('[^,"]{1,128}', v, re.DOTALL) or v.strip(" ") != v:
        return False
    kinds = {unicodedata.category(char) for char in v.replace(" ", "")}
    noncharacter = re.search("[\ufdd0-\ufdef]", v) or any(f"{ord(char):04x}".endswith(("fffe", "ffff")) for char in v)
    return unicodedata.is_normalized("NFC", v) and not noncharacter and kinds.isdisjoint(FORBIDDEN)


def natural(v: Any) -> bool:
    """Whether it is an integer of 0 or more."""
    return type(v) is int and v >= 0


def positive(v: Any) -> bool:
    """Whether it is an integer of 1 or more."""
    return natural(v) and v > 0


def fraction(text: str) -> Fraction:
    """Read a fraction exactly; `5%` is 5/100 (1.4)."""
    found = re.fullmatch(r"([0-9]+/0*[1-9][0-9]*)|([0-9]+(?:\.[0-9]+)?)(%?)", text)
    if not found:
        raise Failed(f"no fraction: {show(text)}")
    return Fraction(found[1] or found[2]) / (100 if found[3] else 1)


def ratio(v: Any) -> bool:
    """Whether it is a fraction of at most 1."""
    return isinstance(v, str) and fraction(v) <= 1


def time(v: Any) -> bool:
    """Whether it is a time of RFC 3339 with an offset."""
    clock = r"([01]\d|2[0-3]):[0-5]\d"
    form = rf"\d{{4}}-\d\d-\d\dT{clock}:([0-5]\d|60)(\.\d+)?(Z|[+-]{clock})"
    return isinstance(v, str) and bool(re.fullmatch(form, v, re.ASCII) and date.fromisoformat(v[:10]))


def pattern(v: Any) -> bool:
    r"""Whether it is built of literals, ., \d, classes, groups, alternatives and single quantifiers only (2.6)."""
    escaped = r"\\[d !-/:-@\[-`{-~]"
    one_class = rf"\[\^?(?:(?!\\?(?:--|&&|\|\||~~))(?:[^\\\[\]]|{escaped}))+\]"
    quantified = rf"(?:[^\\\[\](){{}}|*+?.^$]|\.|{escaped}|{one_class}|\))(?:[*+?]|\{{\d+(?:,\d*)?\}})?"
    if not isinstance(v, str) or not re.fullmatch(rf"(?:{quantified}|\((?!\?)|\|)+", v, re.ASCII):
        return False
    with warnings.catch_warnings(action="ignore"):
        return bool(re.compile(v, re.ASCII))  # raises where brackets or ranges do not fit


HEX = re.compile("[0-9a-f]{64}")
LINE = re.compile("[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")

# ---- 2, 6, 7. The files, member by member. A form is a text or True (just that), a regular expression, a test,
# a list (every item), an object ("name?" may be absent), or several of these, one of which must fit.

EVENT = {"source": LINE, "pattern": pattern}
SEATED = {"target_id": identifier, "seat": identifier, "inspector_id": identifier}
PAIR = {"target_id": identifier, "inspector_id": identifier}
CHANGE = {"previous": HEX, "recorded_at": time, "reason": LINE}
QUOTA = ({"all": True}, {"count": natural}, {"ratio": ratio}, {"share": identifier, "weight": positive})
FILE = {"digest": HEX, "size": natural}
FORMS: dict[str, Any] = {
    "announcement.json": {
        "protocol": "rid-1", "digest": ("sha256", "sm3"), "draw_id": identifier, "title": LINE,
        "announced_at": time, "open_by": time, "frame": FILE, "struck": FILE, "inspectors?": FILE,
        "strata": [{"name": identifier, "size": natural, "reserve": natural, "quota": QUOTA}],
        "shares": [{"name": identifier, "total": natural}],
        "contributions": [(
            {"name": identifier, "kind": "secret", "commitment": HEX, "fallback?": EVENT, "generated?": True},
            {"name": identifier, "kind": "public", **EVENT},
        )],
        "previous?": HEX, "alone?": True, "about?": lambda v: isinstance(v, dict),
    },
    "inspectors.json": {
        "inspectors": [{"inspector_id": identifier, "holds": [identifier], "capacity?": natural}],
        "team": [{"seat": identifier, "requires?": [identifier]}], "excluded": [PAIR], "salt": HEX,
    },
    "result.json": {
        "protocol": "rid-1", "announcement": HEX, "seed": HEX,
        "contributions": [{"name": identifier, "value": LINE, "fallback?": True}],
        "quotas": [{"stratum": identifier, "drawn": natural}],
        "drawn": [{"target_id": identifier, "stratum": identifier, "ticket": HEX}],
        "reserves": [{"target_id": identifier, "stratum": identifier, "ticket": HEX, "rank": positive}],
        "assignments": [SEATED],
    },
    "change": (
        {"kind": "strike", **CHANGE, "target_id": identifier, "moved_up?": identifier, "team": [SEATED]},
        {"kind": "recusal", **CHANGE, **PAIR},
        {"kind": "replacement", **CHANGE, **SEATED, "substitute?": identifier},
    ),
}  # fmt: skip


def fits(value: Any, form: Any, where: str) -> None:
    """Fail unless the value has the form."""
    if isinstance(form, tuple):
        faults = [fault for one in form if (fault := misfit(value, one, where))]
        need(len(faults) < len(form), "; or ".join(faults))
    elif isinstance(form, dict) and isinstance(value, dict):
        members = {name.rstrip("?"): (one, name.endswith("?")) for name, one in form.items()}
        wrong = [f"missing {name}" for name, (_, optional) in members.items() if not optional and name not in value]
        wrong += [f"unknown {name}" for name in value.keys() - members]
        need(not wrong, f"{where}: {', '.join(wrong)}")
        for name, item in value.items():
            fits(item, members[name][0], f"{where}.{name}")
    elif isinstance(form, list) and isinstance(value, list):
        for number, item in enumerate(value):
            fits(item, form[0], f"{where}[{number}]")
    elif isinstance(form, re.Pattern):
        need(isinstance(value, str) and form.fullmatch(value), f"{where}: not like {form.pattern}: {show(value)}")
    elif callable(form):
        need(form(value), f"{where}: no {form.__name__}: {show(value)}")
    else:
        need(value is True if form is True else value == form, f"{where}: not {show(form)}: {show(value)}")


def misfit(value: Any, form: Any, where: str) -> str:
    """Tell why the value has not the form; empty when it has."""
    try:
        fits(value, form, where)
    except Failed as fault:
        return str(fault)
    return ""


def read(name: str, data: bytes) -> Any:
    """Read a file of the bundle in its form, with the rules that go across its members."""
    if name in ("frame.csv", "struck.csv"):
        return read_csv("target_id,stratum" if name == "frame.csv" else "target_id,reason", data)
    value = read_json(data)
    need(isinstance(value, dict), "no object")
    form = FORMS.get(name, FORMS["change"])
    known = value if name != "announcement.json" else {n: v for n, v in value.items() if n in form or f"{n}?" in form}
    fits(known, form, "")
    if name == "announcement.json":
        shared = {stratum["quota"]["share"] for stratum in value["strata"] if "share" in stratum["quota"]}
        same(sorted(shared), sorted(share["name"] for share in value["shares"]), "shares")
        for member in ("strata", "contributions"):
            ascending(sorted(item["name"] for item in value[member]), f"names of {member}")
        kinds = [contribution["kind"] for contribution in value["contributions"]]
        need(kinds, "no contribution")
        need(kinds != ["secret"] or "alone" in value, "one secret alone, which was not asked for")
    elif name == "inspectors.json":
        ascending([inspector["inspector_id"] for inspector in value["inspectors"]], "inspectors")
        ascending(sorted(seat["seat"] for seat in value["team"]), "seats of the team")
        ascending([(pair["target_id"], pair["inspector_id"]) for pair in value["excluded"]], "excluded")
        for inspector in value["inspectors"]:
            ascending(inspector["holds"], f"what {inspector['inspector_id']} holds")
    return value


# ---- 3. Seed, keys, tickets


def h(digest: str, x: str | bytes) -> str:
    """H(x) of the page."""
    if digest not in hashlib.algorithms_available:
        raise Unreadable(f"this Python does not know the hash 此 Python 不支持该杂凑算法: {digest}")
    return hashlib.new(digest, x.encode() if isinstance(x, str) else x).hexdigest()


class Chance(NamedTuple):
    """Where everything random comes from: the hash in use and the seed."""

    digest: str
    seed: str

    def ticket(self, stage: str, x: str) -> str:
        """The ticket of x under the key of the stage."""
        key = h(self.digest, f"rid-1 key\n{stage}\n{self.seed}")[:32]
        return h(self.digest, f"{key}:{x}")


# ---- 2.5 and 4. Quotas and targets


def expectations(strata: list[Row], shares: list[Row]) -> dict[str, Fraction]:
    """How many are drawn from every stratum on average; divided by its size, that is the chance of a target."""
    expected = {}
    for stratum in strata:
        size, quota = stratum["size"], stratum["quota"]
        share = quota.get("count", size) if "ratio" not in quota else ceil(fraction(quota["ratio"]) * size)
        expected[stratum["name"]] = Fraction(min(share, size))
    for share in shares:
        mine = [stratum for stratum in strata if stratum["quota"].get("share") == share["name"] and stratum["size"]]
        left = min(share["total"], sum(stratum["size"] for stratum in mine))
        while mine:
            total = sum(stratum["quota"]["weight"] * stratum["size"] for stratum in mine)
            certain = [stratum for stratum in mine if left * stratum["quota"]["weight"] >= total]
            for stratum in mine if not certain else certain:
                part = Fraction(left * stratum["quota"]["weight"], total)
                expected[stratum["name"]] = stratum["size"] * min(part, Fraction(1))
            left -= sum(stratum["size"] for stratum in certain)
            mine = [stratum for stratum in mine if stratum not in certain] if certain else []
    return expected


def quotas(strata: list[Row], shares: list[Row], chance: Chance) -> dict[str, int]:
    """How many are drawn from every stratum. Whole numbers stay as they are, wherever they stand in the sum."""
    numbers = dict(expectations(strata, shares))
    for share in (share["name"] for share in shares):
        names = [stratum["name"] for stratum in strata if stratum["quota"].get("share") == share]
        names.sort(key=lambda name: (chance.ticket("quotas", f"{share}\n{name}"), name))
        reached = Fraction(int(chance.ticket("quotas", share), 16), 2**256)
        for name in names:
            before, reached = reached, reached + numbers[name]
            numbers[name] = Fraction(floor(reached) - floor(before))
    return {name: int(number) for name, number in numbers.items()}


def select(frame: Mapping[str, str], strata: list[Row], numbers: Mapping[str, int], chance: Chance) -> tuple[list[Row], list[Row]]:
    """Draw, from the frame (target id: stratum): the drawn in draw order, and the reserves."""
    tickets = defaultdict(list)
    for target, name in frame.items():
        tickets[name].append((chance.ticket("targets", target), target))
    drawn, reserves = [], []
    for stratum in strata:
        name, ordered = stratum["name"], sorted(tickets[stratum["name"]])
        first, rest = ordered[: numbers[name]], ordered[numbers[name] :][: stratum["reserve"]]
        drawn += [{"target_id": target, "stratum": name, "ticket": ticket} for ticket, target in first]
        reserves += [
            {"target_id": target, "stratum": name, "ticket": ticket, "rank": rank}
            for rank, (ticket, target) in enumerate(rest, 1)
        ]
    return sorted(drawn, key=lambda row: (row["ticket"], row["target_id"])), reserves


# ---- 5. Inspectors


class Seat(NamedTuple):
    """A seat of an inspection, and the inspectors who may take it, in `order`."""

    target_id: str
    name: str
    eligible: list[str]


def may(inspector: Row, seat: Row, target: str, excluded: Collection[tuple[str, str]]) -> bool:
    """Whether the inspector is eligible."""
    holds_all = set(seat.get("requires", [])) <= set(inspector["holds"])
    return holds_all and (target, inspector["inspector_id"]) not in excluded


def pairs(roster: Row) -> set[tuple[str, str]]:
    """Give the pairs of target and inspector that recusal forbids."""
    return {(pair["target_id"], pair["inspector_id"]) for pair in roster["excluded"]}


def in_order(ids: Iterable[str], chance: Chance) -> list[str]:
    """Put inspectors into `order`."""
    return sorted(ids, key=lambda i: (chance.ticket("inspectors", i), i))


def all_seats(targets: Iterable[str], roster: Row, order: Iterable[str]) -> list[Seat]:
    """Number the seats of the drawn targets."""
    by_id = {inspector["inspector_id"]: inspector for inspector in roster["inspectors"]}
    excluded = pairs(roster)
    return [
        Seat(target, seat["seat"], [i for i in order if may(by_id[i], seat, target, excluded)])
        for target in targets
        for seat in roster["team"]
    ]
