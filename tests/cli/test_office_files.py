"""Status, reports, archives and the trail on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from office_cases import HANDLER, HEAD, TASK, OfficeCli, say, team_of

from random_inspection.adapters.opening import open_store
from random_inspection.domain.inspections import Inspection

CHECKPOINT = ("--origin", "bureau.example/trail")


def test_status_says_what_is_due_of_whom(confirmed: OfficeCli) -> None:
    """Dues are listed by state; of a unit or a person alone where that is asked for, and as of another day."""
    assert "未到期" in confirmed.do("status")
    assert "已逾期" in confirmed.do("status", "--on", "2027-01-20")
    assert "没有待办" in confirmed.do("status", "--unit", "别的科")
    inspector = team_of(confirmed.rows()[0])[0]
    assert "1个对象" in confirmed.do("status", "--person", inspector)


def test_status_says_what_is_stuck_and_unpublished(announced: OfficeCli) -> None:
    """A task that nobody draws is told the day after, with what could be published."""
    announced.wait(days=2)
    said = announced.do("status")
    assert "尚未抽取" in said
    assert "应公示未公示" in said
    assert "Waiting for somebody" in announced.do("status", lang="en")


def test_long_lists_are_shortened_and_say_so(with_results: OfficeCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out of a list is counted, and --whole shows it."""
    monkeypatch.setattr("random_inspection.cli.office.status._FIRST", 1)
    assert "另有" in with_results.do("status")
    assert "另有" not in with_results.do("status", "--whole")


@pytest.mark.parametrize("form", [".docx", ".html", ".md"])
def test_a_summary_is_submitted_and_written(with_results: OfficeCli, form: str) -> None:
    """Submitted once, it can be written as often as one likes, in any form; where the file cannot be, nothing is submitted."""
    row = with_results.rows()[0]
    key, leader = row["检查编号"], team_of(row)[0]
    line = ("report", "summary", key)
    file = with_results.folder.parent / f"小结{form}"
    assert "已提交" in with_results.do(*line, by=leader)
    assert "未重复办理" in with_results.do(*line, "--out", file, by=leader)
    assert file.stat().st_size > 500
    assert "已写入" in with_results.do(*line, "--out", file, by=leader)
    file.write_bytes(b"another")
    before = with_results.acts()
    assert "不会覆盖" in with_results.refused(*line, "--again", "2", "--out", file, by=leader)
    assert with_results.acts() == before
    assert "已提交" in with_results.do(*line, "--again", "2", by=leader)


def test_what_is_written_is_what_was_submitted(with_results: OfficeCli) -> None:
    """A report that is written later says what was submitted then, whatever happened since."""
    with_results.do("report", "analysis", TASK, by=HANDLER)
    with_results.do("publish", "due", by=HANDLER)
    first, second = (with_results.folder.parent / name for name in ("一.md", "二.md"))
    with_results.do("report", "analysis", TASK, "--out", first, by=HANDLER)
    with_results.do("report", "analysis", TASK, "--again", "2", "--out", second, by=HANDLER)
    assert first.read_text("utf-8") != second.read_text("utf-8")


def test_reports_are_of_a_form_and_for_their_readers(with_results: OfficeCli) -> None:
    """Another suffix is refused before anything is submitted; risk classes stand in the analysis alone."""
    base = with_results.folder.parent
    before = with_results.acts()
    assert ".docx" in with_results.refused("report", "analysis", TASK, "--out", base / "x.pdf", by=HANDLER)
    assert with_results.acts() == before
    row = with_results.rows()[0]
    classes = with_results.file("classes.csv", f"统一社会信用代码,风险等级\n{row['检查对象']},C\n")
    with_results.do(
        "report", "analysis", TASK, "--classes", classes, "--to", "科长", "--out", base / "a.md", by=HANDLER
    )
    assert "| C |" in (base / "a.md").read_text("utf-8")
    assert "检查小结" in with_results.refused("report", "final", TASK, by=HANDLER)


def test_the_figures_of_a_year_are_for_everybody(with_results: OfficeCli) -> None:
    """Without a file they are shown, with one they are written."""
    assert "# 2026年" in with_results.do("report", "figures", "2026")
    with_results.do("report", "figures", "2026", "--out", with_results.folder.parent / "f.html")


def test_an_incomplete_file_is_not_closed(with_results: OfficeCli) -> None:
    """Everything that is missing is named, and nothing is filed."""
    key = with_results.rows()[0]["检查编号"]
    missing = with_results.run("archive", "missing", key)
    assert (missing.status, "缺少" in missing.out) == (1, True)
    assert "公示" in with_results.refused("archive", "close", key, "--basis", "期限表", by=HANDLER)
    assert "没有编号" in with_results.refused("archive", "close", "2030", "--basis", "期限表", by=HANDLER)


