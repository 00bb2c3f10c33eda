"""How the commands of an office are made: the options that all have, and an open office for what they do."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import click

from random_inspection.cli.chinese import ChineseGroup, new_command
from random_inspection.cli.office.session import Asked, Session, check_time, opened
from random_inspection.cli.screen import Screen
from random_inspection.domain.acts import Act, Subject
from random_inspection.errors import InvalidInput, Message, Where, system_words
from random_inspection.rules.casework.dues import BEIJING
from random_inspection.workflows.casework.record_columns import read_moment
from random_inspection.workflows.inputs.fact_kinds import parse_day
from random_inspection.workflows.office import Office

ACTOR_VARIABLE = "RANDOM_INSPECTION_AS"
FILE = click.Path(path_type=Path)
_SHARED = ("office_folder", "acting_as", "store_url", "command_id", "nth_time")

NOT_A_DAY = Message(
    "office-option-day", "found {found!r}, expected a day such as 2026-12-01", "应为日期，如 2026-12-01，实为“{found}”"
)
NOT_A_MOMENT = Message(
    "office-option-moment",
    "found {found!r}, expected a time such as 2026-12-01 09:30 (Beijing time, unless an offset is given)",
    "应为时间，如 2026-12-01 09:30（未注明时区的为北京时间），实为“{found}”",
)
NO_FILE = Message(
    "office-file-unreadable",
    "the file cannot be read ({why}); check its name and its permissions",
    "无法读取文件（{why_zh}）；请检查文件名和权限",
)
NOT_UTF8 = Message(
    "office-file-text", "the file is no text in UTF-8; save it as such", "不是 UTF-8 文本；请另存为 UTF-8"
)


class _Group(click.Group):
    """A group that lists its commands in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click calls it so)
        """Return the names of the commands in the order in which they were added."""
        return list(self.commands)


class _ZhGroup(ChineseGroup, _Group):
    """The same in Chinese."""


def group(screen: Screen, name: str, en: str, zh: str, *commands: click.Command) -> click.Group:
    """Return a group of commands."""
    made = (_ZhGroup if screen.lang == "zh" else _Group)(name=name, help=screen.pick(en, zh), no_args_is_help=True)
    for command in commands:
        made.add_command(command)
    return made


def shared_options(screen: Screen, *, outer: bool = False) -> list[click.Parameter]:
    """Return the options that every command of the office has, and that the group has as well, which is `outer`."""
    return [
        click.Option(
            ["--dir", "office_folder"],
            type=FILE,
            metavar="DIR",
            help=screen.pick("The office's folder.", "工作文件夹（默认：当前或上级文件夹）。"),
        ),
        click.Option(
            ["--as", "acting_as"],
            metavar="NAME",
            help=screen.pick(
                f"Who acts (or the variable {ACTOR_VARIABLE}).", f"由谁办理（或环境变量 {ACTOR_VARIABLE}）。"
            ),
            envvar=ACTOR_VARIABLE if outer else None,
        ),
        click.Option(
            ["--store", "store_url"], metavar="URL", help=screen.pick("Another store.", "改用其他数据库地址。")
        ),
        click.Option(
            ["--command", "command_id"],
            metavar="ID",
            help=screen.pick("Identifier of the command, from another system.", "命令编号（由其他系统给出）。"),
        ),
        click.Option(
            ["--again", "nth_time"],
            type=int,
            metavar="N",
            help=screen.pick("Do the same on purpose for the Nth time.", "第N次办理内容相同的事项。"),
        ),
    ]


def office_command(
    screen: Screen,
    name: str,
    en: str,
    zh: str,
    do: Callable[..., int | None],
    *params: click.Parameter,
) -> click.Command:
    """Return a command that opens the office, and does `do` with it and with the values of `params`."""

    def callback(**values: Any) -> int | None:
        shared = {key: values.pop(key) for key in _SHARED}
        with opened(screen, asked_for(**shared)) as session:
            return do(session, **values)

    return new_command(screen, name, en, zh, callback=callback, params=[*params, *shared_options(screen)])


