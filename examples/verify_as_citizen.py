"""Check a random draw (核验一次随机抽查) with nothing but this file and Python 3.11.

    python verify_as_citizen.py FOLDER [--announcement-digest HEX]

FOLDER is a bundle (`public/`, perhaps `sealed/`), or holds the public files. Written from the protocol page alone (its sections
in brackets): two programs that were written apart and agree are evidence. Exit status: 0 nothing failed, 1 something failed,
2 a file is missing or unreadable.
"""

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count, pairwise, zip_longest
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
        return next(filter(None, (difference(*pair, f"[{n}] ") for n, pair in rows)), "")
    return "" if expected == found else f"{where}expected 应为 {show(expected)}; found 实为 {show(found)}"


def need(holds: object, otherwise: str) -> None:
    """Refuse, with these words, a file in which it does not hold."""
    if not holds:
        raise ValueError(otherwise)


def identifier(v: str) -> bool:
    """Whether it is an identifier (1.3)."""
    kinds = {unicodedata.category(char) for char in v.replace(" ", "")}
    non = any(f"{ord(char):04x}".endswith(("fffe", "ffff")) or "\ufdd0" <= char <= "\ufdef" for char in v)
    legal = re.fullmatch('[^,"]{1,128}', v, re.DOTALL) and v.strip(" ") == v and unicodedata.is_normalized("NFC", v)
    return bool(legal) and not non and not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}


def fraction(v: str) -> Fraction:
    """Read a fraction exactly; `5%` is 5/100 (1.4)."""
    need(found := re.fullmatch(r"([0-9]+/0*[1-9][0-9]*)|([0-9]+(?:\.[0-9]+)?)(%?)", v), f"not a fraction: {v}")
    return Fraction(found[1] or found[2]) / (100 if found[3] else 1)


def pattern(v: str) -> bool:
    r"""Whether it is built of literals, ., \d, classes, groups, alternatives and single quantifiers only (2.6)."""
    escaped = r"\\[d !-/:-@\[-`{-~]"
    one_of = rf"\[\^?(?:(?!\\?(?:--|&&|\|\||~~))(?:[^\\\[\]]|{escaped}))+\]"
    atom = rf"(?:[^\\\[\](){{}}|*+?.^$]|\.|{escaped}|{one_of}|\))(?:[*+?]|\{{\d+(?:,\d*)?\}})?"
    try:  # to compile it: brackets or ranges may be wrong
        return bool(re.fullmatch(rf"(?:{atom}|\((?!\?)|\|)+", v, re.ASCII) and re.compile(v, re.ASCII))
    except (re.error, OverflowError, RecursionError):
        return False


