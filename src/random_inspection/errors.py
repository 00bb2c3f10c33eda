"""What can go wrong, as one tree of errors that carry data beside their words.

::

    RandomInspectionError
    ├── InvalidInput            what was handed in breaks a rule: all findings at once
    ├── CeremonyRefused         a contribution is missing, too much, or does not open its commitment
    ├── AssignmentInfeasible    no complete assignment of inspectors exists; carries the proof
    ├── AlreadyDone             one announcement, one outcome: it stands already
    ├── MoveRefused             the state of a plan, task, inspection or notice does not allow the act, or something is missing
    ├── NotAuthorised           the actor may not do this, or not in this case
    ├── VersionConflict         somebody else changed the record in the meantime
    ├── PublicationFailed       the place of publication did not take a notice, or does not show it
    ├── StorageFailed           a store could not be read or written
    │   └── NotStored           what was asked for is not there; trying again gives the same
    ├── SigningFailed           whoever signs checkpoints could not
    └── ExtraMissing            an optional dependency is not installed

Every error holds `Problem` values: a stable code, where it was found, its parameters, and its words in
English and Chinese, so that a host can show its own words or pick a language.
"""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Literal

import attrs

Lang = Literal["en", "zh"]


_BEIJING = dt.timezone(dt.timedelta(hours=8))
_NO_PERMISSION = ("no permission", "没有权限")
_NO_ROOM = ("the disk is full", "磁盘已满")
_SYSTEM = {
    errno.ENOENT: ("there is no such file or folder", "没有这个文件或文件夹"),
    errno.EISDIR: ("it is a folder", "这是文件夹，不是文件"),
    errno.ENOTDIR: ("a part of its path is a file, not a folder", "路径中的一段是文件，不是文件夹"),
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: ("the disk is read-only", "磁盘只读"),
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EBUSY: ("another program uses it", "正被其他程序使用"),
    errno.ENAMETOOLONG: ("its name is too long", "名称过长"),
    errno.ELOOP: ("its links lead in a circle", "链接循环"),
    errno.EIO: ("the disk fails", "磁盘读写出错"),
}


def system_words(error: OSError | ValueError) -> dict[str, str]:
    """Return why the system refused a file, as fields ``why`` and ``why_zh``; its own words come in one language only.

    Args:
        error: what was raised; `ValueError` where the name can be that of no file.
    """
    if not isinstance(error, OSError):
        en, zh = "no file can have this name", "文件不可能有这样的名称"
    else:
        number = error.errno or 0
        en, zh = _SYSTEM.get(number, (f"system error {number}", f"系统错误 {number}"))
    return {"why": en, "why_zh": zh}


