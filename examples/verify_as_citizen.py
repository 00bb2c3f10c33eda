"""Check a random draw (核验一次随机抽查): `python verify_as_citizen.py FOLDER [--announcement-digest HEX]`.

FOLDER is a bundle (`public/`, perhaps `sealed/`), or holds the public files. This needs nothing but Python 3.11, and is
written from the protocol page alone (its sections in brackets): two programs written apart that agree are evidence.
Exit status: 0 nothing failed, 1 something failed, 2 a file is missing or unreadable.
"""
# fmt: off

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
from typing import Any, NamedTuple
from unicodedata import category, is_normalized

Row = dict[str, Any]
Seat = tuple[str, str]  # the target, and which seat of the team
PASSED, FAILED, NOT_CHECKED, UNREADABLE, TRUST = "passed 通过", "FAILED 不符", "not checked 未核", "unreadable 无法读取", "still to be trusted 仍须信任"
PUBLISHED, NONE, MAX_INTEGER, MAX_DEPTH = "a digest from elsewhere 另行取得的摘要", "does not apply, this draw has none 不适用，本次抽取没有: ", 2**53 - 1, 100
HEADERS = {"frame.csv": "target_id,stratum", "struck.csv": "target_id,reason"}
FILES = re.compile(r"(frame|struck)\.csv|(announcement|inspectors|result|change-.*)\.json", re.DOTALL)

# The files, member by member (2, 6, 7): "?" may be absent, "|" is or, [x] is a list, {x} one in which no name comes
# twice, <x> one that ascends by code points, "*" whatever else stands there. Below: what a text, an integer, … must be.
CHANGE = "previous=hex recorded_at=time target_id=id reason=line"
OBJECTS = {
    "announcement.json": "protocol='rid-1' digest='sha256'|'sm3' draw_id=id title=line announced_at=time open_by=time frame=file struck=file"
    " inspectors?=file strata={stratum} shares={share} contributions={secret|public} previous?=hex alone?=true about?=object *?=any",
    "file": "digest=hex size=int", "stratum": "name=id size=int reserve=int quota=all|count|ratio|part", "all": "all=true",
    "count": "count=int", "ratio": "ratio=fraction", "part": "share=id weight=positive", "share": "name=id total=int",
    "secret": "name=id kind='secret' commitment=hex fallback?=event generated?=true",
    "public": "name=id kind='public' source=line pattern=pattern", "event": "source=line pattern=pattern",
    "inspectors.json": "inspectors=<inspector> team={seat} excluded=<pair> salt=hex",
    "inspector": "inspector_id=id holds=<id> capacity?=int", "seat": "seat=id requires?=[id]",
    "pair": "target_id=id inspector_id=id", "seated": "target_id=id seat=id inspector_id=id",
    "result.json": "protocol='rid-1' announcement=hex contributions={value} seed=hex quotas=[quota] drawn=[drawn] reserves=[reserve]"
    " assignments=[seated]", "value": "name=id value=line fallback?=true", "quota": "stratum=id drawn=int",
    "drawn": "target_id=id stratum=id ticket=hex", "reserve": "target_id=id stratum=id ticket=hex rank=positive",
    "strike": f"kind='strike' {CHANGE} moved_up?=id team=[seated]", "recusal": f"kind='recusal' {CHANGE} inspector_id=id",
    "replacement": f"kind='replacement' {CHANGE} inspector_id=id seat=id substitute?=id",
}
ESCAPED, TIMES, DAY = r"\\[d !-/:-@\[-`{-~]", "(?:1000|0?[0-9]{1,3})", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
CLASS = rf"\[\^?(?:(?!\\?(?:--|&&|\|\||~~))(?:[^\\\[\]^]|{ESCAPED}))+\]"
QUANTIFIED = rf"(?:[^\\\[\](){{}}|*+?.^$]|\.|{ESCAPED}|{CLASS}|\))(?:[*+?]|\{{{TIMES}(?:,(?:{TIMES})?)?\}})?"
CLOCK, KEYS = "([01][0-9]|2[0-3]):[0-5][0-9]", ("name", "seat", "target_id", "inspector_id")
LEAVES: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "int": (int, lambda v: v >= 0), "positive": (int, lambda v: v > 0), "true": (bool, bool), "object": (dict, lambda _: True),
    "line": (str, re.compile("[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+").fullmatch),
    "hex": (str, re.compile("[0-9a-f]{64}").fullmatch), "fraction": (str, lambda v: fraction(v) <= 1),
    "time": (str, re.compile(rf"{DAY}T{CLOCK}:([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-]{CLOCK})").fullmatch),
    "pattern": (str, lambda v: re.fullmatch(rf"(?:{QUANTIFIED}|\((?!\?)|\|)+", v) and re.compile(v, re.ASCII)),
    "id": (str, lambda v: re.fullmatch('(?! )[^,"\ufdd0-\ufdef]{1,128}(?<! )', v, re.DOTALL) and is_normalized("NFC", v)
           and all(c == " " or (category(c) not in "Cc Cf Cs Co Zl Zp Zs" and f"{ord(c):04x}"[-4:] not in ("fffe", "ffff")) for c in v)),
}

