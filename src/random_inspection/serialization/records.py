"""The kinds of records that an office keeps: their keys, what they are asked about, and their canonical JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import attrs

from random_inspection.domain.acts import Changed, has_controls
from random_inspection.domain.archives import Archive
from random_inspection.domain.erasures import Erasure
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.notices import Notice
from random_inspection.domain.people import ComplaintAboutInspector, IntegrityPledge, TrainingEvent
from random_inspection.domain.plans import AnnualPlan, Task
from random_inspection.domain.recusals import PlatformSubstitution, RecusalRequest
from random_inspection.domain.registers import AdoptedItems, InspectorEntry, Synchronisation, TargetEntry
from random_inspection.domain.reports import Report
from random_inspection.errors import InvalidInput, Message, NotStored, Where, refuse
from random_inspection.proofs.canonical import difference, encoded, parsed, plain_bytes
from random_inspection.proofs.commitments import commitment
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.serialization.converters import MARK, OURS, SCHEMA_VERSION

T = TypeVar("T")

NO_KIND = Message(
    "record-kind-unknown",
    "no kind of record is called {found!r}; expected one of {expected}",
    "没有名为“{found}”的记录类型；应为{expected}之一",
)
NO_FIELD = Message(
    "record-field-unknown",
    "a {kind} is not asked about by {found!r}, but by {expected}",
    "“{kind}”不能按“{found}”查询，只能按{expected}查询",
)
BAD_TEXT = Message(
    "record-asked-text",
    "found {found!r}, expected at most {limit} characters without control characters, as records are searched by it",
    "该项用于查询，应不超过{limit}个字符且不含控制字符，实为 {found!r}",
)
MAX_ASKED = 384
"""How many characters a text has at most that records are asked about: what a database can hold in an index."""


@attrs.frozen(kw_only=True)
class RecordKind(Generic[T]):
    """A kind of record.

    Attributes:
        name: its name, as it stands on the trail.
        title: what officials call such a record, in Chinese.
        type: the class of its values.
        key: what identifies a value of it, one line of text.
        asked: what values are asked about, each a text or None.
        counted: which of these fields they are counted by together, so that a store can count without reading them.
    """

    name: str
    title: str
    type: type[T]
    key: Callable[[T], str]
    asked: Mapping[str, Callable[[T], str | None]] = attrs.field(factory=dict)
    counted: tuple[tuple[str, ...], ...] = ()

    def index(self, value: T) -> dict[str, str | None]:
        """Return what `value` is asked about, by field."""
        found = {name: read(value) for name, read in self.asked.items()}
        return {name: None if text is None else str(text) for name, text in found.items()}

    def check_fields(self, *fields: str) -> None:
        """Raise `InvalidInput` where one of `fields` is not asked about."""
        expected = ", ".join(self.asked) or "nothing"
        wrong = [
            NO_FIELD.at(kind=self.name, found=name, expected=expected) for name in fields if name not in self.asked
        ]
        if wrong:
            raise InvalidInput(*wrong)


KINDS: tuple[RecordKind[Any], ...] = (
    RecordKind(
        name="plan",
        title="年度抽查计划",
        type=AnnualPlan,
        key=lambda plan: plan.plan_id,
        asked={"year": lambda plan: str(plan.year), "state": lambda plan: plan.state},
    ),
    RecordKind(
        name="task",
        title="抽查任务",
        type=Task,
        key=lambda task: task.task_id,
        asked={
            "plan": lambda task: task.plan_id,
            "state": lambda task: task.state,
            "unit": lambda task: task.unit,
            "year": lambda task: str(task.first_day.year),
        },
    ),
    RecordKind(
        name="inspection",
        title="检查",
        type=Inspection,
        key=lambda one: one.inspection_id,
        asked={
            "task": lambda one: one.task_id,
            "target": lambda one: one.target_id,
            "state": lambda one: one.state,
            "unit": lambda one: one.unit,
            "ended": lambda one: one.record and day_in_beijing(one.record.ended_at).isoformat(),
            "year": lambda one: one.record and str(day_in_beijing(one.record.ended_at).year),
        },
        counted=(("year", "target"),),
    ),
    RecordKind(
        name="erasure",
        title="依法删除",
        type=Erasure,
        key=lambda one: f"{one.kind} {one.key} {one.version}",
    ),
    RecordKind(
        name="evidence",
        title="证据",
        type=Evidence,
        key=lambda one: f"{one.inspection_id} {one.digest}",
        asked={"inspection": lambda one: one.inspection_id, "digest": lambda one: one.digest},
    ),
    RecordKind(
        name="notice",
        title="公示",
        type=Notice,
        key=lambda notice: notice.key,
        asked={
            "notice": lambda notice: notice.notice_id,
            "kind": lambda notice: notice.kind,
            "state": lambda notice: notice.state,
            "subject": lambda notice: f"{notice.subject.kind} {notice.subject.key}",
        },
    ),
    RecordKind(
        name="report",
        title="报告",
        type=Report,
        key=lambda report: report.key,
        asked={
            "kind": lambda report: report.kind,
            "task": lambda report: report.task_id,
            "inspection": lambda report: report.inspection_id,
        },
    ),
    RecordKind(
        name="archive",
        title="归档",
        type=Archive,
        key=lambda archive: archive.key,
        asked={"kind": lambda archive: archive.kind, "task": lambda archive: archive.task_id},
    ),
    RecordKind(
        name="target",
        title="检查对象",
        type=TargetEntry,
        key=lambda entry: entry.key,
        asked={
            "movement": lambda entry: entry.movement,
            "kind": lambda entry: entry.value.kind,
            "district": lambda entry: entry.value.district,
            "status": lambda entry: entry.value.status,
        },
        counted=(("movement", "kind", "district"),),
    ),
    RecordKind(
        name="inspector",
        title="检查人员",
        type=InspectorEntry,
        key=lambda entry: entry.key,
        asked={"movement": lambda entry: entry.movement, "unit": lambda entry: entry.value.unit},
    ),
    RecordKind(name="item-list", title="抽查事项清单", type=AdoptedItems, key=lambda one: one.value.version),
    RecordKind(
        name="synchronisation",
        title="名录同步",
        type=Synchronisation,
        key=lambda one: one.sync_id,
        asked={"register": lambda one: one.report.register},
    ),
    RecordKind(name="training", title="培训", type=TrainingEvent, key=lambda one: one.event_id),
    RecordKind(
        name="pledge",
        title="廉洁承诺",
        type=IntegrityPledge,
        key=lambda pledge: pledge.key,
        asked={"year": lambda pledge: str(pledge.year), "inspector": lambda pledge: pledge.inspector_id},
    ),
    RecordKind(
        name="complaint",
        title="对检查人员的投诉",
        type=ComplaintAboutInspector,
        key=lambda one: one.complaint_id,
        asked={"inspector": lambda one: one.inspector_id, "state": lambda one: one.state},
    ),
    RecordKind(
        name="recusal",
        title="回避申请",
        type=RecusalRequest,
        key=lambda one: one.request_id,
        asked={"inspection": lambda one: one.inspection_id, "state": lambda one: one.state},
    ),
    RecordKind(
        name="platform-substitution",
        title="平台抽取后的更换",
        type=PlatformSubstitution,
        key=lambda one: f"{one.inspection_id} {one.seat} {one.made.at.isoformat()}",
        asked={"inspection": lambda one: one.inspection_id},
    ),
)
"""Every kind of record that an office keeps."""


def fits(index: Mapping[str, str | None], equal: Mapping[str, str | None], until: Mapping[str, str]) -> bool:
    """Return whether what a record is asked about is `equal`, and set and not over `until`; see `Records.find`."""
    same = all(index[name] == wanted for name, wanted in equal.items())
    return same and all((found := index[name]) is not None and found <= last for name, last in until.items())


_BY_TYPE = {kind.type: kind for kind in KINDS}
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(type_: type[T]) -> RecordKind[T]:
    """Return the kind whose values are of the class `type_`; raise `InvalidInput` where there is none."""
    if type_ not in _BY_TYPE:
        raise InvalidInput(NO_KIND.at(found=type_.__name__, expected=", ".join(_BY_NAME)))
    return _BY_TYPE[type_]


def kind_named(name: str) -> RecordKind[Any]:
    """Return the kind of this name; raise `NotStored` where there is none."""
    if name not in _BY_NAME:
        raise NotStored(NO_KIND.at(found=name, expected=", ".join(_BY_NAME)))
    return _BY_NAME[name]


def record_bytes(value: Any) -> bytes:
    """Return the canonical JSON of a record: ``{"kind": …, "schema": 1, "value": {…}}`` and one line feed."""
    kind = kind_of(type(value))
    return plain_bytes({"kind": kind.name, "schema": SCHEMA_VERSION, "value": OURS.unstructure(value)})


def read_record(data: bytes, type_: type[T]) -> T:
    """Return the record of canonical JSON.

    Raises:
        InvalidInput: it is no canonical JSON, of another kind or schema, or no such record; all findings at once.
    """
    plain = parsed(data)
    kind = kind_of(type_)
    expected = {"kind": kind.name, "schema": SCHEMA_VERSION}
    found = plain if isinstance(plain, dict) else {}
    wrong = [
        MARK.at(Where(path=name), found=found.get(name), expected=value)
        for name, value in expected.items()
        if found.get(name) != value
    ]
    if wrong or found.keys() != {*expected, "value"}:
        raise InvalidInput(*(wrong or [MARK.at(found=sorted(found), expected=[*expected, "value"])]))
    value = OURS.structure(found["value"], type_)
    if problems := difference(data, encoded(plain)):
        raise InvalidInput(*problems)
    return value


@attrs.frozen(kw_only=True)
class Entry:
    """A version of a record, ready to be kept.

    Attributes:
        change: what the trail says of it: kind, key, version, and the salted commitment to its content.
        data: its canonical JSON.
        index: what it is asked about, by field.
    """

    change: Changed
    data: bytes
    index: Mapping[str, str | None]


def entry(value: object, version: int, salt: str) -> Entry:
    """Return a version of a record as every store keeps it.

    Raises:
        InvalidInput: it is of no kind, or its key, or a text that it is asked about, is too long for a database.
    """
    kind = kind_of(type(value))
    key, data, index = kind.key(value), record_bytes(value), kind.index(value)
    check_asked(index)
    digest = content_digest(kind.name, key, version, salt, data)
    return Entry(change=Changed(kind=kind.name, key=key, version=version, digest=digest), data=data, index=index)


def check_asked(index: Mapping[str, str | None]) -> None:
    """Raise `InvalidInput` for every text that a database cannot search by."""
    refuse(
        [
            BAD_TEXT.at(Where(path=name), found=text, limit=MAX_ASKED)
            for name, text in index.items()
            if text is not None and (len(text) > MAX_ASKED or has_controls(text))
        ]
    )


def content_digest(kind: str, key: str, version: int, salt: str, data: bytes) -> str:
    """Return the salted commitment to the content `data` of a record's version, 64 hexadecimal characters."""
    return commitment(name=f"{kind} {key} {version}", value=data.decode(), salt=salt)
