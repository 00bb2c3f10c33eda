"""``office init``: the folder of an office, private but for what is public."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import attrs
import click

from random_inspection.adapters.files import create_private
from random_inspection.cli.chinese import new_command
from random_inspection.cli.office.making import FILE, option
from random_inspection.cli.office.session import ARCHIVES, DRAWS, EVIDENCE, PUBLIC, Asked, known_days, opened, placed_at
from random_inspection.cli.office.settings import DEFAULT_STORE, OfficeSettings, read_settings, settings_text
from random_inspection.cli.office.settings import FILE as SETTINGS
from random_inspection.cli.screen import Screen, safe
from random_inspection.domain.acts import Actor, Role
from random_inspection.errors import (
    AlreadyDone,
    InvalidInput,
    Message,
    Problem,
    StorageFailed,
    Where,
    refuse,
    system_words,
)

_PRIVATE = (EVIDENCE, DRAWS, ARCHIVES)
_PASSWORD = re.compile(r"://[^/@]*:(?!\$\{)[^/@]+@")

NO_NAME = Message(
    "office-init-name", "give the office's name: --name", "请给出单位名称：--name 某县人力资源和社会保障局"
)
OTHER_NAME = Message(
    "office-init-other",
    "the office of {found!r} is here already, and is not written over; name another folder",
    "此处已是“{found}”的工作库，不会覆盖；请另指定文件夹",
)
STRAY_STORE = Message(
    "office-init-stray",
    "there is an office.db without {settings}; put {settings} back beside it, or name another folder",
    "此处有 office.db 而没有 {settings}；请找回 {settings}，或另指定文件夹",
)
PASSWORD_SHOWN = Message(
    "office-init-password",
    "the address holds a password, which would stand in {settings}; refer to a variable of the environment in its place: "
    "${{OFFICE_DB_PASSWORD}}",
    "数据库地址中有口令，会写进 {settings}；请改为引用环境变量：${{OFFICE_DB_PASSWORD}}",
)
BAD_PERSON = Message(
    "office-init-person",
    "found {found!r}, expected NAME=ROLE,ROLE or NAME=ROLE@UNIT, with roles out of {roles}",
    "应为“姓名=角色、角色”或“姓名=角色@科室”，角色为{roles}，实为“{found}”",
)
BAD_ROLE = Message(
    "office-init-role",
    "there is no role {found!r}, expected some of {roles}",
    "没有“{found}”这一角色；应为{roles}中的一个或几个",
)
IGNORED = Message(
    "office-init-ignored",
    "the office is here already, and {settings} says otherwise; this option would change nothing: enter it in {settings}",
    "此处已有工作库，{settings} 中的内容与此不同，本选项不起作用；请直接在 {settings} 中填写",
)
NOT_MADE = Message(
    "office-init-folder", "the folder cannot be made ({why}); name another", "无法创建文件夹（{why_zh}）；请另指定"
)


def commands(screen: Screen) -> list[click.Command]:
    """Return the commands of this module in the screen's language."""

    def init(folder: Path, **given: object) -> None:
        set_up(screen, folder, **given)  # type: ignore[arg-type]  # click hands over what the options below say

    return [
        new_command(
            screen,
            "init",
            "Make the folder of an office: settings, database, and folders for evidence, draws, publication and archives. "
            "Where it was interrupted, or is of an earlier version, run it again.",
            "创建工作文件夹：设置、数据库，以及证据、抽取、公示、档案文件夹。中断后或升级程序后可再次运行。",
            callback=init,
            params=[
                click.Argument(["folder"], type=FILE, metavar="DIR"),
                option(screen, "--name", "The office's name.", "单位名称。"),
                option(
                    screen,
                    "--person people",
                    "Who acts: NAME=ROLE,ROLE@UNIT; may be given again.",
                    "办理人员：姓名=角色、角色@科室；可多次给出。",
                    multiple=True,
                    metavar="NAME=ROLE",
                ),
                option(
                    screen, "--store", "Address of the database.", "数据库地址。", metavar="URL", default=DEFAULT_STORE
                ),
                option(screen, "--region", "Region of the calendar.", "有地方假日的地区，如：广西。", metavar="REGION"),
            ],
        )
    ]


def set_up(
    screen: Screen, folder: Path, *, name: str | None, people: Sequence[str], store: str, region: str | None
) -> None:
    """Make the folder of an office, or complete one that was begun, and say what to do next."""
    fresh = not (folder / SETTINGS).exists()
    found = make_office(screen, folder, name=name, people=people, store=store, region=region)
    _told(screen, folder, fresh=fresh, people=list(found.people.values()))


