"""Shows announcements, draws, verifications and tickets to people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from random_inspection.cli.folding import folded_notes
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.draws import (
    AllQuota,
    Announcement,
    CountQuota,
    PublicContribution,
    Quota,
    RatioQuota,
)
from random_inspection.drawing import Check, Verification, chances, trust
from random_inspection.errors import Problem
from random_inspection.workflows.draws.announcing import Announced
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import is_by_risk
from random_inspection.workflows.draws.tickets import TicketReport

_FIRST = 10


def show_announced(screen: Screen, announced: Announced, folder: Path) -> None:
    """Show what was fixed, what was repaired on the way, and what to do next."""
    announcement = announced.announcement
    chance = chances(announcement.strata, announcement.shares)
    screen.notes(folded_notes(announced.notes), "Changed or assumed on reading", "读取时的更改和默认")
    screen.heading(f"Announced: {announcement.draw_id}", f"已公告：{announcement.draw_id}")
    screen.same(safe(announcement.title))
    screen.table(
        [
            ("stratum", "层"),
            ("size", "数量"),
            ("quota", "名额"),
            ("chance of each", "每个对象的机会"),
            ("reserves", "候补"),
        ],
        (
            (one.name, str(one.size), quota_words(screen, one.quota), chance_words(chance[one.name]), str(one.reserve))
            for one in announcement.strata
        ),
        right=(1, 4),
    )
    show_trust(screen, trust(announcement, ()))
    screen.line()
    screen.line("Digest of the announcement, to publish or to have receipted:", "公告摘要（请公布或取得回执）：")
    screen.same(announced.announcement_digest)
    _files(screen, (folder / area / name for area, name in announced.files))
    sealed = " --sealed" if is_by_risk(announcement) else ""
    screen.line(f"Next: publish {folder / 'public'}, then:", f"下一步：公布 {folder / 'public'}，然后运行：")
    screen.same(f"  random-inspection draw {folder}{values_to_come(screen, announcement)}{sealed}")


def values_to_come(screen: Screen, announcement: Announcement) -> str:
    """Return the options with which a draw gets what its contributors still have to hand in."""
    value, file = screen.pick("VALUE", "值"), screen.pick("FILE", "文件")
    options = [
        f"--public {one.name}={value}" if isinstance(one, PublicContribution) else f"--secret {one.name}=@{file}"
        for one in announcement.contributions
        if isinstance(one, PublicContribution) or not one.generated
    ]
    return safe("".join(f" {option}" for option in options))


def quota_words(screen: Screen, quota: Quota) -> str:
    """Return a quota as a person reads it."""
    if isinstance(quota, AllQuota):
        return screen.pick("all", "全部")
    if isinstance(quota, CountQuota):
        return screen.pick(f"{quota.count}", f"{quota.count}个")
    if isinstance(quota, RatioQuota):
        return screen.pick(f"at least {quota.ratio}", f"不低于{quota.ratio}")
    return screen.pick(f"share {quota.share}, weight {quota.weight}", f"共享“{quota.share}”，权重{quota.weight}")


def chance_words(chance: Fraction) -> str:
    """Return an exact chance with its percentage."""
    if chance.denominator == 1:
        return f"{chance.numerator * 100}%"
    return f"{chance} ≈ {float(chance):.2%}"


def show_drawn(screen: Screen, record: DrawRecord, files: Sequence[Path]) -> None:
    """Show the outcome of a draw: strata, the first drawn with ticket and team, loads, trust, files."""
    screen.heading(f"Drawn: {record.announcement.draw_id}", f"已抽取：{record.announcement.draw_id}")
    show_outcome(screen, record)
    screen.line()
    screen.line(f"Digest of the result: {record.result_digest}", f"结果摘要：{record.result_digest}")
    _files(screen, files)
    _next_after_draw(screen, record, files[0])


def show_outcome(screen: Screen, record: DrawRecord, *, first: int = _FIRST) -> None:
    """Show whom a draw gave: strata, the first drawn with ticket and team, loads, and whom one has to trust."""
    drawn = {one.stratum: one.drawn for one in record.result.quotas}
    screen.table(
        [
            ("stratum", "层"),
            ("size", "数量"),
            ("quota", "名额"),
            ("drawn", "抽中"),
            ("chance of each", "每个对象的机会"),
        ],
        (
            (one.name, str(one.size), quota_words(screen, one.quota), str(drawn[one.name]), chance_words(chance))
            for one, chance in zip(record.announcement.strata, record.chances, strict=True)
        ),
        right=(1, 3),
    )
    _first_drawn(screen, record, first)
    _loads(screen, record)
    show_trust(screen, record.trust)


def _next_after_draw(screen: Screen, record: DrawRecord, result: Path) -> None:
    bundle = result.parent.parent
    if result.parent.name == "sealed" and not is_by_risk(record.announcement):
        screen.line(
            f"Next: have the digest of the result receipted; after the visits: random-inspection publish {bundle}",
            f"下一步：就结果摘要取得回执；检查结束后运行：random-inspection publish {bundle}",
        )
    elif result.parent.name == "public":
        screen.line(
            f"Next: sign the record, publish {bundle / 'public'}; anybody checks it with: "
            f"random-inspection verify {bundle / 'public'}",
            f"下一步：在抽取记录上签字，公布 {bundle / 'public'}；任何人可核验：random-inspection verify {bundle / 'public'}",
        )


def _first_drawn(screen: Screen, record: DrawRecord, first: int) -> None:
    total = len(record.result.drawn)
    shown = record.result.drawn[:first]
    screen.heading(f"The first {len(shown)} of {total} drawn", f"抽中的前{len(shown)}个（共{total}个）")
    seats = [seat.seat for seat in record.roster.team] if record.roster else []
    teams = record.teams
    team = [("team", "检查组")] if seats else []
    screen.table(
        [("no.", "序号"), ("target", "检查对象"), ("ticket", "签号"), *team],
        (
            (
                str(number),
                "\n".join(dict.fromkeys((record.names.get(one.target_id, one.target_id), one.target_id))),
                f"{one.ticket[:12]}…",
                *(
                    ["\n".join(f"{seat} {teams.get(one.target_id, {}).get(seat, '—')}" for seat in seats)]
                    if seats
                    else []
                ),
            )
            for number, one in enumerate(shown, start=1)
        ),
        right=(0,),
        whole=(1, 3) if seats else (1,),
    )


def _loads(screen: Screen, record: DrawRecord) -> None:
    loads = record.loads
    if not loads:
        return
    screen.heading("Inspectors by number of seats", "检查人员的席位数")
    counts = {load: sum(1 for each in loads.values() if each == load) for load in sorted(set(loads.values()))}
    most = max(counts.values())
    for load, people in counts.items():
        words = screen.pick(f"{load:3} seats  {people:4} people", f"{load:3} 席  {people:4} 人")
        screen.same(f"{words}  {screen.bar(people / most)}")


def show_trust(screen: Screen, trust: Iterable[Problem]) -> None:
    """Show whom one still has to trust."""
    screen.heading("Whom one still has to trust", "仍须信任谁")
    for reason in trust:
        screen.same("· " + safe(reason.text(screen.lang)))


def _files(screen: Screen, files: Iterable[Path]) -> None:
    screen.heading("Files", "文件")
    for file in files:
        screen.same(f"  {file}")


def show_verification(screen: Screen, verification: Verification) -> None:
    """Show every check on a line, with what was expected and found, and whom one has to trust."""
    for check in verification.checks:
        screen.same(f"{_status(screen, check)}  {getattr(check.title, screen.lang)}")
        for finding in check.findings:
            screen.same("      " + safe(finding.text(screen.lang)))
    if verification.trust:
        show_trust(screen, verification.trust)
    counts = {status: sum(check.status == status for check in verification.checks) for status in _MARKS}
    screen.heading(
        f"{counts['passed']} passed, {counts['failed']} failed, {counts['not-checked']} not checked",
        f"通过{counts['passed']}项，失败{counts['failed']}项，未核验{counts['not-checked']}项",
    )


_MARKS = {
    "passed": ("passed     ", "通过  "),
    "failed": ("FAILED     ", "失败！"),
    "not-checked": ("not checked", "未核验"),
}


def _status(screen: Screen, check: Check) -> str:
    return screen.pick(*_MARKS[check.status])


def verification_json(verification: Verification) -> dict[str, object]:
    """Return a verification as plain data for ``--json``."""
    return {
        "ok": verification.ok,
        "checks": [
            {
                "check": check.code,
                "status": check.status,
                "findings": [_finding(finding) for finding in check.findings],
            }
            for check in verification.checks
        ],
        "trust": [
            {"code": reason.code, "en": reason.text("en"), "zh": reason.text("zh")} for reason in verification.trust
        ],
    }


def _finding(finding: Problem) -> dict[str, object]:
    params = {name: value if isinstance(value, str | int) else str(value) for name, value in finding.params.items()}
    return {
        "code": finding.code,
        "where": finding.where.text("en"),
        "params": params,
        "en": finding.text("en"),
        "zh": finding.text("zh"),
    }


def show_ticket(screen: Screen, report: TicketReport) -> None:
    """Show one target's ticket and what came of it."""
    rows = [
        ("target", "对象", report.target_id),
        ("stratum", "层", report.stratum or screen.pick("not public", "未公开")),
        ("ticket", "签号", report.ticket),
        (
            "cut-off ticket",
            "入围签号",
            report.cut_off or screen.pick("nobody was drawn, or not public", "无人抽中或未公开"),
        ),
        ("outcome", "结果", _outcome(screen, report)),
        *((seat, seat, inspector) for seat, inspector in report.team),
    ]
    for en, zh, value in rows:
        screen.line(f"{safe(en) + ':':16}{safe(value)}", f"{safe(zh)}：{safe(value)}")
    screen.heading("Recompute the ticket (Unix shell)", "重算签号（Unix 终端）")
    screen.same(report.shell)
    screen.heading("Recompute the ticket (PowerShell)", "重算签号（PowerShell）")
    screen.same(report.powershell)
    screen.line(
        "The smallest tickets of a stratum are drawn: at most the cut-off ticket, in the order of hexadecimal digits.",
        "各层中签号最小者抽中：按十六进制数字顺序，不大于入围签号即抽中。",
    )


def _outcome(screen: Screen, report: TicketReport) -> str:
    words = {
        "drawn": screen.pick(f"drawn, no. {report.place}", f"抽中，第{report.place}号"),
        "reserve": screen.pick(f"reserve no. {report.place} of its stratum", f"本层候补第{report.place}位"),
        "not-drawn": screen.pick("not drawn", "未抽中"),
        "not-named": screen.pick(
            "not among the drawn and reserves; the frame is sealed, so whether it could be drawn cannot be told here",
            "不在抽中和候补名单中；抽样框未公开，无法在此判断该编号是否参加抽取",
        ),
    }[report.standing]
    later = {
        "moved-up": screen.pick("moved up later", "后递补"),
        "struck-out": screen.pick("struck out later", "后剔除"),
    }
    return "; ".join([words, *(later[each] for each in report.later)])
