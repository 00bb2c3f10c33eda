"""The draw of a task on the command line: prepared, announced, drawn, confirmed, looked at, changed by its rule."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from office_cases import CHIEF, HANDLER, HEAD, PEOPLE, REVIEWER, TASK, OfficeCli, say, team_of

from random_inspection.adapters.spreadsheets import read_table
from random_inspection.testing import photograph


def test_a_draw_is_prepared_from_the_directories(planned: OfficeCli) -> None:
    """What prepare writes can be announced as it is, and drawn."""
    folder = planned.folder.parent / "draw"
    said = planned.do("prepare", TASK, folder, "--ratio", "20%", "--by", "地区", by=HANDLER)
    assert "可抽取对象8个，可参与检查人员5名" in said
    planned.do("announce", TASK, folder / "SPEC.toml", by=HANDLER)
    assert "抽中对象2个" in planned.do("draw", TASK, by=HANDLER)


def test_no_name_in_what_is_prepared_becomes_a_formula(planned: OfficeCli) -> None:
    """A firm's name that a spreadsheet program would compute is text in the table, and itself in the draw."""
    name = '=HYPERLINK("http://x","甲")'
    targets = (planned.folder.parent / "targets.csv").read_text("utf-8")
    quoted = name.replace('"', '""')
    file = planned.file("targets.csv", targets.replace("甲1店,甲1店", f'甲1店,"{quoted}"'))
    line = ("import", "targets", file, "--source", "市场监管登记")
    shown = planned.run(*line, by=HANDLER).out
    planned.do(*line, "--confirm", shown.split("--confirm ")[1].split()[0], by=HANDLER)
    folder = planned.folder.parent / "draw"
    planned.do("prepare", TASK, folder, "--count", "8", by=HANDLER)
    with (folder / "对象.csv").open(encoding="utf-8-sig", newline="") as table:
        assert f"'{name}" in [row[1] for row in csv.reader(table)]
    assert name in [text for _, text in read_table(folder / "对象.csv", ("企业名称",)).column("企业名称")]
    planned.do("announce", TASK, folder / "SPEC.toml", by=HANDLER)


def test_prepared_twice_nothing_is_written_over(planned: OfficeCli) -> None:
    """Files that are there already stay as they are."""
    folder = planned.folder.parent / "draw"
    planned.do("prepare", TASK, folder, "--count", "1", by=HANDLER)
    assert "不会覆盖" in planned.refused("prepare", TASK, folder, "--count", "2", by=HANDLER)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--count"),
        (("--ratio", "许多"), "许多"),
        (("--ratio", "30"), "--ratio"),
        (("--ratio", "1%", "--commit", "监督员=abc"), "--commit"),
        (("--count", "1", "--commit", f"经办人={'a' * 64}"), "经办人"),
        (("--count", "1", "--ratio", "3%"), "--ratio"),
        (("--count", "0"), "低于任务的抽查比例“不低于3%”"),
    ],
)
def test_how_many_are_drawn_is_said_once(planned: OfficeCli, options: tuple[str, ...], words: str) -> None:
    """Either a number or a ratio is given, one that can be announced, as large as the task's; else nothing is written."""
    folder = planned.folder.parent / "draw"
    assert words in planned.refused("prepare", TASK, folder, *options, by=HANDLER)
    assert not folder.exists()


def test_more_than_there_are_is_told_before_and_at_the_announcement(planned: OfficeCli) -> None:
    """A quota above its stratum draws all of it, and says so when it is prepared, and when it is announced."""
    folder = planned.folder.parent / "draw"
    for line in (("prepare", TASK, folder, "--count", "9"), ("announce", TASK, folder / "SPEC.toml")):
        assert "名额为9个，而其对象只有8个" in planned.do(*line, by=HANDLER)


def test_who_may_not_be_drawn_is_told_with_the_reason(planned: OfficeCli) -> None:
    """Without a training of the last year nobody inspects, and every inspector is named with it."""
    said = planned.do(
        "prepare", TASK, planned.folder.parent / "draw", "--count", "1", "--trained-months", "1", by=HANDLER
    )
    assert "可参与检查人员0名" in said
    assert "培训" in said


@pytest.mark.clause("三(一) 抽取")
def test_a_supervisor_contributes_a_secret(planned: OfficeCli, tmp_path: Path) -> None:
    """A draw whose seed needs the supervisor's secret waits for it, and takes it from a file."""
    secret = tmp_path / "secret.json"
    assert say("commit", TASK, "监督员", "--out", secret).status == 0
    commitment = json.loads(secret.read_text("utf-8"))["commitment"]
    folder = tmp_path / "draw"
    planned.do("prepare", TASK, folder, "--count", "1", "--commit", f"监督员={commitment}", by=HANDLER)
    assert "--secret 监督员=@" in planned.do("announce", TASK, folder / "SPEC.toml", by=HANDLER)
    assert "监督员" in planned.refused("draw", TASK, by=HANDLER)
    planned.do("draw", TASK, "--secret", f"监督员=@{secret}", by=HANDLER)
    assert "未重复办理" in planned.do("draw", TASK, "--secret", f"监督员=@{secret}", by=HANDLER)


