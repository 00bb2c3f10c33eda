"""Laws of the registers: the order of recording does not matter, and synchronising twice is synchronising once."""

import datetime as dt
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st
from register_samples import CHANGED, MARKET, NEW, day, entry, extract, shop

from random_inspection.domain.registers import TargetEntry
from random_inspection.domain.targets import Target, TargetStatus
from random_inspection.rules.directories.register_moves import record, timeline
from random_inspection.rules.directories.synchronising import GONE_STATUSES, compare_targets

FIELDS = ("name", "address", "district", "tags")
TODAY = dt.date(2026, 12, 31)
NAMES = ("甲店", "乙店", "丙店", "丁店")

months = st.lists(st.integers(2, 12), min_size=1, max_size=5, unique=True)
orders = months.flatmap(lambda found: st.tuples(st.permutations(found), st.permutations(found)))
targets = st.builds(
    shop, st.sampled_from(NAMES), address=st.sampled_from(["东街", "西街"]), status=st.sampled_from(TargetStatus)
)
lists = st.lists(targets, unique_by=lambda one: one.target_id)


def _changed(target: Target, month: int) -> Target:
    """Return what a month does to a target: one field of four changes, or a tag comes in."""
    field = FIELDS[month % len(FIELDS)]
    changed: dict[str, Any] = {field: (*target.tags, f"{month}月") if field == "tags" else f"{month}月"}
    return attrs.evolve(target, **changed)


def _recorded(order: list[int]) -> list[TargetEntry]:
    history = record((), entry(shop(), NEW, day(1)), TODAY)
    for month in order:
        before = [one for one in timeline(history) if one.on <= day(month)][-1]
        history += record(history, entry(_changed(before.value, month), CHANGED, day(month)), TODAY)
    return timeline(history)


@given(orders)
def test_the_order_of_recording_does_not_matter(both: tuple[list[int], list[int]]) -> None:
    """Changes of different days give the same directory for every day, whichever was recorded first."""
    one, other = (
        [attrs.evolve(each, value=attrs.evolve(each.value, tags=tuple(sorted(each.value.tags)))) for each in found]
        for found in map(_recorded, both)
    )
    assert one == other


@given(orders)
def test_the_last_version_is_the_latest_state(both: tuple[list[int], list[int]]) -> None:
    """The record of an entry ends with its latest day, so that one look at it is enough for today."""
    history = record((), entry(shop(), NEW, day(1)), TODAY)
    for month in both[0]:
        before = [one for one in timeline(history) if one.on <= day(month)][-1]
        history += record(history, entry(_changed(before.value, month), CHANGED, day(month)), TODAY)
        assert history[-1] == timeline(history)[-1]


def _applied(register: dict[str, TargetEntry], listed: list[Target], month: int) -> dict[str, TargetEntry]:
    found = extract(*listed, on=day(month), fields=("name", "address", "status"))
    compared = compare_targets(register.values(), found)
    report = compared.report
    assert report.entries == sum(one.present for one in register.values())
    told = len(report.new) + len(report.changed) + len(report.gone)
    assert told == len(compared.moves)
    return register | {move.after.key: move.after for move in compared.moves}


@given(lists, lists)
def test_a_directory_is_what_its_extract_lists(before: list[Target], after: list[Target]) -> None:
    """Whatever stood there, after a synchronisation exactly those are present whom the extract lists as living."""
    register = _applied(_applied({}, before, 1), after, 2)
    living = {one.target_id: one for one in after if one.status not in GONE_STATUSES}
    assert {key: one.value for key, one in register.items() if one.present} == living
    assert all(one.listed_in == (MARKET,) for one in register.values() if one.present)


@given(lists, lists)
def test_synchronising_again_changes_nothing(before: list[Target], after: list[Target]) -> None:
    """The same extract a second time moves no entry."""
    register = _applied(_applied({}, before, 1), after, 2)
    assert _applied(register, after, 2) == register
