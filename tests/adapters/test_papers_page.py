from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import attrs
import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from papers_records import by_risk, make_record, with_blank

from random_inspection.adapters.papers import write_record_page
from random_inspection.adapters.papers.record_page import HEIGHT, blocks
from random_inspection.adapters.papers.words import grouped
from random_inspection.domain.draws import OpenedContribution, PublicContribution
from random_inspection.workflows.draws.records import DrawRecord

CUT = "…"


def opened(record: DrawRecord) -> Any:
    """Return the page, read again."""
    return docx.Document(io.BytesIO(write_record_page(record)))


def text_of(record: DrawRecord) -> str:
    """Return all text of the page."""
    document = opened(record)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def with_sources(record: DrawRecord, count: int, value: str) -> DrawRecord:
    """Return the record with so many public events, each with this value, and without shared totals."""
    names = [f"事件{number}" for number in range(count)]
    announced = tuple(PublicContribution(name=name, source="开奖公告", pattern=".*") for name in names)
    opened = tuple(OpenedContribution(name=name, value=value) for name in names)
    return attrs.evolve(
        record,
        announcement=attrs.evolve(record.announcement, contributions=announced, shares=()),
        result=attrs.evolve(record.result, contributions=opened),
    )


@pytest.mark.clause("三(一) 记录")
def test_what_is_signed() -> None:
    """The page holds number, times, contributions with values, seed and digests, trust, and the signers."""
    record = make_record(about={"agencies": ["青禾县人社局"]})
    text = text_of(record)
    for expected in (
        "2026年劳动用工双随机抽查", "2026-0001/1", "2026年11月20日 09:00:00", "2026年11月27日 09:30:00", "青禾县人社局",
        "经办人：秘密值，本单位生成，公告时已承诺", "双色球2026136期：公开事件", "01 07 12 18 25 33 + 09",
        grouped(record.result.seed), grouped(record.announcement_digest), grouped(record.result_digest),
        record.trust[0].text("zh"), "random-inspection verify",
        "经办人（签名）：", "监督员（签名）：", "见证人（签名）：", "年　　月　　日",
    ):  # fmt: skip
        assert expected in text


def test_the_task_is_whole_on_the_page() -> None:
    """Every public column of a task stands on the page that is signed, also a scope of a hundred characters."""
    task = {
        "task_id": "2026-1", "title": "工资支付抽查", "plan_id": "2026", "plan_title": "2026年度抽查计划", "type": "定向",
        "agencies": ["禾阳县人社局", "禾阳县市场监管局"], "items": [f"劳动-{number:02}" for number in range(20)],
        "scope": "全县用人单位" * 17, "ratio": "不低于3%", "first_day": "2026-11-25", "last_day": "2026-12-20",
    }  # fmt: skip
    text = text_of(make_record(about={"task": task}))
    for expected in (
        "抽查任务", "工资支付抽查（2026-1，定向）", "2026年度抽查计划（2026）", "禾阳县人社局、禾阳县市场监管局", "劳动-00、劳动-01",
        "劳动-19", "全县用人单位" * 17, "不低于3%", "2026-11-25 至 2026-12-20",
    ):  # fmt: skip
        assert expected in text
    assert "first_day" not in text


def test_strata_and_team() -> None:
    """The strata stand with size, quota and drawn, the drawn with name, stratum and team."""
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(make_record()).tables]
    assert tables[1][1] == ["城关镇", "200", "共享，权重2", "6", "3", "河口镇", "200", "不低于3%", "6", "0"]
    first = ["1", "91990725MA00000001", "青禾县第1服饰有限公司", "城关镇", "RS00周望川", "RS03周望川"]
    assert tables[2][1] == first
    assert len(tables[2]) == 1 + 12


@pytest.mark.parametrize("drawn", [0, 12, 135, 400])
def test_risk_classes_stay_off_the_page(drawn: int) -> None:
    """Of a draw by risk classes the page shows totals; no stratum, weight, share or enclosed workbook is on it."""
    record = by_risk(make_record(drawn=drawn, strata=("S1", "S2")))
    text = text_of(record)
    assert f"对象总数400个，抽中数{drawn}个，候补数3个" in text
    assert "按风险分类抽取，分类仅供内部使用，不在本记录列示" in text
    for absent in ("S1", "S2", "salt", "层", "权重", "共享", "所附"):
        assert absent not in text


def test_listing_of_a_draw_by_risk_classes() -> None:
    """The drawn stand with name and team, and no column tells their stratum."""
    rows = [[cell.text for cell in row.cells] for row in opened(by_risk(make_record())).tables[1].rows]
    assert rows[0] == ["序号", "对象编号", "名称", "组长", "组员"]
    assert rows[1] == ["1", "91990725MA00000001", "青禾县第1服饰有限公司", "RS00周望川", "RS03周望川"]
    assert len(rows) == 1 + 12


def test_a_blank_lot_is_no_visit() -> None:
    """The page counts the drawn without the blank lot, and says of its row that nobody is inspected."""
    text = text_of(with_blank(by_risk(make_record())))
    assert "共12个，按抽取顺序，另抽中空签，不检查" in text
    assert "抽中数12个，另抽中空签，不检查" in text


def test_sealed_files_are_named_in_words() -> None:
    """The page says what the draw rests on, and prints no JSON of it."""
    text = text_of(by_risk(make_record()))
    assert "风险政策；摘要见公告" in text
    assert "policy.json" not in text


