"""Every command can be run again after any interruption: done once, and said so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from office_cases import HANDLER, HEAD, TASK, OfficeCli, team_of

from random_inspection.adapters.sql import session
from random_inspection.testing import photograph

PLAN = ("plan", "new", "2027", "--year", "2027", "--item", "劳动-01")


def test_the_same_line_again_gives_the_first_result(imported: OfficeCli) -> None:
    """The second time nothing is done, and when and by whom it was done is said."""
    imported.do(*PLAN, by=HANDLER)
    imported.wait(hours=2)
    before = imported.acts()
    again = imported.do(*PLAN, by=HANDLER)
    assert "已于2026-11-23 09:00由赵明办理，未重复办理" in again
    assert "--again 2" in again
    assert imported.acts() == before


def test_another_line_is_another_act(imported: OfficeCli) -> None:
    """Another title under the same number is refused, and not taken for the first."""
    imported.do(*PLAN, by=HANDLER)
    assert "已存在" in imported.refused(*PLAN, "--title", "别的计划", by=HANDLER)


def test_somebody_else_orders_another_act(imported: OfficeCli) -> None:
    """The same words of another actor are no repetition."""
    imported.do(*PLAN, by=HANDLER)
    assert "已存在" in imported.refused(*PLAN, by=HEAD)


def test_every_version_gets_a_review_of_its_own(with_results: OfficeCli) -> None:
    """The same words about a correction are another review, and about the same version none."""
    office = with_results
    office.do("publish", "due", by=HANDLER)
    key = office.rows()[0]["检查编号"]
    words = ("--finding", "劳动-01=未发现问题", "--finding", "劳动-02=已注销", "--opinion", "无")
    office.do("correct", key, *words, "--reason", "录入有误", by=HEAD)
    review = ("review", key, "--note", "同意更正")
    office.do(*review, by="周宁")
    office.do("publish", "due", by=HANDLER)
    office.do("correct", key, *words, "--reason", "录入有误", "--again", "2", by=HEAD)
    assert "已审核" in office.do(*review, by="周宁")
    assert "未重复办理" in office.do(*review, by="周宁")


def test_which_time_is_a_number_from_two(imported: OfficeCli) -> None:
    """--again 1 says nothing, and is refused."""
    assert "不小于2" in imported.refused(*PLAN, "--again", "1", by=HANDLER)


def test_a_command_of_another_system_counts_as_it_is(imported: OfficeCli) -> None:
    """With --command the identifier is the caller's, and cannot be used for something else."""
    imported.do(*PLAN, "--command", "oa-7", by=HANDLER)
    assert "未重复办理" in imported.do(*PLAN, "--command", "oa-7", by=HANDLER)
    other = ("plan", "new", "2028", "--year", "2028", "--item", "劳动-01")
    assert "oa-7" in imported.refused(*other, "--command", "oa-7", by=HANDLER)


def test_nobody_guesses_from_the_trail_what_was_ordered(imported: OfficeCli) -> None:
    """Identifiers of commands come from a secret of the office: with another one, the same line has another."""
    imported.do(*PLAN, by=HANDLER)
    (imported.folder / "office.key").write_text("0" * 64, "ascii")
    assert "已存在" in imported.refused(*PLAN, by=HANDLER)


@contextmanager
def _interrupted(moment: str) -> Iterator[None]:
    """End the program at the commit of every unit of work that wrote something: before it, or after it."""
    commit, write_head = session._commit, session._write_head
    wrote: list[bool] = []

    def noted(work: Any, before: int) -> None:
        write_head(work, before)
        wrote.append(True)

    def interrupted(connection: Any) -> None:
        if not wrote or moment == "after":
            commit(connection)
        if wrote:
            wrote.clear()
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "_write_head", noted)
        patch.setattr(session, "_commit", interrupted)
        yield


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("stage", "line", "act", "by"),
    [
        ("imported", PLAN, "拟定年度计划", HANDLER),
        ("planned", ("announce", TASK, "SPEC.toml"), "公告抽取", HANDLER),
        ("announced", ("draw", TASK), "抽取", HANDLER),
        ("announced", ("publish", "due"), "发布公示", HANDLER),
        ("confirmed", ("record", "import", TASK, "records.xlsx"), "确定检查方式", HANDLER),
    ],
)
def test_interrupted_at_the_commit_it_is_done_once(  # noqa: PLR0917  (a row of the table)
    request: pytest.FixtureRequest, stage: str, line: tuple[str, ...], act: str, by: str, moment: str
) -> None:
    """Whether the program ends just before or just after the commit, the same line then completes it, once."""
    office: OfficeCli = request.getfixturevalue(stage)
    if "SPEC.toml" in line:
        office.spec()
    if "records.xlsx" in line:
        office.fill(office.sheet(), 检查方式="现场检查", 入企理由="须现场核对")
    named = [office.folder.parent / word if word.endswith((".toml", ".xlsx")) else word for word in line]
    before = office.acts().count(act)
    with _interrupted(moment):
        assert office.run(*named, by=by).status == 130
    assert office.acts().count(act) - before == (1 if moment == "after" else 0) * (2 if act == "确定检查方式" else 1)
    office.do(*named, by=by)
    expected = 2 if act == "确定检查方式" or line == ("publish", "due") else 1
    assert office.acts().count(act) - before == expected
    assert "发现问题0项" in office.do("trail", "check")


