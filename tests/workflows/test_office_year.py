"""A year of a county's bureau through its office alone: what is due to the public, to the file and to the law is there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import county_autumn as autumn
import county_year as year
import pytest
from county_bureau import ACCOUNTS, HANDLER, HEAD, INTERNAL, ORIGIN, REGISTER, Bureau
from county_visits import export_to

from random_inspection.adapters.archive_folder import verify_archive
from random_inspection.adapters.memory import MemoryStore
from random_inspection.adapters.signing import Ed25519Verifier
from random_inspection.adapters.sql import open_sql
from random_inspection.domain.acts import Act, Event
from random_inspection.domain.archives import Archive, ArchiveKind
from random_inspection.domain.fieldwork import ResultCode
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.notices import Notice, NoticeKind, NoticeState
from random_inspection.domain.plans import TaskState
from random_inspection.ports import Store
from random_inspection.proofs import format_receipt, open_checkpoint
from random_inspection.rules.casework.task_moves import OUTCOMES
from random_inspection.rules.coverage_of_year.ledger import Drawn, Inspected, Ledger, StruckOut
from random_inspection.serialization.trail import read_leaf

CITIZEN = Path(__file__).parents[2] / "examples" / "verify_record_as_citizen.py"


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """The store of the bureau's records."""
    if request.param == "memory":
        yield MemoryStore()
        return
    opened = open_sql(f"sqlite:///{tmp_path / 'office.db'}?synchronous=NORMAL", make=True)
    yield opened
    opened.close()


@pytest.mark.clause(
    "二(一) 保密",
    "二(二) 公开",
    "二(三) 清单",
    "二(四) 公开",
    "二(五) 回避",
    "二(六) 抽取",
    "二(六) 更新",
    "二(七) 频次",
    "二(八) 留痕",
    "二(八) 追溯",
    "二(八) 归档",
    "二(八) 小结",
    "二(八) 报告",
    "二(九) 公布",
    "二(九) 处理",
    "三(一) 计划",
    "三(一) 抽取",
    "三(二) 检查",
    "三(四) 结论",
    "三(五) 期限",
    "三(五) 公示",
    "三(六) 核对",
    "四(二) 培训",
    "四(三) 定期公布",
    "四(三) 廉洁",
)
def test_the_year_of_a_bureau(store: Store, tmp_path: Path) -> None:
    """From the list of items to the last closed file: nobody is forgotten, nothing is untold, nothing secret is out."""
    bureau = Bureau.of(store, tmp_path)

    year.prepare_the_year(bureau)
    year.draw_in_the_open_and_substitute(bureau)
    year.seal_a_draw_until_its_results_are_out(bureau)
    year.inspect_jointly_and_return_a_conclusion(bureau)
    year.be_late_with_results(bureau)
    year.take_over_a_draw_of_the_platform(bureau)
    year.synchronise_and_cancel_a_task(bureau)
    autumn.draw_a_batch_by_risk_classes(bureau)
    autumn.inspect_what_cannot_wait(bureau)
    autumn.transfer_a_case_to_the_police(bureau)
    autumn.fine_and_correct(bureau)
    autumn.answer_a_complaint_about_an_inspector(bureau)
    autumn.inspect_at_the_end_of_the_year(bureau)
    autumn.publish_figures_and_close_the_files(bureau)

    check_outcomes(bureau)
    check_trail(bureau)
    check_ledger(bureau)
    check_public(bureau)
    check_figures(bureau)
    check_archives(bureau)
    check_story(bureau)


def inspected(bureau: Bureau) -> list[Inspection]:
    """Return the inspections that were held."""
    return [one for one in bureau.inspections() if one.record is not None]


def check_outcomes(bureau: Bureau) -> None:
    """Every drawn target has its outcome, unless its task was cancelled before anybody went there; nothing is due or stuck."""
    tasks = bureau.tasks()
    states = [task.state for task in tasks.values()]
    assert (states.count(TaskState.ARCHIVED), states.count(TaskState.CANCELLED)) == (11, 1)
    for one in bureau.inspections():
        if one.state not in OUTCOMES:
            assert (tasks[one.task_id].state, one.state) == (TaskState.CANCELLED, InspectionState.ASSIGNED)
    status = bureau.office.office_status(bureau.office.today())
    assert (status.dues.all, status.stuck) == ((), ())


def events(bureau: Bureau) -> list[Event]:
    """Return the whole trail."""
    with bureau.office.store.view() as view:
        return [read_leaf(data)[1] for data in view.trail.leaves()]


