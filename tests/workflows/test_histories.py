"""The history of a record, read as a story."""

import pytest
from office_acts import approve, draft, office

from random_inspection.adapters.memory import MemoryStore
from random_inspection.domain.acts import Subject
from random_inspection.errors import NotStored
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
    assert "plan 2026-1 v2：草案 → 已批准（approved）" in second.text()


def test_a_story_in_english_names_the_act() -> None:
    """The act is told by its name in English."""
    store = MemoryStore()
    draft("2026-1", "d1", office(store))
    (only,) = story(Subject(kind="plan", key="2026-1"), store=store)
    assert "plan draft" in only.text("en")


def test_a_record_without_events_has_no_story() -> None:
    """The trail knows nothing of what never was; an inspection that is not there is an error."""
    assert story(Subject(kind="plan", key="无"), store=MemoryStore()) == ()
    with pytest.raises(NotStored, match="无:无"):
        inspection_story("无:无", store=MemoryStore())
