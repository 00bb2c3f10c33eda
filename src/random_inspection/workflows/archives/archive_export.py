"""The files of an archive as they are handed out: with manifest, list of digests, and how to check them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from random_inspection.domain.acts import Act, Changed, Subject
from random_inspection.domain.archives import Archive, ArchivedFile, ArchiveKind, Origin, archive_key
from random_inspection.domain.erasures import Erasure
from random_inspection.domain.reports import Report
from random_inspection.errors import InvalidInput, Message, StorageFailed, Where
from random_inspection.ports import Bundles, EvidenceStore, Kept, Store, Unit
from random_inspection.proofs.canonical import plain_bytes
from random_inspection.proofs.checkpoints import parse_checkpoint
from random_inspection.proofs.notes import parse_note
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.rules.reporting.archive_completeness import disposal_day
from random_inspection.serialization.records import content_digest, kind_of, read_record, record_bytes
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.acts import found_in
from random_inspection.workflows.archives.archive_contents import proof_of, sha256
from random_inspection.workflows.draws.bundles import read_anywhere
from random_inspection.workflows.reporting.documents import date_words

MANIFEST, SUMS, README, ERASED = "manifest.json", "SHA256SUMS", "README.txt", "erased.json"

Erased: TypeAlias = Mapping[str, str]
"""What says that a file was deleted by law: ``record``, ``event`` and ``salt`` (`says_erased`)."""
_ERASURE = kind_of(Erasure)

NOT_AS_FILED = Message(
    "archive-not-as-filed",
    "{path} is not what it was when the file of {key!r} was closed; restore it from a backup, then export again",
    "“{key}”档案中的 {path} 与归档时不一致；请从备份恢复后重新导出",
)
GONE = Message(
    "archive-source-gone",
    "{path} of the file of {key!r} is gone, and nothing says that it was deleted by law; restore it from a backup",
    "“{key}”档案中的 {path} 已不存在，也没有依法删除的记录；请从备份恢复",
)

EXPLANATION = """{title}

档案类别：{kind}
编号：{subject}
归档时间：{made}（北京时间），归档人：{by}
保管期限：{retention}（依据：{basis}）
{disposal}
文件数：{count}（目录见 manifest.json，SHA-256 摘要见 SHA256SUMS）

一、怎样核验

不需要安装本系统。在本文件夹内打开终端，运行：

    sha256sum -c SHA256SUMS

每行应显示 OK（或“成功”）。显示 FAILED（或“失败”）的文件已被改动；提示没有该文件的，文件已缺失。
macOS 用 shasum -a 256 -c SHA256SUMS。Windows 在 PowerShell 中逐个运行 Get-FileHash 文件名，与 SHA256SUMS 对照。

再查有没有多出的文件：

    {{ cut -c67- SHA256SUMS; find . -type f ! -name SHA256SUMS | sed 's|^\\./||'; }} | sort | uniq -u

没有输出即没有多出，也没有缺失。

二、怎样确认整份档案没有被替换

以上检查只能说明各文件彼此一致。manifest.json 的 SHA-256 摘要在归档时已登记，请与登记的摘要对照：

    sha256sum manifest.json

安装了 random_inspection 的，用 random_inspection.adapters.archive_folder.verify_archive 一次完成以上检查，
并核对每条记录与留痕事件是否一致。

三、文件夹说明

records   每条记录的每个版本（RFC 8785 规范 JSON）
reports   检查小结、分析和报告的全文（Markdown）
evidence  现场照片和资料、公示的文件、公示凭证，以摘要命名
draw      抽取的公告、名单和结果
trail     有关的留痕事件；同名的 receipt.json 为该事件的凭据{proofs}{erased}
"""


def archive_manifest(archive: Archive) -> bytes:
    """Return the bytes of ``manifest.json``: canonical JSON of the record of the archive, and one line feed."""
    return record_bytes(archive)


def export_archive(
    kind: ArchiveKind, subject: str, *, store: Store, evidence: EvidenceStore, bundles: Bundles
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive, path and bytes, each checked against the manifest; the list of digests comes last.

    Clause: 二(八) 归档

    What was deleted by law since is left out, and named in ``erased.json`` with the record of its deletion and the event
    that wrote it.

    Args:
        kind: what the archive is about.
        subject: identifier of the inspection or task.
        store: where the records and the trail are.
        evidence: keeps the bytes of evidence and of notices.
        bundles: keeps the files of draws.

    Raises:
        NotStored: there is no such archive.
        StorageFailed: something is not there any more, or not as it was.
    """
    with store.view() as view:
        archive = found_in(view, Archive, archive_key(kind, subject)).value
        erased, digests = dict[str, Erased](), dict[str, str]()
        for file in archive.files:
            data = _read(view, file, archive, evidence, bundles)
            if data is None:
                erased[file.path] = _erased(view, file, archive)
                continue
            if (len(data), sha256(data)) != (file.size, file.digest):
                raise StorageFailed(NOT_AS_FILED.at(Where(path=file.path), path=file.path, key=archive.subject))
            digests[file.path] = file.digest
            yield file.path, data
        for path, data in _papers(archive, erased):
            digests[path] = sha256(data)
            yield path, data
        yield SUMS, sums(digests)


