"""The registers of an office: dated changes, versions of the item list, and how they stood on any day."""

import datetime as dt
from typing import Any

import attrs
import pytest
from office_acts import office, order
from register_samples import CHANGED, GONE, NEW, day, shop

from random_inspection.adapters.memory import MemoryStore
from random_inspection.domain.acts import Act
from random_inspection.domain.registers import AdoptedItems, InspectorEntry, Movement, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.ports import Stored
from random_inspection.rules.samples import INSPECTOR, ITEMS
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.directories.registers import (
    adopt_item_list,
    change_inspector,
    change_target,
    entry_history,
    inspectors_on,
    item_list_on,
    item_lists,
    targets_on,
)
from random_inspection.workflows.oversight.trail_checks import check_trail

CST = dt.timezone(dt.timedelta(hours=8))
SECOND = attrs.evolve(ITEMS, version="2026-2", previous="2026-1", in_force_from=day(7))


@pytest.fixture
def ports() -> ActPorts:
    """Return an office in memory, at the end of 2026."""
    return office(at=dt.datetime(2026, 12, 31, 9, tzinfo=CST))


def _change(ports: ActPorts, command: str, target: Target, movement: Movement, on: dt.date) -> Stored[TargetEntry]:
    return change_target(order(command), target, movement, on=on, source="来函", reason=f"第{command}号函", **ports)


def _addresses(ports: ActPorts) -> dict[int, list[str | None]]:
    """Return the addresses in the directory at the end of some months."""
    return {
        month: [one.address for one in targets_on(day(month, 28), store=ports["store"])] for month in (1, 2, 4, 6, 8)
    }


@pytest.mark.clause("二(六) 更新")
def test_the_directory_is_known_for_every_day(ports: ActPorts) -> None:
    """A target is there from the day on which it came to the day before it went, as it stood on each day."""
    _change(ports, "1", shop(), NEW, day(2))
    _change(ports, "2", shop(address="西街2号"), CHANGED, day(4))
    _change(ports, "3", shop(address="西街2号"), GONE, day(7))
    assert _addresses(ports) == {1: [], 2: ["东街1号"], 4: ["西街2号"], 6: ["西街2号"], 8: []}


@pytest.mark.clause("二(六) 更新")
def test_what_is_recorded_late_counts_for_its_own_days(ports: ActPorts) -> None:
    """A move in March that was recorded after the change of May is seen in April, and in June."""
    _change(ports, "1", shop(), NEW, day(2))
    _change(ports, "2", shop("新甲店", target_id="甲店"), CHANGED, day(5))
    assert _change(ports, "3", shop(address="西街2号"), CHANGED, day(3)).version == 4
    found = _addresses(ports)
    assert (found[2], found[4], found[6]) == (["东街1号"], ["西街2号"], ["西街2号"])
    assert [one.name for one in targets_on(day(6), store=ports["store"])] == ["新甲店"]
    history = entry_history(TargetEntry, "甲店", store=ports["store"])
    assert [(one.on, one.reason) for one in history] == [(day(2), "第1号函"), (day(3), "第3号函"), (day(5), "第2号函")]
    assert check_trail(store=ports["store"]).problems == ()


def test_a_late_change_is_one_act(ports: ActPorts) -> None:
    """What it restates is in the same event, and the same command again changes nothing."""
    _change(ports, "1", shop(), NEW, day(2))
    _change(ports, "2", shop("新甲店", target_id="甲店"), CHANGED, day(5))
    first = _change(ports, "3", shop(address="西街2号"), CHANGED, day(3))
    assert _change(ports, "3", shop(address="西街2号"), CHANGED, day(3)) == first
    with ports["store"].view() as view:
        _, event = read_leaf(list(view.trail.leaves())[2])
        assert view.trail.size() == 3
    assert (event.act, [one.version for one in event.changes]) == (Act.REGISTER_CHANGE, [3, 4])


def test_a_refused_change_leaves_nothing(ports: ActPorts) -> None:
    """Neither record nor event is there after a change that does not fit."""
    with pytest.raises(MoveRefused, match="not in the directory"):
        _change(ports, "1", shop(), GONE, day(2))
    with ports["store"].view() as view:
        assert (view.records.get(TargetEntry, "甲店"), view.trail.size()) == (None, 0)
    assert entry_history(TargetEntry, "甲店", store=ports["store"]) == ()


