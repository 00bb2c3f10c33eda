"""Made-up entries and extracts of the registers for tests."""

import datetime as dt
from typing import Any

import attrs

from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.registers import InspectorEntry, Movement, TargetEntry
from random_inspection.domain.targets import Target
from random_inspection.rules.directories.synchronising import Extract
from random_inspection.rules.samples import SHOP

MARKET, LEDGER = "市场监管登记", "行政审批台账"
NEW, CHANGED, GONE = Movement.NEW, Movement.CHANGED, Movement.GONE


def day(month: int, number: int = 1) -> dt.date:
    """Return a day of 2026."""
    return dt.date(2026, month, number)


def shop(name: str = "甲店", **fields: Any) -> Target:
    """Return a target whose identifier is its name, if none is given."""
    return attrs.evolve(SHOP, **{"target_id": name, "name": name, **fields})


def entry(target: Target, movement: Movement, on: dt.date, *, listed_in: tuple[str, ...] = ()) -> TargetEntry:
    """Return an entry of the directory of targets."""
    return TargetEntry(
        value=target, movement=movement, on=on, source="来函", reason=f"{on}{movement}", listed_in=listed_in
    )


def staff(inspector: Inspector, movement: Movement, on: dt.date) -> InspectorEntry:
    """Return an entry of the directory of inspectors."""
    return InspectorEntry(value=inspector, movement=movement, on=on, source="人事通知", reason="调动")


def extract(
    *targets: Target, on: dt.date, source: str = MARKET, fields: tuple[str, ...] = ("name", "address"), **more: Any
) -> Extract[Target]:
    """Return an extract of the market register."""
    values = {one.target_id: one for one in targets}
    return Extract(source=source, on=on, digest="0" * 64, fields=fields, values=values, **more)
