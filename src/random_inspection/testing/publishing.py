"""The suite that every publisher passes."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from random_inspection.errors import PublicationFailed
from random_inspection.ports import Publisher

_WRITERS = 8


class PublisherContract:
    """The suite that every `random_inspection.ports.Publisher` passes.

    Derive a test class, and give it a fixture ``publisher`` that returns one with nothing published.
    """

    FILES: Mapping[str, bytes] = {
        "notice.json": b'{"title":"\xe6\x8a\xbd\xe6\x9f\xa5"}\n',
        "results.csv": b"\xef\xbb\xbfa,b\r\n",
    }
    IDS = ("result-2026-01:91110108551385082Q", "计划 2026/1", "..", "result-2026-01.91110108551385082Q", "结果" * 60)

    def test_what_is_published_is_shown_byte_by_byte(self, publisher: Publisher) -> None:
        """The public reads the files as they were given, at an address."""
        assert publisher.publish("plan-2026", 1, self.FILES)
        assert publisher.shown("plan-2026", 1) == self.FILES

    def test_what_was_not_published_is_not_shown(self, publisher: Publisher) -> None:
        """Neither another notice nor another version is there."""
        assert publisher.shown("plan-2026", 1) is None
        publisher.publish("plan-2026", 1, self.FILES)
        assert publisher.shown("plan-2026", 2) is None
        assert publisher.shown("plan-2027", 1) is None

    def test_the_same_twice_is_one_publication(self, publisher: Publisher) -> None:
        """A repeated publication gives the same address, and changes nothing."""
        first = publisher.publish("plan-2026", 1, self.FILES)
        assert publisher.publish("plan-2026", 1, self.FILES) == first
        assert publisher.shown("plan-2026", 1) == self.FILES

    @pytest.mark.parametrize(
        "other", [{"notice.json": b"2"}, {**FILES, "more.csv": b""}, {"notice.json": FILES["notice.json"]}]
    )
    def test_a_version_is_never_written_over(self, publisher: Publisher, other: Mapping[str, bytes]) -> None:
        """The same version with other bytes, more files or fewer is refused, and what stands stays."""
        publisher.publish("plan-2026", 1, self.FILES)
        with pytest.raises(PublicationFailed):
            publisher.publish("plan-2026", 1, other)
        assert publisher.shown("plan-2026", 1) == self.FILES

    def test_a_later_version_stands_beside_the_earlier_one(self, publisher: Publisher) -> None:
        """Both are read, each at its own address."""
        corrected = {"notice.json": b"{}\n"}
        first, second = publisher.publish("plan-2026", 1, self.FILES), publisher.publish("plan-2026", 2, corrected)
        assert first != second
        assert publisher.shown("plan-2026", 1) == self.FILES
        assert publisher.shown("plan-2026", 2) == corrected

    def test_every_identifier_has_a_place_of_its_own(self, publisher: Publisher) -> None:
        """Colons, slashes, dots, spaces and long Chinese neither clash nor lead elsewhere."""
        contents = {notice_id: {"notice.json": b"%d" % number} for number, notice_id in enumerate(self.IDS)}
        addresses = {publisher.publish(notice_id, 1, files) for notice_id, files in contents.items()}
        assert len(addresses) == len(self.IDS)
        assert {notice_id: publisher.shown(notice_id, 1) for notice_id in self.IDS} == contents

    def test_pages_of_what_was_published_are_right(self, publisher: Publisher) -> None:
        """Of an earlier version and of a later one."""
        for version, files in enumerate((self.FILES, {"notice.json": b"{}\n"}), start=1):
            publisher.publish("plan-2026", version, files)
        assert [publisher.wrong_pages("plan-2026", version) for version in (1, 2)] == [(), ()]

    def test_what_was_never_issued_is_a_stranger(self, publisher: Publisher) -> None:
        """Another notice and another version are told; where everything was issued, nothing is."""
        issued = [("plan-2026", 1), ("plan-2026", 2), ("plan-2027", 1)]
        assert publisher.strangers(issued) == ()
        for notice_id, version in issued:
            publisher.publish(notice_id, version, self.FILES)
        assert publisher.strangers(issued) == ()
        assert publisher.strangers(issued[:1])
        assert publisher.strangers(issued[1:])

    def test_many_who_publish_the_same_at_once_publish_it_once(self, publisher: Publisher) -> None:
        """All of them get the one address."""
        barrier = Barrier(_WRITERS)

        def publish(_: int) -> str:
            barrier.wait()
            return publisher.publish("plan-2026", 1, self.FILES)

        with ThreadPoolExecutor(_WRITERS) as pool:
            addresses = set(pool.map(publish, range(_WRITERS)))
        assert len(addresses) == 1
        assert publisher.shown("plan-2026", 1) == self.FILES

    def test_of_many_who_publish_other_things_at_once_one_wins(self, publisher: Publisher) -> None:
        """All files are of one writer, and the others are told."""
        barrier, names = Barrier(_WRITERS), ("a.csv", "b.csv", "c.csv")

        def publish(writer: int) -> int | None:
            barrier.wait()
            try:
                publisher.publish("plan-2026", 1, dict.fromkeys(names, b"%d" % writer))
            except PublicationFailed:
                return None
            return writer

        with ThreadPoolExecutor(_WRITERS) as pool:
            wins = [writer for writer in pool.map(publish, range(_WRITERS)) if writer is not None]
        assert len(wins) == 1
        assert publisher.shown("plan-2026", 1) == dict.fromkeys(names, b"%d" % wins[0])
