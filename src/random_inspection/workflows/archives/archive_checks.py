"""Checks an archive that was handed out, from its files alone: what is missing, extra, altered or not on the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from random_inspection.domain.acts import Changed, Subject
from random_inspection.domain.archives import Archive, ArchivedFile, ArchiveKind, Origin
from random_inspection.errors import InvalidInput, Message, Problem, Where
from random_inspection.proofs.canonical import parsed
from random_inspection.proofs.checkpoints import parse_checkpoint
from random_inspection.proofs.merkle import leaf_hash
from random_inspection.proofs.notes import parse_note
from random_inspection.proofs.receipts import parse_receipt
from random_inspection.proofs.verification import verify_inclusion
from random_inspection.serialization.records import content_digest, read_record
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.archives.archive_export import ERASED, MANIFEST, README, SUMS, says_erased, sums

MISSING = Message(
    "archive-file-missing",
    "the file is missing; find it, or ask for the archive again",
    "缺少该文件；请查找，或重新调取档案",
)
EXTRA = Message(
    "archive-file-extra",
    "the file does not belong to the archive; take it out, and find out who put it there",
    "该文件不属于本档案；请取出，并查明放入者",
)
ALTERED = Message(
    "archive-file-altered",
    "found the digest {found}, expected {expected}: the file was altered; ask for the archive again",
    "该文件已被改动：摘要为 {found}，应为 {expected}；请重新调取档案",
)
SUMS_DIFFER = Message(
    "archive-sums-differ",
    "SHA256SUMS says other things than the files do; ask for the archive again",
    "SHA256SUMS 与文件不符；请重新调取档案",
)
OTHER_ARCHIVE = Message(
    "archive-manifest-other",
    "the manifest has the digest {found}, and {expected} is on record: the archive as a whole was exchanged, or is another",
    "目录的摘要为 {found}，登记的为 {expected}：整份档案已被替换，或不是这份档案",
)
NOT_ERASED = Message(
    "archive-erasure-without-event",
    "found {found!r} named as deleted by law, without the record of its deletion and the event that wrote it; ask for the "
    "archive again",
    "{found!r} 列为依法删除，但没有相应的删除记录和写入它的事件；请重新调取档案",
)
NOT_ON_TRAIL = Message(
    "archive-record-not-on-trail",
    "no event in the archive wrote version {version} of {kind} {key!r} with this content; ask for the archive again",
    "本档案中没有写入{kind}记录“{key}”第{version}版（此内容）的事件；请重新调取档案",
)
EVENT_MISPLACED = Message(
    "archive-event-misplaced",
    "the event says {found} as its number, expected {expected}; ask for the archive again",
    "事件自载编号为{found}，应为{expected}；请重新调取档案",
)
PROOF_OTHER = Message(
    "archive-proof-other",
    "the proof is not of this event under the checkpoint of the archive; ask for the archive again",
    "该凭据不是本档案检查点下此事件的凭据；请重新调取档案",
)

PAPERS = frozenset({MANIFEST, README, SUMS, ERASED})
"""The files of an archive that its manifest does not name."""
_KINDS = {ArchiveKind.INSPECTION: "inspection", ArchiveKind.TASK: "task"}
_ERASABLE = frozenset({Origin.RECORD, Origin.REPORT})
"""What the law can want deleted; evidence that is missing is missing."""


@attrs.frozen(kw_only=True)
class FoundFile:
    """A file as it lies there.

    Attributes:
        digest: SHA-256 of its bytes, 64 hexadecimal characters.
        size: how many bytes.
    """

    digest: str
    size: int


@attrs.frozen(kw_only=True)
class ArchiveCheck:
    """What a check of an archive found.

    Attributes:
        archive: the manifest; None where it cannot be read.
        digest: the digest of ``manifest.json``, to compare with the one on record; None where it is missing.
        erased: paths of what was deleted by law after the file was closed, each with the event that says so; whether the
            trail holds this event, only a checkpoint taken since can tell (`prove_event`).
        problems: everything that is wrong; nothing where the archive is whole.
    """

    archive: Archive | None
    digest: str | None
    erased: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_archive(
    found: Mapping[str, FoundFile], read: Callable[[str], bytes], *, digest: str | None = None
) -> ArchiveCheck:
    """Check an archive against its manifest, its list of digests, and the events of the trail in it.

    Clause: 二(八) 归档

    Args:
        found: every file that lies there, by path with slashes.
        read: gives the bytes of a file.
        digest: the digest of the manifest from elsewhere, such as the office's register; None where it is not at hand, and
            then nobody would notice that the archive as a whole was exchanged.
    """
    manifest = found.get(MANIFEST)
    if manifest is None:
        return ArchiveCheck(archive=None, digest=None, erased=(), problems=(MISSING.at(Where(file=MANIFEST)),))
    problems = []
    if digest is not None and manifest.digest != digest:
        problems.append(OTHER_ARCHIVE.at(Where(file=MANIFEST), found=manifest.digest, expected=digest))
    try:
        archive = read_record(read(MANIFEST), Archive)
        erased, unsaid = _erased(archive, read(ERASED)) if ERASED in found else ((), ())
    except InvalidInput as error:
        problems += [attrs.evolve(one, where=attrs.evolve(one.where, file=MANIFEST)) for one in error.problems]
        return ArchiveCheck(archive=None, digest=manifest.digest, erased=(), problems=tuple(problems))
    problems += unsaid
    problems += _file_problems(archive, found, erased)
    problems += _sums_problems(found, read)
    whole = [
        file
        for file in archive.files
        if file.path in found and (found[file.path].digest, found[file.path].size) == (file.digest, file.size)
    ]
    problems += _trail_problems(archive, whole, read)
    return ArchiveCheck(archive=archive, digest=manifest.digest, erased=erased, problems=tuple(problems))


def _erased(archive: Archive, data: bytes) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the paths that were deleted by law, and what is said to be without the event that deleted it."""
    plain = parsed(data)
    listed = plain.get("erased") if isinstance(plain, dict) else None
    if not isinstance(listed, dict):
        return (), (NOT_ERASED.at(Where(file=ERASED), found=type(listed).__name__),)
    files = {file.path: file for file in archive.files if file.origin in _ERASABLE}
    said = {
        path
        for path, found in listed.items()
        if path in files and isinstance(found, dict) and says_erased(files[path], archive, found)
    }
    unsaid = (NOT_ERASED.at(Where(file=ERASED, path=path), found=path) for path in sorted(set(listed) - said))
    return tuple(sorted(said)), tuple(unsaid)


