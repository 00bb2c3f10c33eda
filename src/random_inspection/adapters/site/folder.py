"""The folder: ``notices/<notice>/v1/`` has the files of a version, ``v1.html`` shows them, ``index.html`` leads to all.

A version is filled in a folder with a leading dot and put in its place in one step, so that it stands there whole or not
at all. Pages are made from what stands there; a run that was killed before them is completed by the next.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from random_inspection.adapters.disk import one_at_a_time, reported, sync_names, write_new
from random_inspection.adapters.site.catalogue import STAMP, Catalogue, listed_in
from random_inspection.adapters.site.pages import Site, index_page, month_page, notice_page
from random_inspection.domain.notices import BAD_FILE_NAME, FILE_NAME
from random_inspection.errors import Message, PublicationFailed, Where

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_PART = ".part-"
_FILE = 0o644

OTHER_BYTES = Message(
    "site-other-bytes",
    "version {version} of {notice!r} stands there with other content; it is never written over: find out which of the two "
    "is right, and publish a new version",
    "“{notice}”第{version}版已按其他内容公示，不会覆盖；请查明何者正确，再以新版本公示",
)
NO_FILES = Message("site-no-files", "{notice!r} has no files to publish", "“{notice}”没有可公示的文件")
NOT_REGULAR = Message(
    "site-not-regular",
    "{name} is no ordinary file but a link or a folder; remove it, it was not put there by a notice",
    "{name} 不是普通文件，而是链接或文件夹；它不是公示产生的，请移除",
)
FAILED = Message(
    "site-failed",
    "the folder of the site cannot be read or written ({why}); see to it, and deliver again",
    "公示网站的文件夹无法读写（{why_zh}）；请处理后重新送达",
)


class SiteFolder:
    """Publishes notices into a folder that a web server serves as it is.

    Attributes:
        path: the folder.
        site: whose it is.
    """

    def __init__(
        self,
        path: Path,
        *,
        agency: str,
        address: str | None = None,
        read: Callable[[str], bytes | None] | None = None,
    ) -> None:
        """Take the folder, made where there is none.

        Args:
            path: the folder.
            agency: whose site it is, for its pages.
            address: under which the public reads it, such as ``https://www.example.gov.cn/ssj``; None where only the
                folder is known.
            read: reads an address as the public does, such as `read_address`; None where what stands in the folder is
                what the public reads. It needs `address`.
        """
        self.path, self.site = path, Site(agency=agency)
        self._address, self._read = (address or "").rstrip("/"), read
        self._catalogue = Catalogue(path)

    def publish(self, notice_id: str, version: int, files: Mapping[str, bytes]) -> str:
        """Publish the files of a notice's version; see `Publisher.publish`. The address is that of its page."""
        self._check(notice_id, files)
        slug = _slug(notice_id)
        place = self._place(slug, version)
        with reported(self.path, FAILED, PublicationFailed):
            place.parent.mkdir(parents=True, exist_ok=True)
            with one_at_a_time(self.path), self._catalogue.open():
                if not place.exists():
                    _establish(place, files)
                elif _read_all(place) != dict(files):
                    raise PublicationFailed(OTHER_BYTES.at(notice=notice_id, version=version))
                self._write_pages(slug)
        return self._at(f"notices/{slug}/v{version}.html")

    def shown(self, notice_id: str, version: int) -> Mapping[str, bytes] | None:
        """Return the files of a notice's version as the public reads them; see `Publisher.shown`."""
        slug = _slug(notice_id)
        with reported(self.path, FAILED, PublicationFailed):
            place = self._place(slug, version)
            if not place.is_dir():
                return None
            files = _read_all(place)
        if self._read is None:
            return files
        found = {name: self._read(self._at(f"notices/{slug}/v{version}/{name}")) for name in files}
        return {name: data for name, data in found.items() if data is not None} or None

    def wrong_pages(self, notice_id: str, version: int) -> tuple[str, ...]:
        """Return the page of a version, the lists of its months and the first page, as far as they were altered."""
        slug = _slug(notice_id)
        with reported(self.path, FAILED, PublicationFailed), one_at_a_time(self.path), self._catalogue.open():
            pages = [(place, text) for place, text in self._pages(slug) if _is_of(place, slug, version)]
            return tuple(place for place, text in pages if self._seen(place) != text.encode())

    def strangers(self, issued: Collection[tuple[str, int]]) -> tuple[str, ...]:
        """Return what stands in the folder and was put there by none of these; see `Publisher.strangers`."""
        versions = {f"notices/{_slug(notice)}/v{version}" for notice, version in issued}
        folders = {"lists", "notices", *versions, *(one.rpartition("/")[0] for one in versions)}
        with reported(self.path, FAILED, PublicationFailed), one_at_a_time(self.path):
            months = {listed_in(self.path / one).month for one in versions if (self.path / one).is_dir()}
            files = {
                STAMP,
                "index.html",
                *(f"{one}.html" for one in versions),
                *(f"lists/{one}.html" for one in months),
            }
            found = _others(self.path, "", files=files, folders=folders) if self.path.is_dir() else ()
            return tuple(sorted(found))

    def _check(self, notice_id: str, files: Mapping[str, bytes]) -> None:
        wrong = [BAD_FILE_NAME.at(Where(path="files"), found=name) for name in files if not FILE_NAME.fullmatch(name)]
        if wrong or not files:
            raise PublicationFailed(*(wrong or [NO_FILES.at(notice=notice_id)]))

    def _place(self, slug: str, version: int) -> Path:
        return self.path / "notices" / slug / f"v{version}"

    def _at(self, place: str) -> str:
        return f"{self._address}/{place}" if self._address else place

    def _write_pages(self, slug: str) -> None:
        """Make the pages of a notice, the lists of its months and the first page from what stands in the folder."""
        (self.path / "lists").mkdir(exist_ok=True)
        for place, text in self._pages(slug):
            _replace(self.path / place, text)

    def _pages(self, slug: str) -> Iterator[tuple[str, str]]:
        versions = self._catalogue.read_again(slug)
        for one in versions:
            page = notice_page(self.site, one, versions, _read_all(self._place(slug, one.version)))
            yield f"notices/{slug}/v{one.version}.html", page
        notices = [found for found in self._catalogue.notices.values() if found]
        for month in sorted({one.month for one in versions}):
            chosen = [found for found in notices if found[-1].month == month]
            yield f"lists/{month}.html", month_page(self.site, month, chosen)
        yield "index.html", index_page(self.site, notices)

    def _seen(self, place: str) -> bytes | None:
        """Return a page as the public reads it; None where it does not stand there."""
        if self._read is not None:
            return self._read(self._at(place))
        with suppress(FileNotFoundError):
            return (self.path / place).read_bytes()
        return None


