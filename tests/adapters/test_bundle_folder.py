"""A draw in a folder: what is written, who may read it, and what is refused."""

from __future__ import annotations

import datetime as dt
import os
import re
import stat
import time
from pathlib import Path

import pytest

from random_inspection.adapters.files import BundleFolder, create_private
from random_inspection.adapters.system import SystemClock, SystemEntropy
from random_inspection.errors import AlreadyDone, NotStored, StorageFailed
from random_inspection.ports import Area
from random_inspection.testing import BundleStoreContract

FILES: dict[tuple[Area, str], bytes] = {("public", "announcement.json"): b"{}\n", ("sealed", "secrets.json"): b"[]\n"}


class TestBundleFolder(BundleStoreContract):
    """The store in a folder passes the suite."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> BundleFolder:
        """A store in a folder that is not there yet."""
        return BundleFolder(tmp_path / "bundle")


class TestEmptyBundleFolder(BundleStoreContract):
    """The store in a folder that is there, and empty, passes the suite."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> BundleFolder:
        """A store in an empty folder."""
        return BundleFolder(tmp_path)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder with an announcement."""
    BundleFolder(tmp_path / "bundle").establish(FILES)
    return tmp_path / "bundle"


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, hidden ones too."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_sealed_files_are_for_their_owner_alone(bundle: Path) -> None:
    """Whatever the umask, sealed files are 0600 in a folder of 0700, public ones 0644 in 0755."""
    before = os.umask(0)
    try:
        BundleFolder(bundle).create("sealed", "result.json", b"1")
    finally:
        os.umask(before)
    assert [mode(bundle / name) for name in ("", "public", "sealed")] == [0o755, 0o755, 0o700]
    assert [mode(bundle / "sealed" / name) for name in ("secrets.json", "result.json")] == [0o600, 0o600]
    BundleFolder(bundle).publish("result.json")
    assert [mode(bundle / "public" / name) for name in ("announcement.json", "result.json")] == [0o644, 0o644]


def test_nothing_else_is_left_in_the_folder(bundle: Path) -> None:
    """After announcing, sealing and publishing there are the files of the draw, and no others."""
    BundleFolder(bundle).create("sealed", "result.json", b"1")
    BundleFolder(bundle).publish("result.json")
    expected = {"public/announcement.json": b"{}\n", "public/result.json": b"1", "sealed/secrets.json": b"[]\n"}
    assert tree(bundle.parent) == {f"bundle/{name}": data for name, data in expected.items()}


def test_parents_are_made(tmp_path: Path) -> None:
    """A draw may go into a folder of folders that are not there yet."""
    BundleFolder(tmp_path / "2026" / "1").establish(FILES)
    assert BundleFolder(tmp_path / "2026" / "1").read("sealed", "secrets.json") == b"[]\n"


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    """What lies in a folder is named, and stays."""
    (tmp_path / "计划.docx").write_bytes(b"plan")
    with pytest.raises(StorageFailed, match=r"计划\.docx.*new or an empty folder") as refused:
        BundleFolder(tmp_path).establish(FILES)
    assert refused.value.code == "folder-not-empty"
    assert tree(tmp_path) == {"计划.docx": b"plan"}


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """The name of a file is no place for a draw; the file stays."""
    (tmp_path / "bundle").write_bytes(b"mine")
    with pytest.raises(StorageFailed):
        BundleFolder(tmp_path / "bundle").establish(FILES)
    assert tree(tmp_path) == {"bundle": b"mine"}


def test_the_current_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that somebody works in is not replaced under their feet."""
    monkeypatch.chdir(tmp_path)
    for folder in (Path(), tmp_path):
        with pytest.raises(StorageFailed) as refused:
            BundleFolder(folder).establish(FILES)
        assert refused.value.code == "folder-current"
    assert tree(tmp_path) == {}


def test_an_announcement_is_told_from_other_things(bundle: Path) -> None:
    """Over a draw, and over the public part of one, nothing is announced, and the message says so."""
    for folder in (bundle, bundle / "public"):
        with pytest.raises(AlreadyDone, match="an announcement is here already"):
            BundleFolder(folder).establish(FILES)


def test_the_public_part_alone_is_read_only(bundle: Path) -> None:
    """A folder that holds the announcement itself is read as public; nothing is sealed there, nothing written."""
    store = BundleFolder(bundle / "public")
    assert store.read("public", "announcement.json") == b"{}\n"
    with pytest.raises(NotStored):
        store.read("sealed", "secrets.json")
    with pytest.raises(StorageFailed, match="public part of a draw alone"):
        store.create("public", "result.json", b"1")
    with pytest.raises(StorageFailed, match="public part of a draw alone"):
        store.publish("result.json")
    assert tree(bundle / "public") == {"announcement.json": b"{}\n"}


