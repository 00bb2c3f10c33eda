"""A year of announced batches, each from the ledger that the draws before it made, covers everybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from announcing_specs import ABSENT
from batch_specs import ITEM, OFFICE, ROWS, batch_spec
from risk_specs import EXPECTED

from random_inspection.drawing import HandedIn
from random_inspection.drawing.tickets import digest_of
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.serialization import read_result
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce
from random_inspection.workflows.draws.auditing import recompute_classes
from random_inspection.workflows.draws.drawing import draw_announced
from random_inspection.workflows.inputs.tables import SpecDocument

BATCHES = 4
FAILS = "T-12"
"""A firm whose first visit does not take place."""


def _document(number: int, ledger: list[tuple[str, ...]]) -> SpecDocument:
    changes = {
        "draw_id": f"2026-{number}",
        "coverage.batch": number,
        "coverage.of": BATCHES,
        "contributions": [{"name": "彩票", "kind": "public", "source": "次日开奖", "pattern": r"\d{1,3}"}],
        "team": ABSENT,
        "inspectors": ABSENT,
        "eligibility.caps": [{"at_most": 4, "source": "公告"}],
        "eligibility.window": {"from": "2026-11-25", "to": "2026-12-31"},
    }
    return batch_spec(changes, ledger=ledger)


def _batch(number: int, ledger: list[tuple[str, ...]], value: int) -> list[str]:
    """Announce a batch, draw and audit it, and return who is drawn."""
    store = MemoryBundle()
    announced = announce(_document(number, ledger), store=store, clock=FixedClock(), entropy=FixedEntropy())
    draw_announced(
        store=store, clock=FixedClock(), handed_in=HandedIn(secrets={}, publics={"彩票": str(value)}), area="sealed"
    )
    audited = recompute_classes(store, announcement_digest=announced.announcement_digest)
    assert all(check.status == "passed" for check in audited.checks)
    result = read_result(store.read("sealed", "result.json"), file="result.json")
    assert result.announcement == digest_of(store.read("public", "announcement.json"))
    return [one.target_id for one in result.drawn if one.target_id != BLANK]


@pytest.mark.clause("二(七) 频次")
@pytest.mark.parametrize("value", [1, 2, 3])
def test_a_year_of_batches_covers_everybody_and_nobody_too_often(value: int) -> None:
    """Drawn batch by batch from its own ledger, everybody has the minimum of the class, and nobody is over the most."""
    ledger: list[tuple[str, ...]] = []
    held: Counter[str] = Counter()
    failed = 0
    for number in range(1, BATCHES + 1):
        day = (dt.date(2026, 2, 2) + dt.timedelta(days=60 * number)).isoformat()
        for target in _batch(number, ledger, value):
            ledger.append((target, day, "中签", ITEM, f"2026-{number}", "", "", "", ""))
            if target == FAILS and number < BATCHES and not failed:
                ledger.append((target, day, "剔除", "", f"2026-{number}", "", "", "", "台风停工"))
                failed = number
                continue
            held[target] += 1
            ledger.append((target, day, "检查", ITEM, f"2026-{number}", f"{number}-{target}", OFFICE, "", ""))
    least, most = {"平常": 1, "留意": 1, "从严": 2}, {"平常": 2, "留意": 3, "从严": 4}
    assert EXPECTED.keys() == {row[0] for row in ROWS if row[2] == "存续"}
    assert all(least[name] <= held[target] <= most[name] for target, name in EXPECTED.items())