def misfit(value: Any, form: str, where: str = "") -> str:
    """Tell where the value has not the form; empty when it has."""
    if form[0] in "[{<" and isinstance(value, list):
        faults = [misfit(item, form[1:-1], f"{where}[{n}]") for n, item in enumerate(value)]
        if not any(faults) and form[0] != "[":
            keys = [[item[n] for n in KEYS if n in item] if isinstance(item, dict) else item for item in value]
            pairs = pairwise(sorted(keys) if form[0] == "{" else keys)
            faults = [f"{where}: not ascending, or twice: {b}" for a, b in pairs if a >= b]
    elif "|" in form:
        faults = [misfit(value, one, where) for one in form.split("|")]
        faults = [" / ".join(faults)] if all(faults) else []
    elif form in OBJECTS and isinstance(value, dict):
        members = dict(member.split("=") for member in OBJECTS[form].split())
        faults = [f"{where}: without {name}" for name in members if name[-1] != "?" and name not in value]
        for n, item in value.items():
            faults.append(misfit(item, members.get(n) or members.get(f"{n}?") or members.get("*?", "known"), f"{where}.{n}"))
    else:
        kind, test = LEAVES.get(form, (str, form[1:-1].__eq__))
        faults = [] if form == "any" or (type(value) is kind and test(value)) else [f"{where}: not {form}: {value!s:.99}"]
    return next(filter(None, faults), "")

def canonical(value: Any, depth: int = 0) -> str:
    """Write text, integers, booleans, lists and objects with ASCII member names as RFC 8785 does (1.2)."""
    if isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= MAX_INTEGER):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) and depth < MAX_DEPTH:
        return f"[{','.join(canonical(item, depth + 1) for item in value)}]"
    if isinstance(value, dict) and depth < MAX_DEPTH and "".join(value).isascii():
        return f"{{{','.join(f'{canonical(n)}:{canonical(value[n], depth + 1)}' for n in sorted(value))}}}"
    raise ValueError(f"null, a floating-point or too large number, too deep, or a member beyond ASCII: {value!s:.99}")

def fraction(text: str) -> Fraction:
    """Read a fraction exactly; `5%` is 5/100 (1.4)."""
    if found := re.fullmatch(r"([0-9]+/0*[1-9][0-9]*)|([0-9]+(?:\.[0-9]+)?)(%?)", text):
        return Fraction(found[1] or found[2]) / (100 if found[3] else 1)
    raise ValueError(f"not a fraction: {text}")