def _slug(notice_id: str) -> str:
    """Return the folder of a notice: its identifier, or where that is no plain name, its likeness and a digest of it."""
    if _PLAIN.fullmatch(notice_id):
        return notice_id
    likeness = re.sub(r"[^A-Za-z0-9]+", "-", notice_id).strip("-")[:60] or "notice"
    return f"{likeness}.{hashlib.sha256(notice_id.encode()).hexdigest()[:16]}"


def _is_of(place: str, slug: str, version: int) -> bool:
    """Return whether a page shows this version, or is a list."""
    return place == f"notices/{slug}/v{version}.html" or not place.startswith("notices/")


def _others(folder: Path, below: str, *, files: Collection[str], folders: Collection[str]) -> Iterator[str]:
    """Yield the places of what is neither one of the files nor of the folders, nor in a folder with a version's files."""
    for entry in folder.iterdir():
        name = f"{below}{entry.name}"
        if entry.is_symlink() or not (name in folders if entry.is_dir() else name in files):
            yield name
        elif entry.is_dir() and f"{name}.html" not in files:
            yield from _others(entry, f"{name}/", files=files, folders=folders)


def _read_all(place: Path) -> dict[str, bytes]:
    entries = sorted(place.iterdir())
    for entry in entries:
        if not stat.S_ISREG(entry.lstat().st_mode):
            raise PublicationFailed(NOT_REGULAR.at(name=entry.name))
    return {file.name: file.read_bytes() for file in entries}


def _establish(place: Path, files: Mapping[str, bytes]) -> None:
    """Put the folder of a version in its place, whole, and clear away what killed runs left."""
    for left in place.parent.glob(f"{_PART}*"):
        shutil.rmtree(left, ignore_errors=True)
    part = place.parent / f"{_PART}{secrets.token_hex(8)}"
    try:
        part.mkdir()
        for name, data in files.items():
            write_new(part / name, data, mode=_FILE)
        part.chmod(0o755)
        sync_names(part)
        part.rename(place)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    sync_names(place.parent)


def _replace(file: Path, text: str) -> None:
    """Write a page over the one before in one step, where it says something else."""
    data = text.encode()
    with suppress(FileNotFoundError):
        if file.read_bytes() == data:
            return
    part = file.with_name(f"{_PART}{file.name}")
    part.unlink(missing_ok=True)
    write_new(part, data, mode=_FILE)
    part.replace(file)
    sync_names(file.parent)
