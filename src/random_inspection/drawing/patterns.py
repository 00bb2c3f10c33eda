"""How the value of a public event is written down: a small part of regular expressions that all languages share."""

from __future__ import annotations

import re
import warnings

from random_inspection.errors import Message, Problem, Where

_ESCAPE = r"\\[d !-/:-@\[-`{-~]"
_ATOM = rf"(?:[^\\\[\](){{}}|*+?.^$]|{_ESCAPE}|\.|\[\^?(?:[^\\\[\]]|{_ESCAPE})+\]|\))"
_SYNTAX = re.compile(rf"(?:{_ATOM}(?:[*+?]|\{{[0-9]+(?:,[0-9]*)?\}})?|\((?!\?)|\|)+")

BAD_PATTERN = Message(
    "pattern-syntax",
    "found the pattern {found!r} ({why}); only literals, ., \\d, classes, groups, alternation and quantifiers "
    "are allowed, such as '\\d\\d( \\d\\d){{5}}'",
    "格式 {found!r} 不可用（{why}）；只能用文字、.、\\d、字符类、括号、竖线和重复次数，如 '\\d\\d( \\d\\d){{5}}'",
)


def pattern_problem(pattern: object, where: Where | None = None) -> Problem | None:
    """Return why `pattern` cannot say how a public value is written, or None where it can."""
    if not isinstance(pattern, str):
        return BAD_PATTERN.at(where, found=pattern, why="no text / 不是文本")
    if not _SYNTAX.fullmatch(pattern):
        return BAD_PATTERN.at(where, found=pattern, why="another construct / 含有其他写法")
    try:
        _compiled(pattern)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        return BAD_PATTERN.at(where, found=pattern, why=str(error))
    return None


def matches(pattern: str, value: str) -> bool:
    r"""Return whether the whole of `value` has the form `pattern`; ``\d`` is a digit of ASCII."""
    return _compiled(pattern).fullmatch(value) is not None


def _compiled(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what Python warns of, other languages read differently
        return re.compile(pattern, re.ASCII)
