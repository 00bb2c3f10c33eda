"""Files that an office's commands write: for their owner alone, never over another, and the same line again finds its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from random_inspection.adapters.files import create_private
from random_inspection.cli.office.making import file_bytes
from random_inspection.errors import AlreadyDone, Message, Where

OTHER_FILE = Message(
    "office-file-there",
    "another file of this name is there, and is not written over; give another name, or take the file away",
    "已有同名文件且内容不同，不会覆盖；请换一个名称，或移走该文件",
)


def write_own(file: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all; where the same is there already, nothing is done.

    Raises:
        AlreadyDone: another file of this name is there.
        StorageFailed: it cannot be written.
    """
    try:
        create_private(file, data)
    except AlreadyDone as error:
        if _parts(file_bytes(file)) != _parts(data):
            raise AlreadyDone(OTHER_FILE.at(Where(file=str(file)))) from error


def _parts(data: bytes) -> Mapping[str, bytes]:
    """Return what is in a file, of a workbook or document without the time at which it was written."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist() if name != "docProps/core.xml"}
