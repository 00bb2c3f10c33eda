"""Makes the frame of a draw from the register: ids in their canonical form, ordered, each in its stratum."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import mul

import attrs

from random_inspection.domain.draws import AllQuota, ShareQuota, Stratum
from random_inspection.domain.identifiers import canonical_target_id, identifier_problem, target_id_problem
from random_inspection.domain.targets import TargetStatus
from random_inspection.drawing.quotas import SHARE_UNKNOWN, SHARE_UNUSED
from random_inspection.errors import Message, Problem
from random_inspection.workflows.inputs.spec_sections import STAND_IN, Findings, repeated, some
from random_inspection.workflows.inputs.spec_settings import Settings, TargetColumns
from random_inspection.workflows.inputs.spec_strata import UNREAD, StratumSetting
from random_inspection.workflows.inputs.tables import Row, SpecDocument, Table

NO_TARGETS = Message(
    "register-absent",
    "the register was not read; give it as the table 'targets'",
    "没有读到检查对象名录；请提供",
)
REGISTER_EMPTY = Message("register-empty", "the register has no targets; fill it in", "名录中没有检查对象；请填写")
COLUMN_ABSENT = Message(
    "register-column-absent",
    "the register was read without the column {found!r}; give its rows with this column",
    "读入的名录缺少“{found}”列；请补上该列",
)
ID_EMPTY = Message("target-id-empty", "the id is empty; fill it in, or delete the row", "编号为空；请填写，或删除该行")
STRATUM_EMPTY = Message(
    "target-stratum-empty",
    "the stratum is empty; every target is in one: fill it in",
    "所属的层为空；每个对象都属于一层，请填写",
)
STATUS_UNKNOWN = Message(
    "target-status-unknown",
    "found {found!r}, expected one of {expected}; correct it",
    "应为{expected}之一，实为“{found}”；请更正",
)
NOBODY_LEFT = Message(
    "register-nobody-left",
    "no target of the register is 存续; correct the status, or take another register",
    "名录中没有存续的对象；请更正状态，或换用其他名录",
)
RESPELT = Message(
    "target-id-respelt",
    "brought to upper case and half width, without spaces around: {found!r} became {became!r}",
    "已改为半角大写并去掉首尾空格：“{found}”改为“{became}”",
)
STRATUM_WITHOUT_TARGETS = Message(
    "stratum-without-targets",
    "no target of the register is in the stratum {found!r}; correct the name (such as {known}), or say "
    "may_be_empty = true",
    "名录中没有属于“{found}”层的对象；请更正名称（如 {known}），或设为可以没有对象（may_be_empty = true）",
)
NO_DEFAULT = Message(
    "stratum-not-covered",
    "the register has {count} strata that no [[strata]] names ({known}); name them, or add [default] with their quota",
    "名录中有{count}个层未在分层名额（[[strata]]）中列出（{known}）；请逐一列出，或为其他各层（[default]）设定名额",
)

_VALUES = {char: value for value, char in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_WEIGHTS = (*(3**place % 31 for place in range(17)), 1)
_CODE_LENGTH, _DIGITS, _MODULUS = 18, 8, 31


@attrs.frozen(kw_only=True)
class Register:
    """The targets of a draw; none where the register could not be read.

    Attributes:
        pairs: (target id, stratum), in frame order; the stratum is empty where risk classes take its place.
        struck: (target id, status) of those that are not there any more, in frame order.
        names: (target id, name), of both, in frame order; None where names are not read.
        sizes: how many targets are in every stratum.
        rows: the row of the register in which a stratum occurs first.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    struck: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] | None = None
    sizes: Mapping[str, int] = attrs.field(factory=dict)
    rows: Mapping[str, int] = attrs.field(factory=dict)


def is_plain_uscc(text: str) -> bool:
    """Return whether `text` is a USCC in its canonical form, told quickly; `target_id_problem` says why not.

    The 18 characters, weighted with the powers of 3, add up to a multiple of 31 (GB 32100-2015).
    """
    if len(text) != _CODE_LENGTH or not (text.isascii() and text[:_DIGITS].isdigit()):
        return False
    try:
        total: int = sum(map(mul, _WEIGHTS, map(_VALUES.__getitem__, text)))
    except KeyError:
        return False
    return total % _MODULUS == 0