def check_trail(bureau: Bureau) -> None:
    """Every act that there is was done by somebody in a role; the trail is whole, and a citizen can prove an event of it."""
    told = events(bureau)
    assert all(one.actor and one.roles for one in told)
    assert {one.act for one in told} == set(Act)
    note = bureau.checkpoint()
    key = bureau.signer.verifier_key
    checkpoint = open_checkpoint(note, [Ed25519Verifier(key)], origin=ORIGIN)
    check = bureau.office.check_trail(checkpoints=[checkpoint])
    assert (check.events, check.problems) == (len(told), ())

    seq = next(number for number, one in enumerate(told) if one.act == Act.TASK_DRAW)
    receipt = bureau.folder / "receipt.json"
    receipt.write_bytes(format_receipt(bureau.office.prove_event(seq, note)))
    command = [sys.executable, str(CITIZEN), str(receipt), "--origin", ORIGIN, "--key", str(key)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("passed") == 4
    assert f'"act":"{Act.TASK_DRAW}"' in done.stdout


def check_ledger(bureau: Bureau) -> None:
    """Ledger and visits tell what was drawn, struck out or called off, and inspected, and nothing else."""
    told = bureau.office.ledger_events(2026)
    pairs = {kind: {(one.draw, one.target_id) for one in told if isinstance(one, kind)} for kind in (Drawn, StruckOut)}
    everybody = bureau.inspections()
    assert pairs[Drawn] == {(one.task_id, one.target_id) for one in everybody}
    out = [one for one in everybody if one.struck or one.state is InspectionState.ASSIGNED]
    assert pairs[StruckOut] == {(one.task_id, one.target_id) for one in out}
    held = {one.inspection_id for one in inspected(bureau)}
    assert {one.inspection for one in told if isinstance(one, Inspected)} == held
    ledger = Ledger.of(told)
    assert sum(ledger.counted(one, 2026) for one in {one.target_id for one in everybody}) == len(held)
    visits = bureau.office.visits().by_target
    assert {one.visit_id for its in visits.values() for one in its} == held


def check_public(bureau: Bureau) -> None:
    """Every notice stands there with its receipt, and nothing that is not for the public."""
    with bureau.office.store.view() as view:
        notices = [one.value for one in view.records.find(Notice)]
    assert {one.kind for one in notices} == set(NoticeKind)
    assert {one.state for one in notices} == {NoticeState.CONFIRMED}
    assert bureau.office.due_notices() == ()
    results = {one.subject.key for one in notices if one.kind is NoticeKind.RESULT}
    assert results == {one.inspection_id for one in inspected(bureau)}
    public = bureau.public()
    found = [
        word
        for word in (INTERNAL, *year.SECRETS, *ACCOUNTS.values(), HANDLER.actor_id, HEAD.actor_id)
        if word in public
    ]
    assert found == []


def check_figures(bureau: Bureau) -> None:
    """The published figures are those that anybody counts who may look at the records."""
    with bureau.office.store.view() as view:
        (notice,) = (one.value for one in view.records.find(Notice) if one.value.kind is NoticeKind.FIGURES)
    shown = bureau.site.shown(notice.notice_id, notice.version) or {}
    figures = dict(csv.reader(io.StringIO(shown["overview.csv"].decode("utf-8-sig"))))
    held = inspected(bureau)
    targets, directory = {one.target_id for one in held}, REGISTER.keys() - set(year.GONE)
    expected = {
        "定向抽查任务数": 1,
        "不定向抽查任务数": 10,
        "取消任务数": 1,
        "抽取检查对象数": sum(one.task_id != "2026-06" for one in bureau.inspections()),
        "剔除检查对象数": 1,
        "完成检查数": len(held),
        "公示结果数": len(held),
        "检查对象家数": len(targets),
        "名录库对象数": 2398,
        "名录库覆盖家数": len(targets & directory),
    }
    assert {name: int(figures[name]) for name in expected} == expected
    assert figures["覆盖率"] == f"{len(targets & directory) / 2398:.2%}"
    coverage = bureau.office.office_status(dt.date(2026, 12, 31)).coverage
    assert (sum(one.inspected for one in coverage), sum(one.targets for one in coverage)) == (
        len(targets & directory),
        2398,
    )
    codes = {code for one in held if one.published for found in one.published.findings for code in found.results}
    assert codes == set(ResultCode)


def check_archives(bureau: Bureau) -> None:
    """Every file is closed; those of tasks and of January's inspections are handed out as folders that verify by themselves."""
    with bureau.office.store.view() as view:
        archives = [one.value for one in view.records.find(Archive)]
    filed = [one for one in bureau.inspections() if one.archived]
    assert len(archives) == len(filed) + 11
    for archive in archives:
        if archive.kind is ArchiveKind.TASK or archive.task_id == "2026-01":
            folder = bureau.folder / "archives" / archive.key.replace(" ", "-").replace(":", "-")
            digest = export_to(bureau, archive, folder)
            assert verify_archive(folder, digest=digest).problems == ()


def check_story(bureau: Bureau) -> None:
    """The history of one inspection is one call, and tells who did what in the order in which it was done."""
    corrected = next(one for one in bureau.inspections("2026-10") if len(one.conclusions) > 1)
    steps = bureau.office.inspection_story(corrected.inspection_id)
    public = (Act.NOTICE_ISSUE, Act.NOTICE_DELIVER, Act.NOTICE_CHECK)
    assert [step.event.act for step in steps if step.event.subject.kind != "task"] == [
        *(
            Act.APPROACH_CHOOSE,
            Act.VISIT_APPROVE,
            Act.VISIT_NOTIFY,
            Act.VISIT_BEGIN,
            Act.EVIDENCE_ADD,
            Act.RECORD_WRITE,
        ),
        *(Act.RESULT_TELL, Act.INSPECTION_CONCLUDE, Act.INSPECTION_REVIEW, Act.SUMMARY_SUBMIT, *public),
        *(Act.INSPECTION_CORRECT, Act.INSPECTION_REVIEW, Act.SUMMARY_SUBMIT, *public),
        *(Act.DISPOSAL_ORDER, Act.DISPOSAL_FINISH, Act.INSPECTION_DISPOSE, Act.INSPECTION_ARCHIVE),
    ]
    moments = [step.event.at for step in steps]
    assert moments == sorted(moments)
    asked = [one for one in bureau.inspections("2026-01") if Act.RECUSAL_ASK in told_of(bureau, one)]
    assert [Act.RECUSAL_DECIDE in told_of(bureau, one) for one in asked] == [True, True]


def told_of(bureau: Bureau, inspection: Inspection) -> set[str]:
    """Return the acts in the history of an inspection."""
    return {step.event.act for step in bureau.office.inspection_story(inspection.inspection_id)}
