"""Values on the command line: ``NAME=VALUE``, and ``NAME=@FILE`` for what should not be typed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from random_inspection.errors import InvalidInput, Message, Problem, Where, refuse, system_words

NO_EQUALS = Message(
    "value-form",
    "found {found!r}, expected NAME=VALUE, or NAME=@FILE",
    "应为“名称=值”或“名称=@文件”，实为 {found!r}",
)
GIVEN_TWICE = Message("value-twice", "{name!r} is given twice; give it once", "“{name}”给出了两次；请只给一次")
NO_FILE = Message(
    "value-file",
    "{file} cannot be read ({why}); give the file that `random-inspection commit` wrote",
    "无法读取 {file}（{why_zh}）；请提供 random-inspection commit 生成的文件",
)
NO_VALUE = Message(
    "value-file-content",
    "{file} holds no secret; give the file that `random-inspection commit` wrote",
    "{file} 中没有秘密值；请提供 random-inspection commit 生成的文件",
)


def parsed_values(arguments: Iterable[str], option: str) -> dict[str, str]:
    """Return the values by name; raise `InvalidInput` with all that is wrong with them."""
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name:
            problems.append(NO_EQUALS.at(Where(path=option), found=argument))
        elif name in values:
            problems.append(GIVEN_TWICE.at(Where(path=option), name=name))
        else:
            try:
                in_file = option == "--secret" and value.startswith("@")
                values[name] = _from_file(Path(value[1:])) if in_file else value
            except InvalidInput as error:
                problems += error.problems
    refuse(problems)
    return values


def _from_file(path: Path) -> str:
    try:
        record = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InvalidInput(NO_FILE.at(file=str(path), **system_words(error))) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(NO_VALUE.at(file=str(path))) from error
    value = record.get("value") if isinstance(record, dict) else None
    if not isinstance(value, str):
        raise InvalidInput(NO_VALUE.at(file=str(path)))
    return value
