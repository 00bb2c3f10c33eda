"""Publishers pass the suite of the port; the folder of the site withstands faults, tampering and prying eyes."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.adapters.memory import MemoryPublisher
from random_inspection.adapters.site import SiteFolder, read_address
from random_inspection.adapters.site.folder import _slug
from random_inspection.errors import PublicationFailed
from random_inspection.testing.publishing import PublisherContract

COVER = {
    "agency": "东山县局",
    "issuedAt": "2026-11-25T09:00:00+08:00",
    "kind": "抽查检查结果",
    "tables": [{"file": "results.csv", "title": "检查结果"}],
    "title": "东街一店",
}
FILES = {
    "notice.json": json.dumps(COVER, ensure_ascii=False).encode(),
    "results.csv": "\ufeff名称,检查结果\r\n东街一店,未发现问题\r\n西街二店,<script>alert(1)</script>\r\n".encode(),
}
SYSTEM_CALLS = (
    *(
        (Path, name)
        for name in ("mkdir", "open", "chmod", "rename", "replace", "unlink", "read_bytes", "read_text", "write_text")
    ),
    (os, "open"),
    (os, "fsync"),
)


class TestMemoryPublisher(PublisherContract):
    """The publisher in memory."""

    @pytest.fixture
    def publisher(self) -> MemoryPublisher:
        """Return one with nothing published."""
        return MemoryPublisher()


class TestSiteFolder(PublisherContract):
    """The folder of files."""

    @pytest.fixture
    def publisher(self, tmp_path: Path) -> SiteFolder:
        """Return one with nothing published."""
        return SiteFolder(tmp_path / "site", agency="东山县局")


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """Return an empty site."""
    return SiteFolder(tmp_path / "site", agency="东山县局")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve the folder of the site over http, and return its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            """Serve a file, or fail where the path asks for that."""
            if self.path.endswith("/500"):
                self.send_error(500)
            else:
                super().do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "site")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_list_names_every_version_and_says_which_stands(site: SiteFolder) -> None:
    """The latest version is the link, the earlier ones stay readable, and their pages say that they were replaced."""
    site.publish("result-1", 1, FILES)
    cover = {**COVER, "reason": "更正：金额有误"}
    site.publish("result-1", 2, {**FILES, "notice.json": json.dumps(cover).encode()})
    index = (site.path / "index.html").read_text("utf-8")
    assert "notices/result-1/v2.html" in index
    assert "notices/result-1/v1.html" in index
    assert "本版已被替代" in (site.path / "notices/result-1/v1.html").read_text("utf-8")
    second = (site.path / "notices/result-1/v2.html").read_text("utf-8")
    assert "本版已被替代" not in second
    assert "更正：金额有误" in second


def test_text_of_registers_never_becomes_markup(site: SiteFolder) -> None:
    """A name with tags is shown as it is written, on the page and in the list."""
    cover = {**COVER, "title": "<img src=x onerror=alert(1)>"}
    site.publish("n", 1, {**FILES, "notice.json": json.dumps(cover).encode()})
    pages = [site.path / "index.html", site.path / "notices/n/v1.html"]
    text = "".join(page.read_text("utf-8") for page in pages)
    assert "&lt;script&gt;" in text
    assert not any(tag in text for tag in ("<script", "<img"))


def test_pages_take_nothing_from_elsewhere(site: SiteFolder) -> None:
    """No page names another server, a script or a picture, and the browser is told to load none."""
    site.publish("n", 1, FILES)
    for page in (site.path / "index.html", site.path / "notices/n/v1.html"):
        text = page.read_text("utf-8")
        assert "default-src 'none'" in text
        assert not any(word in text for word in ("http:", "https:", "<script", "<link", "<img", "url("))


@pytest.mark.parametrize(
    ("issued_at", "day", "time", "month"),
    [
        ("2026-12-31T15:59:59Z", "2026-12-31", "23:59", "2026-12"),
        ("2026-12-31T16:00:00+00:00", "2027-01-01", "00:00", "2027-01"),
        ("2026-12-31T11:00:00-05:00", "2027-01-01", "00:00", "2027-01"),
    ],
)
def test_pages_tell_the_time_in_beijing(site: SiteFolder, issued_at: str, day: str, time: str, month: str) -> None:
    """Whatever offset a cover has, the pages have day, minute and month in Beijing."""
    site.publish("n", 1, {**FILES, "notice.json": json.dumps({**COVER, "issuedAt": issued_at}).encode()})
    assert f"<dt>公示时间</dt><dd>{day} {time}</dd>" in (site.path / "notices/n/v1.html").read_text("utf-8")
    for page in ("index.html", f"lists/{month}.html"):
        assert f">{day}</time>" in (site.path / page).read_text("utf-8")


@pytest.mark.parametrize("issued_at", ["2026-12-31", "2026-12-31T16:00:00", "0001-01-01T00:00:00+14:00", "昨天"])
def test_what_is_no_time_with_an_offset_is_listed_as_it_is(site: SiteFolder, issued_at: str) -> None:
    """A cover of another program that does not tell its offset, or tells no time, is shown, and nothing is added to it."""
    site.publish("n", 1, {**FILES, "notice.json": json.dumps({**COVER, "issuedAt": issued_at}).encode()})
    assert f'datetime="{issued_at}"' in (site.path / "index.html").read_text("utf-8")


@pytest.mark.parametrize("cover", [b"", b"[]", b"\xff", b'{"title":7,"kind":[],"tables":[3,{}]}'])
def test_a_cover_that_is_none_leaves_the_list_whole(site: SiteFolder, cover: bytes) -> None:
    """A notice without a proper cover is listed under the name of its folder."""
    site.publish("strange", 1, {"notice.json": cover})
    site.publish("n", 1, FILES)
    index = (site.path / "index.html").read_text("utf-8")
    assert "lists/undated.html" in index
    assert ">strange</a>" in index
    assert ">东街一店</a>" in index


@pytest.mark.parametrize("name", ["../up.csv", ".hidden", "a/b", "", "结果.csv", "x" * 101])
def test_a_file_name_that_leads_elsewhere_is_refused(site: SiteFolder, name: str) -> None:
    """Only plain names are published, and nothing of the notice otherwise."""
    with pytest.raises(PublicationFailed) as caught:
        site.publish("n", 1, {**FILES, name: b""})
    assert caught.value.code == "notice-file-name"
    assert site.shown("n", 1) is None


def test_a_notice_without_files_is_refused(site: SiteFolder) -> None:
    """There is nothing that the public could read."""
    with pytest.raises(PublicationFailed, match="has no files"):
        site.publish("n", 1, {})


@pytest.mark.parametrize(("owner", "call"), SYSTEM_CALLS)
def test_whatever_call_fails_nothing_is_half_public_and_the_next_try_completes(
    site: SiteFolder, owner: Any, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every call of the system fails once, in turn: the error is ours, and the same publication again succeeds."""
    original, failures, at = getattr(owner, call), 0, 0
    while True:
        at, seen = at + 1, 0

        def failing(*args: Any, at: int = at, **kwargs: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == at:
                raise OSError(28, "no room")
            return original(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(owner, call, failing)
            try:
                site.publish(f"n{at}", 1, FILES)
            except PublicationFailed as error:
                failures += 1
                assert isinstance(error.__cause__, OSError)  # noqa: PT017  (the loop tries every place)
        assert site.shown(f"n{at}", 1) in (None, FILES)
        other = site.publish(f"other{at}", 1, FILES)
        assert site.shown(f"n{at}", 1) is None or f"n{at}/v1.html" in (site.path / "lists/2026-11.html").read_text(
            "utf-8"
        )
        assert other == f"notices/other{at}/v1.html"
        site.publish(f"n{at}", 1, FILES)
        assert site.shown(f"n{at}", 1) == FILES
        assert f"notices/n{at}/v1.html" in (site.path / "lists/2026-11.html").read_text("utf-8")
        if seen < at:
            break
    assert failures or call == "unlink"


def test_what_a_killed_run_left_is_cleared_away_and_never_shown(site: SiteFolder) -> None:
    """A folder that was being filled is no version."""
    left = site.path / "notices/n/.part-0123"
    left.mkdir(parents=True)
    (left / "results.csv").write_bytes(b"half")
    assert site.shown("n", 1) is None
    site.publish("n", 1, FILES)
    assert not left.exists()


def test_a_site_that_nobody_may_write_is_a_failed_publication(tmp_path: Path) -> None:
    """A file where the folder should be is reported as ours, with the place."""
    (tmp_path / "site").write_text("x")
    with pytest.raises(PublicationFailed, match="cannot be read or written"):
        SiteFolder(tmp_path / "site", agency="东山县局").publish("n", 1, FILES)


def test_a_link_among_the_files_is_found(site: SiteFolder) -> None:
    """What no notice put there is not read as one."""
    site.publish("n", 1, FILES)
    (site.path / "notices/n/v1/extra.csv").symlink_to("/etc/hostname")
    with pytest.raises(PublicationFailed, match="no ordinary file"):
        site.shown("n", 1)


@pytest.mark.clause("三(六) 核对")
def test_what_the_web_server_gives_is_what_is_shown(site: SiteFolder, address: str) -> None:
    """Read over http, the files are those published; one that the server does not give is missing."""
    served = SiteFolder(site.path, agency="东山县局", address=f"{address}/", read=read_address)
    assert served.publish("n", 1, FILES) == f"{address}/notices/n/v1.html"
    assert served.shown("n", 1) == FILES
    page = read_address(f"{address}/notices/n/v1.html")
    assert page is not None
    assert "西街二店" in page.decode()
    elsewhere = SiteFolder(site.path, agency="东山县局", address=f"{address}/wrong", read=read_address)
    assert elsewhere.shown("n", 1) is None


@pytest.mark.parametrize("wrong", ["http://127.0.0.1:9/x", "file:///etc/hostname", "http://[/"])
def test_a_server_that_does_not_answer_is_a_failed_publication(wrong: str) -> None:
    """No server, another scheme and a broken address are told as ours."""
    with pytest.raises(PublicationFailed):
        read_address(wrong, timeout=2)


def test_the_first_page_stays_light_and_the_pages_of_the_months_have_all(site: SiteFolder) -> None:
    """The latest notices of a kind first, and a list for every month with the rest."""
    for number in range(25):
        site.publish(f"n{number}", 1, FILES)
    index, month = ((site.path / name).read_text("utf-8") for name in ("index.html", "lists/2026-11.html"))
    assert "共25项，此处为最近20项" in index
    assert (index.count("/v1.html"), month.count("/v1.html")) == (20, 25)


def test_a_notice_moves_to_the_month_of_its_latest_version(site: SiteFolder) -> None:
    """It is listed once, and the month that it leaves says so."""
    site.publish("n", 1, FILES)
    later = FILES["notice.json"].replace(b"2026-11-25", b"2026-12-01")
    site.publish("n", 2, {**FILES, "notice.json": later})
    november, december = ((site.path / f"lists/2026-{month}.html").read_text("utf-8") for month in (11, 12))
    assert "本月没有公示内容" in november
    assert "../notices/n/v1.html" in december
    assert "../notices/n/v2.html" in december


def test_what_another_writer_published_is_in_the_lists_of_both(site: SiteFolder) -> None:
    """Each keeps in memory what it knows, and reads again where the other was at work, also one that was killed."""
    other = SiteFolder(site.path, agency="东山县局")
    site.publish("a", 1, FILES)
    other.publish("b", 1, FILES)
    other.publish("a", 2, FILES)
    site.publish("c", 1, FILES)
    index = (site.path / "index.html").read_text("utf-8")
    assert all(f"notices/{place}.html" in index for place in ("a/v1", "a/v2", "b/v1", "c/v1"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=128), unique=True))
def test_every_identifier_gets_a_folder_of_its_own_that_leads_nowhere_else(ids: list[str]) -> None:
    """Plain segments, no two alike, short enough for every disk."""
    slugs = [_slug(one) for one in ids]
    assert len(set(slugs)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", slug) for slug in slugs)


@pytest.mark.parametrize("data", [b"a\r\n" + b"x" * 200_000, b"", b"\xff\x00", b'a\r\n"'])
def test_a_table_that_cannot_be_shown_is_published_all_the_same(site: SiteFolder, data: bytes) -> None:
    """The page offers the file, and the publication does not fail for it."""
    site.publish("n", 1, {**FILES, "results.csv": data})
    assert "v1/results.csv" in (site.path / "notices/n/v1.html").read_text("utf-8")
    assert site.shown("n", 1) == {**FILES, "results.csv": data}


def test_a_server_in_trouble_is_a_failed_publication_and_not_an_absent_file(address: str) -> None:
    """404 says that nothing stands there; another error says nothing of it."""
    assert read_address(f"{address}/nowhere") is None
    with pytest.raises(PublicationFailed) as caught:
        read_address(f"{address}/500", timeout=2)
    assert caught.value.code == "site-unreachable"


def test_a_long_table_is_cut_on_its_page(site: SiteFolder) -> None:
    """The page shows the first rows and says so; the file has all of them."""
    rows = "\ufeff名称,检查结果\r\n" + "".join(f"店{number},未发现问题\r\n" for number in range(600))
    site.publish("long", 1, {**FILES, "results.csv": rows.encode()})
    page = (site.path / "notices/long/v1.html").read_text("utf-8")
    assert "共600行，此处显示前500行" in page
    assert "店500" not in page


PAGES = ("index.html", "lists/2026-11.html", "notices/n/v1.html")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.clause("三(六) 核对")
def test_a_page_that_was_altered_or_removed_is_found_and_made_anew(site: SiteFolder, page: str) -> None:
    """The page that people read is looked at like the files, and the same publication again puts it right."""
    site.publish("n", 1, FILES)
    right = (site.path / page).read_bytes()
    (site.path / page).write_bytes(right.replace("东街一店".encode(), "西街一店".encode()))
    assert site.wrong_pages("n", 1) == (page,)
    (site.path / page).unlink()
    assert SiteFolder(site.path, agency="东山县局").wrong_pages("n", 1) == (page,)
    site.publish("n", 1, FILES)
    assert (site.wrong_pages("n", 1), (site.path / page).read_bytes()) == ((), right)


def test_the_page_of_another_version_is_no_fault_of_this_one(site: SiteFolder) -> None:
    """Each version answers for its own page."""
    site.publish("n", 1, FILES)
    site.publish("n", 2, {"notice.json": FILES["notice.json"]})
    (site.path / "notices/n/v2.html").write_text("altered")
    assert (site.wrong_pages("n", 1), site.wrong_pages("n", 2)) == ((), ("notices/n/v2.html",))


def test_pages_are_read_as_the_public_reads_them(site: SiteFolder, address: str) -> None:
    """A server that does not give the page, and one in trouble, are not believed."""
    served = SiteFolder(site.path, agency="东山县局", address=address, read=read_address)
    served.publish("n", 1, FILES)
    assert served.wrong_pages("n", 1) == ()
    elsewhere = SiteFolder(site.path, agency="东山县局", address=f"{address}/wrong", read=read_address)
    assert elsewhere.wrong_pages("n", 1) == ("notices/n/v1.html", "lists/2026-11.html", "index.html")


@pytest.mark.parametrize(
    "place",
    [
        "notices/result-fake/",
        "notices/n/v2/",
        "notices/n/v2.html",
        "notices/n/.part-0123/",
        "lists/2026-12.html",
        "evil.html",
        "js/",
        "v1/",
    ],
)
@pytest.mark.clause("三(六) 核对")
def test_what_nobody_issued_is_found_wherever_it_stands(site: SiteFolder, place: str) -> None:
    """A notice, a version, a page, a list, any other file or folder."""
    issued = [("n", 1), ("结果:1", 1)]
    for notice_id, version in issued:
        site.publish(notice_id, version, FILES)
    assert site.strangers(issued) == ()
    strange = site.path / place
    if place.endswith("/"):
        (strange / "v1").mkdir(parents=True)
    else:
        strange.write_text("<p>假的</p>", "utf-8")
    assert site.strangers(issued) == (place.rstrip("/"),)


def test_a_link_in_the_place_of_a_page_or_a_version_is_a_stranger(site: SiteFolder, tmp_path: Path) -> None:
    """What leads elsewhere was put there by nobody of ours."""
    site.publish("n", 1, FILES)
    for place in ("notices/n/v1.html", "notices/n/v1"):
        (site.path / place).rename(tmp_path / "moved")
        (site.path / place).symlink_to(tmp_path / "moved")
        assert site.strangers([("n", 1)]) == (place,)
        (site.path / place).unlink()
        (tmp_path / "moved").rename(site.path / place)
