"""Laws of whole draws: what is made verifies, and the order of the register does not matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_inspection.drawing import HandedIn, verify
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import draw_announced
from random_inspection.workflows.inputs.tables import Row, SpecDocument, Table

CLOCK = FixedClock(dt.datetime.fromisoformat("2026-11-25T09:00:00+08:00"))
QUOTAS = st.sampled_from(
    [{"all": True}, {"count": 2}, {"ratio": "20%"}, {"share": "t", "weight": 1}, {"share": "t", "weight": 3}]
)


def _table(file: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(
        file=file,
        columns=columns,
        rows=tuple(
            Row(number=number, cells=dict(zip(columns, row, strict=True))) for number, row in enumerate(rows, 2)
        ),
    )


@attrs.frozen
class Case:
    """A draw to be made: quotas by stratum, firms with their strata, and whether inspectors are drawn."""

    quotas: dict[str, Any]
    firms: list[tuple[str, str]]
    inspectors: bool
    digest: str

    def document(self) -> SpecDocument:
        """Return the specification of this draw."""
        settings_: dict[str, Any] = {
            "draw_id": "law/1",
            "title": "a law",
            "digest": self.digest,
            "alone": True,
            "targets": {"file": "register.csv", "id": "id", "stratum": "stratum"},
            "strata": [
                {"name": name, "quota": quota, "reserve": 1, "may_be_empty": True}
                for name, quota in self.quotas.items()
            ],
            "contributions": [{"name": "office", "kind": "secret", "generate": True}],
        }
        if any("share" in quota for quota in self.quotas.values()):
            settings_["shares"] = [{"name": "t", "total": 3}]
        tables = {"targets": _table("register.csv", ("id", "stratum"), self.firms)}
        if self.inspectors:
            settings_["inspectors"] = {"file": "inspectors.csv", "recusals": "recusals.csv"}
            settings_["team"] = [{"seat": "leader", "requires": ["lead"]}, {"seat": "member"}]
            people = [("a", "lead", ""), ("b", "lead；other", ""), ("c", "", ""), ("d", "", "")]
            columns = ("inspector_id", "holds", "capacity")
            tables["inspectors"] = _table("inspectors.csv", columns, people)
            pairs = [(self.firms[0][0], "a", "kin")]
            tables["recusals"] = _table("recusals.csv", ("target_id", "inspector_id", "reason"), pairs)
        return SpecDocument(file="SPEC.toml", settings=settings_, tables=tables)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draws of up to 25 targets in up to 4 strata."""
    quotas = draw(st.dictionaries(st.sampled_from("ABCD"), QUOTAS, min_size=1))
    ids = draw(st.lists(st.integers(0, 999), min_size=1, max_size=25, unique=True))
    strata = st.sampled_from(sorted(quotas))
    return Case(
        quotas=quotas,
        firms=[(f"T{number:03}", draw(strata)) for number in ids],
        inspectors=draw(st.booleans()),
        digest=draw(st.sampled_from(["sha256", "sm3"])),
    )


def _made(case: Case) -> MemoryBundle:
    store = MemoryBundle()
    announce(case.document(), store=store, clock=CLOCK, entropy=FixedEntropy())
    draw_announced(store=store, clock=CLOCK, handed_in=HandedIn())
    return store


@pytest.mark.clause("二(八) 留痕")
@settings(max_examples=60, deadline=None)
@given(case=cases())
def test_law_verify_of_make_holds(case: Case) -> None:
    """Whatever is announced and drawn verifies, with every check made that the draw has a part for."""
    verification = verify(open_bundle(_made(case)))
    assert verification.ok
    unchecked = {check.code for check in verification.checks if check.status == "not-checked"}
    expected = {"announcement-published", "public-values", "changes"}
    assert unchecked == expected | (
        set() if case.inspectors else {"inspectors-digest", "assignment-eligible", "assignment"}
    )


@settings(max_examples=40, deadline=None)
@given(case=cases(), chance=st.randoms(use_true_random=False))
def test_law_the_order_of_the_register_does_not_matter(case: Case, chance: Any) -> None:
    """The same firms in any order give the same announcement and the same result, byte by byte."""
    first, *rest = case.firms
    chance.shuffle(rest)
    shuffled = attrs.evolve(case, firms=[first, *rest])
    files = ("announcement.json", "frame.csv", "result.json")
    made, again = _made(case), _made(shuffled)
    assert [made.read("public", name) for name in files] == [again.read("public", name) for name in files]
