"""The sealed files of a draw by risk classes, and back to what the classes were made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from random_inspection.domain.fields import Digest
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.serialization import to_json
from random_inspection.serialization.canonical import parsed
from random_inspection.serialization.places import inside
from random_inspection.workflows.fact_kinds import Cells
from random_inspection.workflows.frames import csv_bytes
from random_inspection.workflows.risk_draws import CLASSES, FACTS, POLICY, RiskBasis, RiskDraw

BROKEN = Message(
    "risk-file-broken",
    "the file lacks a member, or one is of another kind than the office writes ({why}); restore it from a copy",
    "文件缺少成员或成员类型不符；请用备份恢复",
)


def sealed_files(basis: RiskBasis, draw: RiskDraw, *, salt: str, facts_salt: str) -> dict[str, bytes]:
    """Return policy and facts, which the announcement commits to, and the classes, for who may see them, by file name.

    Both files that are committed to hold a salt of their own: the shipped policy, or the one complaint about a firm,
    could be found from a bare digest by trying out.

    Args:
        basis: what the classes are made from.
        draw: what follows from it.
        salt: the salt that names and frame follow from.
        facts_salt: another one.
    """
    settings = {"item": basis.item, "total": basis.total, "reserve": basis.reserve}
    policy = {
        "codes": [{"stratum": code, "class": name} for code, name in draw.codes.items()],
        "policy": basis.policy,
        "salt": salt,
        **{name: value for name, value in settings.items() if value is not None},
    }
    facts = {"as_of": basis.as_of.isoformat(), "facts": basis.facts, "register": basis.register, "salt": facts_salt}
    rows = [
        (target, stratum, draw.classes[target].risk_class, draw.classes[target].text("zh").replace("\n", "；"))
        for target, stratum in draw.frame
        if target in draw.classes
    ]
    header = ("target_id", "stratum", "risk_class", "reasons")
    return {POLICY: to_json(policy), FACTS: to_json(facts), CLASSES: csv_bytes(header, rows)}


def commitments(files: Mapping[str, bytes], digest: Digest) -> list[dict[str, str]]:
    """Return what the announcement says of the sealed files, for its member ``about.rules``."""
    return [{"file": name, "digest": digest_of(files[name], digest)} for name in (POLICY, FACTS)]


def sealed_basis(policy: bytes, facts: bytes) -> tuple[RiskBasis, str]:
    """Return what the classes were made from, and the salt.

    Raises:
        InvalidInput: a file is no JSON, or not of the form that `sealed_files` gives it.
    """
    rules, known = _loaded(policy, POLICY), _loaded(facts, FACTS)
    try:
        basis = RiskBasis(
            policy=rules["policy"],
            as_of=dt.date.fromisoformat(known["as_of"]),
            item=rules.get("item"),
            total=rules.get("total"),
            reserve=rules["reserve"],
            register=_rows(known["register"]),
            facts={key: _rows(rows) for key, rows in known["facts"].items()},
        )
        return basis, str(rules["salt"])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise InvalidInput(BROKEN.at(Where(file=f"{POLICY}, {FACTS}"), why=why)) from error


def _loaded(data: bytes, file: str) -> Any:
    try:
        return parsed(data)
    except InvalidInput as error:
        raise InvalidInput(*inside(file, error.problems)) from error.__cause__


def _rows(rows: Sequence[Mapping[str, str]]) -> tuple[Cells, ...]:
    return tuple({str(field): str(text) for field, text in row.items()} for row in rows)
