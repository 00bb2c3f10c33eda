"""The complete life of a task by commands alone."""

from __future__ import annotations

import pytest
from office_cases import CHIEF, HANDLER, HEAD, REVIEWER, TASK, OfficeCli, team_of


@pytest.mark.clause("三(一) 抽取")
def test_a_task_from_its_plan_to_its_archive(office: OfficeCli) -> None:
    """Commands alone take a task from the registers to an archive that verifies, and the trail is whole."""
    office.imported().planned().announced().confirmed()
    office.do("publish", "due", by=HANDLER)
    office.do("look", TASK, by=CHIEF)
    office.visited()
    file = office.sheet()
    rows = office.rows()
    assert {row["状态"] for row in rows} == {"已作结论"}
    office.fill(file, 审核="通过")
    office.do("record", "import", TASK, file, by=REVIEWER)
    office.do("publish", "due", by=HANDLER)
    for row in rows:
        key = row["检查编号"]
        leader = team_of(row)[0]
        office.do("disposal", "order", key, "处-1", "--kind", "责令改正", "--content", "15日内改正", by=HEAD)
        office.wait(days=1)
        done = ("--result", "已改正", "--reinspected", office.moment.date())
        office.do("disposal", "finish", key, "处-1", *done, by=HANDLER)
        office.do("disposal", "done", key, by=HANDLER)
        office.do("report", "summary", key, "--out", office.folder.parent / f"{leader}.docx", by=leader)
    office.do("publish", "due", by=HANDLER)
    office.do("task", "close", TASK, by=HANDLER)
    for kind in ("analysis", "final"):
        office.do("report", kind, TASK, "--out", office.folder.parent / f"{kind}.html", by=HANDLER)
    office.do("status")
    office.do("status", lang="en")
    office.do("trail", "checkpoint", office.folder.parent / "cp", "--origin", "bureau.example/trail")
    assert "请先将其归档" in office.run("archive", "missing", TASK).out
    office.do("archive", "close", TASK, "--basis", "保管期限表", "--years", "10", by=HANDLER)
    office.do("archive", "export", TASK)
    office.do("trail", "check", office.folder.parent / "cp")
    office.do("trail", "story", rows[0]["检查编号"])
