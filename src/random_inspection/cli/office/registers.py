"""``office import``: the list of items and the two directories from an office's own tables."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from random_inspection.adapters.spreadsheets import open_target_register, read_inspector_extract, read_some
from random_inspection.adapters.toml_files import read_toml
from random_inspection.cli.office.making import (
    FILE,
    argument,
    day,
    digest,
    file_bytes,
    flag,
    group,
    office_command,
    option,
)
from random_inspection.cli.office.register_reports import Listing, show_report, show_unread
from random_inspection.cli.office.session import Session, Step
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.inspectors import Interest
from random_inspection.domain.items import ItemList
from random_inspection.domain.registers import Synchronisation, SyncReport
from random_inspection.domain.targets import TargetKind
from random_inspection.errors import InvalidInput, MoveRefused, Where
from random_inspection.ports import Stored
from random_inspection.rules.directories.synchronising import NOT_CONFIRMED, OTHER_REPORT, Extract
from random_inspection.serialization.converters import OURS, SCHEMA_VERSION
from random_inspection.workflows.directories.extracts import read_inspectors
from random_inspection.workflows.directories.interest_tables import (
    INTEREST_MAY_LACK,
    INTEREST_TABLE,
    read_interests,
)
from random_inspection.workflows.directories.item_tables import ITEM_TABLE, MAY_LACK, read_items
from random_inspection.workflows.directories.register_lines import RegisterExtract, read_register
from random_inspection.workflows.directories.synchronising import report_digest


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""
    return [
        group(
            screen,
            "import",
            "Bring the list of items and the directories up to date with tables (CSV, XLSX).",
            "导入抽查事项清单、检查对象名录、检查人员名录（CSV、XLSX）。",
            _items(screen),
            _targets(screen),
            _inspectors(screen),
            _interests(screen),
        )
    ]


def _items(screen: Screen) -> click.Command:
    def do(session: Session, file: Path, version: str | None, first: str | None, **words: str) -> None:
        items = _read_list(session, file, version, first)
        session.carry_out(
            Act.ITEM_LIST_ADOPT,
            Subject(kind="item-list", key=items.version),
            {"file": digest(file_bytes(file)), "version": version or "", "from": first or "", **words},
            lambda order: session.office.adopt_item_list(order, items, **words),
            (
                f"Adopted: list {items.version} with {len(items.items)} items, from {items.in_force_from}.",
                f"已采用：事项清单 {items.version}，共{len(items.items)}项，自{items.in_force_from}起施行。",
            ),
        )

    return office_command(
        screen,
        "items",
        "Adopt a version of the list of inspection items, from a table with the headings of the published list, or from TOML.",
        f"采用一版抽查事项清单：表头为{'、'.join(ITEM_TABLE.values())}的表格，或 TOML 文件。",
        do,
        argument("FILE", type=FILE),
        option(screen, "--version", "Number of the version (of a table).", "版本号（表格）。", metavar="VERSION"),
        option(screen, "--from first", "Its first day (of a table).", "施行日期（表格）。", metavar="DATE"),
        option(screen, "--source", "The document it is adopted by.", "依据的文件。", required=True),
        option(screen, "--reason", "Why there is a new version.", "发布或调整的原因。", default="首次公布"),
    )


def _read_list(session: Session, file: Path, version: str | None, first: str | None) -> ItemList:
    if file.suffix.lower() == ".toml":
        try:
            return OURS.structure({"schema": SCHEMA_VERSION, **read_toml(file)}, ItemList)
        except InvalidInput as error:
            placed = (attrs.evolve(one, where=attrs.evolve(one.where, file=str(file))) for one in error.problems)
            raise InvalidInput(*placed) from error
    if version is None or first is None:
        words = session.screen.pick("a table of items needs --version and --from", "表格须同时给出 --version 和 --from")
        raise click.UsageError(words, ctx=click.get_current_context())
    wanted = [heading for name, heading in ITEM_TABLE.items() if name not in MAY_LACK]
    more = [ITEM_TABLE[name] for name in MAY_LACK]
    table = read_some(file, wanted, more)
    show_unread(session.screen, table)
    adopted = session.office.item_lists()
    last = adopted[-1] if adopted else None
    previous = None if last is None or last.version == version else last.version
    if last is not None and last.version == version:
        previous = adopted[-2].version if len(adopted) > 1 else None
    return read_items(table, version=version, in_force_from=day(first, "--from"), previous=previous)


def _targets(screen: Screen) -> click.Command:
    def do(session: Session, file: Path, kind: str | None, **given: Any) -> None:
        def read(source: str, on: Any, skip: bool) -> RegisterExtract:  # noqa: FBT001  (called by name)
            told = TargetKind(kind) if kind else None
            found = open_target_register(file)
            show_unread(screen, found.table)
            return read_register(found, source=source, on=on, kind=told, skip=skip)

        office = session.office
        line = ("targets", str(file), *(("--kind", kind) if kind else ()))
        _synchronise(session, read, office.preview_targets, office.synchronise_targets, line=line, kind=kind, **given)

    kind = option(
        screen,
        "--kind",
        "What all targets are, where the table has no column for it.",
        "对象类型（表中没有该列时）。",
        type=click.Choice([one.value for one in TargetKind]),
    )
    return office_command(
        screen,
        "targets",
        "Bring the directory of targets up to date with an extract of a register or ledger: who is new, changed, gone.",
        "按登记信息或审批台账同步检查对象名录：新增、变更、退出。",
        do,
        *_extract_options(screen),
        kind,
    )


def _inspectors(screen: Screen) -> click.Command:
    def do(session: Session, file: Path, **given: Any) -> None:
        def read(source: str, on: Any, skip: bool) -> Extract[Any]:  # noqa: FBT001  (called by name)
            found = read_inspector_extract(file)
            show_unread(screen, found.table)
            return read_inspectors(found, source=source, on=on, skip=skip, known=session.office.known_people())

        office = session.office
        line = ("inspectors", str(file))
        _synchronise(session, read, office.preview_inspectors, office.synchronise_inspectors, line=line, **given)

    return office_command(
        screen,
        "inspectors",
        "Bring the directory of inspectors up to date with a table of the staff.",
        "按人员名册同步检查人员名录。",
        do,
        *_extract_options(screen),
    )


def _interests(screen: Screen) -> click.Command:
    def do(session: Session, file: Path, source: str) -> None:
        wanted = [heading for name, heading in INTEREST_TABLE.items() if name not in INTEREST_MAY_LACK]
        table = read_some(file, wanted, [INTEREST_TABLE[name] for name in INTEREST_MAY_LACK])
        show_unread(screen, table)
        found = read_interests(table, declared_on=session.today())
        heading = INTEREST_TABLE["inspector_id"]
        rows = {text.strip(): row for row, text in reversed([*table.column(heading)])}
        session.carry_out_together(
            _declaration(key, interests, source, table.where(rows[key], heading)) for key, interests in found.items()
        )

    return office_command(
        screen,
        "interests",
        f"Record interests of inspectors in targets, which keep them apart: {', '.join(INTEREST_TABLE.values())}.",
        f"登记检查人员的利害关系（据以回避）：{'、'.join(INTEREST_TABLE.values())}。",
        do,
        argument("FILE", type=FILE),
        option(screen, "--source", "Where it is from.", "数据来源。", required=True),
    )


def _declaration(key: str, interests: tuple[Interest, ...], source: str, where: Where) -> Step[Any]:
    return Step(
        Act.REGISTER_CHANGE,
        Subject(kind="inspector", key=key),
        {"interests": [OURS.unstructure(one) for one in interests], "source": source},
        lambda office, order: office.declare_interests(order, key, interests, source=source),
        (f"{key}: {len(interests)} interests are declared.", f"{key}：已登记利害关系{len(interests)}项。"),
        where,
    )


def _extract_options(screen: Screen) -> list[click.Parameter]:
    return [
        argument("FILE", type=FILE),
        option(
            screen,
            "--source",
            "Where it is from, always in the same words.",
            "数据来源，每次用同一名称。",
            required=True,
        ),
        option(screen, "--on", "The day that it is of (today).", "数据日期（默认今天）。", metavar="DATE"),
        flag(screen, "--skip", "Leave wrong rows out, and list them.", "略过有误的行并列出。"),
        flag(screen, "--preview", "Show what would change; change nothing.", "只显示将发生的变更，不办理。"),
        option(
            screen,
            "--confirm",
            "Digest of the report that you looked at and confirm.",
            "确认核对无误的报告摘要。",
            metavar="DIGEST",
        ),
        option(screen, "--report", "Write the whole report to a CSV file.", "将全部变更写入 CSV 文件。", type=FILE),
    ]


def _synchronise(
    session: Session,
    read: Callable[..., Any],
    look: Callable[..., SyncReport],
    change: Callable[..., Stored[Synchronisation]],
    *,
    line: Sequence[str],
    source: str,
    on: str | None,
    skip: bool,
    preview: bool,
    confirm: str | None,
    report: Path | None,
    kind: str | None = None,
) -> None:
    screen = session.screen
    with screen.working("Reading and checking", "读取并检查"):
        extract = read(source=source, on=day(on, "--on") if on else session.today(), skip=skip)
    again = ["random-inspection", "office", "import", *line, "--source", source, "--on", extract.on.isoformat()]
    again += [*(["--skip"] if skip else []), "--as", session.actor.actor_id, "--confirm"]
    whole = Listing()
    found = look(extract, tell=whole.tell) if preview or report else None
    whole.leave_out(extract.skipped)
    if found and preview:
        show_report(screen, found, report, whole)
        screen.line(
            f"Nothing is changed. Digest of this report: {report_digest(found)}",
            f"未作变更。报告摘要：{report_digest(found)}",
        )
        _show_line(screen, [*again, report_digest(found)])
        return

    def do(order: Order) -> Stored[Synchronisation]:
        return change(order, extract, confirmed=confirm)

    content = {"file": extract.digest, "source": source, "on": extract.on.isoformat(), "skip": skip, "kind": kind or ""}
    try:
        done = session.carry_out(
            Act.REGISTER_SYNC,
            Subject(kind="register", key=change.__name__),
            content,
            do,
            ("The directory is up to date with the table.", "名录已按该表同步。"),
        )
    except MoveRefused as error:
        if error.problems[0].message in (NOT_CONFIRMED, OTHER_REPORT):
            found = found or look(extract)
            show_report(screen, found, report, whole)
            _show_line(screen, [*again, report_digest(found)])
        raise
    show_report(screen, done.value.report, report, whole if found == done.value.report else None)


def _show_line(screen: Screen, line: Sequence[str]) -> None:
    screen.line("If the report is right, confirm it with:", "核对无误后，运行：")
    screen.same(f"  {safe(shlex.join(line))}")