def read_only(params: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a copy of `params` that cannot be changed; a converter for fields of frozen values."""
    return MappingProxyType(dict(params))


@attrs.frozen(kw_only=True)
class Where:
    """Where something was found; only the parts that apply are set.

    Attributes:
        file: name of the file, as the user gave it.
        sheet: name of the worksheet.
        row: row in the file or sheet, counted from 1, as a spreadsheet program shows it.
        column: heading of the column.
        path: path inside a structured value, such as ``strata[3].quota.weight``.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    path: str | None = None

    def text(self, lang: Lang = "en") -> str:
        """Return the place in words, in the language `lang`; empty where nothing is known."""
        if lang == "zh":
            parts = [
                self.file,
                self.sheet and f"工作表“{self.sheet}”",
                self.row and f"第{self.row}行",
                self.column and f"“{self.column}”列",
                self.path,
            ]
        else:
            parts = [
                self.file,
                self.sheet and f"sheet {self.sheet!r}",
                self.row and f"row {self.row}",
                self.column and f"column {self.column!r}",
                self.path,
            ]
        return (" " if lang == "zh" else ", ").join(str(part) for part in parts if part)


@attrs.frozen
class Message:
    """A kind of problem: its stable code and its words in both languages, as `str.format` templates.

    Attributes:
        code: stable identifier of the kind, in kebab-case.
        en: what was found, what was expected, and what to do, in English.
        zh: the same in Chinese, with the same fields.
    """

    code: str
    en: str
    zh: str

    def at(self, where: Where | None = None, /, **params: object) -> Problem:
        """Return the problem of this kind at `where`, with the template's fields in `params`."""
        return Problem(message=self, where=where or Where(), params=params)


def _printable(value: object, lang: Lang) -> object:
    """Return `value`, a time as it is told in Beijing, or words for a number so long that Python refuses to write it."""
    if isinstance(value, dt.datetime) and value.utcoffset() is not None:
        with suppress(OverflowError):  # in the first and last hours that there are
            told = value.astimezone(_BEIJING)
            return told.replace(tzinfo=None if lang == "zh" else _BEIJING).isoformat(" ", "seconds")
    try:
        str(value)
    except ValueError:
        return "a very long number"
    return value


@attrs.frozen(kw_only=True)
class Problem:
    """One finding.

    Attributes:
        message: its kind.
        where: where it was found.
        params: the fields of the message, as data.
    """

    message: Message
    where: Where
    params: Mapping[str, object] = attrs.field(converter=read_only)

    @property
    def code(self) -> str:
        """The stable code of its kind."""
        return self.message.code

    def text(self, lang: Lang = "en") -> str:
        """Return place and words in the language `lang`."""
        params = {name: _printable(value, lang) for name, value in self.params.items()}
        words = getattr(self.message, lang).format_map(params)
        place = self.where.text(lang)
        if not place:
            return str(words)
        return f"{place}：{words}" if lang == "zh" else f"{place}: {words}"


class RandomInspectionError(Exception):
    """The base of every error of this library.

    Attributes:
        problems: all findings, in the order of the input; at least one.
    """

    def __init__(self, problem: Problem, /, *more: Problem) -> None:
        super().__init__(problem, *more)
        self.problems: tuple[Problem, ...] = (problem, *more)

    @property
    def code(self) -> str:
        """The stable code of the first finding."""
        return self.problems[0].code

    def text(self, lang: Lang = "en") -> str:
        """Return all findings in the language `lang`, a line each."""
        return "\n".join(problem.text(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.text()


class InvalidInput(RandomInspectionError, ValueError):
    """What was handed in breaks a rule; nothing was done with it."""


class CeremonyRefused(RandomInspectionError):
    """The contributions do not make a seed."""


class AssignmentInfeasible(RandomInspectionError):
    """No complete assignment exists; see `random_inspection.drawing.Shortage` for the proof."""


class AlreadyDone(RandomInspectionError):
    """What was asked for has been done once, and is not done twice."""


class MoveRefused(RandomInspectionError):
    """The table of states has no such move, or a precondition of it is missing; the findings name both states."""


class NotAuthorised(RandomInspectionError):
    """The actor's roles do not allow the act, or it takes a second person; every reason is a finding."""


class VersionConflict(RandomInspectionError):
    """A record has another version than the one that was to be changed: read it again, and decide again."""


class PublicationFailed(RandomInspectionError):
    """A notice could not be published, or does not stand where the public reads it; it can be tried again."""


class StorageFailed(RandomInspectionError):
    """A store could not be read or written; nothing is half done, and the same command can be ordered again."""


class NotStored(StorageFailed):
    """What was asked for is not in the store, which works: correct the identifier, as trying again gives the same."""


class SigningFailed(RandomInspectionError):
    """Whoever signs checkpoints could not; nothing was signed, and it can be tried again."""


class ExtraMissing(RandomInspectionError, ImportError):
    """An optional dependency is not installed; the message says which extra to install."""


def refuse(problems: Sequence[Problem]) -> None:
    """Raise `InvalidInput` with all of `problems`; return where there are none."""
    if problems:
        raise InvalidInput(*problems)
