"""Closing the files of inspections and tasks, and handing them out."""

import datetime as dt
import json
from collections.abc import Callable

import attrs
import pytest
from archive_cases import NOW, PHOTO, RETENTION, FailingEvidence, FiledOffice, ready_office
from report_cases import task

from random_inspection.adapters.signing import Ed25519Signer, generate_pem
from random_inspection.domain.acts import Act, Role, Subject
from random_inspection.domain.archives import Archive, ArchiveKind, Origin, Retention
from random_inspection.domain.inspections import Inspection, InspectionState
from random_inspection.domain.notices import Notice
from random_inspection.domain.plans import Task, TaskState
from random_inspection.errors import InvalidInput, MoveRefused, NotAuthorised, NotStored, StorageFailed
from random_inspection.proofs.canonical import plain_bytes
from random_inspection.proofs.receipts import parse_receipt
from random_inspection.rules.reporting.archive_completeness import disposal_day
from random_inspection.serialization.trail import read_leaf
from random_inspection.workflows.archives.archive import (
    archive_inspection,
    archive_task,
    missing_in_inspection,
    missing_in_task,
)
from random_inspection.workflows.archives.archive_checks import FoundFile, check_archive
from random_inspection.workflows.archives.archive_contents import sha256
from random_inspection.workflows.archives.archive_export import archive_manifest, export_archive, sums
from random_inspection.workflows.oversight.trail_checks import check_trail, erase_content, make_checkpoint

T1 = "2026-03:T1"


@pytest.fixture
def office() -> FiledOffice:
    """An office that is ready to file."""
    return ready_office()


def file_inspection(office: FiledOffice, key: str = T1, checkpoint: bytes | None = None) -> Archive:
    """Close the file of an inspection."""
    return archive_inspection(
        office.order(), key, retention=RETENTION, evidence=office.evidence, checkpoint=checkpoint, **office.ports
    ).value


def file_task(office: FiledOffice) -> Archive:
    """Close the files of both inspections and of the task."""
    for key in (T1, "2026-03:T2"):
        file_inspection(office, key)
    return archive_task(
        office.order(),
        "2026-03",
        retention=RETENTION,
        evidence=office.evidence,
        bundles=office.bundles,
        **office.ports,
    ).value


def exported(office: FiledOffice, archive: Archive) -> dict[str, bytes]:
    """Return the files that are handed out."""
    return dict(
        export_archive(
            archive.kind, archive.subject, store=office.store, evidence=office.evidence, bundles=office.bundles
        )
    )


@pytest.mark.clause("二(八) 归档")
def test_the_file_of_an_inspection_holds_everything_about_it(office: FiledOffice) -> None:
    """All versions, evidence, notice, proof of publication, summary and events are in it, by digest."""
    archive = file_inspection(office)
    records = {(one.record.kind, one.version) for one in archive.files if one.record and one.origin is Origin.RECORD}
    assert records == {
        ("inspection", 1),
        ("inspection", 2),
        ("inspection", 3),
        ("evidence", 1),
        ("notice", 1),
        ("report", 1),
    }
    evidence = [one for one in archive.files if one.origin is Origin.EVIDENCE]
    assert len(evidence) == 3
    assert sha256(PHOTO + b"T1") in {one.digest for one in evidence}
    assert {Origin.REPORT, Origin.EVENT} <= {one.origin for one in archive.files}


@pytest.mark.clause("二(八) 归档")
def test_the_file_of_a_task_holds_its_draw_and_the_manifests_of_its_inspections(office: FiledOffice) -> None:
    """With the plan, the target that was struck out, and both reports."""
    archive = file_task(office)
    kinds = {one.record.kind for one in archive.files if one.record}
    assert kinds == {"plan", "task", "archive", "report", "notice", "inspection", "evidence"}
    assert {one.name for one in archive.files if one.name} == {"announcement.json", "result.json"}
    assert sum(one.origin is Origin.REPORT for one in archive.files) == 2


def test_filing_moves_inspection_and_task(office: FiledOffice) -> None:
    """Both are filed, and nothing of the trail is broken."""
    file_task(office)
    with office.store.view() as view:
        inspection, filed = view.records.get(Inspection, T1), view.records.get(Task, "2026-03")
    assert [one.value.state for one in (inspection, filed) if one] == [InspectionState.ARCHIVED, TaskState.ARCHIVED]
    assert check_trail(store=office.store).problems == ()


