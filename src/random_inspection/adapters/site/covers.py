"""What a page says of a notice, as far as the cover among its files tells."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import attrs

from random_inspection.domain.notices import NoticeKind
from random_inspection.rules.casework.dues import BEIJING

OTHER = "其他公示"
UNDATED = "undated"
_MONTH = re.compile("[0-9]{4}-[0-9]{2}-")
KINDS = (
    NoticeKind.PLAN,
    NoticeKind.TASK,
    NoticeKind.DRAW,
    NoticeKind.RESULT,
    NoticeKind.FIGURES,
    NoticeKind.ITEM_LIST,
    NoticeKind.TARGETS,
    NoticeKind.INSPECTORS,
    OTHER,
)
"""The kinds of notices in the order of the list."""


@attrs.frozen(kw_only=True)
class Listed:
    """A version of a notice as pages show it.

    Attributes:
        slug: its folder.
        version: its version.
        kind: what it is about.
        title: its title.
        agency: who published it.
        issued_at: when, RFC 3339 in Beijing time; empty where that is not told.
        reason: why it takes the place of the version before; empty where there is none.
        tables: its tables as files and titles, in order.
    """

    slug: str
    version: int
    kind: str
    title: str
    agency: str
    issued_at: str
    reason: str
    tables: tuple[tuple[str, str], ...]

    @property
    def day(self) -> str:
        """The day on which it was issued."""
        return self.issued_at[: len("2026-11-25")]

    @property
    def month(self) -> str:
        """The month in which it was issued, such as ``2026-11``; ``undated`` where that is not told."""
        return self.issued_at[: len("2026-11")] if _MONTH.match(self.issued_at) else UNDATED

    @property
    def order(self) -> tuple[str, str, int]:
        """What lists are ordered by: when it was issued, then where it is."""
        return self.issued_at, self.slug, self.version


def listed(slug: str, version: int, cover: bytes) -> Listed:
    """Return what pages show of a version; a cover that is none leaves it with the name of its folder."""
    try:
        found: Any = json.loads(cover)
    except ValueError:
        found = None
    texts = found if isinstance(found, dict) else {}

    def text(name: str, default: str = "") -> str:
        value = texts.get(name)
        return value if isinstance(value, str) and value else default

    kind = text("kind")
    return Listed(
        slug=slug,
        version=version,
        kind=kind if kind in KINDS else OTHER,
        title=text("title", slug),
        agency=text("agency"),
        issued_at=_in_beijing(text("issuedAt")),
        reason=text("reason"),
        tables=tuple(_tables(texts.get("tables"))),
    )


def _in_beijing(moment: str) -> str:
    """Return a time as it is told in Beijing; what is no time with an offset stays as it is."""
    with suppress(ValueError, OverflowError):
        found = dt.datetime.fromisoformat(moment)
        if found.utcoffset() is not None:
            return found.astimezone(BEIJING).isoformat(timespec="seconds")
    return moment


def _tables(found: Any) -> Iterator[tuple[str, str]]:
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict):
            file, title = one.get("file"), one.get("title")
            if isinstance(file, str) and isinstance(title, str):
                yield file, title
