"""The sealed files of a draw by risk classes, and back to what the classes were made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from random_inspection.domain.fields import Digest
from random_inspection.domain.places import inside
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.proofs.canonical import parsed
from random_inspection.serialization import to_json
from random_inspection.workflows.draws.risk_draws import CLASSES, FACTS, LEDGER_FILE, POLICY, RiskDraw
from random_inspection.workflows.inputs.fact_kinds import Cells
from random_inspection.workflows.inputs.frames import csv_bytes
from random_inspection.workflows.inputs.risk_values import BatchBasis, RiskBasis

BROKEN = Message(
    "risk-file-broken",
    "the file lacks a member, or one is of another kind than the office writes ({why}); restore it from a copy",
    "文件缺少成员或成员类型不符；请用备份恢复",
)


def sealed_files(
    basis: RiskBasis, draw: RiskDraw, *, salt: str, facts_salt: str, ledger_salt: str = ""
) -> dict[str, bytes]:
    """Return policy, facts and ledger, which the announcement commits to, and the classes, for who may see them, by name.

    All files that are committed to hold a salt of their own: the shipped policy, or the one complaint about a firm,
    could be found from a bare digest by trying out.

    Args:
        basis: what the classes are made from.
        draw: what follows from it.
        salt: the salt that names and frame follow from.
        facts_salt: another one.
        ledger_salt: a third one, in a batch of the year's plan.
    """
    settings = {"item": basis.item, "total": basis.total, "reserve": basis.reserve}
    policy = {
        "codes": [{"stratum": code, "class": name} for code, name in draw.codes.items()],
        "policy": basis.policy,
        "salt": salt,
        **{name: value for name, value in settings.items() if value is not None},
    }
    facts = {"as_of": basis.as_of.isoformat(), "facts": basis.facts, "register": basis.register, "salt": facts_salt}
    files = {POLICY: to_json(policy), FACTS: to_json(facts), CLASSES: _classes(draw)}
    if basis.batch is not None:
        batch = {
            "settings": basis.batch.settings,
            **({} if basis.batch.items is None else {"items": basis.batch.items}),
            "ledger": basis.batch.ledger,
            "order": basis.batch.order,
            "salt": ledger_salt,
        }
        files[LEDGER_FILE] = to_json(batch)
    return files


def _classes(draw: RiskDraw) -> bytes:
    """Return who is in which class, and in a batch where everybody stands, or why a target is struck out."""
    standings, why = draw.sorting.standings, draw.sorting.why
    strata = dict(draw.frame)
    header, rows = ["target_id", "stratum", "risk_class", "reasons"], []
    if why or standings:
        header += ["inspected", "due", "struck"]
    for target in sorted({*draw.classes, *why}):
        known = draw.classes.get(target)
        row = [target, strata.get(target, ""), known.risk_class if known else ""]
        row.append(known.text("zh").replace("\n", "；") if known else "")
        if len(header) > len(row):
            place = standings.get(target)
            row += [str(place.inspected), str(place.due)] if place else ["", ""]
            row.append(why.get(target, ""))
        rows.append(row)
    return csv_bytes(header, rows)


def commitments(files: Mapping[str, bytes], digest: Digest) -> list[dict[str, str]]:
    """Return what the announcement says of the sealed files, for its member ``about.rules``."""
    committed = (name for name in (POLICY, FACTS, LEDGER_FILE) if name in files)
    return [{"file": name, "digest": digest_of(files[name], digest)} for name in committed]


def sealed_basis(policy: bytes, facts: bytes, ledger: bytes | None = None) -> tuple[RiskBasis, str]:
    """Return what the classes were made from, in a batch with its ledger, and the salt.

    Raises:
        InvalidInput: a file is no JSON, or not of the form that `sealed_files` gives it.
    """
    rules, known = _loaded(policy, POLICY), _loaded(facts, FACTS)
    told = None if ledger is None else _loaded(ledger, LEDGER_FILE)
    try:
        basis = RiskBasis(
            policy=rules["policy"],
            as_of=dt.date.fromisoformat(known["as_of"]),
            item=rules.get("item"),
            total=rules.get("total"),
            reserve=rules["reserve"],
            register=_rows(known["register"]),
            facts={key: _rows(rows) for key, rows in known["facts"].items()},
            batch=None if told is None else _batch(told),
        )
        return basis, str(rules["salt"])
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        names = ", ".join((POLICY, FACTS) if ledger is None else (POLICY, FACTS, LEDGER_FILE))
        raise InvalidInput(BROKEN.at(Where(file=names), why=why)) from error


def _batch(told: Mapping[str, Any]) -> BatchBasis:
    return BatchBasis(
        settings=dict(told["settings"]),
        items=told.get("items"),
        ledger=_rows(told["ledger"]),
        order=_rows(told["order"]),
    )


def _loaded(data: bytes, file: str) -> Any:
    try:
        return parsed(data)
    except InvalidInput as error:
        raise InvalidInput(*inside(file, error.problems)) from error.__cause__


def _rows(rows: Sequence[Mapping[str, str]]) -> tuple[Cells, ...]:
    return tuple({str(field): str(text) for field, text in row.items()} for row in rows)
