"""The evidence and the publications of an office in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from random_inspection.errors import Message, NotStored, PublicationFailed, StorageFailed

NO_EVIDENCE = Message("memory-no-evidence", "no bytes have the digest {digest}", "没有摘要为 {digest} 的内容")
EVIDENCE_ALTERED = Message(
    "memory-evidence-altered",
    "the bytes under {digest} were altered: they have the digest {found} now; take them from a copy",
    "摘要 {digest} 下的内容已被改动，现摘要为 {found}；请从备份恢复",
)
OTHER_BYTES = Message(
    "memory-published-differs",
    "version {version} of {notice!r} is published with other bytes; publish the new ones as the next version",
    "“{notice}”第{version}版已按其他内容公布；请以新版本公布",
)


class MemoryEvidence:
    """A `random_inspection.ports.EvidenceStore` in memory.

    Attributes:
        files: the bytes by digest.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """Store bytes; see `EvidenceStore.put`."""
        digest = hashlib.sha256(data).hexdigest()
        self.files.setdefault(digest, data)
        self.read(digest)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a digest; see `EvidenceStore.read`."""
        if digest not in self.files:
            raise NotStored(NO_EVIDENCE.at(digest=digest))
        data = self.files[digest]
        if (found := hashlib.sha256(data).hexdigest()) != digest:
            raise StorageFailed(EVIDENCE_ALTERED.at(digest=digest, found=found))
        return data

    def holds(self, digest: str) -> bool:
        """Return whether there are bytes of this digest."""
        return digest in self.files


class MemoryPublisher:
    """A `random_inspection.ports.Publisher` in memory.

    Attributes:
        published: the files by notice and version.
    """

    def __init__(self) -> None:
        self.published: dict[tuple[str, int], dict[str, bytes]] = {}

    def publish(self, notice_id: str, version: int, files: Mapping[str, bytes]) -> str:
        """Publish the files of a notice's version; see `Publisher.publish`."""
        if self.published.setdefault((notice_id, version), dict(files)) != dict(files):
            raise PublicationFailed(OTHER_BYTES.at(notice=notice_id, version=version))
        return f"memory:{notice_id}/{version}"

    def shown(self, notice_id: str, version: int) -> Mapping[str, bytes] | None:
        """Return the files as the public reads them; see `Publisher.shown`."""
        return self.published.get((notice_id, version))

    def wrong_pages(self, _notice_id: str, _version: int) -> tuple[str, ...]:
        """Return nothing: there are no pages here; see `Publisher.wrong_pages`."""
        return ()

    def strangers(self, issued: Collection[tuple[str, int]]) -> tuple[str, ...]:
        """Return what was never issued; see `Publisher.strangers`."""
        return tuple(f"memory:{notice}/{version}" for notice, version in sorted(self.published.keys() - set(issued)))