def test_a_task_is_not_announced_before_it_is_approved(imported: OfficeCli) -> None:
    """The state is named, and what comes first."""
    imported.do("plan", "new", "2026", "--year", "2026", "--item", "劳动-01", by=HANDLER)
    imported.do("plan", "approve", "2026", by=CHIEF)
    words = ("--title", "抽查", "--scope", "全县", "--ratio", "3%", "--from", "2026-11-24", "--to", "2026-12-18")
    imported.do("task", "new", TASK, "--plan", "2026", *words, by=HANDLER)
    assert "草案" in imported.refused("announce", TASK, imported.spec(), by=HANDLER)


def test_a_specification_is_wrong_cell_by_cell(planned: OfficeCli) -> None:
    """Who is not in the directories is named in their cells, all at once."""
    spec = planned.spec()
    planned.file("draw-targets.csv", "统一社会信用代码,企业名称,地区\n甲1店,甲1店,东城\n乙店,乙店,东城\n")
    planned.file("draw-people.csv", "检查人员,资格,上限\n金某,执法证；组长,\n张三,执法证,\n")
    said = planned.refused("announce", TASK, spec, by=HANDLER)
    assert all(words in said for words in ("乙店", "张三"))


def test_one_announcement_one_outcome(confirmed: OfficeCli) -> None:
    """Announced with other files, or drawn once more on purpose, it is refused."""
    spec = confirmed.spec(count=2)
    assert "已确认" in confirmed.refused("announce", TASK, spec, by=HANDLER)
    assert "已确认" in confirmed.refused("draw", TASK, "--again", "2", by=HANDLER)


def test_who_drew_does_not_confirm(announced: OfficeCli) -> None:
    """A second person confirms."""
    announced.do("draw", TASK, by=HEAD)
    assert "须由他人办理" in announced.refused("confirm", TASK, by=HEAD)
    announced.do("confirm", TASK, by=CHIEF)


def test_a_result_may_be_public_at_once(announced: OfficeCli) -> None:
    """Drawn with --at-once, the result stands in the public part of the draw."""
    announced.do("draw", TASK, "--at-once", by=HANDLER)
    assert (announced.folder / "draws" / TASK / "public" / "result.json").exists()


def test_sealed_it_is_not_public(confirmed: OfficeCli) -> None:
    """Before the results are out, neither the draw's public part nor the site names who was drawn."""
    confirmed.do("publish", "due", by=HANDLER)
    assert not (confirmed.folder / "draws" / TASK / "public" / "result.json").exists()
    drawn = {row["检查对象"] for row in confirmed.rows()}
    public = "".join(
        file.read_text("utf-8", "replace") for file in (confirmed.folder / "public").rglob("*") if file.is_file()
    )
    assert not [name for name in drawn if name in public]


@pytest.mark.clause("二(一) 保密")
def test_only_who_must_know_looks(confirmed: OfficeCli) -> None:
    """A reviewer is refused, an inspector sees their own targets, and each look is on the trail."""
    assert "必须知情" in confirmed.refused("look", TASK, by=REVIEWER)
    before = confirmed.acts().count("查看抽取结果")
    seen = confirmed.do("look", TASK, by=CHIEF)
    assert seen.count("组长 ") == 2
    assert confirmed.acts().count("查看抽取结果") == before + 1


@pytest.mark.clause("二(一) 保密")
def test_what_needs_no_role_names_no_drawn_target(confirmed: OfficeCli) -> None:
    """Status names no target before the visits, and neither do stories and lists for who need not know."""
    rows = confirmed.rows()
    said = confirmed.do("status", "--whole") + confirmed.do("status", "--unit", "监察大队")
    assert not [row for row in rows if row["检查对象"] in said]
    key = rows[0]["检查编号"]
    for line in (("trail", "story", key), ("archive", "missing", TASK), ("evidence", "list", key)):
        assert "必须知情" in confirmed.refused(*line, by=REVIEWER)


@pytest.mark.clause("二(六) 更新")
def test_a_target_that_is_gone_is_struck_out(confirmed: OfficeCli) -> None:
    """With a reason and evidence the next reserve moves up; without evidence nothing happens."""
    key = confirmed.rows()[0]["检查编号"]
    assert confirmed.run("strike", key, "--reason", "已注销", by=HANDLER).status == 2
    proof = confirmed.file("注销.png", photograph("注销通知书"))
    said = confirmed.do("strike", key, proof, "--reason", "已注销", by=HANDLER)
    assert "递补" in said
    again = confirmed.do("strike", key, proof, "--reason", "已注销", by=HANDLER)
    assert again.count("未重复办理") == 2
    assert key not in {row["检查编号"] for row in confirmed.rows()}
    assert len(confirmed.rows()) == 2


