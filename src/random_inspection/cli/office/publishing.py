"""``office publish``: issue what is due, deliver it, look whether it stands there; and the registers and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from random_inspection.cli.english import word
from random_inspection.cli.office.making import FILE, argument, file_bytes, flag, group, office_command, option
from random_inspection.cli.office.session import PUBLIC, Session
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Act
from random_inspection.domain.notices import Notice, NoticeKind, NoticeState
from random_inspection.errors import InvalidInput, Message
from random_inspection.ports import Stored
from random_inspection.workflows.acts import require
from random_inspection.workflows.openness.draw_disclosure import Disclosure
from random_inspection.workflows.openness.due_notices import DueNotice

FAILED = 1
_FIRST = 10

ONE_OR_ALL = Message(
    "publish-check-one-or-all",
    "say which notice to look at, with a screenshot if there is one; or --all without either",
    "请指定一份公示（可附截图），或只用 --all 核对全部",
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "publish",
            "What the public reads: issued, delivered, and looked at where it stands. The usual one is: publish due.",
            "公示：发布、送达、核对。日常用 publish due 一次办完。",
            _due(screen),
            _registers(screen),
            _one(screen, "plan", "PLAN", ("Publish a plan with its tasks.", "公示年度计划及其任务。"), _issue_plan),
            _one(screen, "task", "TASK", ("Publish a task.", "公示抽查任务。"), _issue_task),
            _draw(screen),
            _one(
                screen, "result", "INSPECTION", ("Publish a reviewed result.", "公示已审核的检查结果。"), _issue_result
            ),
            _figures(screen),
            _deliver(screen),
            _check(screen),
        )
    ]


def _due(screen: Screen) -> click.Command:
    def do(session: Session) -> int:
        require(session.office.authority, session.fresh_order(Act.NOTICE_ISSUE, "due"), Act.NOTICE_ISSUE, {})
        due = session.office.due_notices()
        if due:
            screen.heading(f"Issued ({len(due)})", f"发布（{len(due)}）")
        _listed(screen, (issue(session, one) for one in due), len(due))
        return deliver_and_check(session)

    return office_command(
        screen,
        "due",
        "Issue everything that may be published and is not (plans, tasks, draws, results), deliver it, and look whether it "
        "stands where the public reads it. Exit status 1: something failed, and is tried again next time.",
        "发布全部应公示而未公示的内容（计划、任务、抽取、结果），送达并核对。退出状态1：有失败项，下次运行时重试。",
        do,
    )


def issue(session: Session, due: DueNotice) -> Stored[Notice]:
    """Issue a notice that is due."""
    issuers = {
        NoticeKind.PLAN: _issue_plan,
        NoticeKind.TASK: _issue_task,
        NoticeKind.DRAW: _issue_sealed_draw,
        NoticeKind.RESULT: _issue_result,
    }
    return issuers[due.kind](session, due.key)


def _issue_plan(session: Session, key: str) -> Stored[Notice]:
    return session.office.publish_plan(session.fresh_order(Act.NOTICE_ISSUE, key), key)


def _issue_task(session: Session, key: str) -> Stored[Notice]:
    return session.office.publish_task(session.fresh_order(Act.NOTICE_ISSUE, key), key)


def _issue_sealed_draw(session: Session, key: str) -> Stored[Notice]:
    return session.office.publish_draw(session.fresh_order(Act.NOTICE_ISSUE, f"draw {key}"), key, Disclosure.SEALED)


def _issue_result(session: Session, key: str) -> Stored[Notice]:
    return session.office.publish_result(session.fresh_order(Act.NOTICE_ISSUE, key), key)


def deliver_and_check(session: Session) -> int:
    """Deliver what waits, look whether what was delivered stands there, and return the exit status."""
    screen, office = session.screen, session.office
    delivered = office.deliver_pending(session.fresh_order(Act.NOTICE_DELIVER, "pending"))
    with office.store.view() as view:
        unseen = [one.value.key for one in view.records.find(Notice, state=NoticeState.DELIVERED)]
    checked = [office.check_published(session.fresh_order(Act.NOTICE_CHECK, key), key) for key in unseen]
    failed = [one.value for one in (*delivered, *checked) if one.value.state is NoticeState.FAILED]
    stand = sum(one.value.state is NoticeState.CONFIRMED for one in checked)
    screen.line(
        f"{stand} notices stand where the public reads them, with their receipts; {len(failed)} failed.",
        f"{stand}份公示已核对并取得回执；{len(failed)}份失败。",
    )
    if not delivered and not checked:
        screen.line("Nothing waited to be delivered.", "没有待送达或待核对的公示。")
    for one in failed:
        _stands(screen, one)
    if stand:
        screen.line(f"The public reads: {session.folder / PUBLIC}", f"公众可读：{session.folder / PUBLIC}")
    return FAILED if failed else 0


def _listed(screen: Screen, notices: Iterable[Stored[Notice]], total: int) -> None:
    """Show the first notices as they are issued, and how many more there are."""
    for number, one in enumerate(notices, start=1):
        if number <= _FIRST:
            notice = one.value
            screen.line(
                f"  {word(screen, notice.kind)}: {safe(notice.title)} (version {notice.version})",
                f"  {notice.kind}：{safe(notice.title)}（第{notice.version}版）",
            )
    if total > _FIRST:
        screen.line(f"  … and {total - _FIRST} more", f"  ……另有{total - _FIRST}份")


def _one(
    screen: Screen,
    name: str,
    called: str,
    help_words: tuple[str, str],
    put_out: Callable[[Session, str], Stored[Notice]],
) -> click.Command:
    def do(session: Session, **values: str) -> None:
        _said(session.screen, put_out(session, values[called.lower()]).value)

    return office_command(screen, name, *help_words, do, argument(called))


def _said(screen: Screen, notice: Notice) -> None:
    screen.line(
        f"{word(screen, notice.kind)}, version {notice.version}: {word(screen, notice.state)}. Deliver and check: "
        "random-inspection office publish deliver",
        f"{notice.kind}第{notice.version}版：{notice.state}。送达并核对：random-inspection office publish deliver",
    )


def _registers(screen: Screen) -> click.Command:
    def do(session: Session, reason: str | None) -> None:
        office = session.office
        more = {"agency": session.settings.name, **({"reason": reason} if reason else {})}
        for publish in (office.publish_item_list, office.publish_targets, office.publish_inspectors):
            _said(screen, publish(session.fresh_order(Act.NOTICE_ISSUE, publish.__name__), **more).value)

    return office_command(
        screen,
        "registers",
        "Publish the list of items and both directories as they stand; what did not change stays the same version.",
        "公示抽查事项清单和两个名录库；没有变更的不出新版。",
        do,
        option(screen, "--reason", "What changed, for the public.", "变更说明（公开）。"),
    )


def _draw(screen: Screen) -> click.Command:
    def do(session: Session, task: str, *, at_once: bool) -> None:
        disclosure = Disclosure.AT_ONCE if at_once else Disclosure.SEALED
        _said(
            screen,
            session.office.publish_draw(session.fresh_order(Act.NOTICE_ISSUE, f"draw {task}"), task, disclosure).value,
        )

    return office_command(
        screen,
        "draw",
        "Publish the draw of a task: sealed until the results are out, or --at-once.",
        "公示抽取情况：检查结果公示前只公开摘要，或 --at-once 立即公开。",
        do,
        argument("TASK"),
        flag(screen, "--at-once", "With the outcome.", "连同结果公开。"),
    )


def _figures(screen: Screen) -> click.Command:
    def do(session: Session, year: int) -> None:
        found = session.office.publish_figures(
            session.fresh_order(Act.NOTICE_ISSUE, f"figures {year}"), year, agency=session.settings.name
        )
        _said(screen, found.value)

    return office_command(
        screen,
        "figures",
        "Publish the figures of a year as they stand.",
        "公示年度统计数据。",
        do,
        argument("YEAR", type=int),
    )


def _deliver(screen: Screen) -> click.Command:
    return office_command(
        screen,
        "deliver",
        "Deliver what waits or failed before, and look whether it stands there.",
        "送达待公示或曾失败的内容，并核对。",
        deliver_and_check,
    )


def _check(screen: Screen) -> click.Command:
    def do(session: Session, notice: str | None, screenshot: Path | None, *, everything: bool) -> int:
        if (notice is None) != everything or (everything and screenshot is not None):
            raise InvalidInput(ONE_OR_ALL.at())
        if notice is None:
            return _check_all(session)
        proof = file_bytes(screenshot) if screenshot else None
        order = session.fresh_order(Act.NOTICE_CHECK, notice)
        found = session.office.check_published(order, notice, screenshot=proof).value
        if not _stands(screen, found):
            return FAILED
        address = found.receipt.address if found.receipt else ""
        screen.line(f"{notice} stands at {address}, with its pages.", f"{notice} 及其网页已核对，公示于 {address}。")
        return 0

    return office_command(
        screen,
        "check",
        "Look once more whether a notice stands where the public reads it, with its pages, and file the proof; or --all, and "
        "whether anything stands there that was never issued.",
        "再次核对某份公示及其网页，并留存证明（可附截图）；或用 --all 核对全部，并查找未经发布而出现的内容。",
        do,
        argument("NOTICE", required=False),
        option(screen, "--screenshot", "A screenshot as the proof.", "网页截图，作为证明。", type=FILE),
        flag(screen, "--all everything", "Every notice, and what was never issued.", "核对全部公示及多出的内容。"),
    )


def _check_all(session: Session) -> int:
    """Look at everything that is to stand where the public reads, and at what else is there; return the exit status."""
    screen, office = session.screen, session.office
    require(office.authority, session.fresh_order(Act.NOTICE_CHECK, "all"), Act.NOTICE_CHECK, {})
    keys = office.standing()
    looks = (office.check_published(session.fresh_order(Act.NOTICE_CHECK, key), key).value for key in keys)
    stand = sum([_stands(screen, one) for one in looks])
    strangers = office.strangers()
    for place in strangers:
        screen.complain(
            f"{safe(place)}: stands there, and was never issued; find out who put it there, and remove it",
            f"{safe(place)}：未经发布而出现在公示处；请查明来源后移除",
        )
    screen.line(
        f"{stand} of {len(keys)} notices stand where the public reads them; {len(strangers)} strangers.",
        f"{len(keys)}份公示中{stand}份核对无误；另有{len(strangers)}处未经发布的内容。",
    )
    return FAILED if stand < len(keys) or strangers else 0


def _stands(screen: Screen, notice: Notice) -> bool:
    if notice.state is NoticeState.FAILED:
        words = notice.attempts[-1].failure or ""
        screen.complain(f"{safe(notice.key)}: {safe(words)}", f"{safe(notice.key)}：{safe(words)}")
    return notice.state is not NoticeState.FAILED