_RESIDUES = [bytes(_VALUES.get(chr(code), 0) * weight % _MODULUS for code in range(256)) for weight in _WEIGHTS]
_REST = bytes(number % _MODULUS for number in range(256))
_CHARACTERS = "".join(_VALUES).encode()
_AT_ONCE = 8
"""So many numbers below 31 add up to less than 256."""


def are_plain_usccs(texts: Sequence[str]) -> bool:
    """Return whether all of `texts` are USCCs in their canonical form, as `is_plain_uscc` tells of one.

    The columns of all codes are weighted by a table each, and added up as one large number with a byte for every code.
    """
    codes = "".join(texts).encode("utf-8", "surrogatepass")
    count = len(texts)
    if (
        set(map(len, texts)) != {_CODE_LENGTH}
        or len(codes) != _CODE_LENGTH * count
        or codes.translate(None, _CHARACTERS)
    ):
        return False
    columns = [codes[place::_CODE_LENGTH] for place in range(_CODE_LENGTH)]
    if not all(column.isdigit() for column in columns[:_DIGITS]):
        return False
    total = 0
    for place, (column, table) in enumerate(zip(columns, _RESIDUES, strict=True)):
        if place % (_AT_ONCE - 1) == 0:
            total = int.from_bytes(total.to_bytes(count).translate(_REST))
        total += int.from_bytes(column.translate(table))
    return not total.to_bytes(count).translate(_REST).strip(b"\0")


def read_register(document: SpecDocument, columns: TargetColumns | None, findings: Findings) -> Register:
    """Return the targets of the register; none where it could not be read, for which there is a problem then."""
    table = document.tables.get("targets")
    if table is None or columns is None:
        if not document.problems and not findings.problems:
            findings.problems.append(NO_TARGETS.at(document.where("targets")))
        return Register()
    wanted = (columns.id, columns.name, columns.stratum, columns.status)
    absent = [name for name in wanted if name not in (None, *table.columns)]
    findings.problems += [COLUMN_ABSENT.at(table.where(), found=name) for name in absent if name]
    if absent:
        return Register()
    if not table.rows:
        findings.problems.append(REGISTER_EMPTY.at(table.where()))
        return Register()
    ids = target_ids(table, columns.id, findings)
    findings.problems += repeated(ids, lambda index: table.where(table.rows[index].number, columns.id))
    gone = _gone(table, columns.status, findings)
    kept = [index for index in range(len(ids)) if index not in gone]
    if not kept:
        findings.problems.append(NOBODY_LEFT.at(table.where(column=columns.status)))
    strata, rows = _strata(table, columns.stratum, [table.rows[index] for index in kept], findings)
    names = [row.cells[columns.name] for row in table.rows] if columns.name else None
    return Register(
        pairs=tuple(sorted(zip((ids[index] for index in kept), strata, strict=True))),
        struck=tuple(sorted((ids[index], status) for index, status in gone.items())),
        names=tuple(sorted(zip(ids, names, strict=True))) if names is not None else None,
        sizes=Counter(strata),
        rows=rows,
    )


def _gone(table: Table, column: str | None, findings: Findings) -> dict[int, str]:
    """Return the status of every row that is not 存续, by its index; none where the register does not tell it."""
    gone: dict[int, str] = {}
    for index, row in enumerate(table.rows if column else ()):
        found = row.cells[str(column)].strip()
        if found not in list(TargetStatus):
            where = table.where(row.number, column)
            findings.problems.append(STATUS_UNKNOWN.at(where, found=found, expected="、".join(TargetStatus)))
        elif found != TargetStatus.ACTIVE:
            gone[index] = found
    return gone


def target_ids(table: Table, column: str, findings: Findings) -> list[str]:
    """Return the ids of a column in their canonical form; changes are noted, what is no id is a problem."""
    return [
        found if is_plain_uscc(found := row.cells[column]) else _target_id(table, row, column, findings)
        for row in table.rows
    ]


def _target_id(table: Table, row: Row, column: str, findings: Findings) -> str:
    found = row.cells[column]
    became = canonical_target_id(found)
    if became != found:
        findings.notes.append(RESPELT.at(table.where(row.number, column), found=found, became=became))
    if problem := ID_EMPTY.at() if not found.strip() else target_id_problem(became):
        findings.problems.append(attrs.evolve(problem, where=table.where(row.number, column)))
    return became


