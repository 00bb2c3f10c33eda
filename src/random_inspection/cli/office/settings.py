"""``office.toml``: whose office it is, who acts in it in which roles, and where its records are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import attrs

from random_inspection.adapters.toml_files import read_toml
from random_inspection.domain.acts import Actor, Role
from random_inspection.domain.fields import is_line
from random_inspection.errors import InvalidInput, Message, NotStored, Problem, Where, refuse
from random_inspection.rules.casework.dues import DueKind, DuePolicy
from random_inspection.rules.working_days.deadlines import UNITS, Period
from random_inspection.serialization.converters import OURS

FILE = "office.toml"
DEFAULT_STORE = "sqlite:///office.db"
_KEYS = ("name", "store", "region", "notices", "site", "people", "due", "soon")
_OF_PERSON = ("id", "roles", "unit")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_LOCAL = "sqlite:///"

NO_OFFICE = Message(
    "office-folder-none",
    "neither {folder} nor a folder above it holds an office ({file}); go there, name it with --dir, or make one: "
    "random-inspection office init DIR",
    "{folder} 及其上级文件夹中没有工作库设置文件（{file}）；请进入该文件夹、用 --dir 指定，或先创建：random-inspection office init 文件夹",
)
UNKNOWN_KEY = Message(
    "office-setting-unknown",
    "nobody knows this setting; remove it, or correct its name to one of {expected}",
    "未知的设置项；请删除，或更正为{expected}之一",
)
NOT_TEXT = Message(
    "office-setting-text", "found {found!r}, expected a line of text", "应为一行文字（加引号），实为“{found}”"
)
NOT_TEXTS = Message(
    "office-setting-texts", "found {found!r}, expected a list of texts", '应为文字列表，如 ["…", "…"]，实为“{found}”'
)
NOT_TABLES = Message(
    "office-setting-people",
    "found {found!r}, expected sections [[people]] with id and roles",
    "应为若干 [[people]] 小节，各含 id 和 roles，实为“{found}”",
)
PERSON_LACKS = Message(
    "office-person-lacks",
    "the person has no {found}; every [[people]] has id and roles",
    "此人缺少 {found}；每个 [[people]] 小节须有 id 和 roles",
)
NOT_ROLES = Message(
    "office-person-roles",
    'found {found!r}, expected a list such as ["经办人"], of {roles}',
    '应为列表，如 roles = ["经办人"]，可为{roles}；实为“{found}”',
)
PERSON_TWICE = Message(
    "office-person-twice", "{found!r} is there twice; name everybody once", "“{found}”出现两次；每人只写一次"
)
NOT_A_PERIOD = Message(
    "office-due-period",
    "found {found!r}, expected one unit of {units} with a number, and basis, such as {{working-days = 20, basis = '三(五)'}}",
    "应为{units}之一加数字，并写明依据，如 {{working-days = 20, basis = '三(五)'}}，实为“{found}”",
)
NO_SUCH_DUE = Message(
    "office-due-kind", "found {found!r}, expected one of {expected}", "应为{expected}之一，实为“{found}”"
)
NOT_SOON = Message(
    "office-soon", "found {found!r}, expected a number of days from 0", "应为不小于0的天数，实为“{found}”"
)
NO_VARIABLE = Message(
    "office-store-variable",
    "the address of the store refers to the environment variable {name!r}, which is not set; set it before",
    "存储地址引用了环境变量“{name}”，但未设置；请先设置",
)


@attrs.frozen(kw_only=True)
class OfficeSettings:
    """What an ``office.toml`` says.

    Attributes:
        name: the office's name, which signs what is published.
        store: address of the store; ``${NAME}`` stands for an environment variable.
        region: region of the calendar; None for the whole country.
        notices: files of holiday notices, relative to the office's folder.
        site: under which address the public reads ``public/``; None where only the folder is known.
        people: who acts, by identifier.
        due: how long things may take.
    """

    name: str
    store: str = DEFAULT_STORE
    region: str | None = None
    notices: tuple[str, ...] = ()
    site: str | None = None
    people: Mapping[str, Actor] = attrs.field(factory=dict)
    due: DuePolicy = attrs.field(factory=DuePolicy)


def office_folder(given: Path | None) -> Path:
    """Return the folder of the office: the one that is given, or the nearest above the present one.

    Raises:
        NotStored: there is no office.
    """
    start = (given or Path.cwd()).resolve()
    for folder in (start,) if given else (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise NotStored(NO_OFFICE.at(folder=start, file=FILE))


def read_settings(folder: Path) -> OfficeSettings:
    """Return the settings of an office; raise `InvalidInput` with everything that is wrong in them."""
    reading = _Reading(file=str(folder / FILE), data=read_toml(folder / FILE))
    settings = OfficeSettings(
        name=reading.text("name") or "",
        store=reading.text("store", may_lack=True) or DEFAULT_STORE,
        region=reading.text("region", may_lack=True),
        notices=reading.texts("notices"),
        site=reading.text("site", may_lack=True),
        people=reading.people(),
        due=reading.due(),
    )
    reading.unknown(_KEYS)
    refuse(reading.problems)
    return settings


@attrs.define(kw_only=True)
class _Reading:
    file: str
    data: Mapping[str, Any]
    problems: list[Problem] = attrs.field(factory=list)

    def where(self, path: str) -> Where:
        return Where(file=self.file, path=path)

    def unknown(self, keys: Iterable[str]) -> None:
        expected = "、".join(keys)
        self.problems += [UNKNOWN_KEY.at(self.where(key), expected=expected) for key in self.data if key not in keys]

    def text(self, key: str, *, may_lack: bool = False) -> str | None:
        found = self.data.get(key)
        if found is None and may_lack:
            return None
        if not isinstance(found, str) or not is_line(found):
            self.problems.append(NOT_TEXT.at(self.where(key), found=found))
            return None
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.problems.append(NOT_TEXTS.at(self.where(key), found=found))
            return ()
        return tuple(found)

    def people(self) -> dict[str, Actor]:
        found = self.data.get("people", [])
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            self.problems.append(NOT_TABLES.at(self.where("people"), found=found))
            return {}
        people: dict[str, Actor] = {}
        for at, one in enumerate(found):
            actor = self._actor(
                f"people[{at}]", {"actor_id" if key == "id" else key: value for key, value in one.items()}
            )
            if actor is None:
                continue
            if actor.actor_id in people:
                self.problems.append(PERSON_TWICE.at(self.where(f"people[{at}].id"), found=actor.actor_id))
            people[actor.actor_id] = actor
        return people

    def _actor(self, path: str, members: Mapping[str, Any]) -> Actor | None:
        before = len(self.problems)
        self.problems += [
            UNKNOWN_KEY.at(self.where(f"{path}.{key}"), expected="、".join(_OF_PERSON))
            for key in members
            if key.replace("actor_id", "id") not in _OF_PERSON
        ]
        self.problems += [
            PERSON_LACKS.at(self.where(f"{path}.{key}"), found=key)
            for key in ("id", "roles")
            if key.replace("id", "actor_id") not in members
        ]
        roles = members.get("roles", [])
        if not isinstance(roles, list):
            self.problems.append(NOT_ROLES.at(self.where(f"{path}.roles"), found=roles, roles="、".join(Role)))
        if len(self.problems) > before:
            return None
        try:
            return OURS.structure(members, Actor)
        except InvalidInput as error:
            for problem in error.problems:
                inner = (problem.where.path or "").replace("actor_id", "id")
                self.problems.append(attrs.evolve(problem, where=self.where(f"{path}.{inner}")))
            return None

    def due(self) -> DuePolicy:
        periods = dict(DuePolicy().periods)
        found = self.data.get("due", {})
        known = {kind.value: kind for kind in DueKind}
        for key, value in found.items() if isinstance(found, Mapping) else ():
            period = self._period(f"due.{key}", value)
            if key not in known:
                self.problems.append(NO_SUCH_DUE.at(self.where(f"due.{key}"), found=key, expected="、".join(known)))
            elif period is not None:
                periods[known[key]] = period
        soon = self.data.get("soon", DuePolicy().soon)
        if type(soon) is not int or soon < 0:
            self.problems.append(NOT_SOON.at(self.where("soon"), found=soon))
            return DuePolicy(periods=periods)
        return DuePolicy(periods=periods, soon=soon)

    def _period(self, path: str, value: object) -> Period | None:
        units = [unit for unit in UNITS if isinstance(value, Mapping) and unit in value]
        if not isinstance(value, Mapping) or len(units) != 1 or set(value) != {units[0], "basis"}:
            self.problems.append(NOT_A_PERIOD.at(self.where(path), found=value, units="、".join(UNITS)))
            return None
        try:
            return Period(amount=value[units[0]], unit=units[0], basis=value["basis"])
        except InvalidInput as error:
            self.problems += [attrs.evolve(problem, where=self.where(path)) for problem in error.problems]
            return None


def store_address(folder: Path, address: str) -> str:
    """Return an address with the values of environment variables, and with a file of SQLite in the office's folder.

    Raises:
        InvalidInput: a variable is not set.
    """
    missing = [name for name in _VARIABLE.findall(address) if name not in os.environ]
    refuse([NO_VARIABLE.at(name=name) for name in dict.fromkeys(missing)])
    whole = _VARIABLE.sub(lambda found: quote(os.environ[found[1]], safe=""), address)
    name = whole.removeprefix(_LOCAL)
    if name == whole or name.startswith(("/", ":memory:", "file:")) or not name:
        return whole
    return f"{_LOCAL}{folder.as_posix()}/{name}"


def settings_text(name: str, store: str, region: str | None, people: Iterable[Actor]) -> str:
    """Return the text of a new ``office.toml``, with what can be set explained in it."""
    lines = [
        "# 双随机抽查工作库设置（random-inspection office）。修改后即时生效，办理过的事项不变。",
        f"name = {quoted(name)}",
        "# 记录所在的数据库；数据库服务器写作 postgresql+psycopg://用户:${OFFICE_DB_PASSWORD}@主机/库名，口令放在环境变量中。",
        f"store = {quoted(store)}",
        "# 有地方假日的地区（如“广西”），以及放假通知文件。",
        f"region = {quoted(region)}" if region else '# region = "广西"',
        'notices = []  # 例：["2027.json"]',
        "# 公众访问 public 文件夹的网址。",
        '# site = "https://www.example.gov.cn/ssj"',
        "# 期限：除公示（检查结束之日起20个工作日）外，由本单位规定；几日内到期的列为“即将到期”。",
        f"soon = {DuePolicy().soon}",
        "# [due]",
        '# "作出检查结论" = { working-days = 5, basis = "本局规定" }',
        "",
        f"# 办理人员，角色可为：{'、'.join(Role)}。",
        "# 名录库中的检查人员不必在此登记：以其人员编号办理，即为检查人员（可任组长的，兼为组长）。每人一节，如：",
        "# [[people]]",
        '# id = "赵明"',
        f'# roles = ["{Role.HANDLER.value}"]',
        '# unit = "监察大队"',
        "",
    ]
    for person in people:
        roles = ", ".join(quoted(role.value) for role in person.roles)
        lines += ["[[people]]", f"id = {quoted(person.actor_id)}", f"roles = [{roles}]"]
        lines += [f"unit = {quoted(person.unit)}", ""] if person.unit else [""]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a text as a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08X}" for char in escaped) + '"'
