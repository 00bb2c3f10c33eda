"""A draw tells the ledger who was drawn, moved up and struck out, so that nobody copies it by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from announcing_specs import ABSENT, Announcing, made, spec, table
from batch_specs import ITEM, batch_spec
from risk_specs import ID, risk_spec

from random_inspection.drawing import HandedIn
from random_inspection.errors import InvalidInput, NotStored, Where
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.rules.coverage_of_year.ledger import Drawn, Inspected, Ledger, StruckOut
from random_inspection.serialization import read_result
from random_inspection.testing import FixedClock, MemoryBundle
from random_inspection.workflows.draws.aftermath import strike_out
from random_inspection.workflows.draws.drawing import draw_announced
from random_inspection.workflows.draws.ledger_files import ledger_csv, ledger_events
from random_inspection.workflows.inputs.ledger_rows import LEDGER_HEADINGS, LedgerReader

CHANGES: dict[str, Any] = {
    "contributions": [{"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d{1,3}"}],
    "team": ABSENT,
    "inspectors": ABSENT,
}


def _drawn(value: str) -> Announcing:
    done = made(batch_spec(CHANGES))
    handed_in = HandedIn(secrets={}, publics={"彩票": value})
    draw_announced(store=done.store, clock=FixedClock(), handed_in=handed_in, area="sealed")
    return done


def _ids(store: MemoryBundle) -> list[str]:
    result = read_result(store.read("sealed", "result.json"), file="result.json")
    return [one.target_id for one in result.drawn]


@pytest.mark.clause("二(七) 频次")
@pytest.mark.parametrize("value", [str(number) for number in range(5)])
def test_everybody_who_is_drawn_is_told_and_a_blank_lot_is_not(value: str) -> None:
    """Each drawn target is an event of the day of the draw, for its item; a blank lot is nobody."""
    store = _drawn(value).store
    events = ledger_events(store)
    assert [one.target_id for one in events] == [target for target in _ids(store) if target != BLANK]
    assert {(one.day, one.items, one.draw) for one in events if isinstance(one, Drawn)} == {
        (dt.date(2026, 11, 25), (ITEM,), "2026-0001/1")
    }


def test_a_strike_and_who_moves_up_are_told() -> None:
    """Struck out after the draw, with the reason, and the reserve in its place: both are in the ledger."""
    store = _drawn("1").store
    target = next(one for one in _ids(store) if one in {f"T-{number:02}" for number in range(9, 20)})
    strike_out(target, reason="已迁出", store=store, clock=FixedClock())
    *_, struck, moved = ledger_events(store)
    assert struck == StruckOut(day=dt.date(2026, 11, 25), target_id=target, draw="2026-0001/1", reason="已迁出")
    assert isinstance(moved, Drawn)
    assert Ledger.of(ledger_events(store)).entry(target, ITEM, 2026).struck_out == 1


def _nowhere(table: str, index: int, field: str) -> Where:
    raise AssertionError((table, index, field))


def test_the_rows_are_those_that_announce_reads() -> None:
    """What is printed is read again as the same events: drawn, struck out, inspected."""
    store = _drawn("1").store
    struck = next(one for one in _ids(store) if one != BLANK)
    strike_out(struck, reason="已迁出", store=store, clock=FixedClock())
    drawn = ledger_events(store)
    last = next(one for one in reversed(drawn) if isinstance(one, Drawn))
    day, key = dt.date(2026, 11, 30), "2026-0001:1"
    held = Inspected(day=day, target_id=last.target_id, items=last.items, inspection=key, draw=last.draw)
    events = (*drawn, held)
    rows = list(csv.reader(io.StringIO(ledger_csv(events).decode(), newline="")))
    read = table("ledger.csv", rows[0], rows[1:])
    assert read.columns == (ID, *LEDGER_HEADINGS.values())
    cells = [
        {"target_id": row.cells[ID], **{field: row.cells[name] for field, name in LEDGER_HEADINGS.items()}}
        for row in read.rows
    ]
    reader = LedgerReader(agency="甲局", level=None, as_of=dt.date(2026, 12, 1), place=_nowhere)
    history = reader.history(cells)
    assert history is not None
    assert history.ledger == Ledger.of(events)


@pytest.mark.parametrize("document", [risk_spec(CHANGES), spec({**CHANGES})])
def test_a_draw_without_an_item_has_no_entry(document: Any) -> None:
    """Nobody guesses for which item a draw was made."""
    with pytest.raises(InvalidInput) as caught:
        ledger_events(made(document).store)
    assert caught.value.code == "ledger-draw-without-item"


def test_before_the_draw_there_is_nothing_to_tell() -> None:
    """An announcement alone has drawn nobody; a bundle without the moment of its draw is damaged."""
    with pytest.raises(NotStored):
        ledger_events(made(batch_spec(CHANGES)).store)
    store = _drawn("1").store
    store.files["sealed", "drawing.json"] = json.dumps({"drawn_at": ""}).encode()
    with pytest.raises(InvalidInput, match=r"drawing\.json"):
        ledger_events(store)
