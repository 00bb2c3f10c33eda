"""The suite that every bundle store passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from random_inspection.errors import AlreadyDone, NotStored
from random_inspection.ports import Area, BundleStore

_AREAS: tuple[Area, ...] = ("public", "sealed")
_WRITERS = 8


class BundleStoreContract:
    """The suite that every `random_inspection.ports.BundleStore` passes.

    Derive a test class, and give it a fixture ``store`` that returns an empty one.
    """

    FILES: Mapping[tuple[Area, str], bytes] = {
        ("public", "announcement.json"): b'{"title":"\xe6\x8a\xbd\xe6\x9f\xa5"}\n',
        ("sealed", "secrets.json"): b"\x00\r\n\xff",
    }

    def test_what_is_established_is_read_byte_by_byte(self, store: BundleStore) -> None:
        """Files come back from their area as they were given."""
        store.establish(self.FILES)
        assert {key: store.read(*key) for key in self.FILES} == self.FILES

    def test_what_was_not_stored_is_said_to_be_absent(self, store: BundleStore) -> None:
        """Neither an empty store, nor the other area, has a file."""
        with pytest.raises(NotStored):
            store.read("public", "announcement.json")
        store.establish(self.FILES)
        with pytest.raises(NotStored):
            store.read("public", "secrets.json")

    def test_a_store_is_established_once(self, store: BundleStore) -> None:
        """A second announcement is refused, and changes nothing."""
        store.establish(self.FILES)
        with pytest.raises(AlreadyDone):
            store.establish({("public", "announcement.json"): b"2", ("public", "frame.csv"): b"2"})
        assert store.read("public", "announcement.json") == self.FILES["public", "announcement.json"]
        with pytest.raises(NotStored):
            store.read("public", "frame.csv")

    def test_one_of_many_who_establish_at_once_wins(self, store: BundleStore) -> None:
        """All files are of one writer; all others are told."""
        names = ("announcement.json", "frame.csv", "struck.csv")
        wins = _at_once(lambda writer: store.establish({("public", name): b"%d" % writer for name in names}))
        assert [store.read("public", name) for name in names] == [b"%d" % writer for writer in wins] * len(names)

    def test_a_file_is_created_once(self, store: BundleStore) -> None:
        """A second outcome is refused, in the other area, too, and changes nothing."""
        store.establish(self.FILES)
        store.create("public", "result.json", b"1")
        for area in _AREAS:
            with pytest.raises(AlreadyDone):
                store.create(area, "result.json", b"2")
        assert store.read("public", "result.json") == b"1"

    def test_one_of_many_who_create_at_once_wins(self, store: BundleStore) -> None:
        """The file is that of one writer; all others are told."""
        store.establish(self.FILES)
        wins = _at_once(lambda writer: store.create("sealed", "result.json", b"%d" % writer))
        assert [store.read("sealed", "result.json")] == [b"%d" % writer for writer in wins]

    def test_one_of_many_who_create_in_either_area_wins(self, store: BundleStore) -> None:
        """Sealed and public writers at once: one file in one area, never one in each."""
        store.establish(self.FILES)
        for round_ in range(10):
            name = f"change-{round_:04}.json"
            wins = _at_once(lambda writer, name=name: store.create(_AREAS[writer % 2], name, b"%d" % writer))  # type: ignore[misc]
            assert [area for area in _AREAS if name in store.names(area)] == [_AREAS[writer % 2] for writer in wins]

    def test_the_names_of_an_area_are_those_of_its_files(self, store: BundleStore) -> None:
        """Every file is listed in its area and in no other, and an empty store lists none."""
        assert store.names("public") == frozenset()
        store.establish(self.FILES)
        assert {(area, name) for area in _AREAS for name in store.names(area)} == self.FILES.keys()

    def test_publishing_moves_a_file(self, store: BundleStore) -> None:
        """What was published is public, sealed no more, and is not published again."""
        store.establish(self.FILES)
        store.create("sealed", "result.json", b"1")
        store.publish("result.json")
        assert store.read("public", "result.json") == b"1"
        with pytest.raises(NotStored):
            store.read("sealed", "result.json")
        with pytest.raises(AlreadyDone):
            store.publish("result.json")

    def test_only_what_is_sealed_is_published(self, store: BundleStore) -> None:
        """There is nothing to publish where there is no result."""
        store.establish(self.FILES)
        with pytest.raises(NotStored):
            store.publish("result.json")

    def test_one_of_many_who_publish_at_once_wins(self, store: BundleStore) -> None:
        """The file is public in the end, and all but one are told that it was."""
        store.establish(self.FILES)
        store.create("sealed", "result.json", b"1")
        assert len(_at_once(lambda _: store.publish("result.json"))) == 1
        assert store.read("public", "result.json") == b"1"


def _at_once(act: Callable[[int], None]) -> list[int]:
    """Let many writers act at the same time, and return who was not told that it was done already."""
    start = Barrier(_WRITERS)

    def writer(number: int) -> bool:
        start.wait()
        try:
            act(number)
        except AlreadyDone:
            return False
        return True

    with ThreadPoolExecutor(_WRITERS) as pool:
        won = list(pool.map(writer, range(_WRITERS)))
    return [number for number, wins in enumerate(won) if wins]
