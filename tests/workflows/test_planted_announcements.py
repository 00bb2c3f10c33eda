"""An announcement or outcome in the files that no act of the office recorded is not taken for the task's, if it is another."""

from collections.abc import Callable
from typing import Any

import pytest
from announcing_specs import made
from batch_specs import batch_spec
from risk_specs import REGISTER, risk_spec
from task_office import FIRMS, PEOPLE, QUALIFIED, SETTINGS, TASK, Office, announced, approved, document, handler

from random_inspection.domain.plans import TaskState
from random_inspection.drawing.ceremony import HandedIn
from random_inspection.errors import InvalidInput, Problem
from random_inspection.testing import FixedClock, FixedEntropy
from random_inspection.workflows.casework import task_draws
from random_inspection.workflows.casework.announced_before import check_announced
from random_inspection.workflows.casework.drawn_tasks import task_about
from random_inspection.workflows.draws.announcing import announce, compose
from random_inspection.workflows.draws.drawing import draw_announced
from random_inspection.workflows.inputs.tables import SpecDocument
from random_inspection.workflows.openness.frame_lists import frame_list

EVENT = {"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d\d"}
PLANTED: dict[str, tuple[SpecDocument, str]] = {
    "targets": (document(firms=("戊店", *FIRMS[1:])), "frame.csv"),
    "inspectors": (document(people=(("己", "执法证；组长"), *QUALIFIED[1:])), "inspectors.json"),
    "recusals": (document(recusals=[(FIRMS[0], PEOPLE[0], "本人申请")]), "recusals.csv"),
    "quota": (document({"default": {"quota": {"count": 4}, "reserve": 3}}), "announcement.json"),
    "seats": (document({"team": SETTINGS["team"][:1]}), "inspectors.json"),
    "event": (document({"contributions": [EVENT], "alone": False}), "announcement.json"),
}


def plant(office: Office, spec: SpecDocument) -> None:
    """Write an announcement into the task's bundle, past the office, as if it were the task's own."""
    about = {"task": task_about(office.task(), "年度计划")}
    settings = {"title": office.task().title, **spec.settings, "draw_id": TASK, "about": about}
    whole = SpecDocument(file=spec.file, settings=settings, tables=spec.tables)
    announce(whole, store=office.bundles.of(TASK), clock=FixedClock(office.now), entropy=FixedEntropy())


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.clause("三(一) 公示")
def test_a_planted_announcement_is_not_adopted(name: str) -> None:
    """Other targets, inspectors, recusals, quotas, seats or events than the specification has: the file is named."""
    office = approved()
    spec, file = PLANTED[name]
    plant(office, spec)
    with pytest.raises(InvalidInput) as caught:
        task_draws.announce_task(handler("a"), TASK, document(), **office.drawing)
    assert caught.value.code == "task-announced-otherwise"
    assert file in str(caught.value)
    assert office.task().state is TaskState.APPROVED


def test_a_planted_announcement_passes_no_check_of_the_directories() -> None:
    """Its own specification, with a target that no directory has, is refused as it is for everybody."""
    office = approved()
    spec, _ = PLANTED["targets"]
    plant(office, spec)
    with pytest.raises(InvalidInput) as caught:
        task_draws.announce_task(handler("a"), TASK, spec, **office.drawing)
    assert caught.value.code == "task-target-not-in-directory"


def test_what_a_broken_off_announcement_left_is_completed_and_told() -> None:
    """The same specification, much later and with other chance, finds its announcement there and records it."""
    office = approved()
    whole = announced(office.copy())
    office.bundles.of(TASK).files = dict(whole.bundles.of(TASK).files)
    office.entropy = FixedEntropy(40)
    told = list[Problem]()
    task_draws.announce_task(handler("a"), TASK, document(), tell=told.append, **office.drawing)
    made_, expected = office.task().announcement, whole.task().announcement
    assert made_ is not None
    assert expected is not None
    assert (made_.digest, made_.made.note) == (expected.digest, "程序中断后补记")
    assert "task-announcement-completed" in {one.code for one in told}


@pytest.mark.parametrize("document_of", [risk_spec, batch_spec])
def test_a_draw_by_risk_is_the_same_under_other_salts(document_of: Callable[..., SpecDocument]) -> None:
    """Names of strata, salts and commitments differ by chance; that is no other announcement."""
    store = made(document_of()).store
    again = compose(document_of(), clock=FixedClock(), entropy=FixedEntropy(40))
    assert again.files["sealed", "policy.json"] != store.files["sealed", "policy.json"]
    check_announced("T", store, again.files)


@pytest.mark.parametrize("name", ["frame.csv", "policy.json", "facts.json"])
def test_a_draw_by_risk_with_another_file_is_another(name: str) -> None:
    """A class that was changed, or a sealed file that the announcement does not commit to, is found."""
    store = made(risk_spec()).store
    again = compose(risk_spec(), clock=FixedClock(), entropy=FixedEntropy(40))
    if name == "frame.csv":
        store.files["sealed", name] = store.files["sealed", name].replace(b",S1\n", b",S2\n", 1)
    else:
        store.files["sealed", name] = again.files["sealed", name]
    with pytest.raises(InvalidInput):
        check_announced("T", store, again.files)


def test_a_draw_by_risk_of_another_register_is_another() -> None:
    """A target more, in files that fit to one another, is found in each file that tells of it."""
    register = [*REGISTER, ("T-23", "公司廿三", "存续", "", "")]
    again = compose(risk_spec(), clock=FixedClock(), entropy=FixedEntropy(40))
    with pytest.raises(InvalidInput) as caught:
        check_announced("T", made(risk_spec(register=register)).store, again.files)
    for file in ("announcement.json", "facts.json", "frame.csv"):
        assert file in str(caught.value)


@pytest.mark.clause("三(一) 抽取")
def test_a_planted_outcome_of_another_event_is_not_adopted() -> None:
    """Who draws with the lottery's numbers is told that the outcome that stands there was drawn with others."""
    office = approved()
    settings: dict[str, Any] = {"contributions": [*SETTINGS["contributions"], EVENT], "alone": False}
    task_draws.announce_task(handler("a"), TASK, document(settings), **office.drawing)
    planted = HandedIn(publics={"彩票": "18"})
    draw_announced(store=office.bundles.of(TASK), clock=FixedClock(office.now), handed_in=planted, area="sealed")
    with pytest.raises(InvalidInput) as caught:
        task_draws.draw_task(handler("b"), TASK, HandedIn(publics={"彩票": "17"}), **office.drawing)
    assert caught.value.code == "task-drawn-otherwise"
    assert office.task().draw is None


@pytest.mark.clause("三(一) 公示")
@pytest.mark.parametrize("forge", ["frame.csv", "announcement.json"])
def test_no_list_of_targets_is_published_from_a_frame_that_was_not_announced(forge: str) -> None:
    """A row was taken out of it, or announcement and frame were exchanged together."""
    office = announced()
    assert len(frame_list(TASK, store=office.store, bundles=office.bundles)) == len(FIRMS)
    files = office.bundles.of(TASK).files
    if forge == "frame.csv":
        files["sealed", forge] = b"".join(files["sealed", forge].splitlines(keepends=True)[:-1])
    else:
        other = compose(
            document({"draw_id": TASK, "title": "抽查"}, firms=FIRMS[1:]),
            clock=FixedClock(office.now),
            entropy=FixedEntropy(),
        )
        files.update(other.files)
    with pytest.raises(InvalidInput):
        frame_list(TASK, store=office.store, bundles=office.bundles)
