"""What a file is, found from its bytes, whatever its name says; a file that is cut off is told apart (clause 三(三)).

Photographs: JPEG, PNG, WebP, HEIC. Documents: PDF, DOCX, XLSX, OFD (GB/T 33190). Recordings: MP4, MOV, M4A.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

from random_inspection.errors import InvalidInput, Message, Where

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PHOTOGRAPHS = frozenset({JPEG, PNG, WEBP, HEIC})
"""The media types of photographs."""

EMPTY = Message(
    "evidence-empty",
    "the file is empty (0 bytes); add the photograph or document itself",
    "文件为空（0字节）；请上传照片或文件本身",
)
STRANGE = Message(
    "evidence-other",
    "found {found}, expected a photograph (JPEG, PNG, WebP, HEIC), a document (PDF, DOCX, XLSX, OFD) or a recording (MP4, MOV, M4A), "
    "whatever the file is called; add such a file",
    "实际内容为{found_zh}，应为照片（JPEG、PNG、WebP、HEIC）、文件（PDF、DOCX、XLSX、OFD）或录音录像（MP4、MOV、M4A），"
    "与文件名后缀无关；请上传这类文件",
)
CUT_OFF = Message(
    "evidence-cut-off",
    "found {found} that is damaged or cut off ({size} bytes); add the whole file",
    "该文件为{found}，但已损坏或不完整（{size}字节）；请上传完整的文件",
)

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_TAIL = 2048
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis"), HEIC),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "), "video/mp4"),
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "OFD.xml": "application/ofd",
}
_OTHERS = (
    (b"GIF8", "a GIF picture", "GIF图片"),
    (b"BM", "a BMP picture", "BMP图片"),
    (b"II*\0", "a TIFF picture", "TIFF图片"),
    (b"MM\0*", "a TIFF picture", "TIFF图片"),
    (b"MZ", "a Windows program", "Windows程序"),
    (b"\x7fELF", "a program", "程序"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (DOC, XLS)", "旧版Office文件（DOC、XLS）"),
    (b"Rar!", "an archive (RAR)", "压缩包（RAR）"),
    (b"7z\xbc\xaf", "an archive (7z)", "压缩包（7z）"),
    (b"\x1f\x8b", "an archive (gzip)", "压缩包（gzip）"),
)
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|\?xml|svg)", re.IGNORECASE)


def media_type(data: bytes) -> str:
    """Return the media type of a file that may be evidence, found from its bytes.

    Raises:
        InvalidInput: it is empty, damaged, cut off, or something else; the finding says what it was found to be.

    >>> media_type(b"<html><body>404 Not Found</body></html>")
    Traceback (most recent call last):
    ...
    random_inspection.errors.InvalidInput: data: found a web page, expected a photograph (JPEG, PNG, WebP, HEIC), a \
