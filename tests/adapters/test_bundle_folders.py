"""The bundles of all draws of an office in one folder."""

from pathlib import Path

import pytest

from random_inspection.adapters.files import BundleFolders
from random_inspection.errors import AlreadyDone

FILES = {("public", "announcement.json"): b"1"}


@pytest.mark.parametrize("draw_id", ["2026-1", "2026-0001/1", "..", ".", "抽查一号", "长" * 128, "a b"])
def test_every_draw_has_a_folder_of_its_own_inside(tmp_path: Path, draw_id: str) -> None:
    """Whatever the draw is called, its files lie in one folder under the office's, and are found again."""
    root = tmp_path / "draws"
    BundleFolders(root).of(draw_id).establish(FILES)  # type: ignore[arg-type]
    assert BundleFolders(root).of(draw_id).read("public", "announcement.json") == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["draws"]
    assert len(list(root.iterdir())) == 1


def test_one_draw_is_announced_once_and_another_beside_it(tmp_path: Path) -> None:
    """Two draws do not touch; the same one twice is refused."""
    folders = BundleFolders(tmp_path)
    for draw_id in ("2026/1", "2026-1"):
        folders.of(draw_id).establish(FILES)  # type: ignore[arg-type]
    with pytest.raises(AlreadyDone):
        folders.of("2026/1").establish(FILES)  # type: ignore[arg-type]


def test_a_draw_that_nobody_announced_is_empty(tmp_path: Path) -> None:
    """Asking for it makes nothing."""
    assert BundleFolders(tmp_path / "draws").of("2026-1").names("public") == frozenset()
    assert not (tmp_path / "draws").exists()
