"""A small office on the command line: its tables, its people, its clock, and commands as functions."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import attrs
import pytest
from office_fixtures import Said
from openpyxl import load_workbook

from random_inspection.adapters.opening import open_store
from random_inspection.adapters.system import SystemClock
from random_inspection.cli.app import run
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.testing import photograph

TASK = "2026-1"
FIRMS = [f"甲{number}店" for number in range(1, 9)]
PEOPLE = ["金某", "木某", "水某", "火某", "土某"]
NUMBERS = {name: f"1601000{number}" for number, name in enumerate(PEOPLE)}
HANDLER, HEAD, CHIEF, REVIEWER = "赵明", "钱进", "孙立", "周宁"
ITEMS = (
    "事项编号,抽查事项,抽查依据,抽查主体,检查主体层级,抽查对象,事项类别,抽查方式,抽查比例,抽查频次,检查人员要求,生效日期\n"
    "劳动-01,工资支付情况,《劳动法》第八十五条,人社部门,县级,企业、个体工商户,一般,现场检查、书面检查,不低于3%,每年不少于1次,,2020-01-01\n"
    "劳动-02,劳动合同签订情况,《劳动合同法》第七十四条；《劳动保障监察条例》第十一条,人社部门,县级,企业,一般,现场检查,不低于3%,每年不少于1次,,2020-01-01\n"
)
SPEC = """
alone = true
[targets]
file = "draw-targets.csv"
id = "统一社会信用代码"
name = "企业名称"
stratum = "地区"
publish = false
[default]
quota = {{ count = {count} }}
reserve = 2
[inspectors]
file = "draw-people.csv"
[[team]]
seat = "组长"
requires = ["执法证", "组长"]
[[team]]
seat = "组员"
requires = ["执法证"]
[[contributions]]
name = "经办人"
kind = "secret"
generate = true
"""


MORNING = dt.datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)


def say(*arguments: object, lang: str = "zh") -> Said:
    """Run the command line, and return what it said."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = run(["--lang", lang, *map(str, arguments)])
    return Said(status, out.getvalue(), err.getvalue())


