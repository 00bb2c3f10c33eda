"""Check a random draw (核验一次随机抽查) with nothing but this file and Python 3.11.

    python verify_as_citizen.py FOLDER [--announcement-digest HEX]

FOLDER is a bundle (`public/`, perhaps `sealed/`), or holds the public files. Written from the protocol page alone (its
sections in brackets): two programs written apart that agree are evidence. Exit status: 0 nothing failed, 1 something
failed, 2 a file is missing or unreadable.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import count, pairwise, zip_longest
from pathlib import Path
from typing import Any
from unicodedata import category, is_normalized

Row = dict[str, Any]
Seat = tuple[str, str, list[str]]  # target, seat, and who may take it, in `order`
PASSED, FAILED, NOT_CHECKED = "passed 通过", "FAILED 不符", "not checked 未核"
HEADERS = {"frame.csv": "target_id,stratum", "struck.csv": "target_id,reason"}
MAX_INTEGER, MAX_DEPTH = 2**53 - 1, 100

# The files, member by member (2, 6, 7): "?" may be absent, "|" is or, [x] is a list, {x} one in which no name comes
# twice, <x> one that ascends by code points, "*" whatever else stands there. Below: what a text, an integer, … must be.
OBJECTS = {
    "announcement.json": "protocol='rid-1' digest='sha256'|'sm3' draw_id=id title=line announced_at=time open_by=time"
    " frame=file struck=file inspectors?=file strata={stratum} shares={share} contributions={secret|public}"
    " previous?=hex alone?=true about?=object *?=any",
    "file": "digest=hex size=int", "stratum": "name=id size=int reserve=int quota=all|count|ratio|part",
    "all": "all=true", "count": "count=int", "ratio": "ratio=fraction", "part": "share=id weight=positive",
    "share": "name=id total=int", "event": "source=line pattern=pattern",
    "secret": "name=id kind='secret' commitment=hex fallback?=event generated?=true",
    "public": "name=id kind='public' source=line pattern=pattern",
    "inspectors.json": "inspectors=<inspector> team={seat} excluded=<pair> salt=hex",
    "inspector": "inspector_id=id holds=<id> capacity?=int",
    "seat": "seat=id requires?=[id]", "pair": "target_id=id inspector_id=id",
    "result.json": "protocol='rid-1' announcement=hex contributions=[value] seed=hex quotas=[quota] drawn=[drawn]"
    " reserves=[reserve] assignments=[seated]",
    "value": "name=id value=line fallback?=true", "quota": "stratum=id drawn=int",
    "drawn": "target_id=id stratum=id ticket=hex", "reserve": "target_id=id stratum=id ticket=hex rank=positive",
    "seated": "target_id=id seat=id inspector_id=id",
    "strike": "kind='strike' previous=hex recorded_at=time target_id=id reason=line moved_up?=id team=[seated]",
    "recusal": "kind='recusal' previous=hex recorded_at=time target_id=id reason=line inspector_id=id",
    "replacement": "kind='replacement' previous=hex recorded_at=time target_id=id reason=line inspector_id=id"
    " seat=id substitute?=id",
}  # fmt: skip
ESCAPED, CLOCK = r"\\[d !-/:-@\[-`{-~]", "([01][0-9]|2[0-3]):[0-5][0-9]"
CLASS = rf"\[\^?(?:(?!\\?(?:--|&&|\|\||~~))(?:[^\\\[\]]|{ESCAPED}))+\]"
QUANTIFIED = rf"(?:[^\\\[\](){{}}|*+?.^$]|\.|{ESCAPED}|{CLASS}|\))(?:[*+?]|\{{[0-9]+(?:,[0-9]*)?\}})?"
DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
BAD = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}  # categories that no identifier holds, but for the space
LEAVES: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "int": (int, lambda v: v >= 0), "positive": (int, lambda v: v > 0), "true": (bool, bool), "object": (dict, repr),
    "line": (str, re.compile("[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+").fullmatch),
    "hex": (str, re.compile("[0-9a-f]{64}").fullmatch), "fraction": (str, lambda v: fraction(v) <= 1),
    "time": (str, re.compile(rf"{DAY}T{CLOCK}:([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-]{CLOCK})").fullmatch),
    "pattern": (str, lambda v: re.fullmatch(rf"(?:{QUANTIFIED}|\((?!\?)|\|)+", v) and re.compile(v, re.ASCII)),
    "id": (str, lambda v: re.fullmatch('(?! )[^,"\ufdd0-\ufdef]{1,128}(?<! )', v, re.DOTALL) and is_normalized("NFC", v)
           and all(c == " " or (category(c) not in BAD and f"{ord(c):04x}"[-4:] not in ("fffe", "ffff")) for c in v)),
}  # fmt: skip
KEYS = ("name", "seat", "target_id", "inspector_id")


class NotChecked(Exception):
    """What is at hand does not suffice to tell."""


def need(holds: object, otherwise: str) -> None:
    """Refuse, with these words, a file in which it does not hold."""
    if not holds:
        raise ValueError(otherwise)


def difference(expected: Any, found: Any, where: str = "") -> str:
    """Tell what differs, in two lists the first row that does; empty when nothing does."""
    if isinstance(expected, list) and isinstance(found, list):
        rows = enumerate(zip_longest(expected, found))
        return next(filter(None, (difference(*pair, f"[{n}] ") for n, pair in rows)), "")
    return "" if expected == found else f"{where}expected 应为 {expected!s:.300}; found 实为 {found!s:.300}"


def fraction(text: str) -> Fraction:
    """Read a fraction exactly; `5%` is 5/100 (1.4)."""
    found = re.fullmatch(r"([0-9]+/0*[1-9][0-9]*|[0-9]+(?:\.[0-9]+)?(?=%?$))(%?)", text)
    if not found or ("/" in text and found[2]):
        raise ValueError(f"not a fraction: {text}")
    return Fraction(found[1]) / (100 if found[2] else 1)


def misfit(value: Any, form: str, where: str = "") -> str:
    """Tell where the value has not the form; empty when it has."""
    if form[0] in "[{<" and isinstance(value, list):
        faults = [misfit(item, form[1:-1], f"{where}[{n}]") for n, item in enumerate(value)]
        if not any(faults) and form[0] != "[":
            keys = [[item[n] for n in KEYS if n in item] if isinstance(item, dict) else item for item in value]
            keys = sorted(keys) if form[0] == "{" else keys
            faults = [f"{where}: not ascending, or twice: {b}" for a, b in pairwise(keys) if a >= b]
    elif "|" in form:
        either = [misfit(value, one, where) for one in form.split("|")]
        faults = [] if "" in either else [" / ".join(either)]
    elif form in OBJECTS and isinstance(value, dict):
        forms = dict(member.split("=") for member in OBJECTS[form].split())
        faults = [f"{where}: without {name}" for name in forms if name[-1] != "?" and name not in value]
        for name, item in value.items():
            one = forms.get(name, forms.get(f"{name}?", forms.get("*?", "not to be there")))
            faults.append(misfit(item, one, f"{where}.{name}"))
    else:
        kind, test = LEAVES.get(form, (str, form[1:-1].__eq__))
        faults = [] if form == "any" or (type(value) is kind and test(value)) else [f"{where}: not {form}: {value}"]
    return next(filter(None, faults), "")


def simple(value: Any, depth: int = 0) -> bool:
    """Whether it is built of text, integers, booleans, lists and objects with ASCII member names (1.2)."""
    if isinstance(value, list | dict):
        names, items = ("".join(value), value.values()) if isinstance(value, dict) else ("", value)
        return depth < MAX_DEPTH and names.isascii() and all(simple(item, depth + 1) for item in items)
    return isinstance(value, str) or (isinstance(value, int) and abs(value) <= MAX_INTEGER)


def read(name: str, data: bytes) -> Any:
    """Read a file of the bundle; frame and struck become a dictionary of their two columns."""
    if name in HEADERS:
        first, *lines = data.decode().split("\n")
        need(
            first == HEADERS[name] and lines and lines.pop() == "",
            f"no line {HEADERS[name]}, or no line feed at the end",
        )
        rows = [line.partition(",")[::2] for line in lines]
        fault = misfit([[*row] for row in rows], "[[id]]") or misfit([row[0] for row in rows], "<id>")
    else:
        value = json.loads(data.decode())
        need(simple(value), "null, a floating-point or too large number, too deep a nesting, or a member beyond ASCII")
        again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
        need(again == data, "not canonical: white space, an order, a member twice, or another way to write a character")
        fault = misfit(value, name if name in OBJECTS else "strike|recusal|replacement")
    need(not fault, fault)
    if name == "announcement.json":
        used = {stratum["quota"]["share"] for stratum in value["strata"] if "share" in stratum["quota"]}
        need(used == {share["name"] for share in value["shares"]}, "the shares are not those that the quotas name")
        kinds = [contribution["kind"] for contribution in value["contributions"]]
        need(kinds and (kinds != ["secret"] or "alone" in value), "no contribution, or a secret alone without `alone`")
    return dict(rows) if name in HEADERS else value


def h(digest: str, x: str | bytes) -> str:
    """H(x) of the page (1.1)."""
    return hashlib.new(digest, x.encode() if isinstance(x, str) else x).hexdigest()


class Chance:
    """Where everything random comes from: the hash in use, and the seed (3)."""

    def __init__(self, digest: str, seed: str) -> None:
        self.digest, self.seed = digest, seed

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
        left, certain = min(share["total"], sum(s["size"] for s in rest.values())), [""]
        while rest and certain:
            total = sum(s["quota"]["weight"] * s["size"] for s in rest.values())
            certain = [name for name, s in rest.items() if left * s["quota"]["weight"] >= total]
            left -= sum(rest.pop(name)["size"] for name in certain)
        expected |= {n: Fraction(left * s["quota"]["weight"] * s["size"], total) for n, s in rest.items()}
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
    frame: dict[str, str], strata: list[Row], numbers: dict[str, int], chance: Chance
) -> tuple[list[Row], list[Row]]:
    """Draw from the frame (target id: stratum): the drawn in draw order, and the reserves (4)."""
    tickets, drawn, reserves = defaultdict(list), [], []
    for target, name in frame.items():
        tickets[name].append((chance.ticket("targets", target), target))
    for name, reserve in ((stratum["name"], stratum["reserve"]) for stratum in strata):
        for rank, (ticket, target) in enumerate(sorted(tickets[name])[: numbers[name] + reserve], 1 - numbers[name]):
            row = {"ticket": ticket, "target_id": target, "stratum": name}
            reserves += [{**row, "rank": rank}] if rank > 0 else []
            drawn += [row] if rank <= 0 else []
    return sorted(drawn, key=lambda row: [*row.values()]), reserves


class Seating:
    """Who holds the seats, while they are filled (5.2) and mixed (5.4)."""

    def __init__(self, seats: list[Seat], order: list[str], capacity: dict[str, int]) -> None:
        self.target, self.eligible = [seat[0] for seat in seats], [seat[2] for seat in seats]
        self.capacity = {i: capacity.get(i, len(seats)) for i in order}
        self.holder, self.held, self.team = [""] * len(seats), {i: list[int]() for i in order}, defaultdict(list)
        for s, target in enumerate(self.target):
            self.team[target].append(s)

    def put(self, moves: dict[int, str]) -> None:
        """Let seats change hands, and keep who holds which by number."""
        for s in moves:
            if self.holder[s]:
                self.held[self.holder[s]].remove(s)
        for s, i in moves.items():
            self.holder[s], self.held[i] = i, sorted([*self.held[i], s])

    def start(self) -> bool:
        """Fill the seats one by one; tell whether a complete assignment exists."""
        place = {i: n for n, i in enumerate(self.held)}
        for empty in range(len(self.holder)):
            free = {i for i, held in self.held.items() if len(held) < self.capacity[i]}
            through, before, distance = self.search(empty, free)
            if free.isdisjoint(through):
                return False
            i = min(free & through.keys(), key=lambda i: (len(self.held[i]), distance[through[i]], place[i]))
            moves = {(s := through[i]): i}
            while s != empty:
                moves[before[s]], s = self.holder[s], before[s]
            self.put(moves)
        return True

    def search(self, empty: int, free: set[str]) -> tuple[dict[str, int], dict[int, int], dict[int, int]]:
        """Find who could come to the empty seat, and through which seat; every seat's predecessor and distance."""
        through, before, distance, queue, met = {}, {}, {empty: 0}, [empty], set()
        least, enough = min((len(self.held[i]) for i in free), default=-1), len(self.holder)
        for s in queue:
            if distance[s] > enough:  # somebody of the least load of all is nearer: who comes now cannot win
                break
            for i in self.eligible[s]:
                if self.holder[s] == i or (i, self.target[s]) in met:
                    continue
                met.add((i, self.target[s]))
                follow = [t for t in self.team[self.target[s]] if self.holder[t] == i]
                if not follow and i not in through:
                    through[i], follow = s, self.held[i]
                    enough = distance[s] if i in free and len(follow) == least else enough
                for t in follow:
                    if t not in distance:
                        before[t], distance[t] = s, distance[s] + 1
                        queue.append(t)
        return through, before, distance

    def walk(self, words: Iterator[int], steps: int) -> None:
        """Mix."""
        for _ in range(steps):
            moves = self.step(words)
            after = {t: moves.get(t, self.holder[t]) for s in moves for t in self.team[self.target[s]]}
            if len({(self.target[t], i) for t, i in after.items()}) == len(after):  # nobody sits there twice
                self.put(moves)

    def step(self, words: Iterator[int]) -> dict[int, str]:
        """Try one step: the seats that change hands; none when it is dropped."""

        def below(n: int) -> int:
            return next(word for word in words if word < 2**64 // n * n) % n

        first = s = below(len(self.holder))
        u, cycle, left, moves = self.holder[first], below(2) == 1, {-1}, dict[int, str]()
        while s not in left:
            left.add(s)
            others = len(self.eligible[s]) - 1
            if cycle and moves and u in self.eligible[s] and self.holder[s] != u and below(2) == 1:
                return {**moves, s: u} if below(others) < len(self.eligible[first]) - 1 else {}
            if not others:
                break
            k = below(others)
            i = moves[s] = self.eligible[s][
                k + (k >= self.eligible[s].index(self.holder[s]))
            ]  # passing over its holder
            new = not cycle and len(self.held[i]) + 1 == len(self.held[u]) and len(self.held[i]) < self.capacity[i]
            options = self.held[i] + [-1] * new
            if not options:
                break
            s = options[below(len(options))]
            if s == -1:
                return moves
        return {}
