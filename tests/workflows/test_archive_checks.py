"""Archives that somebody forged with care: every digest fits, and the trail does not."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from archive_cases import RETENTION, ready_office

from random_inspection.adapters.signing import Ed25519Signer, generate_pem
from random_inspection.domain.archives import Archive, ArchivedFile, ArchiveKind, Origin
from random_inspection.serialization.records import read_record, record_bytes
from random_inspection.workflows.archives.archive import archive_inspection
from random_inspection.workflows.archives.archive_checks import FoundFile, check_archive
from random_inspection.workflows.archives.archive_contents import sha256
from random_inspection.workflows.archives.archive_export import MANIFEST, SUMS, export_archive, sums
from random_inspection.workflows.oversight.trail_checks import make_checkpoint

T1 = "2026-03:T1"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def exported() -> Files:
    """The files of an archive with proofs."""
    office = ready_office()
    signer = Ed25519Signer.from_pem("bureau.example/trail", generate_pem())
    checkpoint = make_checkpoint("bureau.example/trail", [signer], store=office.store)
    archive_inspection(
        office.order(), T1, retention=RETENTION, evidence=office.evidence, checkpoint=checkpoint, **office.ports
    )
    kind = ArchiveKind.INSPECTION
    return dict(export_archive(kind, T1, store=office.store, evidence=office.evidence, bundles=office.bundles))


def first(files: Files, origin: Origin) -> ArchivedFile:
    """Return the first file of an origin in the manifest."""
    return next(one for one in read_record(files[MANIFEST], Archive).files if one.origin is origin)


def forged(files: Files, path: str, data: bytes, **source: Any) -> Files:
    """Return an archive in which a file is another one, and every digest fits."""
    archive = read_record(files[MANIFEST], Archive)
    fits = {"digest": sha256(data), "size": len(data), **source}
    named = tuple(attrs.evolve(one, **fits) if one.path == path else one for one in archive.files)
    changed = {**files, path: data, MANIFEST: record_bytes(attrs.evolve(archive, files=named))}
    return {**changed, SUMS: sums({name: sha256(one) for name, one in changed.items() if name != SUMS})}


def codes(files: Files) -> dict[str, str | None]:
    """Return what the check finds: the code by file."""
    found = {path: FoundFile(digest=sha256(data), size=len(data)) for path, data in files.items()}
    return {one.where.file or "": one.code for one in check_archive(found, files.__getitem__).problems}


def test_a_record_that_no_event_wrote_is_named(exported: Files) -> None:
    """A forged record has no event with its commitment, whatever the manifest says."""
    file = first(exported, Origin.RECORD)
    data = exported[file.path].replace("厂区大门".encode(), "别的照片".encode())
    assert data != exported[file.path]
    assert codes(forged(exported, file.path, data)) == {file.path: "archive-record-not-on-trail"}


def event_of_another_number(data: bytes) -> bytes:
    """Return an event with another number."""
    return data.replace(b'"seq":', b'"seq":9')


@pytest.mark.parametrize("change", [event_of_another_number, lambda _: b"{}", lambda _: b"no JSON"])
def test_an_event_that_is_not_the_one_of_its_number_is_named(exported: Files, change: Callable[[bytes], bytes]) -> None:
    """An event from elsewhere, or what is no event, does not count for the records."""
    file = first(exported, Origin.EVENT)
    assert codes(forged(exported, file.path, change(exported[file.path])))[file.path] == "archive-event-misplaced"


@pytest.mark.parametrize("change", [lambda data: data.replace(b'"index":', b'"index":1'), lambda _: b"{}\n"])
def test_a_proof_that_proves_something_else_is_named(exported: Files, change: Callable[[bytes], bytes]) -> None:
    """It has to lead from this event to the checkpoint of the archive."""
    file = first(exported, Origin.PROOF)
    assert codes(forged(exported, file.path, change(exported[file.path]))) == {file.path: "archive-proof-other"}


def test_a_proof_of_another_event_is_named(exported: Files) -> None:
    """A true proof in the wrong place proves nothing."""
    paths = [one.path for one in read_record(exported[MANIFEST], Archive).files if one.origin is Origin.PROOF]
    assert codes(forged(exported, paths[0], exported[paths[1]])) == {paths[0]: "archive-proof-other"}


def test_a_list_of_digests_that_tells_something_else_is_named(exported: Files) -> None:
    """Whoever checks with sha256sum alone would be misled."""
    assert codes({**exported, SUMS: exported[SUMS][:-80]}) == {SUMS: "archive-sums-differ"}


def test_a_list_of_what_was_erased_that_is_none_erases_nothing(exported: Files) -> None:
    """Only paths of the manifest count, and only of records."""
    file = first(exported, Origin.RECORD)
    files = {path: data for path, data in exported.items() if path != file.path}
    assert codes({**files, "erased.json": b"[]\n"})[file.path] == "archive-file-missing"