@attrs.define
class OfficeCli:
    """An office in a folder, and its commands.

    Attributes:
        folder: the office's folder.
        moment: what the clock says.
    """

    folder: Path
    moment: dt.datetime = MORNING

    def run(self, *arguments: object, by: str | None = None, lang: str = "zh") -> Said:
        """Run a command of the office."""
        actor = ("--as", by) if by else ()
        return say("office", "--dir", self.folder, *actor, *arguments, lang=lang)

    def do(self, *arguments: object, by: str | None = None, lang: str = "zh") -> str:
        """Run a command that must succeed, and return what it said."""
        said = self.run(*arguments, by=by, lang=lang)
        assert said.status == 0, said.out + said.err
        return said.out

    def refused(self, *arguments: object, by: str | None = None, lang: str = "zh") -> str:
        """Run a command that must be refused, and return why."""
        said = self.run(*arguments, by=by, lang=lang)
        assert said.status == 1, said.out
        assert "Traceback" not in said.err
        return said.err

    def acts(self) -> list[str]:
        """Return the acts on the trail, in their order."""
        store = open_store(f"sqlite:///{self.folder}/office.db")
        with store.view() as view:
            found = [data.decode().split('"act":"')[1].split('"')[0] for data in view.trail.leaves()]
        store.engine.dispose()  # type: ignore[attr-defined]  # a store in SQLite
        return found

    def wait(self, **span: float) -> None:
        """Let time go by."""
        self.moment += dt.timedelta(**span)

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file into the folder, and return it."""
        path = self.folder.parent / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def rows(self, *, by: str = HANDLER) -> list[dict[str, str]]:
        """Return the rows of the task's workbook as it stands on record."""
        page = load_workbook(self.sheet("look.xlsx", by=by))["检查记录"]
        names = [str(cell.value) for cell in page[3]]
        return [
            dict(zip(names, (str(cell.value or "") for cell in row), strict=True)) for row in page.iter_rows(min_row=4)
        ]

    def imported(self) -> OfficeCli:
        """Bring in the list of items, the directories and a training."""
        targets = "".join(f"{firm},{firm},企业,{'东城' if firm < '甲5' else '西城'},县市监局\n" for firm in FIRMS)
        self.file("items.csv", ITEMS)
        self.file("targets.csv", "统一社会信用代码,企业名称,对象类型,地区,登记机关\n" + targets)
        people = "".join(
            f"{one},{one},青禾县人社局,监察大队,{NUMBERS[one]},省人民政府,长期,劳动-01、劳动-02,是\n" for one in PEOPLE
        )
        self.file("people.csv", "人员编号,姓名,执法机关,科室,执法证号,发证机关,有效期至,抽查事项,组长\n" + people)
        version = ("--version", "2026-1", "--from", "2026-01-01", "--source", "人社发〔2026〕1号")
        self.do("import", "items", self.folder.parent / "items.csv", *version, by=HEAD)
        for kind, source in (("targets", "市场监管登记"), ("inspectors", "人事名册")):
            name = "people.csv" if kind == "inspectors" else "targets.csv"
            self.do("import", kind, self.folder.parent / name, "--source", source, "--on", "2026-01-05", by=HANDLER)
        items = ("--item", "劳动-01", "--item", "劳动-02")
        training = ("training", "培训-1", self.folder.parent / "people.csv", "--title", "实务", "--on", "2026-03-01")
        self.do(*training, *items, by=HANDLER)
        return self

    def planned(self) -> OfficeCli:
        """Have a plan and a task drawn up and approved."""
        self.do("plan", "new", "2026", "--year", "2026", "--item", "劳动-01", "--item", "劳动-02", by=HANDLER)
        self.do("plan", "approve", "2026", by=CHIEF)
        words = ("--title", "劳动用工抽查", "--scope", "全县企业", "--ratio", "不低于3%")
        days = ("--from", "2026-11-24", "--to", "2026-12-18")
        self.do("task", "new", TASK, "--plan", "2026", *words, *days, by=HANDLER)
        self.do("task", "approve", TASK, by=HEAD)
        return self

    def spec(self, count: int = 1) -> Path:
        """Write the specification of the draw with its tables, and return it."""
        rows = "".join(f"{firm},{firm},{'东城' if firm < '甲5' else '西城'}\n" for firm in FIRMS)
        self.file("draw-targets.csv", "统一社会信用代码,企业名称,地区\n" + rows)
        self.file("draw-people.csv", "检查人员,资格,上限\n" + "".join(f"{one},执法证；组长,\n" for one in PEOPLE))
        return self.file("SPEC.toml", SPEC.format(count=count))

    def announced(self) -> OfficeCli:
        """Announce the draw of the task."""
        self.do("announce", TASK, self.spec(), by=HANDLER)
        return self

    def confirmed(self) -> OfficeCli:
        """Draw the task, and have it confirmed."""
        self.do("draw", TASK, by=HANDLER)
        self.do("confirm", TASK, by=HEAD)
        return self

    def sheet(self, name: str = "records.xlsx", *, by: str = HANDLER) -> Path:
        """Write out the workbook of the task anew, and return it."""
        file = self.folder.parent / name
        file.unlink(missing_ok=True)
        self.do("record", "export", TASK, file, by=by)
        return file

    def fill(self, file: Path, **cells: Any) -> None:
        """Fill cells of every row of a workbook; what is callable is asked with the row as it stands."""
        book = load_workbook(file)
        page = book["检查记录"]
        columns = {str(cell.value): place for place, cell in enumerate(page[3], start=1)}
        for row in range(4, page.max_row + 1):
            now = {heading: page.cell(row, column).value for heading, column in columns.items()}
            for heading, value in cells.items():
                page.cell(row, columns[heading]).value = value(now) if callable(value) else value
        book.save(file)

    def visited(self) -> OfficeCli:
        """Have every inspection recorded and concluded, by one workbook after the other."""
        file = self.sheet()
        self.fill(
            file,
            检查方式="现场检查",
            入企理由="须现场核对台账",
            审批="同意",
            通知书文号=lambda row: f"检通{row['检查编号']}",
        )
        self.do("record", "import", TASK, file, by=HANDLER)
        self.do("record", "import", TASK, file, by=HEAD)
        self.do("record", "import", TASK, file, by=HANDLER)
        self.wait(days=1)
        self.file("门头.png", photograph("门头"))
        self.fill(file, **self.findings())
        self.wait(hours=4)
        for name in PEOPLE:
            self.do("record", "import", TASK, file, by=name)
        return self

    def findings(self) -> dict[str, Any]:
        """Return what is written into a workbook after the visits."""
        day = self.moment.strftime("%Y-%m-%d")
        return {
            "扫码内容": "QY-1",
            "出示执法证": lambda row: "；".join(f"{who}={NUMBERS[who]}" for who in team_of(row)),
            "开始时间": f"{day} 10:00",
            "结束时间": f"{day} 11:30",
            "检查地点": "店内",
            "检查内容": "工资支付、劳动合同",
            "现场情况": "台账齐全",
            "证据": "门头.png",
            "签收": "是",
            "检查结果（劳动-01）": "未发现问题",
            "检查结果（劳动-02）": "发现问题已责令改正",
            "处理意见": "责令限期改正",
        }


