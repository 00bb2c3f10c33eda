"""What is missing in a file before it can be closed."""

import attrs
import pytest
from report_cases import assigned, disposal, inspections, mark, task

from random_inspection.domain.acts import Subject
from random_inspection.domain.archives import Archive, ArchivedFile, ArchiveKind, Origin, Retention
from random_inspection.domain.fieldwork import Review
from random_inspection.domain.follow_up import Disposal, DisposalKind, Transfer
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import InvalidInput, MoveRefused
from random_inspection.rules.reporting.archive_completeness import (
    InspectionFile,
    TaskFile,
    archive_task,
    inspection_missing,
    task_missing,
)

PHOTO = "d" * 64


def report(kind: ReportKind, inspection_id: str | None = None, day: int = 20) -> Report:
    """Return a report that was submitted on a day."""
    return Report(
        kind=kind, task_id="2026-03", inspection_id=inspection_id, recipient="某局", text="报告", submitted=mark(day)
    )


def bare(**changes: object) -> InspectionFile:
    """Return the file of an inspection without anything in it."""
    empty = InspectionFile(inspection=assigned("T1", "某厂"), evidence=(), summary=None, notices=(), held=frozenset())
    return attrs.evolve(empty, **changes)  # type: ignore[arg-type]


@pytest.mark.clause("二(八) 归档")
def test_everything_that_a_bare_file_lacks_is_named_at_once() -> None:
    """From how it is inspected to the notice of its result."""
    missing = inspection_missing(bare())
    assert [one.where.path for one in missing] == ["approach", "record", "told", "conclusions", "summary", "notices"]
    assert missing[1].text("zh") == "record：“2026-03:T1”的档案缺少现场检查记录；请补齐后再归档"


def test_evidence_that_the_record_cites_has_its_entry() -> None:
    """A digest in the record that nobody entered is named."""
    one = inspections()[0]
    cited = attrs.evolve(one, record=attrs.evolve(one.record, evidence=(PHOTO,)))  # type: ignore[misc]
    assert PHOTO in "".join(found.text() for found in inspection_missing(bare(inspection=cited)))


def test_open_disposals_and_transfers_without_receipt_are_missing() -> None:
    """Both ends are part of the file."""
    handed = Disposal(
        disposal_id="2",
        kind=DisposalKind.TO_POLICE,
        content="移送涉嫌犯罪线索",
        ordered=mark(12),
        transfer=Transfer(receiver="某县公安局", handed_over=("案卷1册",)),
        finished=mark(20),
    )
    one = attrs.evolve(inspections()[0], disposals=(disposal("1", None), handed))
    paths = [found.where.path for found in inspection_missing(bare(inspection=one))]
    assert paths[:3] == ["summary", "disposals['1']", "disposals['2']"]


def test_a_correction_that_is_not_public_yet_keeps_a_file_open() -> None:
    """Whether it waits for its review, for its publication, or was returned."""
    one = inspections()[0]
    correction = attrs.evolve(one.conclusions[0], published=None)
    for review in (None, correction.review, Review(made=mark(12, note="补充"), passed=False)):
        corrected = attrs.evolve(one, conclusions=(*one.conclusions, attrs.evolve(correction, review=review)))
        found = [problem.text("zh") for problem in inspection_missing(bare(inspection=corrected))]
        assert "conclusions：“2026-03:T1”的档案缺少最近一次更正的公示；请补齐后再归档" in found


def test_an_outdated_summary_is_named() -> None:
    """It tells another conclusion than the one that stands."""
    one = inspections()[0]
    old = report(ReportKind.SUMMARY, one.inspection_id, day=8)
    codes = [found.code for found in inspection_missing(bare(inspection=one, summary=old))]
    assert "archive-report-outdated" in codes


def task_file(**changes: object) -> TaskFile:
    """Return the file of a task with nothing but its inspections."""
    empty = TaskFile(
        task=task(closed=True),
        inspections=(inspections()[3],),
        evidence=(),
        reports=(),
        notices=(),
        draw=None,
        held=frozenset(),
    )
    return attrs.evolve(empty, **changes)  # type: ignore[arg-type]


@pytest.mark.clause("二(八) 归档")
def test_everything_that_the_file_of_a_task_lacks_is_named_at_once() -> None:
    """Reports, evidence of the target that was struck out, the draw and the notices."""
    paths = [found.where.path for found in task_missing(task_file())]
    assert paths == ["reports", "reports", "evidence", "draw", "draw", "notices", "notices"]


def test_a_task_that_is_not_closed_is_refused_with_everything_else_it_lacks() -> None:
    """State and missing parts are named together."""
    with pytest.raises(MoveRefused) as caught:
        archive_task(task_file(task=task()), mark(28))
    assert "state" in {found.where.path for found in caught.value.problems}
    assert len(caught.value.problems) == 8


def test_a_draw_made_elsewhere_has_no_files_here() -> None:
    """The platform keeps and publishes them."""
    here = task(closed=True)
    elsewhere = attrs.evolve(here, draw=attrs.evolve(here.draw, elsewhere="协同监管平台"))  # type: ignore[misc]
    paths = {found.where.path for found in task_missing(task_file(task=elsewhere))}
    assert paths == {"reports", "evidence"}


def test_reports_from_before_a_correction_are_submitted_again() -> None:
    """The inspection that was concluded again is named, for both reports."""
    filed = attrs.evolve(inspections()[0], archived=mark(25))
    old = (report(ReportKind.ANALYSIS, day=8), report(ReportKind.FINAL, day=8))
    found = task_missing(task_file(inspections=(filed,), reports=old))
    assert [one.params["inspection"] for one in found if one.code == "archive-report-outdated"] == ["2026-03:T1"] * 2


def archived(path: str = "records/1.json", origin: Origin = Origin.EVIDENCE, **source: object) -> ArchivedFile:
    """Return a file of an archive."""
    return ArchivedFile(path=path, digest=PHOTO, size=1, origin=origin, **source)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", ".hidden", "a/.b", "甲.json", "a\n", ""])
def test_a_path_leads_nowhere_but_into_the_archive(path: str) -> None:
    """What would be written elsewhere, or hidden, is refused."""
    with pytest.raises(InvalidInput, match="path"):
        archived(path)


def test_a_file_says_exactly_where_it_comes_from() -> None:
    """A record without its version, and evidence with one, are refused."""
    subject = Subject(kind="task", key="2026-03")
    with pytest.raises(InvalidInput, match="origin"):
        archived(origin=Origin.RECORD, record=subject)
    with pytest.raises(InvalidInput, match="origin"):
        archived(version=1)


def test_an_archive_names_every_path_once() -> None:
    """Two files cannot lie in one place."""
    with pytest.raises(InvalidInput, match=r"files\[1\]"):
        Archive(
            kind=ArchiveKind.TASK,
            subject="2026-03",
            task_id="2026-03",
            title="任务档案",
            retention=Retention(years=30, basis="保管期限表"),
            made=mark(28),
            events=3,
            files=(archived(), attrs.evolve(archived(), size=2)),
        )


def test_a_retention_is_a_whole_number_of_years() -> None:
    """None at all is no retention; for ever is said by leaving the years out."""
    assert Retention(basis="永久保管").years is None
    with pytest.raises(InvalidInput, match="years"):
        Retention(years=0, basis="保管期限表")
