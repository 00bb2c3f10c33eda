"""Synchronising a directory with an extract: looked at first, whole or not at all, once, on the trail."""

import datetime as dt
from fractions import Fraction

import attrs
import pytest
from office_acts import office, order
from port_faults import BreakingStore, Countdown, Killed
from register_samples import CHANGED, GONE, MARKET, NEW, day, extract, shop

from random_inspection.adapters.memory import MemoryStore
from random_inspection.domain.registers import InspectorEntry, Synchronisation, TargetEntry
from random_inspection.errors import MoveRefused
from random_inspection.ports import Stored
from random_inspection.rules.directories.synchronising import Extract
from random_inspection.rules.samples import INSPECTOR
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.directories.registers import change_target, entry_history, inspectors_on, targets_on
from random_inspection.workflows.directories.synchronising import (
    preview_inspectors,
    preview_targets,
    report_digest,
    synchronise_inspectors,
    synchronise_targets,
)
from random_inspection.workflows.oversight.trail_checks import check_trail

FIRST = extract(*(shop(name) for name in ("甲店", "乙店", "丙店")), on=day(1))
SECOND = extract(shop("甲店"), shop("乙店", address="西街"), shop("丁店"), on=day(3))
TODAY = dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC)


@pytest.fixture
def ports() -> ActPorts:
    """Return an office with the first extract."""
    ports = office(MemoryStore(), at=TODAY)
    synchronise_targets(order("first"), FIRST, **ports)
    return ports


def _names(ports: ActPorts, month: int = 12) -> list[tuple[str, str | None]]:
    return [(one.name, one.address) for one in targets_on(day(month), store=ports["store"])]


def _second(ports: ActPorts, command: str = "second") -> Stored[Synchronisation]:
    digest = report_digest(preview_targets(SECOND, store=ports["store"]))
    return synchronise_targets(order(command), SECOND, confirmed=digest, **ports)


@pytest.mark.clause("二(六) 更新")
def test_a_directory_follows_its_extract(ports: ActPorts) -> None:
    """After a synchronisation the directory is what the extract lists, and before it, what it was."""
    record = _second(ports).value
    assert sorted(_names(ports)) == sorted([("甲店", "东街1号"), ("乙店", "西街"), ("丁店", "东街1号")])
    assert len(_names(ports, 2)) == 3
    assert (record.confirmed, record.made.by, record.report.extract) == (True, "赵", "0" * 64)
    history = entry_history(TargetEntry, "丙店", store=ports["store"])
    assert [(one.movement, one.on, one.source) for one in history] == [(NEW, day(1), MARKET), (GONE, day(3), MARKET)]


def test_a_synchronisation_is_one_event(ports: ActPorts) -> None:
    """All entries and the report are in one event, the trail is sound, and the report holds the extract's digest."""
    _second(ports)
    with ports["store"].view() as view:
        _, event = read_leaf(list(view.trail.leaves())[-1])
        assert view.trail.size() == 2
    assert sorted(change.key for change in event.changes) == sorted(["丁店", "丙店", "乙店", "second"])
    assert check_trail(store=ports["store"]).problems == ()


def test_the_same_extract_again_changes_nothing(ports: ActPorts) -> None:
    """An unchanged extract leaves every entry at its version, and the same command gives the first report."""
    first = _second(ports)
    assert synchronise_targets(order("second"), SECOND, **ports) == first
    again = synchronise_targets(order("third"), SECOND, **ports).value.report
    assert (again.new, again.changed, again.gone, again.unchanged) == ((), (), (), 3)
    with ports["store"].view() as view:
        assert [stored.version for stored in view.records.find(TargetEntry)] == [1, 2, 2, 1]


def test_too_much_at_once_is_not_applied_unseen(ports: ActPorts) -> None:
    """Two thirds of a directory change only when a person confirmed this very report."""
    with pytest.raises(MoveRefused, match="more than 10") as refused:
        synchronise_targets(order("2"), SECOND, **ports)
    digest = report_digest(preview_targets(SECOND, store=ports["store"]))
    assert digest in refused.value.text()
    assert len(_names(ports)) == 3
    synchronise_targets(order("3"), SECOND, threshold=Fraction(2, 3), **ports)


def test_what_was_confirmed_is_what_is_applied(ports: ActPorts) -> None:
    """When the directory changes after the report was looked at, the confirmation does not count any more."""
    digest = report_digest(preview_targets(SECOND, store=ports["store"]))
    change_target(order("x"), shop("戊店"), NEW, on=day(2), source="来函", reason="新设", **ports)
    with pytest.raises(MoveRefused, match="look at it again"):
        synchronise_targets(order("2"), SECOND, confirmed=digest, **ports)


