"""What belongs into the file of an inspection or a task, where it is, and its bytes (归档, clause 二(八))."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import attrs

from random_inspection.domain.acts import Subject
from random_inspection.domain.archives import ArchivedFile, GoneVersion, Origin
from random_inspection.domain.fieldwork import Evidence
from random_inspection.domain.notices import Notice
from random_inspection.domain.reports import Report, ReportKind
from random_inspection.ports import BundleReader, EvidenceStore, Kept, Unit
from random_inspection.proofs.merkle import inclusion_proof
from random_inspection.proofs.receipts import Receipt, format_receipt
from random_inspection.serialization.records import KINDS, kind_named, kind_of, read_record
from random_inspection.workflows.draws.bundles import AREAS, read_anywhere

_REPORTS = {ReportKind.SUMMARY: "summary", ReportKind.ANALYSIS: "analysis", ReportKind.FINAL: "final"}


_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "application/ofd": "ofd",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "audio/mp4": "m4a",
}


def sha256(data: bytes) -> str:
    """Return the digest of bytes, 64 hexadecimal characters."""
    return hashlib.sha256(data).hexdigest()


def subject_of(value: object) -> Subject:
    """Return the kind and key of a record's value."""
    kind = kind_of(type(value))
    return Subject(kind=kind.name, key=kind.key(value))


def records_about(view: Unit, subject: Subject) -> list[Subject]:
    """Return the records about an inspection or a task: itself, what names it, and the notices about it.

    The inspections of a task, and the summaries of them, are not among those about the task: they have files of their own.
    """
    found = {subject}
    for kind in KINDS:
        if subject.kind in kind.asked and kind.name != "inspection":
            equal: dict[str, str | None] = {subject.kind: subject.key}
            if kind.name == "report" and subject.kind == "task":
                equal["inspection"] = None
            found |= {subject_of(one.value) for one in view.records.find(kind.type, until=None, **equal)}
    found |= {subject_of(one.value) for one in view.records.find(Notice, subject=f"{subject.kind} {subject.key}")}
    return sorted(found, key=lambda one: (one.kind, one.key))


@attrs.define
class Contents:
    """Gathers the files of an archive.

    Attributes:
        view: the records and the trail.
        evidence: the bytes of evidence and of notices.
        files: what was gathered, by path.
        gone: what the law wanted deleted.
        held: the digests among them that the store of evidence holds.
    """

    view: Unit
    evidence: EvidenceStore
    files: dict[str, ArchivedFile] = attrs.field(factory=dict)
    gone: list[GoneVersion] = attrs.field(factory=list)
    held: set[str] = attrs.field(factory=set)

    def add_records(self, subjects: Iterable[Subject]) -> None:
        """Add all versions of records, the texts of reports, and the bytes of evidence and notices."""
        for number, subject in enumerate(subjects, start=1):
            for kept in self.view.versions.versions(subject.kind, subject.key):
                name = f"{number:04}-{subject.kind}-v{kept.version:04}"
                self._version(subject, kept, name)

    def _version(self, subject: Subject, kept: Kept, name: str) -> None:
        if kept.data is None or kept.salt is None:
            self.gone.append(GoneVersion(record=subject, version=kept.version))
            erasure = Subject(kind="erasure", key=f"{subject.kind} {subject.key} {kept.version}")
            for one in self.view.versions.versions(erasure.kind, erasure.key):
                self._version(erasure, one, f"{name}-erasure")
            return
        self._add(
            f"records/{name}.json", kept.data, Origin.RECORD, record=subject, version=kept.version, salt=kept.salt
        )
        value = read_record(kept.data, kind_named(subject.kind).type)
        if isinstance(value, Report):
            path = f"reports/{name.partition('-')[0]}-{_REPORTS[value.kind]}-v{kept.version:04}.md"
            self._add(path, value.text.encode(), Origin.REPORT, record=subject, version=kept.version)
        if isinstance(value, Evidence):
            self._held(value.digest, value.size, _EXTENSIONS.get(value.media_type, "bin"))
        if isinstance(value, Notice):
            self._notice(value)

    def _notice(self, notice: Notice) -> None:
        for file in notice.files:
            self._held(file.digest, file.size, file.name.rpartition(".")[2] or "bin")
        if notice.receipt is not None:
            proof = self.evidence.read(notice.receipt.proof)
            self._held(notice.receipt.proof, len(proof), "proof")

    def _held(self, digest: str, size: int, extension: str) -> None:
        """Add bytes that the store of evidence holds; their digest is known without reading them."""
        if digest not in self.held:
            self.held.add(digest)
            path = f"evidence/{digest}.{extension}"
            self.files[path] = ArchivedFile(path=path, digest=digest, size=size, origin=Origin.EVIDENCE)

    def add_draw(self, bundle: BundleReader) -> None:
        """Add the files of a draw, public and sealed."""
        for name in sorted({name for area in AREAS for name in bundle.names(area)}):
            data = read_anywhere(bundle, name)
            if data is not None:
                self._add(f"draw/{name}", data, Origin.DRAW, name=name)

    def add_events(self, subjects: Iterable[Subject], checkpoint: bytes | None, size: int) -> None:
        """Add the events about records, and their proofs under a checkpoint over `size` events, where there is one."""
        for seq in sorted({seq for subject in subjects for seq in self.view.trail.about(subject)}):
            (leaf,) = self.view.trail.leaves(seq, seq + 1)
            self._add(f"trail/{seq:010}.json", leaf, Origin.EVENT, seq=seq)
            if checkpoint is not None and seq < size:
                proof = proof_of(self.view, seq, size, checkpoint)
                self._add(f"trail/{seq:010}.receipt.json", proof, Origin.PROOF, seq=seq)

    def _add(self, path: str, data: bytes, origin: Origin, **source: object) -> None:
        self.files[path] = ArchivedFile(
            path=path,
            digest=sha256(data),
            size=len(data),
            origin=origin,
            **source,  # type: ignore[arg-type]
        )


def proof_of(view: Unit, seq: int, size: int, checkpoint: bytes) -> bytes:
    """Return the receipt of an event under a checkpoint over `size` events, as bytes."""
    (leaf,) = view.trail.leaves(seq, seq + 1)
    proof = inclusion_proof(seq, size, view.trail.node)
    return format_receipt(Receipt(leaf=leaf, index=seq, proof=proof, checkpoint=checkpoint))