def test_who_rechecks_a_draw_by_risk_classes() -> None:
    """Who may see what is sealed recomputes it from the whole bundle; of other draws anybody does."""
    text = text_of(by_risk(make_record()))
    for expected in (
        "结果均封存",
        "有权查阅的人员",
        "random-inspection verify 文件夹",
        "random-inspection audit 文件夹",
    ):
        assert expected in text
    assert "任何人" not in text
    assert "任何人都可以用公布的文件" in text_of(make_record())


def test_one_stratum() -> None:
    """A single stratum has the table for itself."""
    table = opened(make_record(strata=("全县",))).tables[1]
    assert [next(cell.text for cell in row.cells) for row in table.rows] == ["层", "全县"]
    assert len(table.columns) == 5


def test_without_names_and_inspectors() -> None:
    """Sealed names and absent inspectors have no column."""
    record = make_record(name=None, seats=())
    assert [cell.text for cell in opened(record).tables[2].rows[0].cells] == ["序号", "对象编号", "层"]


def test_too_many_for_names() -> None:
    """Where names and teams do not fit, every id is listed in draw order, and the page says where the rest is."""
    record = make_record(drawn=135)
    rows = [[cell.text for cell in row.cells] for row in opened(record).tables[2].rows]
    assert [one for row in rows for one in row[1:] if one] == [one.target_id for one in record.result.drawn]
    assert (rows[1][0], rows[-1][0]) == ("6-10", "131-135")
    assert "只列编号；名称、层、检查组见所附《抽取结果.xlsx》" in text_of(record)


def test_too_many_for_ids() -> None:
    """Where not even the ids fit, the page says how many they are, and what binds them."""
    text = text_of(make_record(drawn=400))
    assert "本页容不下400个对象；名单见所附《抽取结果.xlsx》“抽中对象”表，以结果摘要对应的 result.json 为准。" in text
    assert "91990725MA00000001" not in text


def test_nothing_drawn() -> None:
    """A draw without anybody drawn says so."""
    assert "没有抽中的对象" in text_of(make_record(drawn=0, reserves=0))


def test_many_strata() -> None:
    """Strata that do not fit are counted, and the page says where they are."""
    text = text_of(make_record(strata=[f"第{number}层" for number in range(200)]))
    assert "200层，对象40000个" in text
    assert "各层的对象数、名额和抽中数见所附" in text


def test_many_sources() -> None:
    """Contributions that the page has no room for are counted."""
    text = text_of(with_sources(make_record(), 9, "1 2 3"))
    assert "事件3：公开事件\n1 2 3" in text
    assert "另有5个来源，见《抽取结果.xlsx》" in text
    assert "共享名额" not in text


def test_long_names_are_cut() -> None:
    """A name that is too long for its cell ends in …, and the id beside it is whole."""
    cells = [cell.text for cell in opened(make_record(drawn=8, name=lambda _: "长" * 200)).tables[2].rows[1].cells]
    assert cells[1] == "91990725MA00000001"
    assert cells[2].endswith(CUT)


@given(
    drawn=st.integers(0, 450),
    seats=st.integers(0, 6),
    strata=st.integers(1, 60),
    long=st.integers(0, 120),
    about=st.integers(0, 8),
    risk=st.booleans(),
    sources=st.integers(1, 9),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_law_one_page(*, drawn: int, seats: int, strata: int, long: int, about: int, risk: bool, sources: int) -> None:
    """Whatever is drawn, the parts of the page are never higher than the page."""
    record = make_record(
        drawn=drawn,
        seats=[f"席位{number}" + "长" * (long // 8) for number in range(seats)],
        strata=[f"{number}层" + "长" * long for number in range(strata)],
        name=lambda number: f"{number}号" + "长" * long,
        title="题" * (1 + 3 * long),
        about={f"a{number}": "述" * (1 + long) for number in range(about)},
    )
    record = with_sources(record, sources, "值" * (1 + 3 * long))
    assert sum(block.height for block in blocks(by_risk(record) if risk else record)) <= HEIGHT


def test_paper_and_fonts() -> None:
    """The page is A4, and all its text names a Chinese font."""
    document = opened(make_record())
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fonts = {
        element.get(qn("w:eastAsia"))
        for run in document.element.iter(qn("w:r"))
        for element in run.iter(qn("w:rFonts"))
    }
    assert fonts == {"宋体", "楷体", "黑体", "仿宋"}


def test_invisible_characters_on_the_page() -> None:
    """What no page can show becomes the replacement character."""
    record = make_record(name=lambda _: "甲\x00\u202e乙", title="题\x07目")
    text = text_of(record)
    assert "甲\ufffd\ufffd乙" in text
    assert "题\ufffd目" in text


@pytest.mark.soak
@pytest.mark.parametrize("drawn", [0, 1, 12, 16, 40, 100, 110, 200])
def test_rendered_page(drawn: int, tmp_path: Path) -> None:
    """LibreOffice sets the page on one sheet."""
    if not (shutil.which("soffice") and shutil.which("pdfinfo")):
        pytest.skip("LibreOffice and poppler-utils are not installed")
    (tmp_path / "page.docx").write_bytes(write_record_page(make_record(drawn=drawn)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "page.docx"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    shown = subprocess.run(["pdfinfo", "page.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "Pages:           1\n" in shown
