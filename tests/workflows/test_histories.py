"""The history of a record, read as a story."""

import datetime as dt

import pytest
from office_acts import approve, draft, office

from random_inspection.adapters.memory import MemoryStore
from random_inspection.domain.acts import Subject
from random_inspection.errors import NotStored
from random_inspection.testing import FixedClock
from random_inspection.workflows.oversight.histories import inspection_story, story


@pytest.mark.clause("二(八) 追溯")
def test_a_story_says_who_did_what_when_and_what_changed() -> None:
    """Every event of a record is told in its order, with the state before and after."""
    store = MemoryStore()
    draft("2026-1", "d1", office(store))
    draft("2026-2", "d2", office(store))
    approve("2026-1", "a1", office(store))
    first, second = story(Subject(kind="plan", key="2026-1"), store=store)
    assert (first.seq, second.seq) == (0, 2)
    assert "赵（经办人）批准年度计划" in second.text()
    assert "年度抽查计划 2026-1 第2版：草案 → 已批准（批准）" in second.text()


def test_a_story_in_english_names_the_act() -> None:
    """The act is told by its name in English."""
    store = MemoryStore()
    draft("2026-1", "d1", office(store))
    (only,) = story(Subject(kind="plan", key="2026-1"), store=store)
    assert "plan draft" in only.text("en")
    assert "plan 2026-1 v1: — → 草案" in only.text("en")


@pytest.mark.parametrize("moment", ["2026-12-31T15:59:00+00:00", "2026-12-31T16:00:00+00:00"])
def test_a_story_is_told_in_beijing_time(moment: str) -> None:
    """Whatever offset the clock of a host has, a story has the day and the minute in Beijing."""
    store, at = MemoryStore(), dt.datetime.fromisoformat(moment)
    draft("2026-1", "d1", {**office(store), "clock": FixedClock(at)})
    (only,) = story(Subject(kind="plan", key="2026-1"), store=store)
    told = {59: "2026-12-31 23:59  赵", 0: "2027-01-01 00:00  赵"}[at.minute]
    assert only.text().startswith(told)
    assert only.text("en").startswith(told)


def test_a_record_without_events_has_no_story() -> None:
    """The trail knows nothing of what never was; an inspection that is not there is an error."""
    assert story(Subject(kind="plan", key="无"), store=MemoryStore()) == ()
    with pytest.raises(NotStored, match="无:无"):
        inspection_story("无:无", store=MemoryStore())
