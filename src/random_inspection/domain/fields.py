"""Validators that the domain's values share, and the small grammars behind them."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Literal

import attrs

from random_inspection.errors import InvalidInput, Message, Where

Digest = Literal["sha256", "sm3"]
PROTOCOL = "rid-1"
LARGEST_INTEGER = 2**53 - 1
"""Integers of canonical JSON (RFC 8785) are exact up to here in every language."""

_FRACTION = re.compile(
    r"(?P<over>[0-9]{1,1000})/(?P<under>[0-9]{1,1000})|(?P<decimal>[0-9]{1,1000}(?:\.[0-9]{1,1000})?)(?P<percent>%?)"
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_HEX64 = re.compile(r"[0-9a-f]{64}")

NOT_INTEGER = Message(
    "not-integer",
    "found {found!r}, expected a whole number from {least} to 9007199254740991",
    "应为{least}到9007199254740991之间的整数，实为 {found!r}",
)
NOT_FRACTION = Message(
    "not-fraction",
    'found {found!r}, expected a fraction such as "5%", "0.05" or "1/20", as text',
    "应为“5%”“0.05”“1/20”这样的文本，实为 {found!r}",
)
RATIO_RANGE = Message(
    "ratio-range",
    "the ratio {found!r} is over 1; a ratio is from 0 to 1 (0% to 100%)",
    "比例“{found}”大于1；应在0到1（0%到100%）之间",
)
NOT_HEX = Message(
    "not-hex",
    "found {found!r}, expected 64 hexadecimal characters in lower case",
    "应为64位小写十六进制字符，实为 {found!r}",
)
NOT_LINE = Message(
    "not-line",
    "found {found!r}, expected one line of text, not empty",
    "应为一行非空文本，实为 {found!r}",
)
UNSEEN = Message(
    "line-unseen-character",
    "{found!r} holds {character} at position {position}, which controls how text is shown and is not seen itself; remove it",
    "{found!r} 第{position}位是 {character}，该字符看不见而会改变文字的显示；请删除",
)
NOT_TIME = Message(
    "not-time",
    'found {found!r}, expected a time with its offset, such as "2026-12-01T09:00:00+08:00"',
    "应为带时区的时间，如“2026-12-01T09:00:00+08:00”，实为 {found!r}",
)
NOT_DIGEST = Message("not-digest", 'found {found!r}, expected "sha256" or "sm3"', "应为“sha256”或“sm3”，实为 {found!r}")
NOT_PROTOCOL = Message("not-protocol", 'found {found!r}, expected "rid-1"', "应为“rid-1”，实为 {found!r}")


def parse_fraction(text: object) -> Fraction | None:
    """Return the exact value of ``D/D``, ``D``, ``D.D``, ``D%`` or ``D.D%`` (ASCII digits); None for others."""
    match = _FRACTION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    if match["over"]:
        return Fraction(int(match["over"]), int(match["under"])) if int(match["under"]) else None
    return Fraction(match["decimal"]) / (100 if match["percent"] else 1)


@attrs.frozen
class Integer:
    """Validates a whole number of at least `least` that canonical JSON can carry."""

    least: int

    def __call__(self, _: object, attribute: attrs.Attribute[int], value: object) -> None:
        """Raise `InvalidInput` for anything else."""
        if type(value) is not int or not self.least <= value <= LARGEST_INTEGER:
            raise InvalidInput(NOT_INTEGER.at(Where(path=attribute.name), found=value, least=self.least))


def check_ratio(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds a fraction from 0 to 1, as text; raise `InvalidInput`."""
    where = Where(path=attribute.name)
    fraction = parse_fraction(value)
    if fraction is None:
        raise InvalidInput(NOT_FRACTION.at(where, found=value))
    if fraction > 1:
        raise InvalidInput(RATIO_RANGE.at(where, found=value))


def is_hex64(value: object) -> bool:
    """Return whether `value` is 64 hexadecimal characters in lower case."""
    return isinstance(value, str) and _HEX64.fullmatch(value) is not None


def check_hex64(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds 64 hexadecimal characters; raise `InvalidInput`."""
    if not is_hex64(value):
        raise InvalidInput(NOT_HEX.at(Where(path=attribute.name), found=value))


def is_line(value: object) -> bool:
    """Return whether `value` is text of one line, not empty, that UTF-8 can hold."""
    return (
        isinstance(value, str)
        and len(value.splitlines()) == 1
        and value.splitlines()[0] == value
        and not any("\ud800" <= char <= "\udfff" for char in value)
    )


def check_protocol_line(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds a line of the protocol's files; raise `InvalidInput`."""
    if not is_line(value):
        raise InvalidInput(NOT_LINE.at(Where(path=attribute.name), found=value))


def check_line(instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds one line of text without control characters; raise `InvalidInput`.

    Those that reverse the direction of what follows count as such: a name that holds one is shown as another name.
    """
    check_protocol_line(instance, attribute, value)
    if unseen := _UNSEEN.search(str(value)):
        words = {"position": unseen.start() + 1, "character": f"U+{ord(unseen[0]):04X}"}
        raise InvalidInput(UNSEEN.at(Where(path=attribute.name), found=value, **words))


def is_time(value: object) -> bool:
    """Return whether `value` is an RFC 3339 time with its offset."""
    if not isinstance(value, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value, re.ASCII
    ):
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def check_time(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds an RFC 3339 time; raise `InvalidInput`."""
    if not is_time(value):
        raise InvalidInput(NOT_TIME.at(Where(path=attribute.name), found=value))


def check_protocol(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds the name of the protocol; raise `InvalidInput`."""
    if value != PROTOCOL:
        raise InvalidInput(NOT_PROTOCOL.at(Where(path=attribute.name), found=value))


def check_digest(_: object, attribute: attrs.Attribute[Digest], value: object) -> None:
    """Validate an attrs field that holds the name of a digest; raise `InvalidInput`."""
    if value not in ("sha256", "sm3"):
        raise InvalidInput(NOT_DIGEST.at(Where(path=attribute.name), found=value))