def read(name: str, data: bytes) -> Any:
    """Read a file of the bundle; frame and struck become a dictionary of their two columns."""
    text = data.decode()
    if name in HEADERS:
        rows = [line.partition(",")[::2] for line in text.split("\n")[1:-1]]
        value, again = dict[str, Any](rows), "\n".join([HEADERS[name], *map(",".join, rows), ""])
        fault = misfit([[*row] for row in rows], "[[id]]") or misfit([row[0] for row in rows], "<id>")
    else:
        value = json.loads(text)
        again = canonical(value) + "\n"
        fault = misfit(value, name if name in OBJECTS else "strike|recusal|replacement")
    if name == "announcement.json" and not fault:
        named, kinds = {s["quota"].get("share") for s in value["strata"]} - {None}, [c["kind"] for c in value["contributions"]]
        if named != {s["name"] for s in value["shares"]} or not kinds or (kinds == ["secret"] and "alone" not in value):
            fault = "not the shares that the quotas name; or no contribution; or one secret alone, not asked for"
    if fault or again != text:
        raise ValueError(fault or "not canonical: white space, order, line feeds, something twice, or needless escapes")
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
        return h(self.digest, h(self.digest, f"rid-1 key\n{stage}\n{self.seed}")[:32] + f":{x}")

    def words(self) -> Iterator[int]:
        """The stream of words (5.3)."""
        blocks = (self.ticket("mixing", str(k)) for k in count())
        return (int(block[at : at + 16], 16) for block in blocks for at in range(0, 64, 16))