def asked_for(
    *,
    office_folder: Path | None,
    acting_as: str | None,
    store_url: str | None,
    command_id: str | None,
    nth_time: int | None,
) -> Asked:
    """Return what the shared options say; what stands before the command counts where nothing stands behind it."""
    outer = click.get_current_context().find_object(Asked) or Asked()
    given = Asked(folder=office_folder, actor=acting_as, store=store_url, command=command_id, time=check_time(nth_time))
    names = [field.name for field in attrs.fields(Asked)]
    default = Asked()
    chosen = {one: getattr(given, one) for one in names if getattr(given, one) != getattr(default, one)}
    return attrs.evolve(outer, **chosen)


def argument(name: str, **settings: Any) -> click.Argument:
    """Return an argument, called on the screen as it is written here."""
    return click.Argument([name.lower().replace("-", "_")], metavar=name, **settings)


def option(screen: Screen, name: str, en: str, zh: str, **settings: Any) -> click.Option:
    """Return an option; ``--from`` and other words of Python may name their value after it: ``"--from first"``."""
    return click.Option(name.split(), help=screen.pick(en, zh), **settings)


def flag(screen: Screen, name: str, en: str, zh: str) -> click.Option:
    """Return an option that is given or not."""
    return option(screen, name, en, zh, is_flag=True)


def day(text: str, path: str) -> dt.date:
    """Return a day of the command line; raise `InvalidInput` where it is none."""
    found = parse_day(text)
    if found is None:
        raise InvalidInput(NOT_A_DAY.at(Where(path=path), found=text))
    return found


def moment(text: str, path: str) -> dt.datetime:
    """Return a time of the command line, in Beijing where it says no offset; raise `InvalidInput` where it is none."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        try:
            found = read_moment(text)
        except InvalidInput as error:
            raise InvalidInput(NOT_A_MOMENT.at(Where(path=path), found=text)) from error
    return found if found.utcoffset() is not None else found.replace(tzinfo=BEIJING)


def file_bytes(path: Path) -> bytes:
    """Return the bytes of a file; raise `InvalidInput` where it cannot be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise InvalidInput(NO_FILE.at(Where(file=str(path)), **system_words(error))) from error


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


def act_command(  # noqa: PLR0917  (as `office_command`, with what is told of the act in between)
    screen: Screen,
    name: str,
    help_words: tuple[str, str],
    about: tuple[Act, str, str],
    do: Callable[..., object],
    said: tuple[str, str],
    *params: click.Parameter,
    version: Callable[[Office, str], int] | None = None,
) -> click.Command:
    """Return a command that carries out one act on one record, which the first argument names.

    Args:
        screen: where it is told what happened.
        name: its name.
        help_words: its help, in English and Chinese.
        about: the act, the kind of record, and the name of the argument that names the record.
        do: takes the office, the order, the record's identifier, and the values of `params` by name.
        said: what is said when it is done, in English and Chinese, with ``{key}`` for the record.
        params: the other arguments and options; of a file, its digest tells whether the same is ordered again.
        version: tells which version of the record's content the act is about; the same words about the next one are
            another order.
    """
    act, kind, called = about

    def run(session: Session, **values: Any) -> None:
        key = values.pop(called.lower())
        content = {one: _content(value) for one, value in values.items()}
        session.carry_out(
            act,
            Subject(kind=kind, key=key),
            {**content, "version": version(session.office, key)} if version else content,
            lambda order: do(session.office, order, key, **values),
            (said[0].format(key=key), said[1].format(key=key)),
        )

    return office_command(screen, name, *help_words, run, argument(called), *params)


def trained_months_option(screen: Screen) -> click.Option:
    """Return the option that says how old a training may be."""
    return option(
        screen,
        "--trained-months",
        "How old a training may be.",
        "培训有效的月数。",
        type=click.IntRange(min=1),
        default=12,
        show_default=True,
    )


def _content(value: object) -> object:
    """Return the value of an option as plain data; of a file the digest, of one that is not given an empty text."""
    if isinstance(value, Path):
        return digest(file_bytes(value))
    if isinstance(value, tuple):
        return [_content(one) for one in value]
    if isinstance(value, str) and value.startswith("@") and Path(value[1:]).is_file():
        return digest(file_bytes(Path(value[1:])))
    return "" if value is None else value


def text_of(value: str) -> str:
    """Return a text that is given as such, or read from a file as ``@FILE``, so that no other user of the machine sees it."""
    if not value.startswith("@"):
        return value
    file = Path(value[1:])
    try:
        return file_bytes(file).decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise InvalidInput(NOT_UTF8.at(Where(file=str(file)))) from error
