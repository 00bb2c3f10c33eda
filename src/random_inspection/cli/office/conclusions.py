"""``office conclude``, ``review``, ``correct`` and ``disposal``: what an inspection found, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import click

from random_inspection.cli.office.archives import kind_of_subject
from random_inspection.cli.office.making import act_command, argument, day, group, office_command, option
from random_inspection.cli.office.session import Session
from random_inspection.cli.office.visits import ABOUT
from random_inspection.cli.screen import Screen
from random_inspection.cli.values import parsed_values
from random_inspection.domain.acts import Act, Subject
from random_inspection.domain.archives import ArchiveKind
from random_inspection.domain.fieldwork import Finding
from random_inspection.domain.follow_up import TRANSFERS, DisposalKind
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.errors import InvalidInput, Message, MoveRefused, Problem, Where, refuse
from random_inspection.workflows.casework.record_columns import read_results
from random_inspection.workflows.office import Office

NOTE_ALONE = Message(
    "office-note-alone",
    "there is a note on {item!r} and no finding; give its finding",
    "“{item}”只有备注而没有结果；请补充结果",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    disposal = group(
        screen,
        "disposal",
        "What follows from an inspection: orders, penalties, transfers, and their end.",
        "后续处置：责令改正、处罚、移送及其办结。",
        _order(screen),
        _transfer(screen),
        _receipt(screen),
        _finish(screen),
        _done(screen),
    )
    return [_conclude(screen), _review(screen), _correct(screen), disposal]


def findings_of(found: Sequence[str], notes: Sequence[str]) -> list[Finding]:
    """Return findings from ``ITEM=RESULT、RESULT`` and ``ITEM=NOTE``; raise `InvalidInput` with all that is wrong."""
    results, remarks = parsed_values(found, "--finding"), parsed_values(notes, "--note")
    problems = [NOTE_ALONE.at(Where(path="--note"), item=item) for item in remarks if item not in results]
    made: list[Finding] = []
    for item, text in results.items():
        try:
            made.append(Finding(item=item, results=read_results(text), note=remarks.get(item)))
        except InvalidInput as error:
            problems += [attrs.evolve(one, where=Where(path=f"--finding {item}")) for one in error.problems]
    refuse(problems)
    return made


def _finding_options(screen: Screen) -> list[click.Parameter]:
    return [
        option(
            screen,
            "--finding findings",
            "What was found on an item; every item once.",
            "各事项的检查结果；每个事项一次。",
            multiple=True,
            required=True,
            metavar="ITEM=RESULT",
        ),
        option(
            screen,
            "--note notes",
            "A remark on an item, for the public.",
            "事项备注（公开）。",
            multiple=True,
            metavar="ITEM=TEXT",
        ),
        option(screen, "--opinion", "The proposed handling.", "处理意见。", required=True),
        option(screen, "--suggestions", "Suggestions to the target.", "建议。"),
    ]


def _conclude(screen: Screen) -> click.Command:
    def do(
        office: Office,
        order: Any,
        key: str,
        *,
        findings: Sequence[str],
        notes: Sequence[str],
        remark: str | None,
        **told: Any,
    ) -> Any:
        return office.conclude(order, key, findings=findings_of(findings, notes), note=remark, **told)

    return act_command(
        screen,
        "conclude",
        (
            "Conclude an inspection, item by item, or conclude again what was returned.",
            "逐项作出检查结论，或按退回意见重新作出。",
        ),
        (Act.INSPECTION_CONCLUDE, *ABOUT),
        do,
        ("{key}: concluded; a second person reviews it.", "{key}：已作出检查结论，待他人审核。"),
        *_finding_options(screen),
        option(
            screen,
            "--remark",
            "What else there is to say, such as what was corrected.",
            "说明，如按退回意见更正的内容。",
        ),
    )


def _review(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, returned: str | None, note: str | None) -> Any:
        return office.review(order, key, passed=returned is None, note=returned or note)

    return act_command(
        screen,
        "review",
        (
            "Review a conclusion as a second person: it passes, or --return says what has to be corrected.",
            "审核检查结论：通过，或用 --return 退回并写明需更正的内容。",
        ),
        (Act.INSPECTION_REVIEW, *ABOUT),
        do,
        ("{key}: reviewed.", "{key}：已审核。"),
        option(screen, "--return returned", "What has to be corrected.", "退回意见。"),
        option(screen, "--note", "A remark.", "审核意见。"),
        version=conclusions_of,
    )


def conclusions_of(office: Office, key: str) -> int:
    """Return how many versions of its conclusion an inspection has."""
    with office.store.view() as unit:
        found = unit.records.get(Inspection, key)
    return len(found.value.conclusions) if found else 0


def _correct(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, findings: Sequence[str], notes: Sequence[str], **told: Any) -> Any:
        return office.correct(order, key, findings=findings_of(findings, notes), **told)

    return act_command(
        screen,
        "correct",
        ("Correct a published result by a new version.", "更正已公示的检查结果（新版本）。"),
        (Act.INSPECTION_CORRECT, *ABOUT),
        do,
        ("{key}: corrected; it is reviewed and published again.", "{key}：已更正，待审核后重新公示。"),
        *_finding_options(screen),
        option(
            screen,
            "--reason",
            "Why the published version is wrong, for the public.",
            "更正理由（公开）。",
            required=True,
        ),
    )


def _order(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, disposal: str, kind: str, content: str, due: str | None) -> Any:
        by = day(due, "--due") if due else None
        return office.order_disposal(order, key, disposal_id=disposal, kind=DisposalKind(kind), content=content, due=by)

    return act_command(
        screen,
        "order",
        ("Order a disposal that is no transfer.", "作出后续处置（移送除外）。"),
        (Act.DISPOSAL_ORDER, *ABOUT),
        do,
        ("{key}: the disposal is ordered.", "{key}：已作出后续处置。"),
        argument("DISPOSAL"),
        option(
            screen,
            "--kind",
            "What is done.",
            "处置方式。",
            type=click.Choice([one.value for one in DisposalKind if one not in TRANSFERS]),
            required=True,
        ),
        option(screen, "--content", "What exactly.", "具体内容。", required=True),
        option(screen, "--due", "By when.", "期限。", metavar="DATE"),
    )


def _transfer(screen: Screen) -> click.Command:
    def do(
        office: Office,
        order: Any,
        key: str,
        *,
        disposal: str,
        kind: str,
        due: str | None,
        papers: tuple[str, ...],
        **told: Any,
    ) -> Any:
        by = day(due, "--due") if due else None
        return office.make_transfer(
            order, key, disposal_id=disposal, kind=DisposalKind(kind), handed_over=papers, due=by, **told
        )

    return act_command(
        screen,
        "transfer",
        ("Hand a case over to the police or another authority.", "移送公安机关或有管辖权的部门。"),
        (Act.TRANSFER_MAKE, *ABOUT),
        do,
        ("{key}: the case is handed over; it is open until the receipt is there.", "{key}：已移送，待取得回执。"),
        argument("DISPOSAL"),
        option(
            screen,
            "--kind",
            "To whom by kind.",
            "移送类别。",
            type=click.Choice([one.value for one in DisposalKind if one in TRANSFERS]),
            required=True,
        ),
        option(screen, "--content", "What it is about.", "移送内容。", required=True),
        option(screen, "--receiver", "Who takes it over.", "接收机关。", required=True),
        option(
            screen,
            "--paper papers",
            "What is handed over; may be given again.",
            "移交的材料；可多次给出。",
            multiple=True,
            required=True,
        ),
        option(screen, "--due", "By when.", "期限。", metavar="DATE"),
    )


def _receipt(screen: Screen) -> click.Command:
    def do(office: Office, order: Any, key: str, *, disposal: str, receipt: str, note: str | None) -> Any:
        return office.record_receipt(order, key, disposal_id=disposal, receipt=receipt, note=note)

    return act_command(
        screen,
        "receipt",
        ("Record the receiver's receipt, with which a transfer ends.", "登记移送回执。"),
        (Act.TRANSFER_RECEIPT, *ABOUT),
        do,
        ("{key}: the receipt is recorded.", "{key}：移送回执已登记。"),
        argument("DISPOSAL"),
        option(screen, "--number receipt", "Its number.", "回执文号。", required=True),
        option(screen, "--note", "A remark.", "说明。"),
    )


def _finish(screen: Screen) -> click.Command:
    def do(
        office: Office,
        order: Any,
        key: str,
        *,
        disposal: str,
        result: str,
        document: str | None,
        reinspected: str | None,
    ) -> Any:
        seen = day(reinspected, "--reinspected") if reinspected else None
        return office.finish_disposal(
            order, key, disposal_id=disposal, result=result, document=document, reinspected=seen
        )

    return act_command(
        screen,
        "finish",
        ("Record how a disposal ended.", "登记后续处置的办结情况。"),
        (Act.DISPOSAL_FINISH, *ABOUT),
        do,
        ("{key}: the disposal is finished.", "{key}：后续处置已办结。"),
        argument("DISPOSAL"),
        option(screen, "--result", "What came of it.", "办结情况。", required=True),
        option(screen, "--document", "Number of the penalty or decision.", "处罚或决定文号。"),
        option(screen, "--reinspected", "Day of the re-inspection.", "复查日期。", metavar="DATE"),
    )


def _done(screen: Screen) -> click.Command:
    def do(session: Session, subject: str, note: str | None) -> None:
        if kind_of_subject(session, subject) is ArchiveKind.INSPECTION:
            _dispose(session, subject, note)
            return
        with session.office.store.view() as view:
            found = [one.value for one in view.records.find(Inspection, task=subject)]
        problems: list[Problem] = []
        for one in found:
            if one.state is not InspectionState.PUBLISHED:
                continue
            try:
                _dispose(session, one.inspection_id, note, part=True)
            except MoveRefused as error:
                problems += error.problems
        screen.notes(problems, "Something is left to do", "尚有待办")

    return office_command(
        screen,
        "done",
        "Record that nothing is left to do about a published inspection, or about all those of a task of which it is so.",
        "确认已公示的检查无待办处置；也可一次确认一项任务中的全部此类检查。",
        do,
        argument("SUBJECT"),
        option(screen, "--note", "A remark.", "说明。"),
    )


def _dispose(session: Session, key: str, note: str | None, *, part: bool = False) -> None:
    session.carry_out(
        Act.INSPECTION_DISPOSE,
        Subject(kind="inspection", key=key),
        {"note": note or ""},
        lambda order: session.office.dispose(order, key, note=note),
        (f"{key}: nothing is left to do.", f"{key}：后续处置已全部办结。"),
        part=part,
    )
