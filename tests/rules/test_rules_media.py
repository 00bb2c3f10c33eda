"""What a file is, found from its bytes: what is whole, what is cut off, and what is something else."""

from __future__ import annotations

import base64
import doctest
import io
import zipfile
from contextlib import suppress

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_inspection.errors import InvalidInput
from random_inspection.rules.casework import media
from random_inspection.rules.casework.media import PHOTOGRAPHS, media_type
from random_inspection.testing import photograph

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6"
    "/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAAIAAgD"
    "ASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKB"
    "kaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZ"
    "mqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQF"
    "BgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5"
    "OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX"
    "2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCtRRRWR6B//9k="
)
WEBP = base64.b64decode("UklGRh4AAABXRUJQVlA4TBEAAAAvB8ABAAdQjyLXo/+BiOh/AAA=")
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEA"
    "AQAAAAABegABAAAAAAAAABQAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmND"
    "AQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgA"
    "AAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAA"
    "AAABAAEEgQIDBAAAABxtZGF0AAAAECgBrwQY/Hk46//90Tkp0OE="
)
PNG = photograph("门头照片")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n40\n%%EOF\n"
PHOTOS = {"image/jpeg": JPEG, "image/png": PNG, "image/webp": WEBP, "image/heic": HEIC}


def _box(kind: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4) + kind + body


def _film(brand: bytes, *boxes: bytes) -> bytes:
    return _box(b"ftyp", brand + b"\0\0\0\0" + brand) + b"".join(boxes)


def _zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


def _docx() -> bytes:
    made = io.BytesIO()
    docx.Document().save(made)
    return made.getvalue()


def _xlsx() -> bytes:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def _found(data: bytes) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as error:
        media_type(data)
    assert error.value.problems[0].where.path == "data"
    return error.value.code, error.value.text("zh")


INDEX, DATA = _box(b"moov", b"1"), _box(b"mdat", b"2")
WHOLE = {
    **PHOTOS,
    "application/pdf": PDF,
    "application/ofd": _zipped("OFD.xml", "Doc_0/Document.xml"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx(),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx(),
    "video/mp4": _film(b"mp42", INDEX, DATA),
    "video/quicktime": _film(b"qt  ", DATA, INDEX),
    "audio/mp4": _film(b"M4A ", INDEX, DATA),
}


@pytest.mark.parametrize("expected", WHOLE)
def test_what_a_file_is_follows_from_its_bytes(expected: str) -> None:
    """Photographs, documents and recordings are told apart, whatever they are called."""
    assert media_type(WHOLE[expected]) == expected
    assert (expected in PHOTOGRAPHS) == (expected in PHOTOS)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_is_cut_off_anywhere_is_refused(kind: str) -> None:
    """An upload that broke off after any byte is no evidence."""
    data = WHOLE[kind].rstrip(b"\n")
    for length in range(1, len(data)):
        with pytest.raises(InvalidInput):
            media_type(data[:length])


@pytest.mark.parametrize("kind", [*PHOTOS, "application/pdf"])
def test_a_file_that_is_cut_off_is_said_to_be_so(kind: str) -> None:
    """Its kind is still seen, and the size that arrived is told."""
    code, text = _found(WHOLE[kind][:-9])
    assert code == "evidence-cut-off"
    assert f"{len(WHOLE[kind]) - 9}字节" in text


def test_an_empty_file_is_said_to_be_empty() -> None:
    """Zero bytes are a failed upload, not an unknown kind."""
    assert _found(b"")[0] == "evidence-empty"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!DOCTYPE html><html>404</html>", "网页"),
        ("检查情况正常".encode() * 1000, "纯文本"),
        (b"MZ\x90\0\3", "Windows程序"),
        (b"\x7fELF\2\1", "程序"),
        (b"GIF89a\1\0", "GIF图片"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版Office文件"),
        (_zipped("evil.exe"), "其他类型的ZIP"),
        (_film(b"avif", _box(b"meta"), DATA), "其他类型的MP4/HEIC"),
        (b"RIFF\x04\0\0\0WAVE", "其他类型的RIFF"),
        (b"\0" * 100, "开头字节为 00 00 00 00"),
    ],
)
def test_what_is_no_photograph_is_told_what_it_is(data: bytes, words: str) -> None:
    """A photograph that is none is refused with what it was found to be."""
    code, text = _found(data)
    assert code == "evidence-other"
    assert words in text


def test_a_photograph_with_a_changed_byte_is_found_where_its_kind_allows() -> None:
    """PNG has a checksum in every chunk, so that damage in the middle is found, too."""
    middle = len(PNG) // 2
    damaged = PNG[:middle] + bytes([PNG[middle] ^ 1]) + PNG[middle + 1 :]
    assert _found(damaged)[0] == "evidence-cut-off"


def test_what_cameras_write_after_a_photograph_does_no_harm() -> None:
    """Telephones append films and notes of their own to a JPEG; the photograph is whole."""
    assert media_type(JPEG + b"SEFT trailer") == "image/jpeg"


@pytest.mark.parametrize("data", [JPEG[:4] + b"\xff\xd9", b"\x89PNG\r\n\x1a\n", _film(b"mp42", INDEX, b"\0\0\0\1mdat")])
def test_a_shell_without_content_is_no_photograph(data: bytes) -> None:
    """Beginning and end alone do not make a photograph or a film."""
    assert _found(data)[0] == "evidence-cut-off"


def test_a_film_may_state_its_lengths_in_every_way_of_the_standard() -> None:
    """A box may have a length of 64 bits, or run to the end."""
    long = b"\0\0\0\1mdat" + (18).to_bytes(8) + b"22"
    assert media_type(_film(b"isom", INDEX, long)) == "video/mp4"
    assert media_type(_film(b"isom", INDEX, b"\0\0\0\0mdat2222")) == "video/mp4"


@settings(max_examples=300)
@given(kind=st.sampled_from(sorted(WHOLE)), at=st.integers(0, 2000), bytes_=st.binary(max_size=8))
def test_no_damage_brings_down_the_reader(kind: str, at: int, bytes_: bytes) -> None:
    """Whatever bytes stand where: a media type, or a finding; nothing else is raised."""
    data = WHOLE[kind]
    start = at % len(data)
    with suppress(InvalidInput):
        assert media_type(data[:start] + bytes_ + data[start + len(bytes_) :])


def test_the_example_of_media_types_prints_what_it_says() -> None:
    """The example in the docstring runs."""
    result = doctest.testmod(media)
    assert (result.attempted > 0, result.failed) == (True, 0)