def make_office(
    screen: Screen, folder: Path, *, name: str | None, people: Sequence[str], store: str, region: str | None
) -> OfficeSettings:
    """Make the folder of an office, or complete one that was begun, and return its settings."""
    settings = folder / SETTINGS
    actors = _people(people)
    if not settings.exists():
        _check_new(folder, name, store, region)
        _folder(folder, 0o700)
        with suppress(AlreadyDone):  # another run was quicker; whose office it is, is asked below
            create_private(settings, settings_text(name or "", store, region, actors).encode())
    found = read_settings(folder)
    if name is not None and name != found.name:
        raise AlreadyDone(OTHER_NAME.at(Where(file=str(settings)), found=found.name))
    _check_same(found, actors, store, region)
    for inner in _PRIVATE:
        _folder(folder / inner, 0o700)
    _folder(folder / PUBLIC, 0o755)
    with opened(screen, Asked(folder=folder), make=True):
        pass
    return found


def _told(screen: Screen, folder: Path, *, fresh: bool, people: Sequence[Actor]) -> None:
    where = safe(str(folder))
    if not fresh:
        screen.line(
            f"The office in {where} is there already; whatever was missing is made, nothing else was changed.",
            f"{where} 已是工作库；已补齐缺少的部分，其余未变更。",
        )
        return
    screen.line(f"The office is made in {where}.", f"已在 {where} 创建工作库。")
    if not people:
        screen.line(
            f"Next: enter in {SETTINGS} who acts in which roles ([[people]]).",
            f"下一步：在 {SETTINGS} 中登记办理人员及其角色（[[people]]）。",
        )
    screen.line(
        "Then, in that folder: random-inspection office import items FILE --version 2026-1 --from 2026-01-01 --source DOCUMENT "
        "--as NAME",
        "然后在该文件夹中运行：random-inspection office import items 文件 --version 2026-1 --from 2026-01-01 --source 文号 "
        "--as 姓名",
    )


def _check_same(found: OfficeSettings, people: Iterable[Actor], store: str, region: str | None) -> None:
    """Refuse options of an office that is there already where its settings say otherwise, since nothing would come of them."""
    other = [] if store in (DEFAULT_STORE, found.store) else ["--store"]
    other += [] if region in (None, found.region) else ["--region"]
    other += [f"--person {one.actor_id}" for one in people if found.people.get(one.actor_id) != one]
    refuse([IGNORED.at(Where(path=one), settings=SETTINGS) for one in other])


def _check_new(folder: Path, name: str | None, store: str, region: str | None) -> None:
    with placed_at({Where(path="region"): Where(path="--region")}):
        known_days(region)
    problems = [] if name else [NO_NAME.at(Where(path="--name"))]
    if (folder / "office.db").exists():
        problems.append(STRAY_STORE.at(Where(file=str(folder)), settings=SETTINGS))
    if _PASSWORD.search(store):
        problems.append(PASSWORD_SHOWN.at(Where(path="--store"), settings=SETTINGS))
    refuse(problems)


def _people(texts: Sequence[str]) -> list[Actor]:
    """Return the people of the options; raise `InvalidInput` with everything that is wrong in them."""
    found: list[Actor] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(_person(text))
        except InvalidInput as error:
            problems += (attrs.evolve(one, where=Where(path=f"--person {text}")) for one in error.problems)
    refuse(problems)
    return found


def _person(text: str) -> Actor:
    name, equals, rest = text.partition("=")
    roles, at, unit = rest.partition("@")
    known = {role.value: role for role in Role}
    named = [one.strip() for one in re.split("[,，、]", roles)]
    unknown = [one for one in named if one not in known] if equals else []
    if not equals or not name or (at and not unit):
        raise InvalidInput(BAD_PERSON.at(found=text, roles="、".join(known)))
    refuse([BAD_ROLE.at(found=one, roles="、".join(known)) for one in unknown])
    return Actor(actor_id=name, roles=tuple(known[one] for one in dict.fromkeys(named)), unit=unit or None)


def _folder(folder: Path, mode: int) -> None:
    try:
        folder.mkdir(mode, parents=True, exist_ok=True)
        folder.chmod(mode)
    except OSError as error:
        raise StorageFailed(NOT_MADE.at(Where(file=str(folder)), **system_words(error))) from error
