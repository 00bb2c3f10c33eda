"""Discloses the draw of a task: at once, or sealed until the results are out (clauses 二(一), 三(一))."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any, Unpack

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Notice, NoticeKind
from random_inspection.domain.plans import Task
from random_inspection.errors import AlreadyDone, Message, MoveRefused, Where
from random_inspection.ports import Bundles, BundleStore, EvidenceStore, Stored
from random_inspection.rules.openness.public_views import PublicDraw, draw_table, target_table
from random_inspection.rules.openness.publication_moves import draw_may_be_opened, draw_may_be_published
from random_inspection.workflows.acts import ActPorts, Work, perform
from random_inspection.workflows.casework.draw_entries import entries_in
from random_inspection.workflows.casework.drawn_tasks import record_in
from random_inspection.workflows.casework.platform_draws import NOT_VERIFIED
from random_inspection.workflows.draws.drawing import publish_result as open_result
from random_inspection.workflows.draws.risk_draws import is_by_risk
from random_inspection.workflows.openness.issuing import Draft, put_out
from random_inspection.workflows.openness.public_values import Names, public_target, public_task

OUTCOME = "result.json"

ALREADY_OPEN = Message(
    "disclosure-open-already",
    "the result of {key!r} is public in its bundle already, and cannot be sealed; publish it at once",
    "任务“{key}”的抽取结果已公开，无法再保密；请选择立即公开",
)


class Disclosure(StrEnum):
    """When the outcome of a draw becomes public."""

    AT_ONCE = "立即公开"
    SEALED = "检查结果公示后公开"


def publish_draw(
    order: Order,
    task_id: str,
    disclosure: Disclosure,
    *,
    names: Names,
    bundles: Bundles,
    authorities: Mapping[str, str] | None = None,
    evidence: EvidenceStore,
    **ports: Unpack[ActPorts],
) -> Stored[Notice]:
    """Publish the draw of a task.

    Sealed, only what commits to it is public: the announcement, and the digest of the result. Once every result is out,
    the same call publishes the outcome as the next version. Of a draw by risk classes the list of drawn targets becomes
    public and never the result, whose strata would tell the classes.

    Args:
        order: who orders it.
        task_id: the task.
        disclosure: when the outcome becomes public.
        names: names of items by code.
        bundles: the files of the draws.
        authorities: 登记机关 by target, for the list of a draw whose result is not public.
        evidence: keeps the content.
        **ports: `ActPorts`.

    Raises:
        MoveRefused: nothing was drawn and confirmed, or the result is to be sealed and is public already.
        InvalidInput: the files of the draw do not verify, or are not those that the task recorded; all findings.
    """
    subject = Subject(kind="task", key=task_id)

    def change(work: Work[Any]) -> Stored[Notice]:
        task: Task = work.get(Task, task_id).value
        draw_may_be_published(task)
        found = [stored.value for stored in work.unit.records.find(Inspection, task=task_id)]
        opened = _is_open(task, found, disclosure)
        more, listed = _files(task, bundles, opened=opened)
        drawn = [public_target(one, authorities or {}) for one in found]
        table = draw_table(_view(task, names, len(found)))
        extra = (target_table(drawn, name="drawn", title="抽中对象名单"),) if listed and opened else ()
        draft = Draft(
            notice_id=f"draw-{task_id}",
            kind=NoticeKind.DRAW,
            title=f"{task.title}抽取情况",
            agency=task.agencies[0],
            subject=subject,
            tables=(table, *extra),
            more=more,
            reason="检查结果已公示，公开抽取结果" if disclosure is Disclosure.SEALED else "抽取后有变更",
        )
        return put_out(work, draft, evidence)

    return perform(Act.NOTICE_ISSUE, order, subject, change, **ports)


def _is_open(task: Task, inspections: list[Inspection], disclosure: Disclosure) -> bool:
    if disclosure is Disclosure.AT_ONCE:
        return True
    try:
        draw_may_be_opened(task, inspections)
    except MoveRefused:
        return False
    return True


def _view(task: Task, names: Names, drawn: int) -> PublicDraw:
    elsewhere = task.draw.elsewhere if task.draw else None
    return PublicDraw(
        task=public_task(task, names),
        drawn=drawn,
        digest=task.draw.digest if task.draw else "",
        label=f"{NOT_VERIFIED}（{elsewhere}）" if elsewhere else None,
    )


def _files(task: Task, bundles: Bundles, *, opened: bool) -> tuple[dict[str, bytes], bool]:
    """Return the public files of a draw, and whether its drawn targets have to be listed beside them."""
    if task.announcement is None:
        return {}, True
    store = bundles.of(task.announcement.draw_id)
    by_risk = is_by_risk(record_in(task, store).announcement)
    entries_in(task, store).check_begun(())
    if opened and not by_risk:
        with suppress(AlreadyDone):
            open_result(store=store)
    if not opened and OUTCOME in store.names("public"):
        raise MoveRefused(ALREADY_OPEN.at(Where(path="disclosure"), key=task.task_id))
    return _public(store), by_risk


def _public(store: BundleStore) -> dict[str, bytes]:
    return {name: store.read("public", name) for name in sorted(store.names("public"))}
