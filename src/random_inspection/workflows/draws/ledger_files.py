"""What a draw says to the ledger of the year: who was drawn, moved up and struck out (clause 二(七))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from random_inspection.domain.changes import Strike
from random_inspection.errors import InvalidInput, Message, Where, refuse
from random_inspection.ports import BundleReader
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.rules.coverage_of_year.ledger import Drawn, Event, StruckOut
from random_inspection.rules.working_days.calendar import CHINA_TIME
from random_inspection.serialization import read_change
from random_inspection.workflows.draws.bundles import change_names, open_bundle, read_anywhere
from random_inspection.workflows.draws.drawing import DAMAGED, recorded
from random_inspection.workflows.draws.risk_draws import FACTS, POLICY, is_by_risk
from random_inspection.workflows.draws.risk_files import sealed_basis
from random_inspection.workflows.inputs.frames import csv_bytes
from random_inspection.workflows.inputs.ledger_rows import LEDGER_HEADINGS, What

ID = "统一社会信用代码"
"""Heading of the ids; an office whose register has another one changes it."""
NO_ITEM = Message(
    "ledger-draw-without-item",
    "this draw was not made for one inspection item, so the ledger has no entry for it; only a draw by risk classes with "
    "[targets] item has",
    "本次抽取未按单一抽查事项进行，台账没有相应记录；只有按风险分类并填写了 item 的抽取才有",
)


def ledger_events(store: BundleReader) -> tuple[Drawn | StruckOut, ...]:
    """Return who was drawn in a draw for one inspection item, and who was struck out and moved up after it.

    Clause: 二(七) 频次

    A blank lot is nobody. Days are those of China.

    Args:
        store: the bundle with its sealed files.

    Raises:
        InvalidInput: the draw was not for one item, or a file is damaged or does not verify.
        NotStored: nothing has been announced or drawn.
    """
    bundle = open_bundle(store)
    announcement = bundle.announcement.value
    policy, facts = read_anywhere(store, POLICY), read_anywhere(store, FACTS)
    by_risk = announcement is not None and is_by_risk(announcement)
    item = sealed_basis(policy, facts)[0].item if by_risk and policy is not None and facts is not None else None
    refuse([] if item else [NO_ITEM.at()])
    record = recorded(store=store)
    if not record.drawn_at:
        raise InvalidInput(DAMAGED.at(Where(file="drawing.json"), file="drawing.json"))
    items, draw = (str(item),), record.announcement.draw_id
    events: list[Drawn | StruckOut] = [
        Drawn(day=_day(record.drawn_at), target_id=one.target_id, items=items, draw=draw)
        for one in record.result.drawn
        if not one.target_id == one.stratum == BLANK
    ]
    for name in change_names(store):
        change = read_change(read_anywhere(store, name) or b"", file=name)
        if isinstance(change, Strike):
            day = _day(change.recorded_at)
            events.append(StruckOut(day=day, target_id=change.target_id, draw=draw, reason=change.reason))
            if change.moved_up is not None:
                events.append(Drawn(day=day, target_id=change.moved_up, items=items, draw=draw))
    return tuple(events)


def ledger_csv(events: Iterable[Event]) -> bytes:
    """Return events as rows of the ledger (台账), with its heading, as CSV."""
    rows = []
    for event in events:
        cells = {"day": event.day.isoformat(), "draw": event.draw or "", **_told(event)}
        rows.append([event.target_id, *(cells.get(field, "") for field in LEDGER_HEADINGS)])
    return csv_bytes([ID, *LEDGER_HEADINGS.values()], rows)


def _told(event: Event) -> dict[str, str]:
    if isinstance(event, StruckOut):
        return {"event": What.STRUCK_OUT, "cause": event.reason}
    items = "；".join(event.items)
    if isinstance(event, Drawn):
        return {"event": What.DRAWN, "items": items}
    return {"event": What.INSPECTED, "items": items, "inspection": event.inspection}


def _day(moment: str) -> dt.date:
    return dt.datetime.fromisoformat(moment).astimezone(CHINA_TIME).date()