def _complete(office: OfficeCli) -> tuple[str, Path]:
    """Have everything of an inspection in its file, and return its number with a checkpoint."""
    office.do("publish", "due", by=HANDLER)
    row = office.rows()[0]
    key = row["检查编号"]
    office.do("disposal", "order", key, "处-1", "--kind", "无需后续处置", "--content", "已改正", by=HEAD)
    office.do("disposal", "finish", key, "处-1", "--result", "已改正", by=HANDLER)
    office.do("disposal", "done", key, by=HANDLER)
    office.do("report", "summary", key, by=team_of(row)[0])
    checkpoint = office.folder.parent / "checkpoint"
    office.do("trail", "checkpoint", checkpoint, *CHECKPOINT)
    return key, checkpoint


def _filed(office: OfficeCli) -> str:
    """Close the file of an inspection, and return its number."""
    key, checkpoint = _complete(office)
    office.do("archive", "close", key, "--basis", "期限表", "--years", "10", "--checkpoint", checkpoint, by=HANDLER)
    return key


def test_a_task_is_filed_with_all_of_its_inspections_or_not(with_results: OfficeCli) -> None:
    """While anything of a task is missing, not even its complete inspections are filed, and everything missing is told."""
    _, checkpoint = _complete(with_results)
    before = with_results.acts()
    line = ("archive", "close", TASK, "--basis", "期限表", "--checkpoint", checkpoint)
    assert len(with_results.refused(*line, by=HANDLER).splitlines()) > 2
    assert with_results.acts() == before


@pytest.mark.clause("二(八) 归档")
def test_an_archive_verifies_by_itself(with_results: OfficeCli) -> None:
    """Exported once, it is checked on any machine, and what is altered is named."""
    key = _filed(with_results)
    folder = with_results.folder.parent / "file"
    said = with_results.do("archive", "export", key, folder)
    digest = said.split("清单摘要：")[1].split()[0]
    assert "不会覆盖" in with_results.refused("archive", "export", key, folder)
    assert say("office", "archive", "check", folder, "--digest", digest).status == 0
    assert say("office", "archive", "check", folder, "--digest", "0" * 64).status == 1
    photo = next((folder / "evidence").iterdir())
    photo.chmod(0o600)
    photo.write_bytes(b"altered")
    altered = say("office", "archive", "check", folder)
    assert (altered.status, photo.name in altered.err) == (1, True)
    with_results.do("archive", "export", key)
    assert len(list((with_results.folder / "archives").iterdir())) == 1


@pytest.mark.clause("二(八) 留痕")
def test_a_trail_that_was_altered_is_found(with_results: OfficeCli) -> None:
    """A record that was written past the office is named, with exit status 1."""
    assert "发现问题0项" in with_results.do("trail", "check")
    store = open_store(f"sqlite:///{with_results.folder}/office.db")
    with store.work() as unit:
        stored = next(unit.records.find(Inspection))
        unit.records.put(stored.value, expected=stored.version, salt="00" * 32)
    store.engine.dispose()  # type: ignore[attr-defined]  # a store in SQLite
    found = with_results.run("trail", "check")
    assert (found.status, stored.value.inspection_id in found.err) == (1, True)


def test_checkpoints_are_kept_outside(confirmed: OfficeCli) -> None:
    """The first names the trail, later ones need not; a trail that lost events differs from what others hold."""
    base = confirmed.folder.parent
    assert "--origin" in confirmed.refused("trail", "checkpoint", base / "one")
    confirmed.do("trail", "checkpoint", base / "one", *CHECKPOINT)
    confirmed.do("publish", "due", by=HANDLER)
    confirmed.do("trail", "checkpoint", base / "two")
    assert "比对检查点2个" in confirmed.do("trail", "check", base / "one", base / "two")
    if sys.platform != "win32":
        assert (confirmed.folder / "checkpoint.pem").stat().st_mode & 0o077 == 0
    (confirmed.folder / "checkpoint.pub").unlink()
    assert "--key" in confirmed.refused("trail", "check", base / "one")


def test_one_event_is_proved_without_the_others(confirmed: OfficeCli) -> None:
    """The proof of an event holds its own bytes and no other's."""
    base: Path = confirmed.folder.parent
    confirmed.do("trail", "checkpoint", base / "checkpoint", *CHECKPOINT)
    confirmed.do("trail", "prove", "3", base / "checkpoint", base / "proof.json")
    receipt = json.loads((base / "proof.json").read_text("utf-8"))
    assert (receipt["index"], json.loads(receipt["leaf"])["seq"]) == (3, 3)
    assert "9999" in confirmed.refused("trail", "prove", "9999", base / "checkpoint", base / "other.json")


def test_stories_are_told_in_both_languages(planned: OfficeCli) -> None:
    """A task's story names every act, and one that nothing is known of is empty."""
    assert "批准任务" in planned.do("trail", "story", TASK)
    assert "task approve" in planned.do("trail", "story", TASK, lang="en")
    assert "共0个事件" in planned.do("trail", "story", "2030-1")