def _file_problems(archive: Archive, found: Mapping[str, FoundFile], erased: Iterable[str]) -> Iterator[Problem]:
    expected = {file.path: file for file in archive.files}
    for path in sorted({*expected, README, SUMS} - set(found) - set(erased)):
        yield MISSING.at(Where(file=path))
    for path in sorted(set(found) - set(expected) - PAPERS):
        yield EXTRA.at(Where(file=path))
    for path in sorted(set(found) & set(expected)):
        file, there = expected[path], found[path]
        if (there.digest, there.size) != (file.digest, file.size):
            yield ALTERED.at(Where(file=path), found=there.digest, expected=file.digest)


def _sums_problems(found: Mapping[str, FoundFile], read: Callable[[str], bytes]) -> list[Problem]:
    if SUMS not in found:
        return []
    expected = sums({path: file.digest for path, file in found.items() if path != SUMS})
    return [] if read(SUMS) == expected else [SUMS_DIFFER.at(Where(file=SUMS))]


def _trail_problems(archive: Archive, files: list[ArchivedFile], read: Callable[[str], bytes]) -> Iterator[Problem]:
    """Yield where events are not at their place, are proved otherwise, or did not write what the records hold."""
    changes: set[Changed] = set()
    for file in files:
        if file.origin is Origin.EVENT:
            seq, written = _event(read(file.path))
            changes |= written
            if seq != file.seq:
                yield EVENT_MISPLACED.at(Where(file=file.path), found=seq, expected=file.seq)
        if file.origin is Origin.PROOF and not _proves(archive, file, read(file.path)):
            yield PROOF_OTHER.at(Where(file=file.path))
    last = max((file.version or 0 for file in files if _is_own(archive, file)), default=0)
    for file in files:
        written_by_closing = _is_own(archive, file) and file.version == last
        if file.origin is Origin.RECORD and not written_by_closing and _change(file, read) not in changes:
            kind, key = (file.record.kind, file.record.key) if file.record else ("", "")
            yield NOT_ON_TRAIL.at(Where(file=file.path), version=file.version, kind=kind, key=key)


def _event(data: bytes) -> tuple[int | None, set[Changed]]:
    """Return number and changes of an event; None and none where it is no event."""
    try:
        seq, event = read_leaf(data)
    except InvalidInput:
        return None, set()
    return seq, set(event.changes)


def _is_own(archive: Archive, file: ArchivedFile) -> bool:
    """Return whether it is a version of what was closed: the closing itself wrote the last one, in an event that came after."""
    return file.origin is Origin.RECORD and file.record == Subject(kind=_KINDS[archive.kind], key=archive.subject)


def _change(file: ArchivedFile, read: Callable[[str], bytes]) -> Changed | None:
    if file.record is None or file.version is None or file.salt is None:
        return None
    kind, key = file.record.kind, file.record.key
    digest = content_digest(kind, key, file.version, file.salt, read(file.path))
    return Changed(kind=kind, key=key, version=file.version, digest=digest)


def _proves(archive: Archive, file: ArchivedFile, data: bytes) -> bool:
    """Return whether a receipt proves the event of its number under the archive's checkpoint, whoever signed that."""
    try:
        receipt = parse_receipt(data)
        checkpoint = parse_checkpoint(parse_note(receipt.checkpoint).text)
        verify_inclusion(
            leaf_hash=leaf_hash(receipt.leaf),
            index=receipt.index,
            size=checkpoint.size,
            proof=receipt.proof,
            root=checkpoint.root,
        )
    except InvalidInput:
        return False
    return receipt.index == file.seq and receipt.checkpoint == (archive.checkpoint or "").encode()