def test_the_same_command_files_once(office: FiledOffice) -> None:
    """The second time gives the same manifest; another command is refused, as it is filed."""
    order = office.order()
    first = archive_inspection(order, T1, retention=RETENTION, evidence=office.evidence, **office.ports)
    assert archive_inspection(order, T1, retention=RETENTION, evidence=office.evidence, **office.ports) == first
    with pytest.raises(MoveRefused, match="filed"):
        file_inspection(office)


def without_photograph(office: FiledOffice) -> None:
    """Lose the bytes of a photograph."""
    del office.evidence.files[sha256(PHOTO + b"T1")]


def without_receipt(office: FiledOffice) -> None:
    """Have a notice that nobody has looked at yet."""
    with office.store.view() as view:
        (stored,) = view.records.find(Notice, subject=f"inspection {T1}")
    office.keep(attrs.evolve(stored.value, receipt=None))


def not_disposed(office: FiledOffice) -> None:
    """Have an inspection whose follow-up is open."""
    with office.store.view() as view:
        stored = view.records.get(Inspection, T1)
    assert stored is not None
    office.keep(attrs.evolve(stored.value, disposed=None, told=None))


@pytest.mark.clause("二(八) 归档")
@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (without_photograph, {"archive-evidence-absent"}),
        (without_receipt, {"archive-notice-unconfirmed"}),
        (not_disposed, {"inspection-state", "archive-part-absent"}),
    ],
)
def test_an_incomplete_file_is_not_closed(
    office: FiledOffice, spoil: Callable[[FiledOffice], None], codes: set[str]
) -> None:
    """Everything that is missing is named, and nothing is written."""
    spoil(office)
    with pytest.raises(MoveRefused) as caught:
        file_inspection(office)
    assert {one.code for one in caught.value.problems} == codes
    with office.store.view() as view:
        assert list(view.records.find(Archive)) == []
    assert missing_in_inspection(T1, store=office.store, evidence=office.evidence)


@pytest.mark.clause("二(八) 归档")
def test_a_task_with_open_inspections_or_another_draw_is_not_closed(office: FiledOffice) -> None:
    """The inspections are named, and the file of the draw that is not the one on record."""
    office.bundles.bundle.files["public", "result.json"] = b"{}\n"
    del office.bundles.bundle.files["public", "announcement.json"]
    missing = missing_in_task("2026-03", store=office.store, evidence=office.evidence, bundles=office.bundles)
    assert [one.code for one in missing] == [*["archive-inspection-open"] * 2, *["archive-part-absent"] * 2]
    office.bundles.bundle.files["public", "announcement.json"] = b"{}\n"
    missing = missing_in_task("2026-03", store=office.store, evidence=office.evidence, bundles=office.bundles)
    assert [one.code for one in missing][2:] == ["archive-draw-differs"]


def test_a_file_is_closed_by_the_unit(office: FiledOffice) -> None:
    """A reviewer does not file, and what is not there cannot be filed."""
    reviewer = office.order("周", Role.REVIEWER)
    with pytest.raises(NotAuthorised):
        archive_inspection(reviewer, T1, retention=RETENTION, evidence=office.evidence, **office.ports)
    with pytest.raises(NotStored):
        file_inspection(office, "2026-03:T9")
    with pytest.raises(NotStored):
        missing_in_inspection("2026-03:T9", store=office.store, evidence=office.evidence)


@pytest.mark.parametrize(
    ("years", "made", "day"),
    [
        (10, NOW, dt.date(2037, 1, 1)),
        (10, dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC), dt.date(2038, 1, 1)),
        (None, NOW, None),
    ],
)
def test_the_years_of_keeping_are_counted_from_the_year_after(
    office: FiledOffice, years: int | None, made: dt.datetime, day: dt.date | None
) -> None:
    """By Beijing time, also on New Year's Eve; what is kept for ever has no day of disposal."""
    archive = file_inspection(office)
    retention = Retention(years=years, basis="保管期限表")
    changed = attrs.evolve(archive, retention=retention, made=attrs.evolve(archive.made, at=made))
    assert disposal_day(changed) == day