def _strata(
    table: Table, column: str | None, rows: Sequence[Row], findings: Findings
) -> tuple[list[str], dict[str, int]]:
    """Return the stratum of each of `rows`, and the first row of each stratum; nothing where there is no column."""
    if column is None:
        return [""] * len(rows), {}
    once: dict[str, str] = {}
    strata = [once.setdefault(stratum, stratum) for stratum in (row.cells[column] for row in rows)]
    wrong: dict[str, Problem] = {}
    for name in once:
        if problem := STRATUM_EMPTY.at() if not name.strip() else identifier_problem(name):
            wrong[name] = problem
    first: dict[str, int] = {}
    refused = {one.row for one in table.refused if one.column == column}
    for row, name in zip(rows, strata, strict=True):
        if row.number not in refused:
            first.setdefault(name, row.number)
        if wrong and name in wrong:
            findings.problems.append(attrs.evolve(wrong[name], where=table.where(row.number, column)))
    return strata, {name: number for name, number in first.items() if name not in wrong}


def make_strata(
    document: SpecDocument, settings: Settings, register: Register, findings: Findings
) -> tuple[Stratum, ...]:
    """Return the strata: those that are named, in order, then the others by name with the default."""
    sizes, default = register.sizes, settings.default
    others = sorted(register.rows.keys() - {one.name for one in settings.strata})
    findings.problems += _without_targets(document, settings, register)
    unread = {one.name for one in settings.strata} & {STAND_IN} or "default" in document.settings
    if others and default is None and not unread:
        findings.problems.append(NO_DEFAULT.at(document.where("default"), count=len(others), known=some(others)))
    findings.problems += _same_names(document, settings, register, others)
    rest = (default,) if default and (others or not register.pairs) else ()
    findings.problems += _share_problems(document, settings, (*settings.strata, *rest))
    quota, reserve = (default.quota, default.reserve) if default else (AllQuota(), 0)
    return (
        *(
            Stratum(name=one.name, size=sizes.get(one.name, 0), quota=one.quota, reserve=one.reserve)
            for one in settings.strata
        ),
        *(Stratum(name=name, size=sizes[name], quota=quota, reserve=reserve) for name in others),
    )


def _without_targets(document: SpecDocument, settings: Settings, register: Register) -> list[Problem]:
    return [
        STRATUM_WITHOUT_TARGETS.at(
            document.where(f"{one.path}.name"), found=one.name, known=some(register.rows, one.name)
        )
        for one in settings.strata
        if register.pairs and not (one.may_be_empty or one.name in register.sizes or one.name == STAND_IN)
    ]


def _same_names(document: SpecDocument, settings: Settings, register: Register, others: Sequence[str]) -> list[Problem]:
    """Return where a stratum's name occurs again, whether in the settings or in the register."""
    places = [document.where(f"{one.path}.name") for one in settings.strata]
    if settings.targets and others:
        table, column = document.tables["targets"], settings.targets.stratum
        places += [table.where(register.rows[name], column) for name in others]
    return repeated([*(one.name for one in settings.strata), *others], places.__getitem__)


def _share_problems(document: SpecDocument, settings: Settings, strata: Iterable[StratumSetting]) -> list[Problem]:
    known = {share.name for share in settings.shares}
    strata = list(strata)
    users = [(one, one.quota.share) for one in strata if isinstance(one.quota, ShareQuota)]
    used = {share for _, share in users}
    others = "（其他各层）" if document.places else "[default]"
    problems = [
        SHARE_UNKNOWN.at(document.where(f"{one.path}.quota.share"), stratum=one.name or others, name=share)
        for one, share in users
        if share not in known and STAND_IN not in {share, *known}
    ]
    listed = document.settings.get("strata", [])
    whole = isinstance(listed, list | tuple) and len(listed) == len(settings.strata)
    if not whole or STAND_IN in used or any(one.quota is UNREAD for one in strata):
        return problems
    problems += [
        SHARE_UNUSED.at(document.where(f"shares[{index}].name"), name=share.name)
        for index, share in enumerate(settings.shares)
        if share.name not in used and share.name != STAND_IN
    ]
    return problems


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(errors="replace")