@pytest.mark.clause("二(五) 回避")
def test_a_recusal_is_asked_for_and_decided(confirmed: OfficeCli) -> None:
    """Granted by somebody else, the rule of the draw says who takes over; the reasons are nowhere but in the record."""
    row = confirmed.rows()[0]
    key, leader = row["检查编号"], team_of(row)[0]
    reasons = confirmed.file("reasons.txt", "曾任该单位会计")
    confirmed.do("recusal", "ask", "回避-1", key, leader, "--reasons", f"@{reasons}", by=HANDLER)
    assert leader in confirmed.refused("recusal", "decide", "回避-1", by=leader)
    confirmed.do("recusal", "decide", "回避-1", by=HEAD)
    after = next(one for one in confirmed.rows() if one["检查编号"] == key)
    assert leader not in team_of(after)
    assert "会计" not in confirmed.do("trail", "story", key, by=CHIEF)


def test_a_refusal_says_why(confirmed: OfficeCli) -> None:
    """A recusal is refused with a reason only."""
    row = confirmed.rows()[0]
    key, leader = row["检查编号"], team_of(row)[0]
    confirmed.do("recusal", "ask", "回避-1", key, leader, "--reasons", "传闻", by=HANDLER)
    assert "理由" in confirmed.refused("recusal", "decide", "回避-1", "--refuse", by=HEAD)
    confirmed.do("recusal", "decide", "回避-1", "--refuse", "--reason", "没有依据", by=HEAD)


def test_an_inspector_is_replaced_by_the_rule_and_never_by_hand(confirmed: OfficeCli) -> None:
    """Nobody names who takes over, and the seat has to be held by who leaves it."""
    row = confirmed.rows()[0]
    key, leader = row["检查编号"], team_of(row)[0]
    other = next(one for one in PEOPLE if one not in team_of(row))
    line = ("replace", key, "组长", leader, "--reason", "因病")
    assert "人工指定" in confirmed.refused(*line, "--substitute", other, by=HANDLER)
    assert "没有由" in confirmed.refused("replace", key, "组长", other, "--reason", "因病", by=HANDLER)
    confirmed.do(*line, by=HANDLER)
    after = next(one for one in confirmed.rows() if one["检查编号"] == key)
    assert leader not in team_of(after)


def test_a_joint_task_has_a_seat_for_every_agency(planned: OfficeCli) -> None:
    """What prepare writes for two agencies seats somebody of each, and can be drawn as it is."""
    people = "".join(
        f"{who},{who},青禾县市监局,监管科,2601{at},省人民政府,长期,劳动-01,否\n" for at, who in enumerate("日月")
    )
    heading = "人员编号,姓名,执法机关,科室,执法证号,发证机关,有效期至,抽查事项,组长\n"
    file = planned.file("others.csv", heading + people)
    planned.do("import", "inspectors", file, "--source", "市监名册", "--on", "2026-01-05", by=HANDLER)
    planned.do("training", "培训-2", file, "--title", "联合", "--on", "2026-04-01", "--item", "劳动-01", by=HANDLER)
    words = ("--title", "联合", "--scope", "全县", "--ratio", "3%", "--from", "2026-11-24", "--to", "2026-12-18")
    both = ("--agency", "青禾县人社局", "--agency", "青禾县市监局", "--item", "劳动-01", "--ground", "部门联合抽查")
    planned.do("task", "new", "2026-2", *words, *both, by=HANDLER)
    planned.do("task", "approve", "2026-2", by=HEAD)
    folder = planned.folder.parent / "joint"
    planned.do("prepare", "2026-2", folder, "--count", "2", by=HANDLER)
    planned.do("announce", "2026-2", folder / "SPEC.toml", by=HANDLER)
    planned.do("draw", "2026-2", by=HANDLER)
    seen = planned.do("look", "2026-2", by=CHIEF)
    assert seen.count("青禾县市监局组员") == 2


def test_a_list_of_targets_is_public_before_the_draw_where_the_task_says_so(planned: OfficeCli) -> None:
    """A task that makes its list public publishes it with its names, as the directory has them."""
    words = ("--title", "公开名单", "--scope", "全县", "--ratio", "3%", "--from", "2026-11-24", "--to", "2026-12-18")
    planned.do("task", "new", "2026-3", "--plan", "2026", "--publish-targets", *words, by=HANDLER)
    planned.do("task", "approve", "2026-3", by=HEAD)
    folder = planned.folder.parent / "open"
    planned.do("prepare", "2026-3", folder, "--count", "1", by=HANDLER)
    planned.do("announce", "2026-3", folder / "SPEC.toml", by=HANDLER)
    planned.do("publish", "due", by=HANDLER)
    lists = list((planned.folder / "public" / "notices").glob("task-2026-3/v1/targets.csv"))
    assert "甲1店" in lists[0].read_text("utf-8-sig")