def sums(digests: Mapping[str, str]) -> bytes:
    """Return a list of digests as ``sha256sum`` writes and checks it, by path."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def _papers(archive: Archive, erased: Mapping[str, Erased]) -> Iterator[tuple[str, bytes]]:
    yield MANIFEST, archive_manifest(archive)
    if erased:
        yield ERASED, plain_bytes({"erased": erased})
    yield README, _explained(archive, erased).encode()


def _explained(archive: Archive, erased: Iterable[str]) -> str:
    day, years = disposal_day(archive), archive.retention.years
    disposal = f"{date_words(day)}起可以鉴定是否销毁。" if day else "永久保管，不销毁。"
    return EXPLANATION.format(
        title=archive.title,
        kind=archive.kind,
        subject=archive.subject,
        made=f"{archive.made.at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        by=archive.made.by,
        retention="永久" if years is None else f"{years}年",
        basis=archive.retention.basis,
        disposal=disposal,
        count=len(archive.files) - len(tuple(erased)),
        proofs="" if archive.checkpoint else "（本档案归档时没有签名的检查点，因此没有凭据）",
        erased=f"\n\n归档后依法删除的文件（见 erased.json）：{'、'.join(erased)}" if erased else "",
    )


def _read(view: Unit, file: ArchivedFile, archive: Archive, evidence: EvidenceStore, bundles: Bundles) -> bytes | None:
    """Return the bytes of a file from where it comes; None where they were deleted by law."""
    readers: Mapping[Origin, Callable[[], bytes | None]] = {
        Origin.RECORD: lambda: _version(view, file),
        Origin.REPORT: lambda: _text(_version(view, file)),
        Origin.EVIDENCE: lambda: evidence.read(file.digest),
        Origin.DRAW: lambda: read_anywhere(bundles.of(archive.draw_id or ""), file.name or ""),
        Origin.EVENT: lambda: next(view.trail.leaves(file.seq or 0, (file.seq or 0) + 1), None),
        Origin.PROOF: lambda: _proof(view, file, archive),
    }
    data = readers[file.origin]()
    if data is None and file.origin not in {Origin.RECORD, Origin.REPORT}:
        raise StorageFailed(GONE.at(Where(path=file.path), path=file.path, key=archive.subject))
    return data


def _version(view: Unit, file: ArchivedFile) -> bytes | None:
    subject, number = file.record or Subject(kind="", key=""), file.version
    kept = _kept(view, subject, number)
    return None if kept is None else kept.data


def _erased(view: Unit, file: ArchivedFile, archive: Archive) -> Erased:
    """Return what says that a version was deleted by law; raise `StorageFailed` where nothing does."""
    subject = file.record or Subject(kind="", key="")
    erasure = Subject(kind=_ERASURE.name, key=f"{subject.kind} {subject.key} {file.version}")
    kept = _kept(view, erasure, 1)
    for seq in view.trail.about(erasure):
        (leaf,) = view.trail.leaves(seq, seq + 1)
        if kept is not None and kept.data is not None and kept.salt is not None:
            found = {"event": leaf.decode(), "record": kept.data.decode(), "salt": kept.salt}
            if says_erased(file, archive, found):
                return found
    raise StorageFailed(GONE.at(Where(path=file.path), path=file.path, key=archive.subject))


def says_erased(file: ArchivedFile, archive: Archive, found: Mapping[str, object]) -> bool:
    """Return whether a record of a deletion and its event say that a file of an archive was deleted after it was closed.

    Args:
        file: the file.
        archive: the manifest.
        found: ``record`` and ``event`` as the store keeps them, and the ``salt`` of the record's commitment.
    """
    event, record, salt = (str(found.get(name)) for name in ("event", "record", "salt"))
    try:
        erasure = read_record(record.encode(), Erasure)
        seq, erasing = read_leaf(event.encode())
        digest = content_digest(_ERASURE.name, _ERASURE.key(erasure), 1, salt, record.encode())
    except InvalidInput:
        return False
    told = Changed(kind=_ERASURE.name, key=_ERASURE.key(erasure), version=1, digest=digest)
    about = Subject(kind=erasure.kind, key=erasure.key)
    by_law = erasing.act == Act.CONTENT_ERASE and told in erasing.changes and erasing.subject == about
    return by_law and (about, erasure.version) == (file.record, file.version) and seq > archive.events


def _kept(view: Unit, subject: Subject, version: int | None) -> Kept | None:
    found = view.versions.versions(subject.kind, subject.key)
    return next((one for one in found if one.version == version), None)


def _text(data: bytes | None) -> bytes | None:
    return None if data is None else read_record(data, Report).text.encode()


def _proof(view: Unit, file: ArchivedFile, archive: Archive) -> bytes:
    checkpoint = (archive.checkpoint or "").encode()
    return proof_of(view, file.seq or 0, parse_checkpoint(parse_note(checkpoint).text).size, checkpoint)
