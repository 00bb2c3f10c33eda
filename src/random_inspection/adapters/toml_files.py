"""Files of settings in TOML, decoded and not checked."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from random_inspection.errors import InvalidInput, Message, Where, system_words
from random_inspection.serialization.toml_words import toml_words

UNREADABLE = Message(
    "toml-file-unreadable",
    "the file cannot be read ({why}); check its name and its permissions",
    "无法读取文件（{why_zh}）；请检查文件名和权限",
)
NOT_TOML = Message(
    "toml-file-damaged",
    "the file is no TOML in UTF-8 ({why}); correct the line (text stands in quotation marks)",
    "文件不是 UTF-8 编码的有效 TOML（{why_zh}）；请更正此行（文字须加引号）",
)
NOT_UTF8 = Message(
    "toml-file-encoding",
    "this line is not in UTF-8; save the file as UTF-8",
    "此行不是 UTF-8 编码；请在编辑器中将文件另存为 UTF-8",
)
CURLY = Message(
    "toml-file-quotes",
    'the quotation marks of this line are curly ones; type straight ones (")',
    '此行的引号是中文引号（“”）；请改用英文引号（"）',
)


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds, with dates and times as ISO 8601 text.

    Raises:
        InvalidInput: it cannot be read, or is no TOML in UTF-8; the finding says in which row.
    """
    file = str(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return {key: _plain(value) for key, value in tomllib.loads(text).items()}
    except OSError as error:
        raise InvalidInput(UNREADABLE.at(Where(file=file), **system_words(error))) from error
    except UnicodeDecodeError as error:
        raise InvalidInput(NOT_UTF8.at(Where(file=file, row=data.count(b"\n", 0, error.start) + 1))) from error
    except (ValueError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        why, why_zh = toml_words(str(error))
        where = Where(file=file, row=int(place[1]) if place else None)
        if place and _CURLY.search(text.split("\n")[int(place[1]) - 1]):
            raise InvalidInput(CURLY.at(where)) from error
        raise InvalidInput(NOT_TOML.at(where, why=why, why_zh=why_zh)) from error


_CURLY = re.compile(r"[=\[,]\s*[“”‘’]")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value
