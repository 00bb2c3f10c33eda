"""A draw becomes public at once, or once the results are out; classes of risk never do."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import attrs
import pytest
from announcing_specs import ABSENT, Announcing, made, spec
from office_acts import order
from port_faults import Breaking, BreakingStore, Countdown, Killed
from public_office import (
    DRAWN,
    INSPECTION,
    NAMES,
    PLAN,
    REVIEWED,
    TASK,
    PublicOffice,
    mark,
    public_office,
)
from risk_specs import risk_spec

from random_inspection.domain.notices import Notice
from random_inspection.domain.plans import Task, TaskDraw
from random_inspection.drawing import HandedIn
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.casework.conclusion_moves import published
from random_inspection.testing import FixedClock, MemoryBundles
from random_inspection.workflows.draws import aftermath
from random_inspection.workflows.draws.drawing import draw_announced, recorded
from random_inspection.workflows.openness.delivery import deliver_pending
from random_inspection.workflows.openness.draw_disclosure import Disclosure, publish_draw

OPEN = {"contributions": [{"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d"}]}
PLAIN = {**OPEN, "inspectors": ABSENT, "team": ABSENT}
LOTTERY = HandedIn(secrets={}, publics={"彩票": "7"})
OUT = published(REVIEWED, 1, mark(13))


def drawn(document: Any, area: Any = "public") -> Announcing:
    """Return a draw that was made, its result in the area."""
    done = made(document)
    draw_announced(store=done.store, clock=FixedClock(), handed_in=LOTTERY, area=area)
    return done


def office_of(done: Announcing, *values: Any) -> PublicOffice:
    """Return an office whose task recorded the draw that was made, with these records."""
    record = recorded(store=done.store)
    assert DRAWN.announcement is not None
    assert DRAWN.draw is not None
    announcement = attrs.evolve(DRAWN.announcement, digest=record.announcement_digest)
    task = attrs.evolve(DRAWN, announcement=announcement, draw=attrs.evolve(DRAWN.draw, digest=record.result_digest))
    return public_office(PLAN, task, *values)


def disclosed(office: PublicOffice, done: Announcing, when: Disclosure, command: str = "c1") -> Notice:
    """Publish the draw, deliver it, and return the notice."""
    bundles = MemoryBundles()
    bundles.bundles["2026-0001/1"] = done.store
    authorities = {REVIEWED.target_id: "东山县市场监管局"}
    notice = publish_draw(
        order(command), TASK, when, names=NAMES, bundles=bundles, authorities=authorities, **office.issuing
    ).value
    deliver_pending(order(f"{command}-d"), **office.delivering)
    return notice


def shown(office: PublicOffice, version: int = 1) -> dict[str, bytes]:
    """Return the files that the public reads."""
    return office.publisher.published[f"draw-{TASK}", version]


@pytest.mark.clause("三(一) 公示")
def test_a_draw_disclosed_at_once_has_all_public_files_of_its_bundle() -> None:
    """Whoever reads them can verify the draw; a result that was still sealed is opened."""
    done = drawn(spec(PLAIN), "sealed")
    office = office_of(done, REVIEWED)
    disclosed(office, done, Disclosure.AT_ONCE)
    assert {"announcement.json", "result.json"} <= shown(office).keys()
    assert shown(office)["result.json"] == done.store.files["public", "result.json"]
    assert not {name for area, name in done.store.files if area == "sealed"} & shown(office).keys()


@pytest.mark.clause("二(一) 保密")
def test_a_sealed_draw_shows_what_commits_to_it_until_the_results_are_out() -> None:
    """First the announcement and the digest of the result, then, in the next version, the result itself."""
    done = drawn(spec(PLAIN), "sealed")
    office = office_of(done, REVIEWED)
    disclosed(office, done, Disclosure.SEALED)
    assert "announcement.json" in shown(office)
    assert "result.json" not in shown(office)
    assert recorded(store=done.store).result_digest.encode() in shown(office)["draw.csv"]
    assert disclosed(office, done, Disclosure.SEALED, "c2").version == 1
    office.put(OUT)
    notice = disclosed(office, done, Disclosure.SEALED, "c3")
    assert (notice.version, notice.reason) == (2, "检查结果已公示，公开抽取结果")
    assert shown(office, 2)["result.json"] == done.store.files["public", "result.json"]


def test_a_result_that_is_public_cannot_be_sealed_any_more() -> None:
    """To say so after the fact would be a pretence."""
    done = drawn(spec(PLAIN))
    office = office_of(done, REVIEWED)
    with pytest.raises(MoveRefused, match="cannot be sealed"):
        disclosed(office, done, Disclosure.SEALED)


@pytest.mark.parametrize("when", list(Disclosure))
@pytest.mark.clause("二(一) 保密")
def test_a_draw_by_risk_classes_shows_its_targets_without_strata_or_classes(when: Disclosure) -> None:
    """The list has name, code and 登记机关; result, frame, policy and names of classes stay inside."""
    done = drawn(risk_spec(OPEN), "sealed")
    office = office_of(done, OUT)
    disclosed(office, done, when)
    files = shown(office)
    assert files["drawn.csv"].decode("utf-8-sig").splitlines()[1] == (
        "东山县宏远机械有限公司,91110108551385082Q,东山县市场监管局"
    )
    text = office.texts()
    assert not any(word in text for word in ("平常", "留意", "从严", '"drawn"', "风险"))
    assert ("sealed", "result.json") in done.store.files


def test_a_sealed_draw_by_risk_classes_names_nobody_before_the_results() -> None:
    """Not even the list of the drawn is there."""
    done = drawn(risk_spec(OPEN), "sealed")
    office = office_of(done, REVIEWED)
    disclosed(office, done, Disclosure.SEALED)
    assert "drawn.csv" not in shown(office)
    assert "宏远" not in office.texts()


def test_a_draw_of_the_platform_is_labelled_as_not_verified() -> None:
    """It has no bundle; its list is public with the label."""
    draw = TaskDraw(digest="cd" * 32, made=mark(4), elsewhere="省协同监管平台")
    task = attrs.evolve(DRAWN, announcement=None, draw=draw)
    office = public_office(PLAN, task, REVIEWED)
    publish_draw(order("c1"), TASK, Disclosure.AT_ONCE, names=NAMES, bundles=MemoryBundles(), **office.issuing)
    deliver_pending(order("c2"), **office.delivering)
    assert "平台抽取，本系统未验证（省协同监管平台）" in office.texts()
    assert "宏远" in office.texts()


@pytest.mark.parametrize("task", [attrs.evolve(DRAWN, confirmed=None), attrs.evolve(DRAWN, confirmed=None, draw=None)])
def test_what_was_not_drawn_and_confirmed_is_not_public(task: Any) -> None:
    """The refusal names the state of the task."""
    with pytest.raises(MoveRefused) as caught:
        disclosed(public_office(PLAN, task), drawn(spec(PLAIN)), Disclosure.AT_ONCE)
    assert caught.value.problems[0].params["state"] == task.state


def test_the_cover_names_no_person() -> None:
    """Who issued a notice is on the trail, and not on the page."""
    done = drawn(spec(PLAIN))
    office = office_of(done, REVIEWED)
    disclosed(office, done, Disclosure.AT_ONCE)
    cover = json.loads(shown(office)["notice.json"])
    assert cover.keys() == {"agency", "issuedAt", "kind", "noticeId", "tables", "title", "version"}
    assert INSPECTION not in cover.values()


def _disclose(office: PublicOffice, done: Announcing, countdown: Countdown) -> None:
    bundles = MemoryBundles()
    bundles.bundles["2026-0001/1"] = Breaking(done.store, countdown)  # type: ignore[assignment]
    ports: Any = {**office.issuing, "store": BreakingStore(office.ports["store"], countdown)}
    ports["evidence"] = Breaking(office.evidence, countdown)
    publish_draw(order("c1"), TASK, Disclosure.SEALED, names=NAMES, bundles=bundles, **ports)


def test_a_process_that_ends_at_any_moment_of_the_disclosure_discloses_once() -> None:
    """The same command again completes it: one version, and the bundle as it stands in the open."""
    moment = 0
    while True:
        moment += 1
        done, countdown = drawn(spec(PLAIN), "sealed"), Countdown(at=moment)
        office = office_of(done, OUT)
        with suppress(Killed):
            _disclose(office, done, countdown)
        broke = countdown.passed == moment
        _disclose(office, done, Countdown())
        (one,) = deliver_pending(order("c2"), **office.delivering)
        assert one.value.version == 1
        assert shown(office)["result.json"] == done.store.files["public", "result.json"]
        if not broke:
            break
    assert moment > 10


def _altered(_: Announcing) -> dict[tuple[Any, str], bytes]:
    again = made(spec(PLAIN))
    draw_announced(store=again.store, clock=FixedClock(), handed_in=HandedIn(publics={"彩票": "8"}), area="sealed")
    return {("sealed", "result.json"): again.store.files["sealed", "result.json"]}


def _planted(done: Announcing) -> dict[tuple[Any, str], bytes]:
    target, *_ = recorded(store=done.store).result.drawn
    aftermath.strike_out(target.target_id, reason="注销", store=done.store, clock=FixedClock())
    return {}


@pytest.mark.parametrize(("forge", "code"), [(_altered, "bundle-other-result"), (_planted, "bundle-change-unrecorded")])
@pytest.mark.parametrize("when", list(Disclosure))
def test_a_draw_that_the_task_did_not_record_is_not_published(forge: Any, code: str, when: Disclosure) -> None:
    """Neither another result of the same announcement, nor a change that no act of the office wrote."""
    done = drawn(spec(PLAIN), "sealed")
    office = office_of(done, REVIEWED)
    done.store.files.update(forge(done))
    with pytest.raises(InvalidInput) as caught:
        disclosed(office, done, when)
    assert caught.value.code == code
    assert office.publisher.published == {}


def test_a_recorded_change_that_was_deleted_stops_the_publication() -> None:
    """The public would see the original team; the file that is missing is named."""
    done = drawn(spec(PLAIN), "sealed")
    office = office_of(done, REVIEWED)
    with office.ports["store"].view() as view:
        task = view.records.get(Task, TASK)
    assert task is not None
    office.put(attrs.evolve(task.value, changes=("ef" * 32,)))
    with pytest.raises(InvalidInput) as caught:
        disclosed(office, done, Disclosure.AT_ONCE)
    assert [(one.code, one.where.file) for one in caught.value.problems] == [
        ("bundle-change-absent", "change-0001.json")
    ]