def test_a_draw_without_its_sealed_part_can_seal(bundle: Path) -> None:
    """Where the sealed folder is missing it is made, for its owner alone."""
    (bundle / "sealed" / "secrets.json").unlink()
    (bundle / "sealed").rmdir()
    BundleFolder(bundle).create("sealed", "drawing.json", b"1")
    assert mode(bundle / "sealed") == 0o700


@pytest.mark.parametrize("name", ["", ".", "..", "../up", "a/b", "a\\b", "c:d", ".hidden", "a\0b"])
def test_only_plain_names_are_taken(bundle: Path, name: str) -> None:
    """A name that leads elsewhere is refused before anything is touched."""
    store, before = BundleFolder(bundle), tree(bundle.parent)
    for act in (
        lambda: store.read("public", name),
        lambda: store.create("public", name, b"1"),
        lambda: store.publish(name),
        lambda: BundleFolder(bundle.parent / "new").establish({("public", name): b"1"}),
    ):
        with pytest.raises(StorageFailed) as refused:
            act()
        assert refused.value.code == "file-name"
    assert tree(bundle.parent) == before


def test_links_are_not_followed(bundle: Path, tmp_path: Path) -> None:
    """A link in a folder that came from elsewhere reads nothing of this machine; nor does a folder or a pipe."""
    (tmp_path / "private").write_bytes(b"private")
    (bundle / "public" / "frame.csv").symlink_to(tmp_path / "private")
    (bundle / "public" / "struck.csv").mkdir()
    os.mkfifo(bundle / "public" / "result.json")
    for name in ("frame.csv", "struck.csv", "result.json"):
        with pytest.raises(StorageFailed) as refused:
            BundleFolder(bundle).read("public", name)
        assert refused.value.code == "file-not-regular"


def test_a_link_counts_as_taken(bundle: Path, tmp_path: Path) -> None:
    """Nothing is written through a link."""
    (tmp_path / "private").write_bytes(b"private")
    (bundle / "public" / "result.json").symlink_to(tmp_path / "private")
    with pytest.raises(AlreadyDone):
        BundleFolder(bundle).create("public", "result.json", b"1")
    assert (tmp_path / "private").read_bytes() == b"private"


def test_another_public_file_is_not_replaced(bundle: Path) -> None:
    """Where two different results lie in both areas, publishing leaves both."""
    (bundle / "public" / "result.json").write_bytes(b"1")
    (bundle / "sealed" / "result.json").write_bytes(b"2")
    with pytest.raises(AlreadyDone) as refused:
        BundleFolder(bundle).publish("result.json")
    assert refused.value.code == "file-public-differs"
    assert (bundle / "sealed" / "result.json").read_bytes() == b"2"


def test_a_folder_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    """Reading where there is no folder, or a file, says which file is missing."""
    (tmp_path / "file").write_bytes(b"1")
    for folder in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(NotStored, match=r"announcement\.json"):
            BundleFolder(folder).read("public", "announcement.json")


def test_a_private_file_is_written_once(tmp_path: Path) -> None:
    """A secret is for its owner alone, in a folder of its own where there is none, and never written over."""
    file = tmp_path / "papers" / "secret.json"
    create_private(file, b"1")
    with pytest.raises(AlreadyDone):
        create_private(file, b"2")
    assert (file.read_bytes(), mode(file), mode(file.parent)) == (b"1", 0o600, 0o700)
    assert tree(tmp_path) == {"papers/secret.json": b"1"}


@pytest.mark.parametrize("zone", ["UTC0", "EST5", "CST-8"])
def test_the_system_tells_the_time_in_beijing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever time zone the machine is set to, the clock tells the present moment in that of Beijing, and goes on."""
    before = time.time()
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        first, second = SystemClock().now(), SystemClock().now()
    time.tzset()
    assert first.utcoffset() == second.utcoffset() == dt.timedelta(hours=8)
    assert before <= first.timestamp() <= second.timestamp() <= time.time()


def test_the_system_gives_secrets() -> None:
    """Secrets have 64 hexadecimal characters, and none comes twice."""
    given = {SystemEntropy().secret() for _ in range(100)}
    assert len(given) == 100
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in given)