# The files, member by member (2, 6, 7). "?" may be absent, "|" is or, [x] a list, {x} a list in which no name comes twice,
# <x> a list that ascends by code points, without equals; "*" is whatever else stands there.
OBJECTS = {
    "announcement.json": "protocol='rid-1' digest='sha256'|'sm3' draw_id=id title=line announced_at=time open_by=time"
    " frame=file struck=file inspectors?=file strata={stratum} shares={share} contributions={secret|public}"
    " previous?=hex alone?=true about?=object *?=any",
    "file": "digest=hex size=int",
    "stratum": "name=id size=int reserve=int quota=all|count|ratio|part",
    "all": "all=true",
    "count": "count=int",
    "ratio": "ratio=fraction",
    "part": "share=id weight=positive",
    "share": "name=id total=int",
    "secret": "name=id kind='secret' commitment=hex fallback?=event generated?=true",
    "public": "name=id kind='public' source=line pattern=pattern",
    "event": "source=line pattern=pattern",
    "inspectors.json": "inspectors=<inspector> team={seat} excluded=<pair> salt=hex",
    "inspector": "inspector_id=id holds=<id> capacity?=int",
    "seat": "seat=id requires?=[id]",
    "pair": "target_id=id inspector_id=id",
    "result.json": "protocol='rid-1' announcement=hex contributions=[value] seed=hex quotas=[quota] drawn=[drawn]"
    " reserves=[reserve] assignments=[seated]",
    "value": "name=id value=line fallback?=true",
    "quota": "stratum=id drawn=int",
    "drawn": "target_id=id stratum=id ticket=hex",
    "reserve": "stratum=id rank=positive ticket=hex target_id=id",
    "seated": "target_id=id seat=id inspector_id=id",
    "strike": "kind='strike' previous=hex recorded_at=time target_id=id reason=line moved_up?=id team=[seated]",
    "recusal": "kind='recusal' previous=hex recorded_at=time target_id=id reason=line inspector_id=id",
    "replacement": "kind='replacement' previous=hex recorded_at=time target_id=id reason=line inspector_id=id seat=id"
    " substitute?=id",
}
CLOCK, DAY = "([01][0-9]|2[0-3]):[0-5][0-9]", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
LEAVES: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "id": (str, identifier),
    "line": (str, re.compile("[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+").fullmatch),
    "hex": (str, re.compile("[0-9a-f]{64}").fullmatch),
    "time": (str, re.compile(rf"{DAY}T{CLOCK}:([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-]{CLOCK})").fullmatch),
    "fraction": (str, lambda v: fraction(v) <= 1),
    "pattern": (str, pattern),
    "int": (int, lambda v: v >= 0),
    "positive": (int, lambda v: v > 0),
    "true": (bool, bool),
    "object": (dict, lambda _: True),
}
KEYS = ("name", "seat", "target_id", "inspector_id")


def misfit(value: Any, form: str, where: str) -> str:
    """Tell where the value has not the form; empty when it has."""
    faults = []
    if form[0] in "[{<" and isinstance(value, list):
        faults = [misfit(item, form[1:-1], f"{where}[{n}]") for n, item in enumerate(value)]
        if not any(faults) and form[0] != "[":
            keys = [[item[n] for n in KEYS if n in item] if isinstance(item, dict) else item for item in value]
            keys = sorted(keys) if form[0] == "{" else keys
            faults = [] if all(a < b for a, b in pairwise(keys)) else [f"{where}: not ascending, or the same twice"]
    elif "|" in form:
        either = [misfit(value, one, where) for one in form.split("|")]
        faults = [] if "" in either else [" / ".join(either)]
    elif form in OBJECTS and isinstance(value, dict):
        forms = dict(member.split("=") for member in OBJECTS[form].split())
        wrong = {name for name in forms if name[-1] != "?"} - value.keys()
        wrong |= {name for name in value if not {name, f"{name}?", "*?"} & forms.keys()}
        faults = [f"{where}: missing or unknown: {sorted(wrong)}"] if wrong else []
        for name, item in value.items() if not wrong else ():
            faults.append(misfit(item, forms.get(name, forms.get(f"{name}?", "any")), f"{where}.{name}"))
    elif form != "any":
        kind, test = LEAVES.get(form, (str, form.strip("'").__eq__))
        faults = [] if type(value) is kind and test(value) else [f"{where}: not of its form: {value}"]
    return next(filter(None, faults), "")


def simple(value: Any, depth: int = 0) -> bool:
    """Whether it is built of text, integers, booleans, lists and objects with ASCII member names (1.2)."""
    if isinstance(value, list | dict):
        names, items = ("".join(value), value.values()) if isinstance(value, dict) else ("", value)
        return depth < MAX_DEPTH and names.isascii() and all(simple(item, depth + 1) for item in items)
    return isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= MAX_INTEGER)


