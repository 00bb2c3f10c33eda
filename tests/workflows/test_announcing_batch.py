"""A batch of the year's plan: strata are what is due by class, struck.csv the rest, and nothing of either is public."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tomllib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from announcing_specs import Announcing, made
from batch_specs import ITEM, LEDGER, LIST, OFFICE, ROWS, YEAR_POLICY, batch_spec
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_specs import FACTS, NO_FACTS, risk_spec

from random_inspection.domain.draws import AllQuota, CountQuota, Share, ShareQuota
from random_inspection.drawing import HandedIn
from random_inspection.drawing.quotas import chances
from random_inspection.drawing.tickets import digest_of
from random_inspection.drawing.verification import verify
from random_inspection.errors import InvalidInput
from random_inspection.rules.coverage_of_year.batches import BLANK, Roll, batch_frame
from random_inspection.rules.coverage_of_year.coverage import Coverage
from random_inspection.rules.coverage_of_year.ledger import Drawn, Event, Inspected, Ledger, StruckOut
from random_inspection.rules.risk_classes.policy_data import policy_of
from random_inspection.serialization import read_frame, read_struck
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import BLANK_WORDS, draw_announced, recorded

LOTTERY = [{"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d{1,3}"}]
OPEN = {"contributions": LOTTERY}


def _frame(done: Announcing) -> dict[str, str]:
    """Return the stratum of every target, and of the blank lot, without the salt."""
    pairs = read_frame(done.store.read("sealed", "frame.csv"), file="frame.csv")
    return {target: code for target, code in pairs if code != "salt"}


def _struck(done: Announcing) -> dict[str, str]:
    """Return the reason of every target that is struck out, without the salt."""
    pairs = read_struck(done.store.read("sealed", "struck.csv"), file="struck.csv")
    return {target: reason for target, reason in pairs if reason != "salt"}


def _standing(done: Announcing) -> dict[str, str]:
    """Return class and coverage state of every target of the frame."""
    listed = json.loads(done.store.read("sealed", "policy.json"))["codes"]
    codes = {one["stratum"]: one["class"] for one in listed} | {BLANK: BLANK}
    return {target: codes[code] for target, code in _frame(done).items()}


def _quotas(done: Announcing) -> dict[str, Any]:
    """Return size and quota of every stratum by class and coverage state."""
    listed = json.loads(done.store.read("sealed", "policy.json"))["codes"]
    codes = {one["stratum"]: one["class"] for one in listed}
    return {codes.get(one.name, one.name): (one.size, one.quota) for one in done.announced.announcement.strata}


@pytest.mark.clause("二(七) 频次")
def test_strata_are_what_is_due_by_class() -> None:
    """Class and coverage state of every target follow from facts and ledger, as found by hand."""
    found = _standing(made(batch_spec()))
    expected = dict.fromkeys([row[0] for row in ROWS if row[0] not in ("T-10", "T-20")], "平常/due 1")
    expected |= {"T-00": "平常/inspected", "T-07": "平常/inspected"}
    expected |= {"T-01": "从严/due 1", "T-04": "从严/due 1", "T-08": "从严/due 2"}
    expected |= dict.fromkeys(("T-02", "T-06", "T-21"), "留意/due 1") | {BLANK: BLANK}
    assert found == expected


def test_quotas_are_those_of_the_rule_of_the_year() -> None:
    """With two of four batches left who is due once has 1/2, due twice is drawn, the covered have the floor of 1/100."""
    done = made(batch_spec())
    assert _quotas(done) == {
        "平常/inspected": (2, ShareQuota("coverage", 1)),
        "平常/due 1": (13, ShareQuota("coverage", 50)),
        "留意/due 1": (3, ShareQuota("coverage", 50)),
        "从严/due 1": (2, ShareQuota("coverage", 50)),
        "从严/due 2": (1, AllQuota()),
        BLANK: (1, ShareQuota("coverage", 98)),
        "salt": (1, CountQuota(0)),
    }
    announced = done.announced.announcement
    assert announced.shares == (Share(name="coverage", total=10),)
    exact = chances(announced.strata, announced.shares)
    assert {exact[code] for target, code in _frame(done).items() if target in ("T-00", "T-07")} == {Fraction(1, 100)}


@pytest.mark.clause("二(六) 范围")
def test_the_rest_is_struck_out_with_reason_codes() -> None:
    """Who is closed or has used up the cap is in struck.csv, and nobody is in both lists."""
    done = made(batch_spec())
    assert _struck(done) == {"T-10": "cap-reached", "T-20": "target-closed"}
    assert _frame(done).keys() - {BLANK} | _struck(done).keys() == {row[0] for row in ROWS}


def test_a_class_without_a_floor_is_struck_out_when_covered() -> None:
    """Where the policy has no floor, who was inspected is out, and the reason says so."""
    done = made(batch_spec(policy=YEAR_POLICY.replace('floor = "1/100"\n', "")))
    assert {target for target, reason in _struck(done).items() if reason == "covered"} == {"T-00", "T-07"}


FULL = YEAR_POLICY.replace('"50%"', '"100%"').replace('floor = "1/100"', 'floor = "1/1000"')


def test_whose_turn_is_in_another_batch_is_struck_out() -> None:
    """A class that is drawn in full comes in the batches of its order: now drawn whole, or out."""
    done = made(batch_spec(policy=FULL, order=[("T-01", "4"), ("T-04", "3；1"), ("T-02", "4")]))
    assert _struck(done)["T-01"] == "other-batch"
    assert _standing(done)["T-04"] == "从严/due 1 in order"
    assert _quotas(done)["从严/due 1 in order"] == (1, AllQuota())
    assert _standing(done)["T-02"] == "留意/due 1", "its class is not drawn in full"


def _with(target: str, **cells: str) -> list[tuple[str, ...]]:
    """Return the register with other cells of kind, district or items for one target."""
    places = {"kind": -3, "district": -2, "items": -1}
    rows = [list(row) for row in ROWS]
    for name, text in cells.items():
        next(row for row in rows if row[0] == target)[places[name]] = text
    return [tuple(row) for row in rows]


REPEALED = {
    **LIST,
    "repeals": [{"title": "劳动法", "article": "第八十五条", "since": "2026-12-31", "source": "主席令"}],
}
ELIGIBILITY: list[tuple[dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ({"eligibility.districts": ["东城"]}, {"district": "西城"}, {"T-03": "target-district-out-of-scope"}),
    ({"eligibility.districts": ["东城"]}, {"district": ""}, {"T-03": "target-district-out-of-scope"}),
    ({}, {"items": "RS-02；RS-03"}, {"T-03": "target-not-subject"}),
    ({}, {"items": f"RS-02；{ITEM}"}, {}),
    ({"eligibility.elsewhere_months": 3}, {}, {"T-06": "inspected-elsewhere"}),
    ({"eligibility.elsewhere_months": 1}, {}, {}),
    (
        {"eligibility.caps": [{"at_most": 1, "source": "公告", "levels": ["县级"]}]},
        {},
        dict.fromkeys(("T-00", "T-01", "T-04", "T-06"), "cap-reached"),
    ),
    (
        {"eligibility.caps": [{"at_most": 1, "source": "公告", "item": ITEM}]},
        {},
        dict.fromkeys(("T-00", "T-01", "T-04"), "cap-of-item-reached"),
    ),
    ({"eligibility.caps": [{"at_most": 1, "source": "公告", "item": "RS-02"}]}, {}, {}),
    (
        {"eligibility.districts": ["东城"], "eligibility.elsewhere_months": 3},
        {"district": "西城", "items": "RS-02"},
        {"T-03": "target-district-out-of-scope+target-not-subject", "T-06": "inspected-elsewhere"},
    ),
]


@pytest.mark.clause("二(三) 清单")
@pytest.mark.parametrize(("changes", "cells", "expected"), ELIGIBILITY)
def test_who_may_not_be_inspected_is_struck_out(
    changes: dict[str, Any], cells: dict[str, str], expected: dict[str, str]
) -> None:
    """Every rule strikes out whom it is about, and nobody else; several reasons are told together."""
    struck = _struck(made(batch_spec(changes, register=_with("T-03", **cells))))
    assert {target: reason for target, reason in struck.items() if target not in ("T-10", "T-20")} | {
        target: reason for target, reason in struck.items() if target in expected
    } == expected


def test_a_target_of_another_kind_is_struck_out() -> None:
    """With a list of items, a site is not inspected for an item that is about firms."""
    done = made(batch_spec(listing=LIST, register=_with("T-03", kind="场所")))
    assert _struck(done)["T-03"] == "target-kind-out-of-scope"


@pytest.mark.clause("二(三) 依据")
@pytest.mark.parametrize(
    ("listing", "code"),
    [
        (REPEALED, "item-without-basis"),
        ({**LIST, "in_force_to": "2026-12-30"}, "item-not-in-force"),
        ({**LIST, "items": [{**LIST["items"][0], "code": "RS-09"}]}, "item-not-listed"),
    ],
)
def test_without_an_item_in_force_nobody_is_drawn(listing: dict[str, Any], code: str) -> None:
    """An item that is not listed, not in force in the whole window, or without basis cannot be announced."""
    with pytest.raises(InvalidInput) as caught:
        made(batch_spec(listing=listing))
    assert [problem.code for problem in caught.value.problems] == ["batch-without-targets"]
    assert code in caught.value.problems[0].text()


LAW = '[[items]]\nitem = "RS-01"\nbasis = "《某法》第七条"\nat_least = 3\n'


@pytest.mark.clause("二(七) 从其规定")
def test_a_law_wins_over_the_cap_and_the_cap_over_the_class() -> None:
    """A published cap of 1 is refused where classes ask for more, and gives way where a law does."""
    caps = {"eligibility.caps": [{"at_most": 1, "source": "公告"}]}
    with pytest.raises(InvalidInput) as caught:
        made(batch_spec(caps))
    assert [(one.code, one.where.text()) for one in caught.value.problems] == [
        ("minimum-above-cap", "policy.toml, classes[2].at_least")
    ]
    found = _standing(made(batch_spec({**caps, "coverage.batch": 1}, policy=YEAR_POLICY + LAW)))
    assert (found["T-00"], found["T-02"], found["T-08"]) == ("平常/due 2", "留意/due 3", "从严/due 3")


def test_a_law_keeps_in_whom_a_cap_over_levels_keeps_out() -> None:
    """As long as the law asks for more than was held, no cap strikes a target out."""
    caps = {"eligibility.caps": [{"at_most": 1, "source": "公告", "levels": ["县级"]}]}
    struck = _struck(made(batch_spec({**caps, "coverage.batch": 1}, policy=YEAR_POLICY + LAW)))
    assert struck == {"T-20": "target-closed"}


def test_an_own_cap_lowers_what_may_be_drawn() -> None:
    """Visits for other items use up the cap; complaints and clues do not."""
    caps = {"eligibility.caps": [{"at_most": 2, "source": "公告"}]}
    struck = _struck(made(batch_spec(caps)))
    assert struck == {"T-10": "cap-reached", "T-20": "target-closed"}


def test_code_names_tell_neither_class_nor_state() -> None:
    """Over a few draws each stratum comes to stand under several names, and no name is more than a number."""
    seen: dict[str, set[str]] = {}
    for number in range(8):
        document = batch_spec({"title": f"第{number}次"})
        store = MemoryBundle()
        done = announce(document, store=store, clock=FixedClock(), entropy=FixedEntropy(given=10 * number))
        for one in json.loads(store.read("sealed", "policy.json"))["codes"]:
            seen.setdefault(one["class"], set()).add(one["stratum"])
        names = {one.name for one in done.announcement.strata}
        assert names == {"S1", "S2", "S3", "S4", "S5", BLANK, "salt"}
    assert all(len(codes) > 1 for codes in seen.values())


@pytest.mark.clause("二(一) 保密")
def test_no_class_state_or_fact_is_public() -> None:
    """Neither announcement nor anything else in public/ has a class, a state, a target, a fact, a reason or the ledger."""
    done = made(batch_spec({**OPEN, "eligibility.districts": ["东城"]}, listing=LIST))
    draw_announced(store=done.store, clock=FixedClock(), handed_in=_value("7"), area="sealed")
    public = {name: data.decode() for (area, name), data in done.store.files.items() if area == "public"}
    assert public.keys() == {"announcement.json"}
    listed = csv.reader(io.StringIO(done.store.read("sealed", "classes.csv").decode(), newline=""))
    words = {cell for row in listed for cell in row if len(cell) > 2}
    tables: list[Sequence[Sequence[str]]] = [ROWS, LEDGER, *FACTS.values()]
    cells = {cell for rows in tables for row in rows for cell in row if len(cell) > 1}
    states = {"平常", "留意", "从严", "due", "inspected", "cap-reached", "covered", "other-batch", "closed", '"2026-1"'}
    hidden = (words | cells | states | {OFFICE, "劳动法", "2026-12-31", "1/100"}) - {"2026-1", "struck"}
    assert sorted(one for one in hidden if one in public["announcement.json"]) == []


def _value(text: str) -> HandedIn:
    return HandedIn(secrets={}, publics={"彩票": text})


def _drawn(text: str) -> Announcing:
    done = made(batch_spec(OPEN))
    draw_announced(store=done.store, clock=FixedClock(), handed_in=_value(text), area="sealed")
    return done


def test_a_blank_lot_is_drawn_and_verified_like_a_target() -> None:
    """Over a few draws the blank lot is drawn and not drawn; each result verifies, and the record says that it is none."""
    outcomes = set()
    for number in range(60):
        done = _drawn(str(number))
        record = recorded(store=done.store)
        drawn = BLANK in {one.target_id for one in record.result.drawn}
        assert (record.names.get(BLANK) == BLANK_WORDS) is drawn
        assert not verify(open_bundle(done.store)).failed
        assert 10 <= len(record.result.drawn) - drawn <= 11
        outcomes.add(drawn)
        if len(outcomes) == 2:
            return
    raise AssertionError(outcomes)


def test_three_sealed_files_are_committed_to() -> None:
    """The announcement has the digests of policy, facts and ledger, each with a salt of its own."""
    done = made(batch_spec({"digest": "sm3"}))
    names = ("policy.json", "facts.json", "ledger.json")
    assert done.announced.announcement.about["rules"] == [
        {"file": name, "digest": digest_of(done.store.read("sealed", name), "sm3")} for name in names
    ]
    assert len({json.loads(done.store.read("sealed", name))["salt"] for name in names}) == 3


def test_struck_holds_a_salt_of_its_own() -> None:
    """The list of those struck out cannot be found by trying out who is in it with which reason."""
    for document in (batch_spec(), risk_spec()):
        pairs = read_struck(made(document).store.read("sealed", "struck.csv"), file="struck.csv")
        ((salt, _),) = [pair for pair in pairs if pair[1] == "salt"]
        assert len(salt) == 64


def test_notes_name_whom_nobody_knows_and_what_cannot_be_reached() -> None:
    """A target of the ledger that left the register is noted, and what the cap forbids of a minimum."""
    notes = {(note.code, note.where.path) for note in made(batch_spec()).announced.notes}
    assert ("ledger-target-unknown", "ledger['T-99']") in notes
    assert ("coverage-blocked-by-cap", "register['T-10']") in notes
    gone = made(batch_spec(order=[("T-98", "4")])).announced.notes
    assert ("order-target-unknown", "T-98") in {(note.code, note.params.get("found")) for note in gone}
    last = {note.code for note in made(batch_spec({"coverage.batch": 4})).announced.notes}
    assert "coverage-out-of-reach" in last


def test_the_reasons_are_there_for_who_may_see_them() -> None:
    """The sealed list has where everybody stands, and why who is struck out is struck out."""
    data = made(batch_spec({"eligibility.elsewhere_months": 3})).store.read("sealed", "classes.csv").decode()
    rows = {row["target_id"]: row for row in csv.DictReader(io.StringIO(data, newline=""))}
    assert rows.keys() == {row[0] for row in ROWS}
    assert (rows["T-08"]["inspected"], rows["T-08"]["due"], rows["T-08"]["struck"]) == ("0", "2", "")
    assert rows["T-06"]["struck"].startswith("青禾县市场监管局已于2026-10-09检查（检查编号市监-88）")
    assert rows["T-10"]["struck"] == "已达年度上限"
    assert (rows["T-20"]["risk_class"], rows["T-20"]["struck"]) == ("", "状态为注销，不是存续［二(六)］")


@settings(max_examples=15)
@given(st.permutations(LEDGER), st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(ledger: Any, register: Any) -> None:
    """Whatever the order of the rows of ledger and register, the same bytes are stored."""
    assert made(batch_spec(ledger=ledger, register=register)).store.files == made(batch_spec()).store.files


def test_without_coverage_strata_are_the_classes_alone() -> None:
    """A draw without a batch has no ledger, and one stratum for a class."""
    done = made(risk_spec())
    assert ("sealed", "ledger.json") not in done.store.files
    assert sorted(_quotas(done)) == sorted(["平常", "留意", "从严", "salt"])


def _library_ledger() -> Ledger:
    """Return the same history as events of the library."""
    march, items, first = dt.date(2026, 3, 2), (ITEM,), "2026-1"
    drawn = [Drawn(day=march, target_id=target, items=items, draw=first) for target in ("T-00", "T-01", "T-05")]
    held = [
        Inspected(day=march, target_id=target, items=items, inspection=target, draw=first)
        for target in ("T-00", "T-01")
    ]
    others: list[Event] = [
        Drawn(day=dt.date(2026, 11, 2), target_id="T-04", items=(ITEM, "RS-02"), draw="2026-2"),
        StruckOut(day=march, target_id="T-05", draw="2026-1", reason="台风停工"),
        Inspected(day=march, target_id="T-07", items=(ITEM,), inspection="7", counts=False),
        *(Inspected(day=march, target_id="T-10", items=("RS-02",), inspection=name) for name in "ab"),
    ]
    return Ledger.of([*drawn, *held, *others])


def test_the_draw_is_that_of_the_library() -> None:
    """Announced strata, sizes and quotas are those that the rule of the year gives, but for their names."""
    done = made(batch_spec(facts=NO_FACTS))
    policy = policy_of(tomllib.loads(YEAR_POLICY), file="policy.toml")
    rule = Coverage(classes=policy.classes, batches=4, floor=policy.floor)
    register = {row[0]: "留意" if row[0] in ("T-21", "T-22") else "平常" for row in ROWS if row[0] != "T-20"}
    expected = batch_frame(Roll.of(register, rule, _library_ledger(), item=ITEM, year=2026), 3)
    assert _quotas(done) == {one.name: (one.size, one.quota) for one in expected.quotas} | {"salt": (1, CountQuota(0))}
    assert _standing(done) == dict(expected.frame)
