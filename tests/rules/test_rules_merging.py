from __future__ import annotations

import datetime as dt
import itertools

import attrs
import pytest

from random_inspection.domain.draws import TeamSeat
from random_inspection.errors import InvalidInput
from random_inspection.rules.grounds import Window
from random_inspection.rules.inspectors.merging import AgencyTask, Due, JointInspection, joint_inspections, merge_due
from random_inspection.rules.inspectors.qualification import CERTIFIED, too_few_certified

MARCH = Window(first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31))
TEAM = (TeamSeat(seat="组长", requires=("执法证", "组长")), TeamSeat(seat="组员", requires=("执法证",)))
LABOUR = AgencyTask(task_id="劳-1", agency="人社局", window=MARCH, team=TEAM)
TAX = AgencyTask(task_id="税-1", agency="税务局", window=MARCH, team=TEAM)
DUE = Due(target_id="甲店", item="劳动-01", task_id="劳-1")
TAX_DUE = Due(target_id="甲店", item="税-07", task_id="税-1")


def _days(first: int, last: int) -> Window:
    return Window(first=dt.date(2026, 3, first), last=dt.date(2026, 3, last))


def _joint(*dues: Due) -> list[JointInspection]:
    return list(joint_inspections(merge_due(dues, [LABOUR, TAX])))


def test_what_is_due_at_one_target_is_one_visit() -> None:
    """Three items of one agency, one of them due twice, are inspected together and once."""
    dues = [DUE, attrs.evolve(DUE, item="劳动-03"), attrs.evolve(DUE, item="劳动-02"), DUE]
    [visit] = merge_due(dues, [LABOUR])
    assert visit.items == {"人社局": ("劳动-01", "劳动-02", "劳动-03")}
    assert (visit.agencies, visit.window) == (("人社局",), MARCH)


def test_agencies_whose_windows_meet_come_together_on_a_day_of_both() -> None:
    """能联合实施的不得多头检查: one visit, in the days that lie in both windows."""
    early, late = attrs.evolve(LABOUR, window=_days(1, 10)), attrs.evolve(TAX, window=_days(9, 20))
    [visit] = merge_due([DUE, TAX_DUE], [late, early])
    assert (visit.agencies, visit.window) == (("人社局", "税务局"), _days(9, 10))
    assert "2026-03-09..2026-03-10" in visit.ground.text("zh")


def test_windows_that_do_not_meet_give_two_visits() -> None:
    """Nobody inspects outside of the window of a task, not even to merge."""
    visits = merge_due(
        [DUE, TAX_DUE], [attrs.evolve(LABOUR, window=_days(1, 9)), attrs.evolve(TAX, window=_days(10, 20))]
    )
    assert [visit.agencies for visit in visits] == [("人社局",), ("税务局",)]


def test_no_fewer_visits_could_do_it() -> None:
    """Against all ways to choose days: for all sets of up to four small windows the number of visits is the least."""
    windows = [_days(first, last) for first in range(1, 5) for last in range(first, 5)]
    for chosen in itertools.combinations(windows, 4):
        tasks = [attrs.evolve(LABOUR, task_id=str(at), window=one) for at, one in enumerate(chosen)]
        visits = merge_due([attrs.evolve(DUE, task_id=one.task_id) for one in tasks], tasks)
        fewest = min(
            len(days)
            for size in range(1, 5)
            for days in itertools.combinations([dt.date(2026, 3, day) for day in range(1, 5)], size)
            if all(any(one.first <= day <= one.last for day in days) for one in chosen)
        )
        assert len(visits) == fewest
        assert sorted(task.task_id for visit in visits for task in visit.tasks) == ["0", "1", "2", "3"]
        assert all(visit.window.within(t.window.first, t.window.last) for visit in visits for t in visit.tasks)


def test_the_order_in_which_things_fall_due_does_not_matter() -> None:
    """The same dues and tasks in any order give the same visits and the same joint inspections."""
    dues = [DUE, TAX_DUE, attrs.evolve(DUE, target_id="乙店"), attrs.evolve(TAX_DUE, target_id="丙店")]
    every = [
        merge_due(order, tasks) for order in itertools.permutations(dues) for tasks in ([LABOUR, TAX], [TAX, LABOUR])
    ]
    assert all(one == every[0] for one in every)
    assert joint_inspections(reversed(every[0])) == joint_inspections(every[0])


def test_a_joint_inspection_has_the_seats_of_every_agency() -> None:
    """Every seat requires its agency and the items of that agency, besides what it required before."""
    [joint] = _joint(DUE, TAX_DUE)
    assert [(seat.seat, seat.requires) for seat in joint.team] == [
        ("人社局 组长", ("事项:劳动-01", "执法证", "机关:人社局", "组长")),
        ("人社局 组员", ("事项:劳动-01", "执法证", "机关:人社局")),
        ("税务局 组长", ("事项:税-07", "执法证", "机关:税务局", "组长")),
        ("税务局 组员", ("事项:税-07", "执法证", "机关:税务局")),
    ]
    assert too_few_certified(joint.team) is None


def test_targets_of_the_same_tasks_are_drawn_together() -> None:
    """One frame for those whom both agencies visit, and one for those whom one of them visits alone."""
    found = _joint(DUE, TAX_DUE, attrs.evolve(DUE, target_id="乙店"), attrs.evolve(DUE, target_id="丙店"))
    assert [(joint.targets, len(joint.team)) for joint in found] == [(("丙店", "乙店"), 2), (("甲店",), 4)]
    assert [seat.seat for seat in found[0].team] == ["组长", "组员"]


def test_two_tasks_of_one_agency_share_its_seats() -> None:
    """One team of the agency comes, and holds what both tasks ask for."""
    second = attrs.evolve(LABOUR, task_id="劳-2", team=(TeamSeat(seat="组长", requires=("领队",)),))
    dues = [DUE, attrs.evolve(DUE, item="劳动-02", task_id="劳-2")]
    [joint] = joint_inspections(merge_due(dues, [LABOUR, second]))
    assert [seat.seat for seat in joint.team] == ["组长", "组员"]
    assert joint.team[0].requires == ("事项:劳动-01", "事项:劳动-02", "执法证", "机关:人社局", "组长", "领队")


def test_an_unknown_task_is_an_error_with_its_place() -> None:
    """A due item whose task is not there cannot be dropped silently; all such are told at once."""
    with pytest.raises(InvalidInput) as caught:
        merge_due([DUE, TAX_DUE, attrs.evolve(TAX_DUE, task_id="税-2")], [LABOUR])
    assert [(one.code, one.where.path) for one in caught.value.problems] == [
        ("due-task-unknown", "dues[1].task_id"),
        ("due-task-unknown", "dues[2].task_id"),
    ]
    with pytest.raises(InvalidInput, match="twice"):
        merge_due([DUE], [LABOUR, LABOUR])


def test_a_team_has_two_with_a_certificate() -> None:
    """执法人员不得少于两人: with one such seat it is said, with two it is not."""
    one = TeamSeat(seat="甲", requires=(CERTIFIED,))
    ground = too_few_certified([one, TeamSeat(seat="乙")])
    assert ground is not None
    assert ground.params["count"] == 1
    assert too_few_certified([one, attrs.evolve(one, seat="乙")]) is None