def found_in(files: dict[str, bytes]) -> dict[str, FoundFile]:
    """Return files as they would lie in a folder."""
    return {path: FoundFile(digest=sha256(data), size=len(data)) for path, data in files.items()}


def test_what_is_handed_out_verifies_by_itself(office: FiledOffice) -> None:
    """Files, manifest and trail agree, and the manifest is the one on record."""
    archive = file_task(office)
    files = exported(office, archive)
    check = check_archive(found_in(files), files.__getitem__, digest=sha256(archive_manifest(archive)))
    assert check.problems == ()
    assert check.archive == archive


def test_events_are_proved_under_a_checkpoint(office: FiledOffice) -> None:
    """Each event before it has its receipt, which holds the event itself."""
    signer = Ed25519Signer.from_pem("bureau.example/trail", generate_pem())
    checkpoint = make_checkpoint("bureau.example/trail", [signer], store=office.store)
    archive = file_inspection(office, checkpoint=checkpoint)
    files = exported(office, archive)
    receipts = [path for path in files if path.endswith(".receipt.json")]
    assert len(receipts) == sum(one.origin is Origin.EVENT for one in archive.files)
    for path in receipts:
        assert parse_receipt(files[path]).leaf == files[path.replace(".receipt", "")]
    assert check_archive(found_in(files), files.__getitem__).ok


def test_a_checkpoint_of_another_trail_is_refused(office: FiledOffice) -> None:
    """Proofs under it would prove nothing."""
    foreign = FiledOffice()
    foreign.keep(task("2026-99"))
    signer = Ed25519Signer.from_pem("bureau.example/trail", generate_pem())
    strange = make_checkpoint("bureau.example/trail", [signer], store=foreign.store)
    with pytest.raises(InvalidInput, match="not of this trail"):
        file_inspection(office, checkpoint=strange)


def test_what_was_deleted_by_law_since_is_left_out_and_named(office: FiledOffice) -> None:
    """The rest of the archive still verifies, and the check says what is gone."""
    archive = file_inspection(office)
    erase_content(
        office.order("郑", Role.BUREAU_HEAD),
        Subject(kind="inspection", key=T1),
        1,
        basis="个人信息保护法第四十七条",
        **office.ports,
    )
    files = exported(office, archive)
    check = check_archive(found_in(files), files.__getitem__)
    assert check.ok
    (path,) = check.erased
    assert path not in files
    assert path in files["README.txt"].decode()


def test_a_record_cannot_be_explained_away_as_deleted_by_law(office: FiledOffice) -> None:
    """What an archive lacks is missing, unless the event that deleted this very version by law is in it."""
    archive = file_inspection(office)
    subject = Subject(kind="inspection", key=T1)
    erase_content(office.order("郑", Role.BUREAU_HEAD), subject, 1, basis="个人信息保护法第四十七条", **office.ports)
    files = exported(office, archive)
    (path, said), *_ = json.loads(files["erased.json"])["erased"].items()
    other = next(one.path for one in archive.files if one.record == subject and one.version == 2)
    forged = [{other: said}, {other: {}}, {other: "依法删除"}, [other], {path: {**said, "salt": "0" * 64}}]
    for erased in forged:
        found = {**files, "erased.json": plain_bytes({"erased": erased})}
        gone = found.pop(other)
        found["SHA256SUMS"] = sums({name: sha256(data) for name, data in found.items() if name != "SHA256SUMS"})
        codes = {one.code for one in check_archive(found_in(found), found.__getitem__).problems}
        assert codes >= {"archive-erasure-without-event", "archive-file-missing"}, (erased, gone)


def test_what_was_deleted_by_law_before_is_told_in_the_manifest(office: FiledOffice) -> None:
    """The version is named with the record of its deletion."""
    erase_content(
        office.order("郑", Role.BUREAU_HEAD),
        Subject(kind="inspection", key=T1),
        1,
        basis="个人信息保护法第四十七条",
        **office.ports,
    )
    archive = file_inspection(office)
    assert [(one.record.key, one.version) for one in archive.gone] == [(T1, 1)]
    assert "erasure" in {one.record.kind for one in archive.files if one.record}
    files = exported(office, archive)
    assert check_archive(found_in(files), files.__getitem__).ok