def test_a_change_after_the_extracts_day_is_not_undone(ports: ActPorts) -> None:
    """An older extract flows into what was recorded since, where that did not say otherwise."""
    renamed = shop("新甲店", target_id="甲店")
    change_target(order("x"), renamed, CHANGED, on=day(5), source="来函", reason="更名", **ports)
    older = extract(shop("甲店", address="北街"), shop("乙店"), shop("丙店"), on=day(4))
    synchronise_targets(order("2"), older, threshold=Fraction(1), **ports)
    assert ("新甲店", "北街") in _names(ports)
    assert [one.on for one in entry_history(TargetEntry, "甲店", store=ports["store"])] == [day(1), day(4), day(5)]


def test_a_contradiction_with_later_changes_stops_all(ports: ActPorts) -> None:
    """An extract that takes out two targets changed since is refused with both, and changes nobody else."""
    for number, name in enumerate(("甲店", "乙店")):
        changed = shop(name, address="北街")
        change_target(order(str(number)), changed, CHANGED, on=day(5), source="来函", reason="迁址", **ports)
    with pytest.raises(MoveRefused) as refused:
        synchronise_targets(order("2"), extract(shop("丁店"), on=day(4)), threshold=Fraction(1), **ports)
    assert [one.code for one in refused.value.problems] == ["entry-later-contradicts"] * 2
    assert len(_names(ports)) == 3


def test_an_extract_of_tomorrow_is_refused(ports: ActPorts) -> None:
    """No extract can be of a day that has not come."""
    with pytest.raises(MoveRefused, match="after today"):
        synchronise_targets(order("2"), extract(on=dt.date(2027, 1, 1)), **ports)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_process_that_ends_loses_and_doubles_nothing(ports: ActPorts, at: int) -> None:
    """Wherever the store breaks, the same command again completes the synchronisation, once."""
    breaking = ActPorts(**{**ports, "store": BreakingStore(ports["store"], Countdown(at))})
    with pytest.raises(Killed):
        synchronise_targets(order("2"), SECOND, threshold=Fraction(1), **breaking)
    synchronise_targets(order("2"), SECOND, threshold=Fraction(1), **ports)
    assert len(_names(ports)) == 3
    with ports["store"].view() as view:
        assert view.trail.size() == 2


@pytest.mark.clause("二(四) 更新")
def test_the_directory_of_inspectors_is_synchronised_as_well(ports: ActPorts) -> None:
    """Who is new in the roster of the personnel office comes into the directory, and the report can be seen before."""
    roster = Extract(source="人事系统", on=day(3), digest="1" * 64, fields=("unit",), values={"李某": INSPECTOR})
    assert preview_inspectors(roster, store=ports["store"]).new == ("李某",)
    synchronise_inspectors(order("2"), roster, **ports)
    assert list(inspectors_on(day(4), store=ports["store"])) == [INSPECTOR]
    moved = attrs.evolve(roster, on=day(5), values={"李某": attrs.evolve(INSPECTOR, unit="二科")})
    synchronise_inspectors(order("3"), moved, threshold=Fraction(1), **ports)
    history = entry_history(InspectorEntry, "李某", store=ports["store"])
    assert [(one.value.unit, one.reason) for one in history] == [(None, "人事系统列入"), ("二科", "人事系统内容变更")]


def test_a_confirmation_is_of_what_was_assumed_as_well(ports: ActPorts) -> None:
    """The same file, read with another kind for all its rows, is another report."""
    read = [attrs.evolve(SECOND, assumed=(f"对象类型：{kind}",)) for kind in ("企业", "个体工商户")]
    digests = [report_digest(preview_targets(one, store=ports["store"])) for one in read]
    assert digests[0] != digests[1]


def test_a_late_change_by_hand_does_not_say_who_lists_the_target(ports: ActPorts) -> None:
    """A move in February of a target that the ledger lists since March leaves that to March."""
    both = extract(shop("甲店"), on=day(3), source="行政审批台账")
    synchronise_targets(order("2"), both, threshold=Fraction(1), **ports)
    change_target(order("3"), shop("甲店", address="北街"), CHANGED, on=day(2), source="来函", reason="迁址", **ports)
    history = entry_history(TargetEntry, "甲店", store=ports["store"])
    assert [one.listed_in for one in history] == [(MARKET,), (MARKET,), (MARKET, "行政审批台账")]