def read_json(name: str, data: bytes) -> Any:
    """Read canonical JSON: what is not (a space, another order, a member twice) differs when it is written anew (1.2)."""
    value = json.loads(data.decode())
    need(simple(value), "null, a floating-point or too large number, too deep a nesting, or a member beyond ASCII")
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    at = next((n for n, (a, b) in enumerate(zip_longest(again, data)) if a != b), 0)
    need(again == data, f"byte {at}: canonical JSON has {again[at : at + 20]!r}, found {data[at : at + 20]!r}")
    fault = misfit(value, name if name in OBJECTS else "strike|recusal|replacement", "")
    need(not fault, fault)
    if name == "announcement.json":
        used = {stratum["quota"]["share"] for stratum in value["strata"] if "share" in stratum["quota"]}
        need(used == {share["name"] for share in value["shares"]}, "the shares are not those that the quotas name")
        kinds = [contribution["kind"] for contribution in value["contributions"]]
        need(kinds and (kinds != ["secret"] or "alone" in value), "no contribution, or a secret alone without `alone`")
    return value


def read_csv(header: str, data: bytes) -> dict[str, str]:
    """Read a file of two columns of identifiers, ascending by the first (2.1, 2.2)."""
    first, *lines = data.decode().split("\n")
    need(first == header and lines and lines.pop() == "", f"expected the line {header} and a line feed at the end")
    rows = [line.partition(",")[::2] for line in lines]
    for number, row in enumerate(rows, 2):
        need(all(map(identifier, row)), f"line {number}: not two identifiers: {row}")
    need(all(a[0] < b[0] for a, b in pairwise(rows)), "target ids are not ascending")
    return dict(rows)


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
        blocks = (self.ticket("mixing", str(k)) for k in count())
        return (int(block[at : at + 16], 16) for block in blocks for at in range(0, 64, 16))