document (PDF, DOCX, XLSX, OFD) or a recording (MP4, MOV, M4A), whatever the file is called; add such a file
    """
    where = Where(path="data")
    if not data:
        raise InvalidInput(EMPTY.at(where))
    for magic, at, name, read in _READERS:
        if data.startswith(magic, at):
            return _read(data, name, read)
    en, zh = _described(data)
    raise InvalidInput(STRANGE.at(where, found=en, found_zh=zh))


def _read(data: bytes, name: str, read: Callable[[bytes], str | None]) -> str:
    """Return what `read` finds; its `EOFError` says that the file ends too early, None that it is of another kind."""
    where = Where(path="data")
    try:
        found = read(data)
    except EOFError:
        raise InvalidInput(CUT_OFF.at(where, found=name, size=len(data))) from None
    if found is None:
        raise InvalidInput(STRANGE.at(where, found=f"another kind of {name}", found_zh=f"其他类型的{name}"))
    return found


def _jpeg(data: bytes) -> str:
    """Walk the markers (ITU-T T.81) from the start to the end of the image; what cameras write after it is theirs."""
    at, frame, scan = 2, False, False
    while True:
        marker = _MARKER.search(data, at)
        if marker is None:
            raise EOFError
        kind, at = data[marker.end() - 1], marker.end()
        if kind == _JPEG_END:
            if frame and scan:
                return JPEG
            raise EOFError
        frame, scan = frame or kind in _JPEG_FRAMES, scan or kind == _JPEG_SCAN
        at += int.from_bytes(_taken(data, at, 2))


def _png(data: bytes) -> str:
    """Walk the chunks (ISO/IEC 15948), each with its checksum, to IEND."""
    at, seen = len(_PNG_MAGIC), set()
    while b"IEND" not in seen:
        length = int.from_bytes(_taken(data, at, 4))
        body = _taken(data, at + 4, length + 4)
        if zlib.crc32(body) != int.from_bytes(_taken(data, at + 8 + length, 4)):
            raise EOFError
        seen.add(body[:4])
        at += 12 + length
    if not {b"IHDR", b"IDAT"} <= seen:
        raise EOFError
    return PNG


def _riff(data: bytes) -> str | None:
    """Compare the length that a RIFF file states with the one that it has."""
    if _taken(data, 8, 4) != b"WEBP":
        return None
    _taken(data, 8, int.from_bytes(data[4:8], "little"))
    return WEBP


def _boxes(data: bytes) -> str | None:
    """Walk the boxes (ISO/IEC 14496-12) to the end; a film without index, or a picture without metadata, is cut off."""
    head = _taken(data, 0, int.from_bytes(data[:4]))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, len(head), 4))]
    found = next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)
    if found is None:
        return None
    needed = {b"meta", b"mdat"} if found == HEIC else {b"moov", b"mdat"}
    if not needed <= set(_box_kinds(data)):
        raise EOFError
    return found


def _box_kinds(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size, kind, head = int.from_bytes(_taken(data, at, 4)), _taken(data, at + 4, 4), 8
        if size == 0:
            size = len(data) - at
        elif size == 1:
            size, head = int.from_bytes(_taken(data, at + 8, 8)), 16
        if size < head or at + size > len(data):
            raise EOFError
        yield kind
        at += size


def _pdf(data: bytes) -> str:
    """Look for the end (ISO 32000) where it must be: a pointer to the index, and %%EOF."""
    tail = data[-_TAIL:]
    if b"startxref" not in tail or b"%%EOF" not in tail:
        raise EOFError
    return "application/pdf"


def _zip(data: bytes) -> str | None:
    """Read the index at the end of an archive for the part that makes it a document; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise EOFError from error
    return next((media for part, media in _ZIPPED.items() if part in names), None)


def _taken(data: bytes, at: int, length: int) -> bytes:
    """Return `length` bytes from `at`; raise `EOFError` where there are fewer."""
    if at + length > len(data):
        raise EOFError
    return data[at : at + length]


def _described(data: bytes) -> tuple[str, str]:
    """Return what a file is that may not be evidence, in English and Chinese."""
    for magic, en, zh in _OTHERS:
        if data.startswith(magic):
            return en, zh
    if _MARKUP.match(data):
        return "a web page", "网页"
    with suppress(UnicodeDecodeError):
        if "\0" not in codecs.getincrementaldecoder("utf-8")().decode(data[:_TAIL]):
            return "plain text", "纯文本"
    start = data[:8].hex(" ")
    return f"an unknown file that begins with the bytes {start}", f"无法识别的文件（开头字节为 {start}）"


_READERS: tuple[tuple[bytes, int, str, Callable[[bytes], str | None]], ...] = (
    (b"\xff\xd8\xff", 0, "JPEG", _jpeg),
    (_PNG_MAGIC, 0, "PNG", _png),
    (b"RIFF", 0, "RIFF", _riff),
    (b"ftyp", 4, "MP4/HEIC", _boxes),
    (b"%PDF-", 0, "PDF", _pdf),
    (b"PK\x03\x04", 0, "ZIP", _zip),
)
