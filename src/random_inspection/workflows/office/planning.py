"""Plans, tasks, draws, and what happens to a draw afterwards (三(一), 二(六), 二(五))."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from random_inspection.domain.acts import Order
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.legal import Repeal
from random_inspection.domain.plans import AnnualPlan, Task
from random_inspection.domain.recusals import AskedBy, RecusalRequest
from random_inspection.drawing.ceremony import HandedIn
from random_inspection.errors import Problem
from random_inspection.ports import Area, Stored
from random_inspection.workflows.casework import (
    draw_looks,
    plans,
    platform_draws,
    recusals,
    substitution,
    task_draws,
    task_frames,
    tasks,
)
from random_inspection.workflows.casework.draw_looks import Seen
from random_inspection.workflows.casework.platform_draws import PLATFORM
from random_inspection.workflows.casework.task_frames import TaskFrame
from random_inspection.workflows.casework.tasks import TaskDraft
from random_inspection.workflows.inputs.tables import SpecDocument, Table
from random_inspection.workflows.office.ports import Desk


class PlanningDesk(Desk):
    """Plans, tasks, draws, and what happens to a draw afterwards (三(一), 二(六), 二(五))."""

    __slots__ = ()

    def draft_plan(
        self, order: Order, plan_id: str, *, title: str, year: int, agency: str, items: tuple[str, ...]
    ) -> Stored[AnnualPlan]:
        """Draw up a yearly plan.

        See `random_inspection.workflows.casework.plans.draft_plan`.
        """
        return plans.draft_plan(order, plan_id, title=title, year=year, agency=agency, items=items, **self.acting)

    def approve_plan(self, order: Order, plan_id: str) -> Stored[AnnualPlan]:
        """Approve a plan that somebody else drew up.

        See `random_inspection.workflows.casework.plans.approve_plan`.
        """
        return plans.approve_plan(order, plan_id, **self.acting)

    def draft_task(self, order: Order, task_id: str, draft: TaskDraft) -> Stored[Task]:
        """Draw up a task, of an approved plan or on a ground of its own.

        See `random_inspection.workflows.casework.tasks.draft_task`.
        """
        return tasks.draft_task(order, task_id, draft, **self.acting)

    def approve_task(self, order: Order, task_id: str) -> Stored[Task]:
        """Approve a task that somebody else drew up.

        See `random_inspection.workflows.casework.tasks.approve_task`.
        """
        return tasks.approve_task(order, task_id, **self.acting)

    def task_frame(self, task_id: str, *, trained_months: int = 12) -> TaskFrame:
        """Return who may be drawn for a task, by the same rules by which its announcement is checked.

        See `random_inspection.workflows.casework.task_frames.task_frame`.
        """
        return task_frames.task_frame(task_id, trained_months=trained_months, store=self.store)

    def announce_task(
        self,
        order: Order,
        task_id: str,
        document: SpecDocument,
        *,
        trained_months: int = 12,
        repeals: tuple[Repeal, ...] = (),
        tell: Callable[[Problem], None] | None = None,
    ) -> Stored[Task]:
        """Announce the draw of a task: everything that decides it is fixed, and with it the task's public columns.

        See `random_inspection.workflows.casework.task_draws.announce_task`.
        """
        return task_draws.announce_task(
            order,
            task_id,
            document,
            trained_months=trained_months,
            repeals=repeals,
            tell=tell,
            bundles=self.bundles,
            **self.acting,
        )

    def draw_task(self, order: Order, task_id: str, handed_in: HandedIn, *, area: Area = "sealed") -> Stored[Task]:
        """Draw targets and inspectors of a task, once and for all.

        See `random_inspection.workflows.casework.task_draws.draw_task`.
        """
        return task_draws.draw_task(order, task_id, handed_in, area=area, bundles=self.bundles, **self.acting)

    def confirm_draw(self, order: Order, task_id: str) -> Stored[Task]:
        """Confirm and record the outcome of a draw: it is verified, and every drawn target gets its inspection.

        See `random_inspection.workflows.casework.task_draws.confirm_draw`.
        """
        return task_draws.confirm_draw(order, task_id, bundles=self.bundles, **self.acting)

    def import_platform_draw(
        self, order: Order, task_id: str, table: Table, *, inspectors: Mapping[str, str], platform: str = PLATFORM
    ) -> Stored[Task]:
        """Record a draw that a platform made, and make the inspections of everybody it drew, all of them or none.

        See `random_inspection.workflows.casework.platform_draws.import_platform_draw`.
        """
        return platform_draws.import_platform_draw(
            order, task_id, table, inspectors=inspectors, platform=platform, **self.acting
        )

    def look_at_draw(self, order: Order, task_id: str) -> tuple[Seen, ...]:
        """Return the targets of a task that stand drawn, with their teams, and leave the look on the trail.

        See `random_inspection.workflows.casework.draw_looks.look_at_draw`.
        """
        return draw_looks.look_at_draw(order, task_id, bundles=self.bundles, **self.acting)

    def close_task(self, order: Order, task_id: str) -> Stored[Task]:
        """Close a task whose drawn targets all have their outcome: a published result with its summary, or struck out.

        See `random_inspection.workflows.casework.tasks.close_task`.
        """
        return tasks.close_task(order, task_id, **self.acting)

    def cancel_task(self, order: Order, task_id: str, *, reason: str) -> Stored[Task]:
        """Cancel a task in the open; its announcement and its outcome stand, and nothing is drawn under it any more.

        See `random_inspection.workflows.casework.tasks.cancel_task`.
        """
        return tasks.cancel_task(order, task_id, reason=reason, bundles=self.bundles, **self.acting)

    def strike_out_target(
        self, order: Order, inspection_id: str, *, reason: str, evidence: Sequence[str]
    ) -> Stored[Inspection]:
        """Strike out a drawn target that is gone; the next reserve moves up, and becomes an inspection with its team.

        See `random_inspection.workflows.casework.substitution.strike_out_target`.
        """
        return substitution.strike_out_target(
            order, inspection_id, reason=reason, evidence=evidence, bundles=self.bundles, **self.acting
        )

    def replace_inspector(
        self,
        order: Order,
        inspection_id: str,
        seat: str,
        inspector_id: str,
        *,
        reason: str,
        substitute: str | None = None,
    ) -> Stored[Inspection]:
        """Replace an inspector of a team by the protocol's rule, never by hand.

        See `random_inspection.workflows.casework.substitution.replace_inspector`.
        """
        return substitution.replace_inspector(
            order,
            inspection_id,
            seat,
            inspector_id,
            reason=reason,
            substitute=substitute,
            bundles=self.bundles,
            **self.acting,
        )

    def ask_recusal(
        self, order: Order, request_id: str, inspection_id: str, inspector_id: str, *, asked_by: AskedBy, reasons: str
    ) -> Stored[RecusalRequest]:
        """Record that the target, or an inspector, asks that the inspector stays away.

        See `random_inspection.workflows.casework.recusals.ask_recusal`.
        """
        return recusals.ask_recusal(
            order, request_id, inspection_id, inspector_id, asked_by=asked_by, reasons=reasons, **self.acting
        )

    def decide_recusal(
        self, order: Order, request_id: str, *, granted: bool, reason: str | None = None, substitute: str | None = None
    ) -> Stored[RecusalRequest]:
        """Decide on a recusal; where it is granted the inspector is excluded and replaced by the protocol's rule.

        See `random_inspection.workflows.casework.recusals.decide_recusal`.
        """
        return recusals.decide_recusal(
            order,
            request_id,
            granted=granted,
            reason=reason,
            substitute=substitute,
            bundles=self.bundles,
            **self.acting,
        )
