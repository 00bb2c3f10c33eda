"""Makes the bytes of a document depend on its content alone."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")


def moment_of(moment: str) -> dt.datetime:
    """Return an RFC 3339 time in UTC, without its offset, as document properties have it."""
    return dt.datetime.fromisoformat(moment).astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)


def settled(document: bytes, moment: dt.datetime) -> bytes:
    """Return an OOXML document as if it had been written at `moment`: no trace of the present time is left."""
    stamp = f"{moment.isoformat()}Z".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as found, zipfile.ZipFile(packed, "w") as target:
        for part in found.infolist():
            data = found.read(part)
            if part.filename == _PROPERTIES:
                data = _MODIFIED.sub(rb"\g<1>" + stamp, data)
            # A new entry has the date 1980-01-01.
            target.writestr(zipfile.ZipInfo(part.filename), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
