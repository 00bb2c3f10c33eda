"""What is wrong in a TOML file, in words of both languages; Python says it in English only."""

from __future__ import annotations

import re

_NOT_TOML = ("the text is no TOML", "不符合语法")
_WORDS = (
    (r"Invalid statement|Expected newline|Invalid initial character", "the line is no setting", "此行不是“名称 = 值”的形式"),
    (r"Expected '='", "there is no = after the name", "名称后缺少等号"),
    (r"Invalid value", "there is no value, or one without quotation marks", "缺少值，或文字没有加引号"),
    (r"Unterminated string|Expected \"'|Expected '\"", "a quotation mark is not closed", "引号没有配对"),
    (r"Illegal character '\\[rn]'", "a quotation mark is not closed on its line", "引号在本行内没有配对"),
    (r"Illegal character|invalid character", "there is a character that cannot stand here", "有不允许的字符"),
    (r"Unescaped|Invalid hex|Escaped character", "a backslash stands in double quotation marks; use single ones",
     "双引号内有反斜杠；请改用单引号"),
    (r"Unclosed array", "a bracket [ is not closed", "方括号“[”没有配对"),
    (r"Unclosed inline table", "a brace { is not closed", "花括号“{”没有配对"),
    (r"Expected '\]", "the heading of the section is not closed", "节标题的方括号没有配对"),
    (r"twice|redefine|overwrite|immutable|Duplicate", "the setting is given twice", "此项重复设置"),
    (r"date", "there is no such date or time", "日期或时间不存在"),
    (r"recursion|nested", "brackets are nested too deeply", "括号嵌套过深"),
    (r"digits", "the number is too long", "数字过长"),
)  # fmt: skip


def toml_words(reason: str) -> tuple[str, str]:
    """Return why a text is no TOML, in English and Chinese, from what `tomllib` says."""
    for pattern, en, zh in _WORDS:
        if re.search(pattern, reason):
            return en, zh
    return _NOT_TOML
