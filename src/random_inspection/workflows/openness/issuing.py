"""How a notice gets into the outbox: its content kept by digest, its record written in the unit of work of the act."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Unpack

import attrs

from random_inspection.domain.acts import Act, Order, Subject
from random_inspection.domain.notices import Notice, NoticeFile, NoticeKind
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.ports import EvidenceStore, Stored
from random_inspection.proofs.canonical import plain_bytes
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.rules.openness.public_safety import require_public
from random_inspection.rules.openness.public_tables import PublicTable
from random_inspection.serialization.public_files import csv_bytes
from random_inspection.workflows.acts import ActPorts, Work, perform

COVER = "notice.json"
"""The file that every notice has: which one it is, of whom and when, its tables, and what it takes the place of."""

FILE_TWICE = Message(
    "notice-file-twice",
    "two files of the notice are called {file}; rename the table or the file",
    "公示中有两个文件都叫{file}；请改名",
)


@attrs.frozen(kw_only=True)
class Draft:
    """A notice before it is issued.

    Attributes:
        notice_id: which notice; the same for all its versions.
        kind: what it is about.
        title: its title.
        agency: who publishes it.
        subject: the record that it is about.
        tables: what the public reads, each a CSV file.
        more: further files by name, such as JSON, or the public files of a draw.
        shows: which version of a result it shows.
        reason: why it takes the place of the version before, where there is one; for the public.
    """

    notice_id: str
    kind: NoticeKind
    title: str
    agency: str
    subject: Subject
    tables: tuple[PublicTable, ...] = ()
    more: Mapping[str, bytes] = attrs.field(factory=dict)
    shows: int | None = None
    reason: str | None = None

    def files(self) -> dict[str, bytes]:
        """Return its files without the cover; raise `InvalidInput` for what must not be public, and for a name twice."""
        require_public(self.tables, {"title": self.title, "reason": self.reason}, self.more)
        files = {f"{table.name}.csv": csv_bytes(table) for table in self.tables}
        twice = [name for name in self.more if name in files or name == COVER]
        if twice or len(files) < len(self.tables):
            raise InvalidInput(FILE_TWICE.at(Where(path="more"), file="、".join(twice) or "*.csv"))
        return {**files, **self.more}


def issue_notice(order: Order, draft: Draft, *, evidence: EvidenceStore, **ports: Unpack[ActPorts]) -> Stored[Notice]:
    """Issue a notice: it is in the outbox from here on, until it is delivered; see `put_out`.

    Args:
        order: who orders it.
        draft: what is published.
        evidence: keeps its content by digest.
        **ports: `ActPorts`.
    """
    subject = Subject(kind="notice", key=draft.notice_id)
    return perform(Act.NOTICE_ISSUE, order, subject, lambda work: put_out(work, draft, evidence), **ports)


def put_out(work: Work[Any], draft: Draft, evidence: EvidenceStore) -> Stored[Notice]:
    """Write the next version of a notice in a unit of work; where the last one says the same, return that.

    The content is kept before the record that names it, so that a crash in between loses nothing and publishes nothing.

    Raises:
        InvalidInput: something in it must never be public, or it takes the place of another version without a reason.
        StorageFailed: the content cannot be kept.
    """
    files = draft.files()
    versions = work.unit.records.find(Notice, notice=draft.notice_id)
    last = max(versions, key=lambda stored: stored.value.version, default=None)
    if last is not None and _says(last.value) == (draft.title, draft.shows, _listed(files)):
        return last
    number = last.value.version + 1 if last else 1
    cover: dict[str, object] = {
        "agency": draft.agency,
        "issuedAt": work.at.astimezone(BEIJING).isoformat(timespec="seconds"),
        "kind": draft.kind.value,
        "noticeId": draft.notice_id,
        "tables": [{"file": f"{table.name}.csv", "title": table.title} for table in draft.tables],
        "title": draft.title,
        "version": number,
        **({"replaces": number - 1, "reason": draft.reason or ""} if last else {}),
    }
    all_files = {COVER: plain_bytes(cover), **files}
    notice = Notice(
        notice_id=draft.notice_id,
        version=number,
        kind=draft.kind,
        title=draft.title,
        subject=draft.subject,
        shows=draft.shows,
        files=_listed(all_files),
        replaces=last.value.version if last else None,
        reason=draft.reason if last else None,
        issued=work.mark(),
    )
    for data in all_files.values():
        evidence.put(data)
    return work.create(notice)


def _listed(files: Mapping[str, bytes]) -> tuple[NoticeFile, ...]:
    return tuple(
        NoticeFile(name=name, digest=hashlib.sha256(data).hexdigest(), size=len(data)) for name, data in files.items()
    )


def _says(notice: Notice) -> tuple[str, int | None, tuple[NoticeFile, ...]]:
    return notice.title, notice.shows, tuple(file for file in notice.files if file.name != COVER)