def quotas(strata: list[Row], shares: list[Row], chance: Chance) -> dict[str, tuple[int, Fraction]]:
    """How many are drawn from every stratum, and how many on average: a chance is that, divided by the size (2.5)."""
    numbers = {}
    for size, name, quota in ((stratum["size"], stratum["name"], stratum["quota"]) for stratum in strata):
        number = -(-fraction(quota["ratio"]) * size // 1) if "ratio" in quota else quota.get("count", size)
        numbers[name] = (min(number, size), Fraction(min(number, size)))
    for share, number in ((share["name"], share["total"]) for share in shares):
        rest = {s["name"]: s for s in strata if s["quota"].get("share") == share and s["size"]}
        left, certain = min(number, sum(s["size"] for s in rest.values())), [""]
        while rest and certain:
            weights = sum(s["quota"]["weight"] * s["size"] for s in rest.values())
            certain = [name for name, s in rest.items() if left * s["quota"]["weight"] >= weights]
            left -= sum(rest.pop(name)["size"] for name in certain)
        total = Fraction(int(chance.ticket("quotas", share), 16), 2**256)
        for _, name in sorted((chance.ticket("quotas", f"{share}\n{name}"), name) for name in rest):
            part = Fraction(left * rest[name]["quota"]["weight"] * rest[name]["size"], weights)
            numbers[name] = ((total + part) // 1 - total // 1, part)
            total += part
    return numbers

def select(frame: dict[str, str], strata: list[Row], numbers: dict[str, int], chance: Chance) -> list[list[Row]]:
    """Draw from the frame (target id: stratum): the drawn in draw order, and the reserves (4)."""
    tickets, drawn, reserves = defaultdict(list), [], []
    for target, name in frame.items():
        tickets[name].append((chance.ticket("targets", target), target))
    for name, reserve in ((stratum["name"], stratum["reserve"]) for stratum in strata):
        rows = [{"ticket": ticket, "target_id": target, "stratum": name} for ticket, target in sorted(tickets[name])]
        drawn += rows[: numbers[name]]
        reserves += [{**row, "rank": rank} for rank, row in enumerate(rows[numbers[name] :][:reserve], 1)]
    return [sorted(drawn, key=lambda row: [*row.values()]), reserves]

def search(seats: list[Seat], fit: list[list[str]], holder: list[str], free: set[str]) -> tuple[dict[str, int], dict[int, int], dict[int, int]]:
    """Find through which seats people could come to the empty last one; the predecessor and distance of those (5.2)."""
    held: dict[str, list[int]] = defaultdict(list)
    for t, i in enumerate(holder):
        held[i].append(t)
    queue, least, enough = [len(holder) - 1], min((len(held[i]) for i in free), default=-1), len(seats)
    through, before, distance, met = {}, {queue[0]: queue[0]}, {queue[0]: 0}, set()
    for s in queue:
        if distance[s] > enough:  # somebody nearer has the least load of all: who is further away cannot win
            break
        for i in fit[s]:
            if holder[s] == i or (i, seats[s][0]) in met:
                continue
            met.add((i, seats[s][0]))
            beside = [t for t in held[i] if seats[t][0] == seats[s][0]]
            new = not beside and i not in through
            if new:
                through[i] = s
                enough = distance[s] if i in free and len(held[i]) == least else enough
            for t in held[i] if new else beside:
                if t not in distance:
                    before[t], distance[t] = s, distance[s] + 1
                    queue.append(t)
    return through, before, distance

def start(seats: list[Seat], fit: list[list[str]], order: list[str], capacity: dict[str, int]) -> list[str]:
    """Fill the seats one by one (5.2); the list stays short when no complete assignment exists."""
    holder: list[str] = []
    while len(holder) < len(seats):
        load = Counter(holder)
        free = {i for i in order if load[i] < capacity.get(i, len(seats))}
        through, before, distance = search(seats, fit, [*holder, ""], free)
        ranks = [(load[i], distance[s], order.index(i), s, i) for i, s in through.items() if i in free]
        if not ranks:
            break
        *_, s, i = min(ranks)
        holder.append("")
        while i:  # move everybody along the path
            i, holder[s], s = holder[s], i, before[s]
    return holder

def step(fit: list[list[str]], holder: list[str], capacity: dict[str, int], words: Iterator[int]) -> dict[int, str]:
    """Try one step of the walk: the seats that would change hands; none when it is dropped (5.4)."""
    def below(n: int) -> int:
        return next(word for word in words if word < 2**64 // n * n) % n
    first = s = below(len(fit))
    u, cycle, left, moves = holder[first], below(2) == 1, set[int](), dict[int, str]()
    while s >= 0 and s not in left:
        left.add(s)
        others = len(fit[s]) - 1
        if cycle and moves and u in fit[s] and holder[s] != u and below(2) == 1:
            return {**moves, s: u} if below(others) < len(fit[first]) - 1 else {}
        if not others:
            break
        i = moves[s] = fit[s][(number := below(others)) + (number >= fit[s].index(holder[s]))]  # the holder is passed over
        options = [t for t, who in enumerate(holder) if who == i]
        if not cycle and len(options) + 1 == holder.count(u) and len(options) < capacity.get(i, len(fit)):
            options.append(-1)  # a new seat
        if not options:
            break
        s = options[below(len(options))]
    return moves if s < 0 else {}

def walk(seats: list[Seat], fit: list[list[str]], holder: list[str], capacity: dict[str, int], *, words: Iterator[int], steps: int) -> list[str]:
    """Mix (5.4): a step takes effect unless it seats somebody twice in an inspection."""
    for _ in range(steps):
        if moves := step(fit, holder, capacity, words):
            after = [moves.get(s, i) for s, i in enumerate(holder)]
            sittings = {(target, i) for (target, _), i in zip(seats, after, strict=True)}
            holder = after if len(sittings) == len(seats) else holder
    return holder

def may(inspector: Row, seat: Row, target: str, excluded: set[tuple[str, str]]) -> bool:
    """Whether the inspector is eligible (5.1)."""
    return {*seat.get("requires", [])} <= {*inspector["holds"]} and (target, inspector["inspector_id"]) not in excluded

class Draw(dict[str, Any]):
    """The files at hand, and whatever follows from them by FOLLOWS, like the cells of a spreadsheet."""

    def __missing__(self, name: str) -> Any:
        return self.setdefault(name, FOLLOWS[name](self))  # KeyError: it is not at hand

def replay(d: Draw) -> Iterator[Row]:
    """Give every change as it must be where it stands, or what it is up against (7)."""
    standing = {row["target_id"]: row["stratum"] for row in d["result"]["drawn"]}
    reserves = sorted((row["rank"], row["target_id"], row["stratum"]) for row in d["result"]["reserves"])
    holder, excluded = {(target, seat): i for target, seat, i in d["held"]}, {*d["excluded"]}
    were: dict[tuple[str, str], list[str]] = defaultdict(list)
    def fill(target: str, seat: str) -> str:
        loads, before = Counter(holder.values()), were[target, seat]
        free = d["people"].keys() - {i for (visited, _), i in holder.items() if visited == target} - {*before}
        free = {i for i in free if loads[i] < d["capacity"].get(i, MAX_INTEGER)}
        ticket = {i: d["chance"].ticket("substitutes", f"{target}\n{seat}\n{len(before)}\n{i}") for i in free}
        fit = [i for i in free if may(d["people"][i], d["team"][seat], target, excluded)]
        holder[target, seat] = min(fit, key=lambda i: (loads[i], ticket[i], i), default="")
        return str(holder[target, seat])
    for change in (d[name] for name in d["changes"]):
        target, seat, i = change["target_id"], change.get("seat"), change.get("inspector_id")
        must = {name: value for name, value in change.items() if name not in ("moved_up", "team", "substitute")}
        if target not in standing or (i and i not in d["people"]) or (seat and holder.get((target, seat)) != i):
            must = {"needed 须有": "a target that stands drawn, and whoever it concerns 仍被抽中的对象和相应的检查人员"}
        elif change["kind"] == "recusal":
            excluded.add((target, i))
        elif change["kind"] == "replacement":
            were[target, seat].append(i)
            must |= {"substitute": new} if (new := fill(target, seat)) else {}
        else:
            stratum, must["team"] = standing.pop(target), []
            holder = {place: i for place, i in holder.items() if place[0] != target}
            for row in [row for row in reserves if row[2] == stratum][:1]:
                reserves.remove(row)
                standing[row[1]], must["moved_up"] = stratum, row[1]
                team = [{"target_id": row[1], "seat": seat, "inspector_id": fill(row[1], seat)} for seat in d["team"]]
                must["team"] = [seated for seated in team if seated["inspector_id"]]
        yield must

# What follows from the files, and the checks (8): what must be, and what is. A KeyError tells what is not at hand.
FOLLOWS: dict[str, Callable[[Draw], Any]] = {
    "rules": lambda d: d["announcement.json"], "result": lambda d: d["result.json"],
    "roster": lambda d: d["inspectors.json"] if "inspectors" in d["rules"] else {"inspectors": [], "team": [], "excluded": []},
    "people": lambda d: {row["inspector_id"]: row for row in d["roster"]["inspectors"]},
    "team": lambda d: {row["seat"]: row for row in d["roster"]["team"]},
    "excluded": lambda d: {(row["target_id"], row["inspector_id"]) for row in d["roster"]["excluded"]},
    "capacity": lambda d: {i: row["capacity"] for i, row in d["people"].items() if "capacity" in row},
    "H": lambda d: lambda x: h(d["rules"]["digest"], x), "announced": lambda d: d["digest"]["announcement.json"],
    "no roster": lambda d: {} if "inspectors" in d["rules"] else {"inspectors.json": None},
    "digest": lambda d: d["no roster"] | {name: d["H"](data) for name, data in d["files"].items()},
    "opened": lambda d: {row["name"]: row for row in d["result"]["contributions"]},
    "values": lambda d: [(row, d["opened"][row["name"]]) for row in d["rules"]["contributions"]],
    "secrets": lambda d: [(row, by) for row, by in d["values"] if row["kind"] == "secret" and "fallback" not in by] or d[f"{NONE}a secret 秘密"],
    "events": lambda d: [((row.get("fallback", {}) if "fallback" in by else row).get("pattern", ""), by["value"])
                         for row, by in d["values"] if row["kind"] != "secret" or "fallback" in by] or d[f"{NONE}a public value 公开值"],
    "seed": lambda d: d["H"]("".join(["rid-1 seed\n", d["announced"], *(f"\n{row['name']}={by['value']}" for row, by in d["values"])])),
    "chance": lambda d: Chance(d["rules"]["digest"], d["seed"]),
    "numbers": lambda d: {name: n for name, (n, _) in quotas(d["rules"]["strata"], d["rules"]["shares"], d["chance"]).items()},
    "selection": lambda d: select(d["frame.csv"], d["rules"]["strata"], d["numbers"], d["chance"]),
    "order": lambda d: sorted(d["people"], key=lambda i: (d["chance"].ticket("inspectors", i), i)),
    "seats": lambda d: [(row["target_id"], seat) for row in d["result"]["drawn"] for seat in d["team"]],
    "fit": lambda d: [[i for i in d["order"] if may(d["people"][i], d["team"][seat], target, d["excluded"])] for target, seat in d["seats"]],
    "held": lambda d: [(row["target_id"], row["seat"], row["inspector_id"]) for row in d["result"]["assignments"]],
    "allowed": lambda d: {(*seat, i) for seat, fit in zip(d["seats"], d["fit"], strict=True) for i in fit},
    "trust": lambda d: "whoever made the register and the recusals 编制名录和回避名单的人; " + (
        "nobody else, if the announcement was out before the public event 除此无人，只要公告早于公开事件" if "events" in d else
        "no public event was used, 未用公开事件: " + ("the office, which made every secret itself, must have been honest 检查机关须诚实"
        if all("generated" in row for row, _ in d["secrets"]) else "at least one holder of a secret must have been honest 持有人至少一人诚实: "
        if len(d["secrets"]) > 1 else "the only secret's holder 唯一的持有人: ") + ", ".join(row["name"] for row, _ in d["secrets"])),
    "often": lambda d: Counter(key for target, _, i in d["held"] for key in (i, (target, i))),
    "changes": lambda d: sorted(name for name in d["files"] if name.startswith("change-")) or d[f"{NONE}a change 变更"],
}
CHECKS: dict[str, Callable[[Draw], tuple[Any, Any]]] = {
    "the announcement is the one published 公告即所公布者": lambda d: (d[PUBLISHED], d["announced"]),
    "frame.csv: digest 抽样框的摘要": lambda d: (d["rules"]["frame"]["digest"], d["digest"]["frame.csv"]),
    "struck.csv: digest 剔除名单的摘要": lambda d: (d["rules"]["struck"]["digest"], d["digest"]["struck.csv"]),
    "inspectors.json: digest 检查人员的摘要": lambda d: (d["rules"].get("inspectors", {}).get("digest"), d["digest"]["inspectors.json"]),
    "frame.csv: size 抽样框的数量": lambda d: (d["rules"]["frame"]["size"], len(d["frame.csv"])),
    "struck.csv: size 剔除名单的数量": lambda d: (d["rules"]["struck"]["size"], len(d["struck.csv"])),
    "inspectors.json: size 检查人员的数量": lambda d: (d["rules"].get("inspectors", {"size": 0})["size"], len(d["people"])),
    "the strata add up to the frame 各层之和": lambda d: (d["rules"]["frame"]["size"], sum(s["size"] for s in d["rules"]["strata"])),
    "the size of every stratum 各层的数量": lambda d: (Counter({s["name"]: s["size"] for s in d["rules"]["strata"]}), Counter(d["frame.csv"].values())),
    "the result is of this announcement 结果属于该公告": lambda d: (d["announced"], d["result"]["announcement"]),
    "the contributions in their order 随机数贡献及其顺序": lambda d: ([row["name"] for row in d["rules"]["contributions"]], [*d["opened"]]),
    "every secret opens its commitment 秘密与承诺相符": lambda d: ([row["commitment"] for row, _ in d["secrets"]], [
        misfit(by["value"], "hex") or d["H"](f"rid-1 commitment\n{d['rules']['draw_id']}\n{row['name']}\n{by['value']}")
        for row, by in d["secrets"]]),
    "every public value matches its pattern 公开值与格式相符": lambda d: ([], [event for event in d["events"] if not re.fullmatch(event[0], event[1], re.ASCII)]),
    "the seed 种子": lambda d: (d["seed"], d["result"]["seed"]),
    "the quotas 各层抽取数": lambda d: ([{"stratum": s, "drawn": n} for s, n in d["numbers"].items()], d["result"]["quotas"]),
    "the drawn 抽中的对象": lambda d: (d["selection"][0], d["result"]["drawn"]),
    "the reserves 候补的对象": lambda d: (d["selection"][1], d["result"]["reserves"]),
    "assignment: every seat 分配：每个席位": lambda d: (d["seats"], [row[:2] for row in d["held"]]),
    "assignment: nobody recused, unfit, twice in one, or too often 分配：无应回避、不合格、重复、超限者": lambda d: ([], [
        row for row in d["held"] if row not in d["allowed"] or d["often"][row[0], row[2]] > 1
        or d["often"][row[2]] > d["capacity"].get(row[2], MAX_INTEGER)]),
    "assignment: as recomputed 分配：与重算一致": lambda d: (assigned(d), d["held"]),
    "changes: an unbroken chain 变更：首尾相接": lambda d: (
        [(f"change-{n:04}.json", d["digest"][name]) for n, name in enumerate(["result.json", *d["changes"]][:-1], 1)],
        [(name, d[name]["previous"]) for name in d["changes"]]),
    "changes: as the rules give them 变更：符合规则": lambda d: ([*replay(d)], [d[name] for name in d["changes"]]),
}

def assigned(d: Draw) -> list[tuple[str, ...]]:
    """Recompute who holds every seat (5)."""
    holder, size = start(d["seats"], d["fit"], d["order"], d["capacity"]), len(d["seats"])
    if len(holder) < size:
        return [("no complete assignment exists, and the draw must be refused 不存在完整的分配，应拒绝抽取",)]
    holder = walk(d["seats"], d["fit"], holder, d["capacity"], words=d["chance"].words(), steps=(16 * size + 1000) * (size > 0))
    return [(*seat, i) for seat, i in zip(d["seats"], holder, strict=True)]

def difference(expected: Any, found: Any, where: str = "") -> str:
    """Tell what differs, in two lists the first row that does; empty when nothing does."""
    if isinstance(expected, list) and isinstance(found, list):
        return next(filter(None, (difference(*both, f"[{n}] ") for n, both in enumerate(zip_longest(expected, found)))), "")
    return "" if expected == found else f"{where}expected 应为 {expected!s:.300}; found 实为 {found!s:.300}"

def verify(files: dict[str, bytes], published: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield every check: its status, its title, and what there is to say about it."""
    d = Draw({"files": files} | ({PUBLISHED: published} if published else {}))
    for name, data in sorted(files.items()):
        try:
            d[name], fault = read(name, data), ""
        except (ValueError, RecursionError, OverflowError, re.error) as error:
            fault = f"{type(error).__name__}: {error}"
        yield FAILED if fault else PASSED, f"{name}: canonical form 规范格式", fault
    for title, check in CHECKS.items():
        try:
            fault = difference(*check(d))
            yield FAILED if fault else PASSED, title, fault
        except KeyError as missing:
            yield NOT_CHECKED, title, f"{'' if NONE in str(missing) else 'not at hand, or not in its form 不在手边，或格式不符: '}{missing.args[0]}"
    yield TRUST, d["trust"] if "values" in d else "cannot be said 无法判断", ""

def main(arguments: list[str] | None = None) -> int:
    """Print a line per check, then on whom the draw still rests; give the exit status."""
    parser = argparse.ArgumentParser(description="Check a random draw 核验一次随机抽查")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--announcement-digest", default="", metavar="HEX")
    given = parser.parse_args(arguments)
    places = [given.folder / "sealed", given.folder / "public"] if (given.folder / "public").is_dir() else [given.folder]
    try:
        paths = [path for place in places if place.is_dir() for path in place.iterdir()]
        files = {path.name: path.read_bytes() for path in paths if FILES.fullmatch(path.name)}
        absent = {"announcement.json", "result.json"} - files.keys()
        lines = [(UNREADABLE, f"missing 缺少 {sorted(absent)}", "")] if absent else list(verify(files, given.announcement_digest.strip().lower()))
    except (OSError, ValueError) as error:  # a ValueError: this Python does not know the hash
        lines = [(UNREADABLE, str(error), "")]
    for line in lines:
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in " | ".join(filter(None, line)))
        print(text.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding))
    return 2 if lines[0][0] == UNREADABLE else int(any(line[0] == FAILED for line in lines))

if __name__ == "__main__":
    sys.exit(main())