def team_of(row: dict[str, Any]) -> list[str]:
    """Return the inspectors of a row's team."""
    return [part.split(" ")[1] for part in row["检查组"].split("；")]


def new_office(folder: Path) -> OfficeCli:
    """Make an office that has people and nothing else."""
    people = (
        f"{HANDLER}=经办人@监察大队",
        f"{HEAD}=科室负责人@监察大队",
        f"{CHIEF}=局领导",
        f"{REVIEWER}=审核人",
    )
    options = [word for one in people for word in ("--person", one)]
    store = ("--store", "sqlite:///office.db?synchronous=NORMAL")
    said = say("office", "init", folder, "--name", "青禾县人社局", *store, *options)
    assert said.status == 0, said.err
    return OfficeCli(folder)


def reviewed(office: OfficeCli) -> OfficeCli:
    """Have every inspection of an office visited, concluded and reviewed."""
    office.visited()
    file = office.sheet()
    office.fill(file, 审核="通过")
    office.do("record", "import", TASK, file, by=REVIEWER)
    return office


STAGES: dict[str, Callable[[OfficeCli], OfficeCli]] = {
    "imported": lambda office: office.imported(),
    "planned": lambda office: office.planned(),
    "announced": lambda office: office.announced(),
    "confirmed": lambda office: office.confirmed(),
    "reviewed": reviewed,
}
"""How far an office has come, each stage built on the one before."""


@attrs.define
class Shelf:
    """Offices of every stage, each made once and copied for every test."""

    folder: Path
    made: dict[str, OfficeCli] = attrs.field(factory=dict)

    def take(self, stage: str, folder: Path, patch: pytest.MonkeyPatch) -> OfficeCli:
        """Return a copy of the office at a stage, with a clock of its own."""
        if stage not in self.made:
            names = list(STAGES)
            place = self.folder / stage
            if stage == names[0]:
                place.mkdir()
                office = new_office(place / "office")
            else:
                office = self.take(names[names.index(stage) - 1], place, patch)
            patch.setattr(SystemClock, "now", lambda _: office.moment)
            self.made[stage] = STAGES[stage](office)
        kept = self.made[stage]
        shutil.copytree(kept.folder.parent, folder, dirs_exist_ok=True)
        copy = OfficeCli(folder / "office", kept.moment)
        patch.setattr(SystemClock, "now", lambda _: copy.moment)
        return copy


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The offices of every stage."""
    return Shelf(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody is named by the environment, and nobody waits for the disk: no power fails here."""
    monkeypatch.delenv("RANDOM_INSPECTION_AS", raising=False)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return monkeypatch


@pytest.fixture
def office(tmp_path: Path, patch: pytest.MonkeyPatch) -> OfficeCli:
    """An office that has people and nothing else."""
    made = new_office(tmp_path / "office")
    patch.setattr(SystemClock, "now", lambda _: made.moment)
    return made


@pytest.fixture
def imported(shelf: Shelf, tmp_path: Path, patch: pytest.MonkeyPatch) -> OfficeCli:
    """An office with its list of items and both directories."""
    return shelf.take("imported", tmp_path, patch)


@pytest.fixture
def planned(shelf: Shelf, tmp_path: Path, patch: pytest.MonkeyPatch) -> OfficeCli:
    """An office with an approved task."""
    return shelf.take("planned", tmp_path, patch)


@pytest.fixture
def announced(shelf: Shelf, tmp_path: Path, patch: pytest.MonkeyPatch) -> OfficeCli:
    """An office whose task is announced."""
    return shelf.take("announced", tmp_path, patch)


@pytest.fixture
def confirmed(shelf: Shelf, tmp_path: Path, patch: pytest.MonkeyPatch) -> OfficeCli:
    """An office whose draw is confirmed."""
    return shelf.take("confirmed", tmp_path, patch)


@pytest.fixture
def with_results(shelf: Shelf, tmp_path: Path, patch: pytest.MonkeyPatch) -> OfficeCli:
    """An office whose inspections are reviewed."""
    return shelf.take("reviewed", tmp_path, patch)
