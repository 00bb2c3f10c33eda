"""An archive as a folder that verifies by itself."""

import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archive_cases import RETENTION, FiledOffice, ready_office

from random_inspection.adapters.archive_folder import verify_archive, write_archive
from random_inspection.domain.archives import ArchiveKind
from random_inspection.errors import AlreadyDone, NotStored, StorageFailed
from random_inspection.workflows.archives.archive import archive_inspection
from random_inspection.workflows.archives.archive_export import export_archive

T1 = "2026-03:T1"


@pytest.fixture(scope="module")
def office() -> FiledOffice:
    """An office with the file of an inspection."""
    made = ready_office()
    archive_inspection(made.order(), T1, retention=RETENTION, evidence=made.evidence, **made.ports)
    return made


def files_of(office: FiledOffice) -> Iterator[tuple[str, bytes]]:
    """Return the files that are handed out."""
    return export_archive(
        ArchiveKind.INSPECTION, T1, store=office.store, evidence=office.evidence, bundles=office.bundles
    )


@pytest.fixture
def folder(office: FiledOffice, tmp_path: Path) -> Path:
    """The archive in a folder."""
    write_archive(tmp_path / "archive", files_of(office))
    return tmp_path / "archive"


def found_in(folder: Path) -> dict[str, str | None]:
    """Return what the check finds: the code by file."""
    return {one.where.file or "": one.code for one in verify_archive(folder).problems}


@pytest.mark.clause("二(八) 归档")
def test_a_folder_that_was_written_verifies(office: FiledOffice, tmp_path: Path) -> None:
    """Also against the digest that was told when it was written."""
    digest = write_archive(tmp_path / "a/b", files_of(office))
    check = verify_archive(tmp_path / "a/b", digest=digest)
    assert check.ok
    assert check.digest == digest
    assert check.archive is not None and check.archive.subject == T1  # noqa: PT018


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the machine has no sha256sum")
def test_sha256sum_checks_the_folder_without_this_library(folder: Path) -> None:
    """Both commands of the README find nothing wrong, and find what was altered and what is extra."""
    explained = (folder / "README.txt").read_text("utf-8")
    commands = [line.strip() for line in explained.splitlines() if line.startswith("    ")]

    def said(command: str) -> tuple[int, str]:
        done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert said(commands[0])[0] == 0
    assert said(commands[1]) == (0, "")
    (folder / "extra.txt").write_text("x")
    next((folder / "evidence").glob("*.jpg")).write_bytes(b"other")
    assert said(commands[0])[0] == 1
    assert said(commands[1]) == (0, "extra.txt\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_only_the_owner_can_read_it(folder: Path) -> None:
    """Folders have the mode 0700, files 0600."""
    modes = {stat.S_IMODE(one.stat().st_mode) for one in [folder, *folder.rglob("*")] if one.is_dir()}
    assert modes == {0o700}
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.rglob("*") if one.is_file()} == {0o600}


def test_every_file_that_is_altered_or_missing_is_named(folder: Path) -> None:
    """One after the other, whichever it is."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        data, name = path.read_bytes(), path.relative_to(folder).as_posix()
        path.write_bytes(data + b" ")
        assert name in found_in(folder) or "SHA256SUMS" in found_in(folder)
        path.unlink()
        assert name in found_in(folder)
        path.write_bytes(data)
    assert verify_archive(folder).ok


def test_what_does_not_belong_there_is_named(folder: Path) -> None:
    """A further file, a link and an empty folder."""
    (folder / "evidence/extra.jpg").write_bytes(b"x")
    (folder / "link").symlink_to("README.txt")
    (folder / "empty").mkdir()
    found = found_in(folder)
    assert found["evidence/extra.jpg"] == "archive-file-extra"
    assert (found["link"], found["empty"]) == ("archive-file-strange", "archive-file-strange")


def test_evidence_cannot_be_explained_away_as_deleted_by_law(folder: Path) -> None:
    """Only records can be; a photograph that is gone is missing, whatever a list says."""
    photo = next((folder / "evidence").glob("*.jpg"))
    name = photo.relative_to(folder).as_posix()
    photo.unlink()
    (folder / "erased.json").write_text(f'{{"erased":["{name}"]}}\n')
    assert found_in(folder)[name] == "archive-file-missing"


def test_another_archive_is_told_by_its_digest(folder: Path) -> None:
    """Whole in itself, but not the one on record."""
    check = verify_archive(folder, digest="0" * 64)
    assert [one.code for one in check.problems] == ["archive-manifest-other"]


def test_a_manifest_that_cannot_be_read_is_named(folder: Path) -> None:
    """Nothing else can be checked then."""
    (folder / "manifest.json").write_bytes(b"[]\n")
    check = verify_archive(folder)
    assert check.archive is None
    assert {one.where.file for one in check.problems} == {"manifest.json"}


def test_nothing_is_written_over(folder: Path, office: FiledOffice, tmp_path: Path) -> None:
    """A folder, a file and a link keep what they hold."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("nowhere")
    for place in (folder, tmp_path / "file", tmp_path / "link"):
        with pytest.raises(AlreadyDone):
            write_archive(place, files_of(office))
    assert verify_archive(folder).ok


def test_a_second_writer_does_not_disturb_the_first(office: FiledOffice, tmp_path: Path) -> None:
    """Who is slower is told, and the archive of the first stays whole."""
    place = tmp_path / "archive"

    def slow() -> Iterator[tuple[str, bytes]]:
        yield from files_of(office)
        write_archive(place, files_of(office))

    with pytest.raises(AlreadyDone):
        write_archive(place, slow())
    assert verify_archive(place).ok
    assert [one.name for one in tmp_path.iterdir()] == ["archive"]


def failing(number: int) -> Callable[[int], None]:
    """Return an fsync that fails at its n-th call."""
    left = [number]

    def fsync(_: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    return fsync


def test_a_full_disk_leaves_nothing_behind(
    office: FiledOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever file it is, there is no half archive, and the next attempt succeeds."""
    place, writes = tmp_path / "archive", 0
    while not place.exists():
        writes += 1
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", failing(writes))
            try:
                write_archive(place, files_of(office))
            except StorageFailed as error:
                assert "磁盘已满" in error.text("zh")  # noqa: PT017
        assert place.exists() or list(tmp_path.iterdir()) == []
    assert writes > len(list(place.rglob("*")))
    assert verify_archive(place).ok


def test_a_source_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """An archive that cannot be read wholly is not handed out in part."""

    def broken() -> Iterator[tuple[str, bytes]]:
        yield "manifest.json", b"{}\n"
        raise KeyError

    with pytest.raises(KeyError):
        write_archive(tmp_path / "archive", broken())
    assert list(tmp_path.iterdir()) == []


def test_there_is_nothing_to_check_where_there_is_no_folder(tmp_path: Path) -> None:
    """A missing folder is told apart from an empty one, which lacks its manifest."""
    with pytest.raises(NotStored):
        verify_archive(tmp_path / "nowhere")
    assert found_in(tmp_path) == {"manifest.json": "archive-file-missing"}
