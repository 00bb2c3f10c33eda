"""Risk policies from TOML files, and the one that is shipped (clause 二(七))."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

from random_inspection.errors import InvalidInput, Message, Where, system_words
from random_inspection.rules.risk_classes.policy_data import policy_of
from random_inspection.rules.risk_classes.risk_policy import RiskPolicy
from random_inspection.serialization.toml_words import toml_words

__all__ = ["DEFAULT", "default_policy", "default_policy_text", "parse_policy", "read_policy"]

DEFAULT = "default.toml"

UNREADABLE = Message(
    "policy-file-unreadable",
    "the file cannot be read ({why}); check its name and its permissions",
    "无法读取文件（{why_zh}）；请检查文件名和权限",
)
NOT_TOML = Message(
    "policy-file-not-toml",
    "the file is no TOML in UTF-8 ({why}); correct the line (text stands in quotation marks)",
    "文件不是 UTF-8 编码的有效 TOML（{why_zh}）；请更正（文字须加引号）",
)


def read_policy(path: Path) -> RiskPolicy:
    """Return the policy in a TOML file; its members are told at `policy_of`.

    Raises:
        InvalidInput: it cannot be read, is no TOML, or has something wrong in it: every finding with its path.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise InvalidInput(UNREADABLE.at(Where(file=str(path)), **system_words(error))) from error
    return parse_policy(data, file=str(path))


def parse_policy(data: bytes, *, file: str) -> RiskPolicy:
    """Return the policy in the bytes of a file named `file`; raise `InvalidInput` as `read_policy` does."""
    try:
        decoded = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        why, why_zh = toml_words(str(error))
        raise InvalidInput(NOT_TOML.at(Where(file=file), why=why, why_zh=why_zh)) from error
    return policy_of(decoded, file=file)


def default_policy_text() -> bytes:
    """Return the file of the policy that is shipped, for an office to copy and change."""
    return resources.files(__package__).joinpath(DEFAULT).read_bytes()


def default_policy() -> RiskPolicy:
    """Return the policy that is shipped: classes A to D in the spirit of clause 二(七).

    Clause: 二(七) 加大力度
    """
    return parse_policy(default_policy_text(), file=DEFAULT)
