"""Entries of a directory change on dated days, in whatever order that is recorded; lists of items follow one another."""

import datetime as dt

import attrs
import pytest

from random_inspection.domain.inspectors import Training
from random_inspection.domain.registers import InspectorEntry, Movement, TargetEntry
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.directories.register_moves import adopt, ended, record, timeline
from random_inspection.rules.samples import INSPECTOR, ITEMS, SHOP

NEW, CHANGED, GONE = Movement.NEW, Movement.CHANGED, Movement.GONE
TODAY = dt.date(2026, 12, 31)


def day(month: int) -> dt.date:
    """Return the first day of a month of 2026."""
    return dt.date(2026, month, 1)


def shop(movement: Movement, month: int, **fields: object) -> TargetEntry:
    """Return an entry of the shop since a month."""
    value = attrs.evolve(SHOP, **fields)  # type: ignore[arg-type]
    return TargetEntry(value=value, movement=movement, on=day(month), source="来函", reason=f"{month}月{movement}")


def after(*changes: TargetEntry) -> tuple[TargetEntry, ...]:
    """Return everything that is written when changes are recorded one after the other."""
    history: tuple[TargetEntry, ...] = ()
    for change in changes:
        history += record(history, change, TODAY)
    return history


@pytest.mark.clause("二(六) 更新")
def test_a_change_that_is_recorded_late_flows_into_what_came_after() -> None:
    """The address of March, recorded in June, is in the state of May, which only said another name."""
    history = after(shop(NEW, 1), shop(CHANGED, 5, name="新甲店"), shop(CHANGED, 3, address="西街2号"))
    assert [(one.on.month, one.value.name, one.value.address) for one in history[1:]] == [
        (5, "新甲店", "东街1号"),
        (3, "甲店", "西街2号"),
        (5, "新甲店", "西街2号"),
    ]


def test_a_later_change_of_the_same_field_stands() -> None:
    """What was known for May about the address is not overwritten by what is learnt about March."""
    history = after(shop(NEW, 1), shop(CHANGED, 5, address="南街3号"), shop(CHANGED, 3, address="西街2号"))
    assert [(one.on.month, one.value.address) for one in history[2:]] == [(3, "西街2号"), (5, "南街3号")]


def test_late_parts_of_a_list_are_added_to_later_ones() -> None:
    """An item that was added in March is not lost because others were added and taken out in May."""
    history = after(
        shop(NEW, 1, items=("甲", "乙")),
        shop(CHANGED, 5, items=("乙", "丁")),
        shop(CHANGED, 3, items=("甲", "乙", "丙")),
    )
    assert history[-1].value.items == ("乙", "丁", "丙")


@pytest.mark.clause("二(四) 更新")
def test_a_late_training_is_added_to_an_earlier_recorded_one() -> None:
    """Trainings of March and May are both there in the end, though that of March came in last."""

    def with_(month: int, *trainings: Training) -> InspectorEntry:
        value = attrs.evolve(INSPECTOR, trainings=trainings)
        return InspectorEntry(value=value, movement=CHANGED, on=day(month), source="培训", reason=f"{month}月")

    march, may = (Training(title=f"{month}月", held_on=day(month), items=("甲",)) for month in (3, 5))
    first = attrs.evolve(with_(1), movement=NEW)
    history = record((), first, TODAY)
    history += record(history, with_(5, may), TODAY)
    history += record(history, with_(3, march), TODAY)
    assert history[-1].value.trainings == (may, march)


def test_the_history_tells_every_change_once_by_day() -> None:
    """What was stated again because of a late change stands in the history once, as it holds."""
    history = after(shop(NEW, 1), shop(CHANGED, 5, name="新甲店"), shop(CHANGED, 3, address="西街2号"))
    assert [(one.on.month, one.movement) for one in timeline(history)] == [(1, NEW), (3, CHANGED), (5, CHANGED)]
    assert timeline(history)[-1] == history[-1]


def test_who_went_can_come_back() -> None:
    """A target that went in May is new again in July."""
    history = after(shop(NEW, 1), shop(GONE, 5), shop(NEW, 7))
    assert [one.present for one in history] == [True, False, True]


@pytest.mark.parametrize(
    ("known", "change", "codes"),
    [
        ((), shop(CHANGED, 3, name="新甲店"), ["entry-not-present"]),
        ((), shop(GONE, 3), ["entry-not-present"]),
        ((shop(NEW, 1),), shop(NEW, 3), ["entry-present"]),
        ((shop(NEW, 1),), shop(CHANGED, 3), ["entry-same"]),
        ((shop(NEW, 5),), shop(CHANGED, 3, name="新甲店"), ["entry-not-present", "entry-later-contradicts"]),
        ((shop(NEW, 5),), shop(NEW, 3), ["entry-later-contradicts"]),
        ((shop(NEW, 1), shop(CHANGED, 5, name="新甲店")), shop(GONE, 3), ["entry-later-contradicts"]),
        ((shop(NEW, 1), shop(GONE, 5)), shop(GONE, 7), ["entry-not-present"]),
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    known: tuple[TargetEntry, ...], change: TargetEntry, codes: list[str]
) -> None:
    """What is not there cannot change or go, what is there cannot be new, nothing changes to itself, nothing contradicts."""
    with pytest.raises(MoveRefused) as refused:
        after(*known, change)
    assert [problem.code for problem in refused.value.problems] == codes
    assert "甲店" in refused.value.text("zh")


def test_a_change_that_lies_ahead_is_refused_with_all_else() -> None:
    """Tomorrow's change is not recorded today, and what else is wrong with it is said at once."""
    with pytest.raises(MoveRefused) as refused:
        record((), shop(GONE, 3), dt.date(2026, 2, 28))
    assert [problem.code for problem in refused.value.problems] == ["entry-ahead", "entry-not-present"]


SECOND = attrs.evolve(ITEMS, version="2026-2", previous="2026-1", in_force_from=day(7))


@pytest.mark.clause("二(二) 版本")
def test_a_list_ends_the_day_before_the_next_one_begins() -> None:
    """Versions have no day in common, and none of them is lost."""
    first, second = ended([ITEMS, SECOND])
    assert (first.in_force_to, second.in_force_to) == (dt.date(2026, 6, 30), None)
    assert ended([attrs.evolve(ITEMS, in_force_to=day(3)), SECOND])[0].in_force_to == day(3)
    assert ended([]) == ()


@pytest.mark.clause("二(二) 版本")
@pytest.mark.parametrize(
    ("adopted", "new", "codes"),
    [
        ([], SECOND, ["items-no-previous"]),
        ([ITEMS], attrs.evolve(SECOND, previous=None), ["items-first-there"]),
        ([ITEMS], attrs.evolve(SECOND, previous="2025-1"), ["items-no-previous"]),
        ([ITEMS, SECOND], attrs.evolve(SECOND, version="3", previous="2026-1"), ["items-not-last", "items-too-early"]),
        ([ITEMS], attrs.evolve(SECOND, in_force_from=day(1)), ["items-too-early"]),
    ],
)
def test_a_list_that_does_not_follow_the_last_one_is_refused(
    adopted: list[object], new: object, codes: list[str]
) -> None:
    """Only the last version has a successor, which names it and begins later; every finding is told at once."""
    with pytest.raises(InvalidInput) as refused:
        adopt(adopted, new)  # type: ignore[arg-type]
    assert [problem.code for problem in refused.value.problems] == codes