def test_a_workbook_read_in_again_does_nothing(confirmed: OfficeCli) -> None:
    """What the record says already is no act, however often the workbook is read in."""
    file = confirmed.sheet()
    confirmed.fill(file, 检查方式="现场检查", 入企理由="须现场核对")
    confirmed.do("record", "import", TASK, file, by=HANDLER)
    before = confirmed.acts()
    assert "无新内容" in confirmed.do("record", "import", TASK, file, by=HANDLER)
    assert confirmed.acts() == before


def test_a_workbook_that_grows_is_read_in_row_by_row(confirmed: OfficeCli) -> None:
    """One workbook, never written out again, takes an inspection from its approach to its conclusion."""
    confirmed.visited()
    file = confirmed.folder.parent / "records.xlsx"
    for name in {who for row in confirmed.rows() for who in team_of(row)}:
        assert "无新内容" in confirmed.do("record", "import", TASK, file, by=name)
    assert {row["状态"] for row in confirmed.rows()} == {"已作结论"}


def test_the_same_photograph_twice_is_one_piece_of_evidence(confirmed: OfficeCli) -> None:
    """Added again under another name, it is the evidence that is there."""
    key = confirmed.rows()[0]["检查编号"]
    for name in ("一.png", "二.png"):
        confirmed.do("evidence", "add", key, confirmed.file(name, photograph("门头")), by=HANDLER)
    assert confirmed.do("evidence", "list", key, by=HANDLER).count("image/png") == 1


def test_publishing_interrupted_at_every_commit_goes_on_from_there(with_results: OfficeCli) -> None:
    """Ended after each of its commits in turn, and started anew each time, publishing doubles nothing and loses nothing."""
    runs = 0
    with _interrupted("after"):
        while with_results.run("publish", "due", by=HANDLER).status == 130:
            runs += 1
            assert runs < 50, "every run comes one act further"
    acts = with_results.acts()
    assert runs == acts.count("发布公示") + acts.count("公示送达") + acts.count("核对公示")
    assert acts.count("发布公示") == acts.count("公示送达") == acts.count("核对公示") == 6
    assert "发现问题0项" in with_results.do("trail", "check")


def test_a_line_of_several_acts_has_one_command_for_each(with_results: OfficeCli) -> None:
    """With --command, each act of a line has an identifier that follows from it, and the line can be run again."""
    line = ("publish", "due", "--command", "oa-8")
    with_results.do(*line, by=HANDLER)
    before = with_results.acts()
    with_results.do(*line, by=HANDLER)
    assert with_results.acts().count("公示送达") == before.count("公示送达")
    assert "第2版" in with_results.do("publish", "due", "--command", "oa-10", by=HANDLER), "the results are out"
    files = [with_results.file(f"{name}.png", photograph(name)) for name in "甲乙"]
    key = with_results.rows()[0]["检查编号"]
    add = ("evidence", "add", key, *files, "--command", "oa-9")
    assert "未重复办理" not in with_results.do(*add, by=HANDLER)
    assert with_results.do(*add, by=HANDLER).count("未重复办理") == 2


def test_all_of_a_task_at_once(with_results: OfficeCli) -> None:
    """Summaries and the end of what follows are ordered for a whole task, and each is done once."""
    with_results.do("publish", "due", by=HANDLER)
    rows = with_results.rows()
    for row in rows:
        order = ("disposal", "order", row["检查编号"], "处-1", "--kind", "无需后续处置", "--content", "已改正")
        with_results.do(*order, by=HEAD)
    assert "尚有待办" in with_results.do("disposal", "done", TASK, by=HANDLER)
    for row in rows:
        with_results.do("disposal", "finish", row["检查编号"], "处-1", "--result", "已改正", by=HANDLER)
    assert with_results.do("disposal", "done", TASK, by=HANDLER).count("全部办结") == len(rows)
    leader = team_of(rows[0])[0]
    assert "共1份" in with_results.do("report", "summary", TASK, by=leader)
    assert "未重复办理" in with_results.do("report", "summary", TASK, by=leader)
    said = with_results.run("report", "summary", TASK, "--out", with_results.folder / "x.md", by=leader)
    assert said.status == 2