def test_what_is_not_as_it_was_filed_is_not_handed_out(office: FiledOffice) -> None:
    """Other bytes in the place of a draw, and a draw that is gone, are both named."""
    archive = file_task(office)
    whole = office.bundles.bundle.files
    whole["public", "result.json"] = b"{}\n"
    with pytest.raises(StorageFailed, match=r"draw/result\.json is not what it was"):
        exported(office, archive)
    del whole["public", "result.json"]
    with pytest.raises(StorageFailed, match=r"draw/result\.json .* is gone"):
        exported(office, archive)


def test_a_record_that_is_gone_without_a_law_is_not_passed_over(office: FiledOffice) -> None:
    """Whoever deleted it beside the trail is noticed when the archive is handed out."""
    archive = file_inspection(office)
    with office.store.work() as work:
        work.versions.erase("inspection", T1, 1)
    with pytest.raises(StorageFailed, match="nothing says that it was deleted by law"):
        exported(office, archive)


def test_a_file_is_not_closed_with_altered_evidence(office: FiledOffice) -> None:
    """Bytes that are not what they were when they came are missing as much as those that are gone."""
    altered = sha256(PHOTO + b"T1")
    office.evidence.files[altered] += b"x"
    missing = missing_in_inspection(T1, store=office.store, evidence=office.evidence)
    assert [(one.code, one.params["digest"]) for one in missing] == [("memory-evidence-altered", altered)]
    with pytest.raises(StorageFailed, match=altered):
        file_inspection(office)
    with office.store.view() as view:
        assert view.records.count(Archive) == {}


def test_there_is_no_archive_of_what_was_not_filed(office: FiledOffice) -> None:
    """Handing it out is refused with its name."""
    with pytest.raises(NotStored, match=T1):
        list(
            export_archive(
                ArchiveKind.INSPECTION, T1, store=office.store, evidence=office.evidence, bundles=office.bundles
            )
        )


def test_a_task_drawn_elsewhere_is_filed_without_files_of_a_draw(office: FiledOffice) -> None:
    """The platform keeps those; everything else is in it."""
    with office.store.view() as view:
        stored = view.records.get(Task, "2026-03")
    assert stored is not None
    before = stored.value
    assert before.draw is not None
    office.keep(attrs.evolve(before, announcement=None, draw=attrs.evolve(before.draw, elsewhere="协同监管平台")))
    archive = file_task(office)
    assert archive.draw_id is None
    assert Origin.DRAW not in {one.origin for one in archive.files}


def test_published_files_that_are_lost_are_named(office: FiledOffice) -> None:
    """What the public read is part of the file."""
    with office.store.view() as view:
        (stored,) = view.records.find(Notice, subject=f"inspection {T1}")
    lost = stored.value.files[0].digest
    del office.evidence.files[lost]
    missing = missing_in_inspection(T1, store=office.store, evidence=office.evidence)
    assert [(one.code, one.params["digest"]) for one in missing] == [("archive-evidence-absent", lost)]


def test_the_act_of_filing_is_on_the_trail(office: FiledOffice) -> None:
    """Its event wrote both the inspection and the archive."""
    archive = file_inspection(office)
    with office.store.view() as view:
        (leaf,) = view.trail.leaves(archive.events, archive.events + 1)
    _, event = read_leaf(leaf)
    assert event.act == Act.INSPECTION_ARCHIVE
    assert {one.kind for one in event.changes} == {"inspection", "archive"}


def test_wherever_the_store_of_evidence_fails_nothing_is_filed_and_the_same_command_completes(
    office: FiledOffice,
) -> None:
    """Every call is let fail once; in between nothing of the act is stored."""
    order = office.order()
    for calls in range(100):
        evidence = FailingEvidence(office.evidence, calls)
        try:
            stored = archive_inspection(order, T1, retention=RETENTION, evidence=evidence, **office.ports)
            break
        except StorageFailed:
            with office.store.view() as view:
                assert list(view.records.find(Archive)) == []
    assert calls > 2
    assert check_trail(store=office.store).problems == ()
    assert len(exported(office, stored.value)) == len(stored.value.files) + 3
