"""Publishing, follow-up, the platform: what the public reads, what fails, and what follows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from office_cases import CHIEF, HANDLER, HEAD, REVIEWER, TASK, OfficeCli
from openpyxl import load_workbook

from random_inspection.testing import photograph


@pytest.mark.clause("三(五) 公示", "三(六) 核对")
def test_one_command_publishes_what_is_due(with_results: OfficeCli) -> None:
    """Plan, task, draw and results are issued, delivered and seen; a second time nothing is left to do."""
    said = with_results.do("publish", "due", by=HANDLER)
    assert "发布（5）" in said
    assert "5份公示已核对" in said
    assert {row["状态"] for row in with_results.rows()} == {"已公示"}
    assert "抽取情况（第2版）" in with_results.do("publish", "due", by=HANDLER)
    before = with_results.acts()
    assert "没有待送达" in with_results.do("publish", "due", by=HANDLER)
    assert with_results.acts() == before


def test_a_site_that_cannot_be_written_is_tried_again(with_results: OfficeCli) -> None:
    """What fails is told with its reason and exit status 1, and goes out the next time."""
    public = with_results.folder / "public"
    public.rmdir()
    public.write_text("in the way", "utf-8")
    said = with_results.run("publish", "due", by=HANDLER)
    assert (said.status, "5份失败" in said.out, "plan-2026/1" in said.err) == (1, True, True)
    public.unlink()
    public.mkdir()
    assert "0份失败" in with_results.do("publish", "deliver", by=HANDLER)


@pytest.mark.clause("三(六) 核对")
def test_what_was_altered_outside_is_found(with_results: OfficeCli) -> None:
    """A page that was altered where the public reads it fails its check, and the difference is told."""
    with_results.do("publish", "due", by=HANDLER)
    data = next((with_results.folder / "public" / "notices").glob("result-*/v1/results.csv"))
    key = f"result-{TASK}:{with_results.rows()[0]['检查对象']}/1"
    shot = with_results.file("shot.png", photograph("截图"))
    files = list((with_results.folder / "public" / "notices").glob("result-*/v1/results.csv"))
    for one in files:
        one.chmod(0o644)
        one.write_text("别的内容", "utf-8")
    assert data.exists()
    said = with_results.run("publish", "check", key, "--screenshot", shot, by=HANDLER)
    assert (said.status, "results.csv" in said.err) == (1, True)


@pytest.mark.clause("三(六) 核对")
def test_a_page_that_was_altered_is_found_and_put_right(with_results: OfficeCli) -> None:
    """The page itself is looked at; the notice is delivered again, and stands."""
    with_results.do("publish", "due", by=HANDLER)
    key = f"result-{TASK}:{with_results.rows()[0]['检查对象']}/1"
    page = with_results.folder / "public" / "index.html"
    page.write_text("<p>别的内容</p>", "utf-8")
    said = with_results.run("publish", "check", key, by=HANDLER)
    assert (said.status, "index.html" in said.err) == (1, True)
    with_results.do("publish", "deliver", by=HANDLER)
    assert "已核对" in with_results.do("publish", "check", key, by=HANDLER)


@pytest.mark.clause("三(六) 核对")
def test_all_notices_are_checked_at_once_and_strangers_are_named(with_results: OfficeCli) -> None:
    """Everything is as it was issued; then a planted notice and an altered page are both told."""
    with_results.do("publish", "due", by=HANDLER)
    assert "5份公示中5份核对无误；另有0处" in with_results.do("publish", "check", "--all", by=HANDLER)
    public = with_results.folder / "public"
    (public / "notices" / "result-fake" / "v1").mkdir(parents=True)
    next((public / "notices").glob("result-*/v1.html")).write_text("<p>别的内容</p>", "utf-8")
    said = with_results.run("publish", "check", "--all", by=HANDLER)
    assert said.status == 1
    assert "notices/result-fake" in said.err
    assert "v1.html" in said.err


def test_a_check_is_of_one_notice_or_of_all(with_results: OfficeCli) -> None:
    """Neither, and both, are refused."""
    for given in ([], ["n/1", "--all"]):
        assert "--all" in with_results.refused("publish", "check", *given, by=HANDLER)


def test_a_check_keeps_a_screenshot(with_results: OfficeCli) -> None:
    """A screenshot is filed as the proof."""
    with_results.do("publish", "due", by=HANDLER)
    key = f"result-{TASK}:{with_results.rows()[0]['检查对象']}/1"
    shot = with_results.file("shot.png", photograph("截图"))
    assert "已核对" in with_results.do("publish", "check", key, "--screenshot", shot, by=HANDLER)


def test_only_the_unit_publishes(with_results: OfficeCli) -> None:
    """A reviewer does not publish, and nothing is issued."""
    before = with_results.acts()
    assert "经办人" in with_results.refused("publish", "due", by=REVIEWER)
    assert with_results.acts() == before


def test_single_notices(with_results: OfficeCli) -> None:
    """Each notice can be issued by itself, and nothing is published without its review."""
    with_results.do("publish", "plan", "2026", by=HANDLER)
    with_results.do("publish", "task", TASK, by=HANDLER)
    with_results.do("publish", "draw", TASK, "--at-once", by=HANDLER)
    with_results.do("publish", "result", with_results.rows()[0]["检查编号"], by=HANDLER)
    with_results.do("publish", "figures", "2026", by=HANDLER)
    assert "6" not in with_results.do("publish", "deliver", by=HANDLER).split("份")[0]


def test_registers_are_published_anew_where_they_changed(imported: OfficeCli) -> None:
    """Published twice, what did not change stays the first version."""
    imported.do("publish", "registers", by=HANDLER)
    assert imported.do("publish", "registers", "--reason", "更新", by=HANDLER).count("第1版") == 3


def test_nothing_unreviewed_is_published(confirmed: OfficeCli) -> None:
    """A result without review is refused, with what is missing."""
    key = confirmed.rows()[0]["检查编号"]
    assert key in confirmed.refused("publish", "result", key, by=HANDLER)


@pytest.mark.clause("二(九) 处理")
def test_a_transfer_ends_with_its_receipt(with_results: OfficeCli) -> None:
    """A case that is handed over is open until the receipt is there, and nothing else finishes it."""
    key = with_results.rows()[0]["检查编号"]
    words = ("--content", "涉嫌犯罪", "--receiver", "县公安局", "--paper", "笔录1份", "--due", "2026-12-20")
    with_results.do("disposal", "transfer", key, "移-1", "--kind", "移送公安机关", *words, by=HEAD)
    assert "回执" in with_results.refused("disposal", "finish", key, "移-1", "--result", "完", by=HANDLER)
    with_results.do("disposal", "receipt", key, "移-1", "--number", "回〔2026〕1号", by=HANDLER)
    assert "未重复办理" in with_results.do("disposal", "receipt", key, "移-1", "--number", "回〔2026〕1号", by=HANDLER)


def test_a_penalty_has_its_number(with_results: OfficeCli) -> None:
    """A penalty is finished with the number of its decision, and all is done only after the publication."""
    key = with_results.rows()[0]["检查编号"]
    order = ("disposal", "order", key, "罚-1", "--kind", "行政处罚", "--content", "罚款", "--due", "2026-12-20")
    with_results.do(*order, by=HEAD)
    finish = ("disposal", "finish", key, "罚-1", "--result", "已缴纳")
    assert "文号" in with_results.refused(*finish, by=HANDLER)
    with_results.do(*finish, "--document", "人社罚〔2026〕1号", by=HANDLER)
    assert "已公示" in with_results.refused("disposal", "done", key, by=HANDLER)


def _platform_file(office: OfficeCli) -> Path:
    rows = "甲1店,甲1店,金某,金某、木某\n甲2店,甲2店,水某,水某、火某\n"
    return office.file("platform.csv", "统一社会信用代码,名称,组长,检查人员\n" + rows)


def test_a_draw_of_the_platform_is_taken_over(planned: OfficeCli) -> None:
    """Its list makes the inspections, labelled and confirmed by a second person."""
    file = _platform_file(planned)
    assert "本系统未验证" in planned.do("platform", "import", TASK, file, by=HANDLER)
    assert "未重复办理" in planned.do("platform", "import", TASK, file, by=HANDLER)
    planned.do("confirm", TASK, by=CHIEF)
    assert len(planned.rows()) == 2


def test_a_wrong_list_of_the_platform_is_named(planned: OfficeCli) -> None:
    """Unknown inspectors and short teams are told row by row; a name may be told on the line."""
    rows = "甲1店,甲1店,金,金、木某\n甲2店,,水某,水某\n"
    file = planned.file("platform.csv", "统一社会信用代码,名称,组长,检查人员\n" + rows)
    said = planned.refused("platform", "import", TASK, file, by=HANDLER)
    assert all(words in said for words in ("“金”", "第3行"))
    file = planned.file("platform.csv", "统一社会信用代码,名称,组长,检查人员\n甲1店,甲1店,金,金、木某\n")
    planned.do("platform", "import", TASK, file, "--call", "金=金某", by=HANDLER)


def test_results_go_to_the_platform_and_are_compared(with_results: OfficeCli) -> None:
    """What is exported is what the page has to show; a page that shows something else is told, cell by cell."""
    with_results.do("publish", "due", by=HANDLER)
    base = with_results.folder.parent
    with_results.do("platform", "export", TASK, base / "out.csv")
    with_results.do("platform", "export", TASK, base / "out.xlsx")
    assert load_workbook(base / "out.xlsx").active is not None
    assert "差异：0处" in with_results.do("platform", "compare", TASK, base / "out.csv")
    text = (base / "out.csv").read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 3
    page = with_results.file("page.csv", text.replace("发现问题已责令改正", "已注销", 1))
    said = with_results.run("platform", "compare", TASK, page)
    assert (said.status, "已注销" in said.out) == (1, True)


def test_a_correction_is_the_next_version(with_results: OfficeCli) -> None:
    """A published result is corrected with a reason, reviewed and published again."""
    with_results.do("publish", "due", by=HANDLER)
    key = with_results.rows()[0]["检查编号"]
    words = ("--finding", "劳动-01=未发现问题", "--finding", "劳动-02=未发现问题", "--opinion", "无")
    with_results.do("correct", key, *words, "--reason", "复核无误", by=HEAD)
    with_results.do("review", key, by=REVIEWER)
    assert "第2版" in with_results.do("publish", "due", by=HANDLER)


@pytest.mark.parametrize("year", ["99999999999", "10000", "0"])
def test_figures_are_of_a_year_of_the_calendar(with_results: OfficeCli, year: str) -> None:
    """Any other number is refused, published or written."""
    assert year in with_results.refused("publish", "figures", year, by=HANDLER)
    assert year in with_results.refused("report", "figures", year, by=HANDLER)
