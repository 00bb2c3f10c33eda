"""Identifiers of the draw protocol, and unified social credit codes (统一社会信用代码, GB 32100)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

import attrs
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from random_inspection.errors import InvalidInput, Message, Problem, Where

MAX_LENGTH = 128
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_USCC_SHAPE = re.compile(r"[0-9A-Z]{18}")

NOT_TEXT = Message("not-text", "found {found!r}, expected text in quotes", "应为文本，实为 {found!r}；请加引号")
NOT_TEXTS = Message(
    "not-texts",
    "found {found!r}, expected a tuple of texts, such as ('A-1', 'A-2')",
    "应为文本组成的元组（tuple），实为 {found!r}",
)
EMPTY = Message("identifier-empty", "empty; every identifier has at least one character", "为空；标识至少一个字符")
TOO_LONG = Message(
    "identifier-too-long",
    "{found!r} has {length} characters, at most {limit} are allowed",
    "“{found}”有{length}个字符，最多{limit}个",
)
NOT_NFC = Message(
    "identifier-not-nfc",
    "{found!r} is not in Unicode normal form C; write it as {expected!r}",
    "“{found}”不是 Unicode NFC 形式；请改写为“{expected}”",
)
BAD_CHARACTER = Message(
    "identifier-character",
    "{found!r} holds {character} at position {position}; no control, invisible or private character, "
    "no comma, no double quote and no space but the plain one is allowed; remove it",
    "“{found}”第{position}位是 {character}；标识中不得有控制字符、不可见字符、私用字符、英文逗号、英文双引号，"
    "空格只能是普通空格；请删除",
)
EDGE_SPACE = Message(
    "identifier-edge-space",
    "{found!r} begins or ends with a space; remove it",
    "“{found}”首尾有空格；请删除",
)
DOTS = Message(
    "identifier-dots",
    "{found!r} is the name of a folder wherever files are kept; write another identifier",
    "“{found}”在文件系统中表示文件夹；请改用其他编号",
)
WIDE = Message(
    "identifier-width",
    "{found!r} holds characters that are not typed again in the same way, such as full-width ones; "
    "write it as {expected!r}",
    "“{found}”含有全角或其他兼容字符，再次输入时难以一致；请改写为“{expected}”",
)
USCC_WRONG = Message(
    "uscc-wrong",
    "{found!r} has 18 characters but is no valid unified social credit code ({why}); correct it from the register",
    "“{found}”有18位，但不是有效的统一社会信用代码（{why_zh}）；请按登记信息更正",
)
_WRONG_CHECK = ("the last character, the check digit, does not fit the 17 before it", "末位校验码与前17位不符")
_WRONG_CHARACTER = (
    "the first 8 characters are digits, and I, O, S, V and Z occur nowhere",
    "前8位应为数字，且任何位都不用 I、O、S、V、Z",
)


def _bad_character(text: str) -> tuple[int, str] | None:
    for position, char in enumerate(text, start=1):
        code = ord(char)
        category = unicodedata.category(char)
        noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004  (Unicode 23.7)
        if category in _FORBIDDEN_CATEGORIES or noncharacter or char in ',"' or (category == "Zs" and char != " "):
            return position, f"U+{code:04X}"
    return None


def identifier_problem(text: object, where: Where | None = None) -> Problem | None:
    """Return why `text` is no identifier of the protocol, or None where it is one.

    An identifier (of a draw, contribution, stratum, share, target, inspector, seat or qualification) has
    1 to 128 code points in Unicode NFC, without control, format, surrogate or private characters, line
    or paragraph separators, noncharacters, commas, double quotes, spaces but U+0020, or a space at
    either end. Unassigned code points pass: rare names need newer tables than some systems have.
    """
    if not isinstance(text, str):
        return NOT_TEXT.at(where, found=text)
    if not text:
        return EMPTY.at(where)
    if len(text) > MAX_LENGTH:
        return TOO_LONG.at(where, found=text, length=len(text), limit=MAX_LENGTH)
    if text.isascii() and text.isalnum():
        return None
    if bad := _bad_character(text):
        return BAD_CHARACTER.at(where, found=text, position=bad[0], character=bad[1])
    if text[0] == " " or text[-1] == " ":
        return EDGE_SPACE.at(where, found=text)
    if not unicodedata.is_normalized("NFC", text):
        return NOT_NFC.at(where, found=text, expected=unicodedata.normalize("NFC", text))
    return None


def typed_problem(text: object, where: Where | None = None) -> Problem | None:
    """Return why `text` is no identifier that people type again elsewhere to the same effect; None where it is one.

    It is an identifier that NFKC leaves as it is: typed in half width, it would not open a commitment to full width.
    """
    if problem := identifier_problem(text, where):
        return problem
    plain = unicodedata.normalize("NFKC", str(text))
    return None if plain == text else WIDE.at(where, found=text, expected=re.sub('[,"=]', "-", plain))


def check_identifier(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds an identifier; raise `InvalidInput`."""
    if problem := identifier_problem(value):
        raise InvalidInput(attrs.evolve(problem, where=Where(path=attribute.name)))


def check_number(instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Validate an attrs field that holds the number under which the office keeps something; raise `InvalidInput`."""
    check_identifier(instance, attribute, value)
    if value in (".", ".."):
        raise InvalidInput(DOTS.at(Where(path=attribute.name), found=value))


def check_identifiers(_: object, attribute: attrs.Attribute[tuple[str, ...]], value: object) -> None:
    """Validate an attrs field that holds a tuple of identifiers; raise `InvalidInput` with all findings."""
    if not isinstance(value, tuple):
        raise InvalidInput(NOT_TEXTS.at(Where(path=attribute.name), found=value))
    checked = (identifier_problem(one, Where(path=f"{attribute.name}[{index}]")) for index, one in enumerate(value))
    if problems := [problem for problem in checked if problem]:
        raise InvalidInput(*problems)


def folded(text: str) -> str:
    """Return the form under which two spellings of one identifier collide: NFKC, case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def collisions(identifiers: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the groups of different identifiers that are the same under NFKC and case folding."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for identifier in identifiers:
        groups[folded(identifier)].add(identifier)
    return [tuple(sorted(group)) for group in groups.values() if len(group) > 1]


def canonical_target_id(text: str) -> str:
    """Return `text` as it enters a frame: a USCC in upper case and half width, anything else as it is.

    What has 18 letters and digits, in either width and case and with spaces around or not, counts as a USCC. A value
    that is no text is returned as it is, for a validator to refuse.
    """
    if not isinstance(text, str):
        return text
    candidate = unicodedata.normalize("NFKC", text).strip().upper()
    return candidate if _USCC_SHAPE.fullmatch(candidate) else text


def target_id_problem(text: str, where: Where | None = None) -> Problem | None:
    """Return why `text`, in its canonical form, cannot identify a target; None where it can.

    Raises nothing. An identifier of 18 letters and digits must be a valid USCC (GB 32100-2015).
    """
    if problem := identifier_problem(text, where):
        return problem
    if _USCC_SHAPE.fullmatch(text):
        try:
            uscc.validate(text)
        except ValidationError as error:
            why, why_zh = _WRONG_CHECK if isinstance(error, InvalidChecksum) else _WRONG_CHARACTER
            return USCC_WRONG.at(where, found=text, why=why, why_zh=why_zh)
    return None
