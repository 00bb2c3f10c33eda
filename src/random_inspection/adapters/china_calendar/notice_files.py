"""Reads notices from files: JSON or TOML, ours or of the public data set holiday-cn."""

from __future__ import annotations

import json
import tomllib
from importlib import resources
from pathlib import Path

from random_inspection.errors import InvalidInput, Message, Where, system_words
from random_inspection.rules.working_days.notices import Notice, notices_of

UNREADABLE = Message(
    "notice-file-unreadable",
    "the file cannot be read ({why}); check its name and its permissions",
    "无法读取文件（{why_zh}）；请检查文件名和权限",
)
NOT_DATA = Message(
    "notice-file-not-data",
    "the file is neither JSON nor TOML ({why}); a notice is a .json or .toml file in UTF-8",
    "文件不是有效的 JSON 或 TOML；通知应为 UTF-8 编码的 .json 或 .toml 文件",
)


def read_notices(path: Path) -> tuple[Notice, ...]:
    """Return the notices of a file.

    Raises:
        InvalidInput: it cannot be read, is neither JSON nor TOML, or has something wrong in it, named with its path.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise InvalidInput(UNREADABLE.at(Where(file=str(path)), **system_words(error))) from error
    return parse_notices(data, file=str(path))


def parse_notices(data: bytes, *, file: str) -> tuple[Notice, ...]:
    """Return the notices in the bytes of a file named `file`; raise `InvalidInput` as `read_notices` does."""
    try:
        text = data.decode("utf-8-sig")
        decoded = tomllib.loads(text) if file.lower().endswith(".toml") else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(NOT_DATA.at(Where(file=file), why=error)) from error
    return notices_of(decoded, file=file)


def shipped_notices(region: str) -> tuple[Notice, ...]:
    """Return the notices of `region` that come with the package; none for most regions."""
    folder = resources.files(__package__).joinpath("regions")
    files = (entry for entry in sorted(folder.iterdir(), key=lambda entry: entry.name) if entry.name.endswith(".toml"))
    notices = (notice for file in files for notice in parse_notices(file.read_bytes(), file=file.name))
    return tuple(notice for notice in notices if notice.region == region)
