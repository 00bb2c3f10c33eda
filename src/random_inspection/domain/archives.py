"""Files that were closed and are kept (档案, clause 二(八)): what is in them, for how long, and why."""

from __future__ import annotations

import re
from enum import StrEnum

import attrs

from random_inspection.domain.acts import Mark, Subject
from random_inspection.domain.fields import Integer, check_hex64, check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import Kind, Kinds, check_text, repeated
from random_inspection.errors import InvalidInput, Message, Where, refuse

_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")

BAD_PATH = Message(
    "archive-path",
    "found {found!r}, expected a path of plain ASCII names with slashes between them",
    "应为由英文字母、数字、点、短横和下划线组成、以斜杠分隔的路径，实为 {found!r}",
)
WRONG_SOURCE = Message(
    "archive-source",
    "{path!r} comes from a {origin}, which is told by {expected}; correct the source",
    "“{path}”的来源为“{origin}”，应填写{expected}；请更正",
)


class ArchiveKind(StrEnum):
    """What a file is about."""

    INSPECTION = "检查档案"
    TASK = "任务档案"


class Origin(StrEnum):
    """Where a file of an archive comes from."""

    RECORD = "记录"
    REPORT = "报告"
    EVIDENCE = "证据"
    DRAW = "抽取文件"
    EVENT = "留痕事件"
    PROOF = "留痕凭据"


_TOLD_BY = {
    Origin.RECORD: ("record", "version", "salt"),
    Origin.REPORT: ("record", "version"),
    Origin.EVIDENCE: (),
    Origin.DRAW: ("name",),
    Origin.EVENT: ("seq",),
    Origin.PROOF: ("seq",),
}
_SOURCES = ("record", "version", "salt", "name", "seq")


def _check_path(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not _PATH.fullmatch(value):
        raise InvalidInput(BAD_PATH.at(Where(path=attribute.name), found=value))


@attrs.frozen(kw_only=True)
class Retention:
    """How long a file is kept (保管期限), and what says so.

    Attributes:
        years: for how many years; None for ever (永久).
        basis: the law, rule or schedule (档案保管期限表) that says so.
    """

    years: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(1)))
    basis: str = attrs.field(validator=check_line)


@attrs.frozen(kw_only=True)
class ArchivedFile:
    """A file of an archive.

    Attributes:
        path: its path in the archive.
        digest: SHA-256 of its bytes, 64 hexadecimal characters.
        size: how many bytes.
        origin: where it comes from.
        record: the record, for one of its versions, or for the text of a report.
        version: which version of it.
        salt: what the commitment to this version on the trail is salted with.
        name: the name of the file among those of the draw.
        seq: the number of the event on the trail.
    """

    path: str = attrs.field(validator=_check_path)
    digest: str = attrs.field(validator=check_hex64)
    size: int = attrs.field(validator=Integer(0))
    origin: Origin = attrs.field(validator=Kind(Origin))
    record: Subject | None = attrs.field(default=None, validator=attrs.validators.optional(Kind(Subject)))
    version: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(1)))
    salt: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_hex64))
    name: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    seq: int | None = attrs.field(default=None, validator=attrs.validators.optional(Integer(0)))

    def __attrs_post_init__(self) -> None:
        expected = _TOLD_BY[self.origin]
        found = tuple(name for name in _SOURCES if getattr(self, name) is not None)
        words = ", ".join(expected) or "—"
        wrong = WRONG_SOURCE.at(Where(path="origin"), path=self.path, origin=self.origin, expected=words)
        refuse([] if found == expected else [wrong])


@attrs.frozen(kw_only=True)
class GoneVersion:
    """A version of a record whose content was deleted by law before the file was closed.

    Attributes:
        record: the record.
        version: the version.
    """

    record: Subject = attrs.field(validator=Kind(Subject))
    version: int = attrs.field(validator=Integer(1))


def archive_key(kind: ArchiveKind, subject: str) -> str:
    """Return the key of the archive of an inspection or a task."""
    return f"{kind} {subject}"


@attrs.frozen(kw_only=True)
class Archive:
    """The manifest of a file as it was closed: everything in it, by digest.

    Attributes:
        kind: what it is about.
        subject: identifier of the inspection or task.
        task_id: the task that it belongs to.
        title: what is written on it.
        retention: how long it is kept.
        made: who closed it, and when.
        events: how many events the trail had when it was closed.
        draw_id: identifier of the draw whose files are in it; None where there are none.
        checkpoint: the signed checkpoint under which its events are proved; None where nobody signs checkpoints.
        files: its files, by path.
        gone: what the law wanted deleted before.
    """

    kind: ArchiveKind = attrs.field(validator=Kind(ArchiveKind))
    subject: str = attrs.field(validator=check_line)
    task_id: str = attrs.field(validator=check_identifier)
    title: str = attrs.field(validator=check_line)
    retention: Retention = attrs.field(validator=Kind(Retention))
    made: Mark = attrs.field(validator=Kind(Mark))
    events: int = attrs.field(validator=Integer(0))
    draw_id: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_identifier))
    checkpoint: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_text))
    files: tuple[ArchivedFile, ...] = attrs.field(validator=Kinds(ArchivedFile, least=1))
    gone: tuple[GoneVersion, ...] = attrs.field(default=(), validator=Kinds(GoneVersion))

    def __attrs_post_init__(self) -> None:
        refuse(repeated("files", [file.path for file in self.files]))

    @property
    def key(self) -> str:
        """Its key among the records."""
        return archive_key(self.kind, self.subject)
