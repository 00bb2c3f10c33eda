"""A full disk, a lack of permission, a kill at any moment: nothing is half written, and it can be run again."""

from __future__ import annotations

import errno
import itertools
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from bundle_faults import Killed, fault

from random_inspection.adapters.files import BundleFolder, create_private
from random_inspection.errors import AlreadyDone, NotStored, StorageFailed
from random_inspection.ports import Area

FILES: dict[tuple[Area, str], bytes] = {("public", "announcement.json"): b"{}\n", ("sealed", "secrets.json"): b"[]\n"}
OTHERS = dict.fromkeys(FILES, b"other")
FULL = OSError(errno.ENOSPC, "No space left on device")


def _establish(store: BundleFolder) -> None:
    store.establish(FILES)


def _create(store: BundleFolder) -> None:
    store.create("public", "result.json", b"1")


def _publish(store: BundleFolder) -> None:
    store.publish("result.json")


def _ready(folder: Path, act: Callable[[BundleFolder], None]) -> BundleFolder:
    """Return a store in which `act` can be done."""
    store = BundleFolder(folder / "bundle")
    if act is not _establish:
        store.establish(FILES)
    if act is _publish:
        store.create("sealed", "result.json", b"1")
    return store


def _every_fault(
    folder: Path, act: Callable[[BundleFolder], None], error: OSError | None
) -> list[tuple[Path, str | None]]:
    """Do `act` with a fault at every one of its calls; return the folders, and how each attempt ended."""
    ends: list[tuple[Path, str | None]] = []
    for at in itertools.count():
        place = folder / f"{at}"
        place.mkdir()
        store = _ready(place, act)
        with fault(at, error) as calls:
            try:
                act(store)
                end = None
            except Killed:
                end = "killed"
            except StorageFailed as failed:
                end = failed.code
        if len(calls) <= at:
            return ends
        ends.append((place, end))
    return ends


def _names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("error", [None, FULL], ids=["killed", "disk full"])
def test_all_first_files_stand_or_none(tmp_path: Path, error: OSError | None) -> None:
    """After a fault at any call there is the whole announcement, or none and another can be made."""
    ends = _every_fault(tmp_path, _establish, error)
    for place, end in ends:
        store = BundleFolder(place / "bundle")
        if (place / "bundle" / "public").exists():
            assert {key: store.read(*key) for key in FILES} == FILES
            with pytest.raises(AlreadyDone):
                store.establish(OTHERS)
        else:
            assert end is not None
            store.establish(OTHERS)
            assert {key: store.read(*key) for key in FILES} == OTHERS
            assert _names(place) == {f"bundle/{area}/{name}" for area, name in FILES}
    assert len(ends) > 20
    assert {end for _, end in ends} - {None} == {"disk-full" if error else "killed"}


@pytest.mark.parametrize("error", [None, FULL], ids=["killed", "disk full"])
def test_a_file_stands_whole_or_not(tmp_path: Path, error: OSError | None) -> None:
    """After a fault at any call the result is there whole, or not and it can be stored again."""
    ends = _every_fault(tmp_path, _create, error)
    for place, end in ends:
        store = BundleFolder(place / "bundle")
        try:
            assert store.read("public", "result.json") == b"1"
        except NotStored:
            assert end is not None
            store.create("public", "result.json", b"2")
            assert _names(place / "bundle" / "public") == {"announcement.json", "result.json"}
            assert not list((place / "bundle").glob(".*"))
        else:
            with pytest.raises(AlreadyDone):
                store.create("public", "result.json", b"2")
    assert len(ends) > 6
    assert {end for _, end in ends} - {None} == {"disk-full" if error else "killed"}


@pytest.mark.parametrize("error", [None, FULL], ids=["killed", "disk full"])
def test_publication_is_completed(tmp_path: Path, error: OSError | None) -> None:
    """After a fault at any call the result is in one area at least, whole, and publishing again ends in public."""
    ends = _every_fault(tmp_path, _publish, error)
    for place, _ in ends:
        store = BundleFolder(place / "bundle")
        with suppress(AlreadyDone):
            store.publish("result.json")
        assert store.read("public", "result.json") == b"1"
        assert _names(place / "bundle" / "sealed") == {"secrets.json"}
    assert len(ends) > 3
    assert {end for _, end in ends} - {None} == {"disk-full" if error else "killed"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "disk-read-only"),
        (errno.EACCES, "no-permission"),
        (errno.ENAMETOOLONG, "name-too-long"),
        (errno.EIO, "storage-failed"),
    ],
)
def test_what_the_system_says_is_put_in_words(tmp_path: Path, number: int, code: str) -> None:
    """Each failure has its words in both languages, names the place, and keeps its cause."""
    store = _ready(tmp_path, _create)
    with fault(0, OSError(number, os.strerror(number))), pytest.raises(StorageFailed) as failed:
        store.create("sealed", "result.json", b"1")
    assert failed.value.code == code
    assert isinstance(failed.value.__cause__, OSError)
    assert all("result.json" in failed.value.text(lang) for lang in ("en", "zh"))


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    """The system itself refuses the folder; nothing stays behind."""
    with pytest.raises(StorageFailed) as failed:
        BundleFolder(tmp_path / ("长" * 100)).establish(FILES)
    assert failed.value.code == "name-too-long"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_the_disk_takes_in_part_is_removed(tmp_path: Path) -> None:
    """When the system stops in the middle of a file, for real, nothing of it stays, and a shorter one fits."""
    store = _ready(tmp_path, _create)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(StorageFailed):
            store.create("public", "result.json", b"1" * 1001)
        store.create("public", "result.json", b"2" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.read("public", "result.json") == b"2" * 1000
    assert not list((tmp_path / "bundle").glob(".*"))


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that takes three bytes at a time gets all of them."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:3]))
    store = BundleFolder(tmp_path / "bundle")
    store.establish({("public", "announcement.json"): b"0123456789"})
    assert store.read("public", "announcement.json") == b"0123456789"


def test_a_system_that_opens_no_folders_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows lets nobody open a folder in order to sync it; all is stored nevertheless."""
    real = os.open

    def of_files(path: Path, *args: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *args)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", of_files)
        BundleFolder(tmp_path / "bundle").establish(FILES)
    assert _names(tmp_path) == {f"bundle/{area}/{name}" for area, name in FILES}


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP])
def test_a_disk_without_links_is_refused_before_anything_is_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Where a draw could not be stored in one step later, it is not announced."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(StorageFailed) as failed:
        BundleFolder(tmp_path / "bundle").establish(FILES)
    assert failed.value.code == "disk-without-links"
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_run_are_cleared_and_those_of_others_stay(tmp_path: Path) -> None:
    """A run that succeeds clears away what one of the same name left, and nothing else."""
    for name in ("bundle", "bundle-2"):
        with fault(9), pytest.raises(Killed):
            BundleFolder(tmp_path / name).establish(FILES)
    assert len(list(tmp_path.iterdir())) == 2
    BundleFolder(tmp_path / "bundle").establish(FILES)
    BundleFolder(tmp_path / "bundle").create("public", "a-b", b"1")
    left = [entry for entry in tmp_path.iterdir() if entry.name != "bundle"]
    assert [entry.name.startswith(".") for entry in left] == [True]


def test_a_private_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """A secret whose storing is killed at any call is there whole, or not at all."""
    for at in itertools.count():
        file = tmp_path / f"{at}" / "secret.json"
        with fault(at) as calls, suppress(Killed):
            create_private(file, b"secret")
        if len(calls) <= at:
            break
        assert not file.exists() or file.read_bytes() == b"secret"
    assert file.read_bytes() == b"secret"