def expectations(strata: list[Row], shares: list[Row]) -> dict[str, Fraction]:
    """How many are drawn from every stratum on average; divided by its size, the chance of a target (2.5)."""
    expected = {}
    for size, name, quota in ((stratum["size"], stratum["name"], stratum["quota"]) for stratum in strata):
        number = -(-fraction(quota["ratio"]) * size // 1) if "ratio" in quota else quota.get("count", size)
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
    """How many are drawn from every stratum (2.5); whole expectations stay, wherever they stand in the sum."""
    numbers = expectations(strata, shares)
    for share in (share["name"] for share in shares):
        names = [stratum["name"] for stratum in strata if stratum["quota"].get("share") == share]
        total = Fraction(int(chance.ticket("quotas", share), 16), 2**256)
        for _, name in sorted((chance.ticket("quotas", f"{share}\n{name}"), name) for name in names):
            before, total = total, total + numbers[name]
            numbers[name] = Fraction(total // 1 - before // 1)
    return {name: int(number) for name, number in numbers.items()}


def select(
    frame: Mapping[str, str], strata: list[Row], numbers: Mapping[str, int], chance: Chance
) -> dict[str, list[Row]]:
    """Draw from the frame (target id: stratum): the drawn in draw order, and the reserves (4)."""
    tickets = defaultdict(list)
    for target, name in frame.items():
        tickets[name].append((chance.ticket("targets", target), target))
    drawn, reserves = [], []
    for name, reserve in ((stratum["name"], stratum["reserve"]) for stratum in strata):
        for rank, (ticket, target) in enumerate(sorted(tickets[name])[: numbers[name] + reserve], 1 - numbers[name]):
            row = {"target_id": target, "stratum": name, "ticket": ticket}
            reserves.append({**row, "rank": rank}) if rank > 0 else drawn.append(row)
    return {"drawn": sorted(drawn, key=lambda row: (row["ticket"], row["target_id"])), "reserves": reserves}


class Seat(NamedTuple):
    """A seat of an inspection, and the inspectors who may take it, in `order` (5.1)."""

    target_id: str
    name: str
    eligible: list[str]


class Seating:
    """Who holds the seats, while they are filled (5.2) and mixed (5.4)."""

    def __init__(self, seats: Sequence[Seat], order: Sequence[str], capacity: Mapping[str, int]) -> None:
        self.seats, self.capacity, self.holder = seats, capacity, [""] * len(seats)
        self.held: dict[str, list[int]] = {i: [] for i in order}
        self.team = defaultdict(list)
        for s, seat in enumerate(seats):
            self.team[seat.target_id].append(s)

    def free(self, i: str) -> bool:
        """Whether the inspector has capacity left."""
        return len(self.held[i]) < self.capacity.get(i, len(self.seats))

    def put(self, moves: Mapping[int, str]) -> None:
        """Let seats change hands, and keep who holds which by number."""
        for s in moves:
            if self.holder[s]:
                self.held[self.holder[s]].remove(s)
        for s, i in moves.items():
            self.holder[s] = i
            insort(self.held[i], s)

    def start(self) -> bool:
        """Fill the seats one by one; tell whether a complete assignment exists."""
        place = {i: n for n, i in enumerate(self.held)}
        for empty in range(len(self.seats)):
            through, before, distance = self.search(empty)
            ranks = [(len(self.held[i]), distance[s], place[i], i) for i, s in through.items() if self.free(i)]
            if not ranks:
                return False
            i = min(ranks)[-1]
            moves = {(s := through[i]): i}
            while s != empty:
                moves[before[s]], s = self.holder[s], before[s]
            self.put(moves)
        return True

    def search(self, empty: int) -> tuple[dict[str, int], dict[int, int], dict[int, int]]:
        """Find who could take the empty seat or make room: through which seat; every seat's predecessor and distance."""
        through: dict[str, int] = {}
        before, distance, queue, met = {empty: empty}, {empty: 0}, [empty], set()
        least, enough = min((len(held) for i, held in self.held.items() if self.free(i)), default=-1), len(self.seats)
        for s in queue:
            if distance[s] > enough:  # somebody of the least load of all is nearer: who comes now cannot win
                break
            target = self.seats[s].target_id
            for i in self.seats[s].eligible:
                if self.holder[s] == i or (i, target) in met:
                    continue
                met.add((i, target))
                follow = [t for t in self.team[target] if self.holder[t] == i]
                if not follow and i not in through:
                    through[i], follow = s, self.held[i]
                    enough = distance[s] if self.free(i) and len(follow) == least else enough
                for t in follow:
                    if t not in distance:
                        before[t], distance[t] = s, distance[s] + 1
                        queue.append(t)
        return through, before, distance

    def walk(self, words: Iterator[int], steps: int) -> None:
        """Mix."""
        for _ in range(steps):
            moves = self.step(words)
            after = {t: moves.get(t, self.holder[t]) for s in moves for t in self.team[self.seats[s].target_id]}
            if len({(self.seats[t].target_id, i) for t, i in after.items()}) == len(after):  # nobody sits there twice
                self.put(moves)

    def step(self, words: Iterator[int]) -> dict[int, str]:
        """Try one step: the seats that change hands; none when it is dropped."""

        def below(n: int) -> int:
            return next(word for word in words if word < 2**64 // n * n) % n

        first = s = below(len(self.seats))
        u, cycle, left, moves = self.holder[first], below(2) == 1, {first}, dict[int, str]()
        while True:
            eligible = self.seats[s].eligible
            others = len(eligible) - 1
            if cycle and moves and u in eligible and self.holder[s] != u and below(2) == 1:
                return {**moves, s: u} if below(others) < len(self.seats[first].eligible) - 1 else {}
            if not others:
                return {}
            k = below(others)
            i = moves[s] = eligible[k + (k >= eligible.index(self.holder[s]))]  # the holder is passed over
            options = [*self.held[i]]
            if not cycle and len(options) + 1 == len(self.held[u]) and self.free(i):
                options.append(-1)  # a new seat
            if not options:
                return {}
            s = options[below(len(options))]
            if s == -1:
                return moves
            if s in left:
                return {}
            left.add(s)


def may(inspector: Row, seat: Row, target: str, excluded: set[tuple[str, str]]) -> bool:
    """Whether the inspector is eligible (5.1)."""
    holds_all = {*seat.get("requires", [])} <= {*inspector["holds"]}
    return holds_all and (target, inspector["inspector_id"]) not in excluded
