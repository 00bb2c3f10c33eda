"""The bureau of the fictional county of the sample office: its people, its clock, its ports, and its tables."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from random_inspection import Actor, HandedIn, Office, Order, Role, commitment
from random_inspection.adapters.china_calendar import china_calendar
from random_inspection.adapters.evidence_folder import EvidenceFolder
from random_inspection.adapters.files import BundleFolders
from random_inspection.adapters.signing import Ed25519Signer, generate_pem
from random_inspection.adapters.site import SiteFolder
from random_inspection.adapters.spreadsheets import read_inspector_extract, read_spec, read_target_extract
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import Category, FrequencyBound, InspectionItem, ItemList, Level, Method, RatioBound
from random_inspection.domain.legal import LegalBasis
from random_inspection.domain.notices import Notice
from random_inspection.domain.plans import Task
from random_inspection.domain.targets import Target, TargetKind
from random_inspection.errors import Message, PublicationFailed
from random_inspection.ports import Store
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.rules.directories.synchronising import Extract
from random_inspection.rules.inspectors.qualification import for_item, of_agency
from random_inspection.rules.working_days.counting import WorkIndex
from random_inspection.testing import FixedEntropy
from random_inspection.workflows.casework.tasks import TaskDraft
from random_inspection.workflows.directories.extracts import read_inspectors, read_targets
from random_inspection.workflows.inputs.tables import Row, SpecDocument, Table

SAMPLE = Path(str(files("random_inspection.cli"))) / "sample_office"
BEIJING = dt.timezone(dt.timedelta(hours=8))
LABOUR, MARKET = "青禾县人力资源和社会保障局", "青禾县市场监督管理局"
UNIT = "劳动保障监察大队"
CONTRACTS, WAGES, REPORTS = "人社-01", "人社-02", "市监-01"
NAMES = {CONTRACTS: "劳动合同签订情况", WAGES: "工资支付情况", REPORTS: "企业年度报告公示信息"}
ORIGIN = "trail.qinghe.example"
INTERNAL = "内部"
"""Every text of the year that is not for the public has this word in it."""

HANDLER = Actor(actor_id="经办赵", roles=(Role.HANDLER,))
HEAD = Actor(actor_id="科长钱", roles=(Role.UNIT_HEAD,))
CHIEF = Actor(actor_id="局长孙", roles=(Role.BUREAU_HEAD,))
REVIEWER = Actor(actor_id="审核李", roles=(Role.REVIEWER,))
SUPERVISOR = Actor(actor_id="监督员", roles=(Role.SUPERVISOR,))

PAIR = ({"seat": "组长", "requires": ["执法证", "领队"]}, {"seat": "组员", "requires": ["执法证"]})
JOINT = (
    {"seat": "组长", "requires": ["执法证", of_agency(LABOUR), for_item(WAGES)]},
    {"seat": "市监组员", "requires": ["执法证", of_agency(MARKET), for_item(REPORTS)]},
)
DOWN = Message("site-down", "the site is down", "网站维护中")


@attrs.define
class YearClock:
    """The clock of the year: every look at it is a minute later, and the story turns it to another day."""

    moment: dt.datetime = dt.datetime(2026, 1, 4, 9, tzinfo=BEIJING)

    def now(self) -> dt.datetime:
        """Return the moment."""
        self.moment += dt.timedelta(minutes=1)
        return self.moment

    def turn_to(self, month: int, day: int, *, year: int = 2026) -> None:
        """Go on to the morning of a day, never back."""
        morning = dt.datetime(year, month, day, 9, tzinfo=BEIJING)
        assert morning > self.moment
        self.moment = morning


@attrs.define
class Site:
    """The site of the bureau, which is down at times."""

    folder: SiteFolder
    down: bool = False

    def publish(self, notice_id: str, version: int, files: Mapping[str, bytes]) -> str:
        """Publish, where the site is up."""
        if self.down:
            raise PublicationFailed(DOWN.at())
        return self.folder.publish(notice_id, version, files)

    def shown(self, notice_id: str, version: int) -> Mapping[str, bytes] | None:
        """Return what the public reads."""
        return self.folder.shown(notice_id, version)

    def wrong_pages(self, notice_id: str, version: int) -> tuple[str, ...]:
        """Return which pages were altered."""
        return self.folder.wrong_pages(notice_id, version)

    def strangers(self, issued: Collection[tuple[str, int]]) -> tuple[str, ...]:
        """Return what nobody put there."""
        return self.folder.strangers(issued)


def _item(code: str, agency: str) -> InspectionItem:
    return InspectionItem(
        code=code,
        name=NAMES[code],
        legal_bases=(LegalBasis(title="劳动保障监察条例", article="第十一条", grants_inspection=True),),
        agency=agency,
        levels=(Level.COUNTY,),
        target_kinds=(TargetKind.ENTERPRISE, TargetKind.INDIVIDUAL_BUSINESS, TargetKind.COOPERATIVE),
        category=Category.GENERAL,
        methods=(Method.ON_SITE, Method.WRITTEN, Method.ONLINE),
        ratio=RatioBound(verbatim="不低于3‰"),
        frequency=FrequencyBound(verbatim="根据实际情况确定"),
        in_force_from=dt.date(2020, 1, 1),
    )


ITEM_LIST = ItemList(
    version="2026-1",
    in_force_from=dt.date(2026, 1, 1),
    items=(_item(CONTRACTS, LABOUR), _item(WAGES, LABOUR), _item(REPORTS, MARKET)),
)


@cache
def sample_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table of the sample office."""
    with (SAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


REGISTER = {row["统一社会信用代码"]: row for row in sample_rows("register.csv")}
PEOPLE = {row["inspector_id"]: row for row in sample_rows("inspectors.csv")}
CALLED = {who[4:]: who for who in PEOPLE}
"""Inspectors by what the national platform calls them."""
CERTIFICATES = {who: f"GX2604{number:04}" for number, who in enumerate(PEOPLE)}
ACCOUNTS = {who: f"1389900{number:04}" for number, who in enumerate(PEOPLE)}


def agency_of(inspector_id: str) -> str:
    """Return who employs an inspector of the sample office."""
    return LABOUR if inspector_id.startswith("RS") else MARKET


def write_csv(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write rows with their headings, as a spreadsheet program does."""
    found = list(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path


def market_register(folder: Path, on: dt.date, *, without: Collection[str] = ()) -> Extract[Target]:
    """Return the extract of the market register on a day."""
    rows = [
        {
            "统一社会信用代码": key,
            "企业名称": row["企业名称"],
            "对象类型": row["主体类型"],
            "登记机关": MARKET,
            "地区": row["乡镇"],
        }
        for key, row in REGISTER.items()
        if key not in without
    ]
    path = write_csv(folder / f"市场主体-{on}.csv", rows)
    return read_targets(read_target_extract(path), source="市场监管登记", on=on)


def staff_list(folder: Path, on: dt.date) -> Extract[Inspector]:
    """Return the extract of the personnel of both agencies on a day."""
    rows = [
        {
            "人员编号": who,
            "姓名": who[4:],
            "执法机关": agency_of(who),
            "执法证号": CERTIFICATES[who],
            "发证机关": "自治区人民政府",
            "有效期至": "2029-12-31",
            "抽查事项": REPORTS if agency_of(who) == MARKET else f"{CONTRACTS}；{WAGES}",
            "资格": row["holds"],
            "组长": "是" if "领队" in row["holds"] else "否",
            "手机号码": ACCOUNTS[who],
        }
        for who, row in PEOPLE.items()
    ]
    path = write_csv(folder / f"执法人员-{on}.csv", rows)
    return read_inspectors(read_inspector_extract(path), source="人事名册", on=on)


@cache
def _sample_spec() -> SpecDocument:
    return read_spec(SAMPLE / "spec.toml")


def _with_rows(table: Table, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Table:
    cells = ({name: row[name] for name in columns} for row in rows)
    numbered = tuple(Row(number=number, cells=one) for number, one in enumerate(cells, start=2))
    return attrs.evolve(table, columns=tuple(columns), rows=numbered)


@attrs.define
class Bureau:
    """The bureau.

    Attributes:
        office: its office.
        clock: its clock.
        site: its site.
        folder: where its files are.
        signer: signs its checkpoints.
        commands: how many commands were given.
    """

    office: Office
    clock: YearClock
    site: Site
    folder: Path
    signer: Ed25519Signer = attrs.field(factory=lambda: Ed25519Signer.from_pem(ORIGIN, generate_pem()))
    commands: int = 0

    @classmethod
    def of(cls, store: Store, folder: Path) -> Bureau:
        """Return the bureau with its records in a store, and everything else in folders."""
        clock = YearClock()
        site = Site(SiteFolder(folder / "site", agency=LABOUR))
        office = Office(
            store=store,
            evidence=EvidenceFolder(folder / "evidence"),
            bundles=BundleFolders(folder / "draws"),
            publisher=site,
            clock=clock,
            entropy=FixedEntropy(),
            authority=RoleAuthority(),
            working_days=WorkIndex.of(china_calendar()),
        )
        return cls(office, clock, site, folder)

    def order(self, actor: Actor) -> Order:
        """Return a new order of somebody."""
        self.commands += 1
        return Order(actor=actor, command=f"年{self.commands:04}")

    def inspector(self, who: str) -> Order:
        """Return a new order of an inspector."""
        return self.order(Actor(actor_id=who, roles=(Role.INSPECTOR,)))

    def inspection(self, key: str) -> Inspection:
        """Return an inspection as it stands."""
        with self.office.store.view() as view:
            found = view.records.get(Inspection, key)
        assert found is not None
        return found.value

    def inspections(self, task_id: str | None = None) -> list[Inspection]:
        """Return the inspections of a task, or all."""
        equal: dict[str, Any] = {} if task_id is None else {"task": task_id}
        with self.office.store.view() as view:
            return [one.value for one in view.records.find(Inspection, **equal)]

    def tasks(self) -> dict[str, Task]:
        """Return all tasks by number."""
        with self.office.store.view() as view:
            return {one.value.task_id: one.value for one in view.records.find(Task)}

    def draft(self, task_id: str, title: str, items: tuple[str, ...], **more: Any) -> None:
        """Draw up a task of the plan for its month, and have it approved."""
        month = int(task_id[5:7])
        usual: dict[str, Any] = {
            "plan_id": "2026",
            "agencies": (LABOUR,),
            "unit": UNIT,
            "scope": "本县登记的市场主体",
            "ratio": "见抽取公告",
            "first_day": dt.date(2026, month, 12),
            "last_day": dt.date(2026, month, 27),
        }
        draft = TaskDraft(title=title, items=items, **{**usual, **more})
        self.office.draft_task(self.order(HANDLER), task_id, draft)
        self.office.approve_task(self.order(HEAD), task_id)

    def secret(self, task_id: str) -> str:
        """Return the secret that the supervisor keeps until a draw."""
        return hashlib.sha256(f"监督员 {task_id}".encode()).hexdigest()

    def specification(
        self,
        task_id: str,
        rows: Iterable[Mapping[str, str]],
        *,
        team: Sequence[Mapping[str, Any]] = PAIR,
        columns: Sequence[str] = ("统一社会信用代码", "企业名称", "乡镇"),
        **changes: Any,
    ) -> SpecDocument:
        """Return the sample office's specification for a task: of these targets and all inspectors those who may be drawn.

        Args:
            task_id: the task.
            rows: the targets, from the sample register.
            team: the seats of a team.
            columns: the columns of the register that are read.
            changes: settings that are other than the sample's; None leaves one out.
        """
        frame, sample = self.office.task_frame(task_id), _sample_spec()
        targets = {one.target_id for one in frame.targets}
        drawn_from = [row for row in rows if row["统一社会信用代码"] in targets]
        people = {
            one.inspector_id: {
                "inspector_id": one.inspector_id,
                "holds": "；".join(one.holds),
                "capacity": PEOPLE[one.inspector_id]["capacity"],
            }
            for one in frame.inspectors
        }
        codes = {row["统一社会信用代码"] for row in drawn_from}
        apart = [
            {
                "target_id": one.target_id,
                "inspector_id": one.inspector_id,
                "reason": "；".join(ground.text("zh") for ground in one.grounds),
            }
            for one in frame.recusals
            if one.target_id in codes
        ]
        left = {"draw_id", "title", "about", "strata", "shares"}
        settings = {name: value for name, value in sample.settings.items() if name not in left}
        office, supervisor = settings["contributions"]
        committed = commitment(task_id, supervisor["name"], self.secret(task_id))
        settings |= {
            "team": list(team),
            "default": {"quota": {"count": 1}, "reserve": 2},
            "contributions": [office, {**supervisor, "commitment": committed}],
            **changes,
        }
        tables = {
            "targets": _with_rows(sample.tables["targets"], columns, drawn_from),
            "inspectors": _with_rows(
                sample.tables["inspectors"], ("inspector_id", "holds", "capacity"), people.values()
            ),
            "recusals": _with_rows(sample.tables["recusals"], ("target_id", "inspector_id", "reason"), apart),
        }
        wanted = {name: value for name, value in settings.items() if value is not None}
        return attrs.evolve(sample, settings=wanted, tables=tables)

    def draw(self, task_id: str, document: SpecDocument) -> list[Inspection]:
        """Announce a task, publish the announcement, draw with the supervisor's value, have the draw confirmed."""
        self.office.announce_task(self.order(HANDLER), task_id, document)
        self.office.publish_task(self.order(HANDLER), task_id)
        handed_in = HandedIn(secrets={"监督员": self.secret(task_id)})
        self.office.draw_task(self.order(HANDLER), task_id, handed_in)
        self.office.confirm_draw(self.order(HEAD), task_id)
        return self.inspections(task_id)

    def publish_all(self) -> None:
        """Deliver whatever waits, and look whether it stands where the public reads it."""
        for one in self.office.deliver_pending(self.order(HANDLER)):
            if one.value.state == "已公示":
                self.office.check_published(self.order(SUPERVISOR), one.value.key)

    def public(self) -> str:
        """Return everything that the public reads."""
        texts = (path.read_bytes() for path in sorted((self.folder / "site").rglob("*")) if path.is_file())
        return "\n".join(one.decode("utf-8-sig", errors="replace") for one in texts)

    def public_page(self, notice: Notice) -> str:
        """Return the files of a notice as the public reads them."""
        shown = self.site.shown(notice.notice_id, notice.version) or {}
        return "\n".join(one.decode("utf-8-sig", errors="replace") for one in shown.values())

    def stands(self, inspection: Inspection) -> tuple[int, str]:
        """Return which version of a result the public reads, and what it says of the last item."""
        with self.office.store.view() as view:
            notices = [one.value for one in view.records.find(Notice, notice=f"result-{inspection.inspection_id}")]
        last = max((one for one in notices if one.receipt), key=lambda one: one.version)
        shown = self.site.shown(last.notice_id, last.version) or {}
        return last.version, json.loads(shown["result.json"])["details"][-1]["raninsCheckResName"]

    def checkpoint(self) -> bytes:
        """Return a signed checkpoint of the trail."""
        return self.office.make_checkpoint(ORIGIN, [self.signer])


def in_towns(*towns: str) -> list[Mapping[str, str]]:
    """Return the rows of the sample register in these towns."""
    return [row for row in REGISTER.values() if row["乡镇"] in towns]