def test_today_ends_at_midnight_in_beijing() -> None:
    """At 16:30 UTC on 31 May it is June in the office: a change of 1 June is recorded, and one of 2 June is not."""
    ports = office(at=dt.datetime(2026, 5, 31, 16, 30, tzinfo=dt.UTC))
    _change(ports, "1", shop(), NEW, day(6))
    with pytest.raises(MoveRefused, match="after today"):
        _change(ports, "2", shop(address="西街2号"), CHANGED, day(6, 2))


@pytest.mark.clause("二(四) 更新")
def test_inspectors_come_and_go_with_day_and_reason(ports: ActPorts) -> None:
    """The directory of inspectors has its own history."""
    words: dict[str, Any] = {"source": "人事通知", "reason": "退休"}
    change_inspector(order("1"), INSPECTOR, NEW, on=day(1), **words, **ports)
    change_inspector(order("2"), INSPECTOR, GONE, on=day(5), **words, **ports)
    found = [[one.name for one in inspectors_on(day(month), store=ports["store"])] for month in (4, 6)]
    assert found == [["李某"], []]
    last = entry_history(InspectorEntry, "李某", store=ports["store"])[-1]
    assert (last.movement, last.on, last.source, last.reason) == (GONE, day(5), "人事通知", "退休")


@pytest.mark.clause("二(二) 版本")
def test_every_version_of_the_list_can_be_read(ports: ActPorts) -> None:
    """The list in force is known for every day, a new version takes over on its first day, and the old one stays."""
    for command, items in (("1", ITEMS), ("2", SECOND)):
        adopt_item_list(order(command), items, source="人社发〔2026〕1号", reason="法律修订", **ports)
    assert [one.version for one in item_lists(store=ports["store"])] == ["2026-1", "2026-2"]
    days = (dt.date(2025, 12, 31), day(1), day(6, 30), day(7))
    found = [item_list_on(one, store=ports["store"]) for one in days]
    assert [one and one.version for one in found] == [None, "2026-1", "2026-1", "2026-2"]


def test_a_list_says_why_it_was_adopted(ports: ActPorts) -> None:
    """The document, the reason and the actor stand beside the version."""
    adopt_item_list(order("1"), ITEMS, source="人社发〔2026〕1号", reason="法律修订", **ports)
    with ports["store"].view() as view:
        stored = view.records.get(AdoptedItems, "2026-1")
    assert stored is not None
    assert (stored.value.source, stored.value.reason, stored.value.adopted.by) == (
        "人社发〔2026〕1号",
        "法律修订",
        "赵",
    )


def test_two_lists_do_not_follow_the_same_one(ports: ActPorts) -> None:
    """The second of two offices' drafts is refused, and the first one stands."""
    adopt_item_list(order("1"), ITEMS, source="文", reason="由", **ports)
    adopt_item_list(order("2"), SECOND, source="文", reason="由", **ports)
    rival = attrs.evolve(SECOND, version="2026-3", in_force_from=day(8))
    with pytest.raises(InvalidInput, match="followed by '2026-2'"):
        adopt_item_list(order("3"), rival, source="文", reason="由", **ports)
    with pytest.raises(InvalidInput):
        adopt_item_list(order("4"), ITEMS, source="文", reason="由", **ports)
    assert [one.version for one in item_lists(store=ports["store"])] == ["2026-1", "2026-2"]


def test_versions_deleted_by_law_are_passed() -> None:
    """The directory of a day is told from what is left, where an earlier version was deleted."""
    store = MemoryStore()
    ports = office(store, at=dt.datetime(2026, 12, 31, 9, tzinfo=CST))
    for command, (movement, month, address) in enumerate(((NEW, 1, "一"), (CHANGED, 3, "二"), (CHANGED, 5, "三"))):
        _change(ports, str(command), shop(address=address), movement, day(month))
    with store.work() as unit:
        unit.versions.erase("target", "甲店", 2)
    assert [one.address for one in targets_on(day(4), store=store)] == ["一"]
    assert len(entry_history(TargetEntry, "甲店", store=store)) == 2
