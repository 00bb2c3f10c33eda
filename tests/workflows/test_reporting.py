"""Submitting summaries and reports."""

import attrs
import pytest
from archive_cases import FiledOffice, ready_office
from report_cases import FACTS, before, conclusion, inspections, task

from random_inspection.domain.acts import Role
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised, NotStored
from random_inspection.workflows.reporting.submissions import submit_report, submit_summary


@pytest.fixture
def office() -> FiledOffice:
    """An office with the sample task and its inspections."""
    made = FiledOffice()
    for value in (task(), *inspections()):
        made.keep(value)
    return made


def summarise(office: FiledOffice, target: str = "T1", by: str = "赵") -> Report:
    """Submit the summary of an inspection."""
    order = office.order(by, Role.INSPECTOR)
    return submit_summary(order, f"2026-03:{target}", facts=FACTS, **office.ports).value


@pytest.mark.clause("二(八) 小结")
def test_a_summary_tells_time_content_situation_opinion_and_suggestions(office: FiledOffice) -> None:
    """Everything that the clause wants stands in the text that went to the unit."""
    report = summarise(office)
    assert report.recipient == "劳动保障监察大队"
    for wanted in ("2026年9月8日09:00至11:00", "查阅劳动合同", "在册职工86人", "不作处理", "完善工资支付台账", "赵明"):
        assert wanted in report.text


def test_a_summary_is_submitted_by_the_team(office: FiledOffice) -> None:
    """Nobody else writes what they have not seen."""
    with pytest.raises(NotAuthorised):
        summarise(office, by="孙")
    with pytest.raises(NotStored):
        summarise(office, "T9")


def test_the_same_command_submits_a_summary_once(office: FiledOffice) -> None:
    """The second time gives the first text, whatever happened since."""
    order = office.order("赵", Role.INSPECTOR)
    first = submit_summary(order, "2026-03:T1", facts=FACTS, **office.ports)
    assert submit_summary(order, "2026-03:T1", facts=attrs.evolve(FACTS, items={}), **office.ports) == first


def test_a_summary_before_the_conclusion_is_refused(office: FiledOffice) -> None:
    """Nothing is written, and what is missing is named."""
    with pytest.raises(MoveRefused, match="on-site record"):
        summarise(office, "T3")
    with office.store.view() as view:
        assert list(view.records.find(Report)) == []


def test_after_a_correction_the_summary_is_a_new_version(office: FiledOffice) -> None:
    """The earlier text stays as the version before."""
    summarise(office)
    one = inspections()[0]
    office.keep(
        attrs.evolve(one, conclusions=(*one.conclusions, conclusion(18, ResultCode.OTHER, ResultCode.UNREACHABLE)))
    )
    again = submit_summary(office.order("赵", Role.INSPECTOR), one.inspection_id, facts=FACTS, **office.ports)
    assert again.version == 2
    assert "通过登记的住所（经营场所）无法联系" in again.value.text


@pytest.mark.clause("三(五) 汇总")
def test_an_analysis_compares_with_the_last_task(office: FiledOffice) -> None:
    """It tells risk classes, as it is for the unit alone."""
    office.keep(attrs.evolve(task("2026-02"), title="2026年第二季度抽查"))
    for one in before():
        office.keep(one)
    order = office.order()
    stored = submit_report(
        order, "2026-03", ReportKind.ANALYSIS, recipient="局领导", facts=FACTS, compare_with="2026-02", **office.ports
    )
    assert "上升50.0个百分点" in stored.value.text
    assert "风险等级" in stored.value.text


@pytest.mark.clause("二(八) 报告")
def test_the_final_report_goes_to_the_heads_of_the_bureau_and_tells_no_class() -> None:
    """Numbers and what is to be done are there; risk classes are not."""
    office = ready_office()
    with office.store.view() as view:
        stored = view.records.get(Report, "抽查工作报告 2026-03")
    assert stored is not None
    assert (stored.value.recipient, stored.value.submitted.by) == ("局领导", "吴")
    assert "共抽取检查对象3户（含递补），剔除1户" in stored.value.text
    assert "风险等级" not in stored.value.text


def test_a_final_report_with_open_ends_is_refused(office: FiledOffice) -> None:
    """Every inspection without outcome or summary is told of."""
    with pytest.raises(MoveRefused) as caught:
        submit_report(office.order(), "2026-03", ReportKind.FINAL, recipient="局领导", facts=FACTS, **office.ports)
    assert {one.code for one in caught.value.problems} == {"task-targets-unvisited", "report-without-summary"}


def test_a_task_is_not_compared_with_itself_and_a_summary_is_of_an_inspection(office: FiledOffice) -> None:
    """Both are refused before anything is read."""
    for kind, other in ((ReportKind.ANALYSIS, "2026-03"), (ReportKind.SUMMARY, None)):
        with pytest.raises(InvalidInput):
            submit_report(
                office.order(), "2026-03", kind, recipient="局领导", facts=FACTS, compare_with=other, **office.ports
            )


def test_a_report_says_its_digest(office: FiledOffice) -> None:
    """Equal texts have equal digests, so that what was handed out can be compared with what is on record."""
    first, second = summarise(office), summarise(office)
    assert first.digest == second.digest
    assert attrs.evolve(first, text=first.text + " ").digest != first.digest
