"""The suite that every store of evidence passes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from random_inspection.errors import NotStored, StorageFailed
from random_inspection.ports import EvidenceStore

_WRITERS = 8
_NO_DIGEST = "0" * 64

Alter = Callable[[str, bytes], None]
"""Puts other bytes under a digest, past the store: what somebody with access to the disk could do."""


class EvidenceStoreContract:
    """The suite that every `random_inspection.ports.EvidenceStore` passes.

    Derive a test class, and give it the fixtures ``evidence``, an empty store, and ``alter`` (`Alter`), which puts other
    bytes under a digest of that store, past the store itself.
    """

    DATA = b"\x00\r\n\xff photograph"

    def test_what_is_put_is_read_byte_by_byte(self, evidence: EvidenceStore) -> None:
        """Bytes come back as they were given, be they none or many."""
        for data in (self.DATA, b"", bytes(range(256)) * 4096):
            assert evidence.read(evidence.put(data)) == data

    def test_the_name_of_bytes_is_their_digest(self, evidence: EvidenceStore) -> None:
        """Who has the bytes can compute under which digest they are kept."""
        assert evidence.put(self.DATA) == hashlib.sha256(self.DATA).hexdigest()

    def test_the_same_bytes_twice_are_kept_once(self, evidence: EvidenceStore) -> None:
        """A second upload gives the same digest, and changes nothing."""
        first = evidence.put(self.DATA)
        assert evidence.put(bytes(self.DATA)) == first
        assert evidence.read(first) == self.DATA

    def test_other_bytes_are_kept_beside(self, evidence: EvidenceStore) -> None:
        """A photograph that differs by one bit is another one, and both stay."""
        digests = [evidence.put(data) for data in (self.DATA, self.DATA[:-1] + b"i")]
        assert len(set(digests)) == 2
        assert evidence.read(digests[0]) == self.DATA

    def test_what_is_held_is_said(self, evidence: EvidenceStore) -> None:
        """A store holds what was put, and nothing before it."""
        digest = hashlib.sha256(self.DATA).hexdigest()
        assert not evidence.holds(digest)
        evidence.put(self.DATA)
        assert evidence.holds(digest)
        assert not evidence.holds(_NO_DIGEST)

    @pytest.mark.parametrize("digest", [_NO_DIGEST, "", "../../etc/passwd", "AB" * 32, "文"])
    def test_what_was_never_put_is_said_to_be_absent(self, evidence: EvidenceStore, digest: str) -> None:
        """Neither an unknown digest nor what is no digest at all names bytes."""
        evidence.put(self.DATA)
        with pytest.raises(NotStored):
            evidence.read(digest)
        assert not evidence.holds(digest)

    def test_altered_bytes_are_not_returned(self, evidence: EvidenceStore, alter: Alter) -> None:
        """Bytes that somebody exchanged are no evidence: reading them fails, and not as if they were absent."""
        digest = evidence.put(self.DATA)
        alter(digest, b"another photograph")
        with pytest.raises(StorageFailed) as failed:
            evidence.read(digest)
        assert not isinstance(failed.value, NotStored)

    def test_altered_bytes_are_not_taken_for_stored(self, evidence: EvidenceStore, alter: Alter) -> None:
        """Who puts the true bytes where others stand is told, and not that all is well."""
        digest = evidence.put(self.DATA)
        alter(digest, b"")
        with pytest.raises(StorageFailed):
            evidence.put(self.DATA)

    def test_many_who_put_at_once_all_succeed(self, evidence: EvidenceStore) -> None:
        """The same bytes from everybody, and each one's own: all are there whole."""
        start = Barrier(_WRITERS)

        def writer(number: int) -> tuple[str, str]:
            start.wait()
            return evidence.put(self.DATA), evidence.put(b"%d" % number)

        with ThreadPoolExecutor(_WRITERS) as pool:
            put = list(pool.map(writer, range(_WRITERS)))
        assert {same for same, _ in put} == {hashlib.sha256(self.DATA).hexdigest()}
        assert [evidence.read(own) for _, own in put] == [b"%d" % number for number in range(_WRITERS)]
