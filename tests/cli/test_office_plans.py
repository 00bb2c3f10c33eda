"""Plans and tasks on the command line, and what is refused on the way."""

from __future__ import annotations

import pytest
from office_cases import CHIEF, HANDLER, HEAD, TASK, OfficeCli

WORDS = ("--title", "抽查", "--scope", "全县", "--ratio", "3%", "--from", "2026-11-24", "--to", "2026-12-18")


@pytest.mark.clause("三(一) 计划")
def test_nobody_approves_their_own_task(planned: OfficeCli) -> None:
    """A task that the head of the unit drew up is approved by somebody else."""
    planned.do("task", "new", "2026-2", "--plan", "2026", *WORDS, by=HEAD)
    assert "须由他人办理" in planned.refused("task", "approve", "2026-2", by=HEAD)
    planned.do("task", "approve", "2026-2", by=CHIEF)


def test_everything_that_a_task_lacks_is_named(planned: OfficeCli) -> None:
    """All that is missing is told at once, each with its option."""
    said = planned.refused("task", "new", "2026-2", "--title", "抽查", by=CHIEF)
    assert all(option in said for option in ("--unit", "--item", "--scope", "--ratio", "--from", "--to"))


def test_a_task_is_drawn_up_from_a_file(planned: OfficeCli) -> None:
    """A TOML file says the same as options do, and options count more."""
    text = 'title = "抽查"\nplan = "2026"\nscope = "全县"\nratio = "3%"\nfrom = 2026-11-24\nto = 2026-12-18\nitems = ["劳动-01"]\n'
    file = planned.file("task.toml", text)
    planned.do("task", "new", "2026-2", "--file", file, by=HANDLER)
    assert "未重复办理" in planned.do("task", "new", "2026-2", "--file", file, by=HANDLER)
    assert "已存在" in planned.refused("task", "new", "2026-2", "--file", file, "--title", "别的", by=HANDLER)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("tilte = 'x'", "tilte"),
        ("title = 3", "title"),
        ("items = '劳动-01'", "items"),
        ("publish_targets = 'x'", "publish_targets"),
        ("type = '随便'", "不定向"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(planned: OfficeCli, line: str, words: str) -> None:
    """What a file has wrong is told with file and name."""
    file = planned.file("task.toml", line)
    said = planned.refused("task", "new", "2026-2", "--file", file, "--plan", "2026", *WORDS[2:], by=HANDLER)
    assert words in said
    assert "task.toml" in said


def test_days_are_days(planned: OfficeCli) -> None:
    """A day that is none is told with what was found."""
    words = ("--title", "抽查", "--scope", "全县", "--ratio", "3%", "--from", "明天", "--to", "2026-12-18")
    assert "明天" in planned.refused("task", "new", "2026-2", "--plan", "2026", *words, by=HANDLER)


@pytest.mark.clause("二(三) 清单")
def test_nothing_outside_the_list_is_planned(imported: OfficeCli) -> None:
    """An item that the list does not have is refused in plans."""
    line = ("plan", "new", "2026", "--year", "2026", "--item", "劳动-09")
    assert "清单之外不得检查" in imported.refused(*line, by=HANDLER)


def test_a_task_beside_the_plans_says_why(planned: OfficeCli) -> None:
    """Without a plan a task names its ground."""
    assert "缘由" in planned.refused("task", "new", "2026-2", "--item", "劳动-01", *WORDS, by=HANDLER)
    ground = ("--item", "劳动-01", "--ground", "上级交办", "--type", "定向", "--agency", "青禾县人社局")
    planned.do("task", "new", "2026-2", *ground, *WORDS, by=HANDLER)


def test_a_task_is_cancelled_in_the_open(announced: OfficeCli) -> None:
    """Cancelled with a reason, it is published as cancelled, and nothing is drawn any more."""
    announced.do("publish", "due", by=HANDLER)
    announced.wait(hours=1)
    announced.do("task", "cancel", TASK, "--reason", "政策调整", by=HEAD)
    assert "已取消" in announced.do("publish", "due", by=HANDLER)
    assert "已取消" in announced.refused("draw", TASK, by=HANDLER)


def test_a_task_is_not_closed_before_its_outcomes(confirmed: OfficeCli) -> None:
    """The targets that nobody has been to are counted, and not named."""
    assert "还有2个抽中对象尚未开始检查" in confirmed.refused("task", "close", TASK, by=HANDLER)


def test_what_is_not_there_is_said(planned: OfficeCli) -> None:
    """A number that no plan or task has is told."""
    assert "2030" in planned.refused("plan", "approve", "2030", by=CHIEF)
    assert "2030-1" in planned.refused("task", "approve", "2030-1", by=HEAD)


def test_a_ratio_that_is_no_figure_is_told(imported: OfficeCli) -> None:
    """Words that no draw can be checked against are recorded, and told when the task is drawn up."""
    imported.do("plan", "new", "2026", "--year", "2026", "--item", "劳动-01", by=HANDLER)
    imported.do("plan", "approve", "2026", by=CHIEF)
    words = ["三成" if one == "3%" else one for one in WORDS]
    assert "“三成”不能读作数值" in imported.do("task", "new", "2026-1", "--plan", "2026", *words, by=HANDLER)
    assert "不能读作数值" not in imported.do("task", "new", "2026-2", "--plan", "2026", *WORDS, by=HANDLER)
