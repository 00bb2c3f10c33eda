"""Laws of the draw of targets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from random_inspection.domain.draws import Quota
from random_inspection.drawing import (
    AllQuota,
    CountQuota,
    RatioQuota,
    Share,
    ShareQuota,
    Stratum,
    chances,
    select,
)

IDS = st.sets(st.text("0123456789ABCX双", min_size=1, max_size=6), min_size=2, max_size=40)
SEEDS = st.integers(min_value=0, max_value=2**256 - 1).map(lambda number: f"{number:064x}")


def _drawn(ids: set[str], count: int, seed: str, reserve: int = 0) -> list[tuple[str, str]]:
    strata = [Stratum(name="s", size=len(ids), quota=CountQuota(count), reserve=reserve)]
    found = select([(each, "s") for each in sorted(ids)], strata, seed=seed)
    drawn = [(one.ticket, one.target_id) for one in found.drawn]
    return drawn + [(one.ticket, one.target_id) for one in found.reserves]


@given(ids=IDS, seed=SEEDS, count=st.integers(0, 40), more=st.integers(0, 10))
def test_law_a_larger_draw_extends_a_smaller_one(ids: set[str], seed: str, count: int, more: int) -> None:
    """Whoever is drawn under a count is drawn, in the same order, under any larger count."""
    small, large = _drawn(ids, count, seed), _drawn(ids, count + more, seed)
    assert large[: len(small)] == small


@given(ids=IDS, seed=SEEDS, count=st.integers(0, 10), reserve=st.integers(0, 5))
def test_law_reserves_continue_the_draw(ids: set[str], seed: str, count: int, reserve: int) -> None:
    """Drawn and reserves together are what a draw of that many more would have drawn."""
    assert _drawn(ids, count, seed, reserve) == _drawn(ids, count + reserve, seed)


@given(ids=IDS, seed=SEEDS, count=st.integers(0, 10), reserve=st.integers(0, 5))
def test_law_removing_a_bystander_changes_nothing(ids: set[str], seed: str, count: int, reserve: int) -> None:
    """Taking out a target that is neither drawn nor reserve leaves everything as it was."""
    found = _drawn(ids, count, seed, reserve)
    for bystander in sorted(ids - {target for _, target in found})[:3]:
        assert _drawn(ids - {bystander}, count, seed, reserve) == found


@given(ids=IDS, seed=SEEDS, count=st.integers(1, 10), data=st.data())
def test_law_the_draw_of_a_union_is_the_merge_of_the_parts(
    ids: set[str], seed: str, count: int, data: st.DataObject
) -> None:
    """Drawing from parts, merging by ticket and cutting to size gives the draw over the whole."""
    part = data.draw(st.sets(st.sampled_from(sorted(ids)), min_size=1))
    other = ids - part
    merged = sorted(_drawn(part, count, seed) + (_drawn(other, count, seed) if other else []))
    assert merged[:count] == _drawn(ids, count, seed)


@given(seed=SEEDS, sizes=st.lists(st.integers(0, 9), min_size=1, max_size=4), data=st.data())
def test_law_chances_are_known_before_the_seed(seed: str, sizes: list[int], data: st.DataObject) -> None:
    """The chances that are announced are those of the draw, whatever the seed."""
    quotas: list[Quota] = [AllQuota(), CountQuota(3), RatioQuota("1/3")]
    quotas += [ShareQuota("t", weight=1), ShareQuota("t", weight=2)]
    kinds = st.sampled_from(quotas)
    strata = [Stratum(name=f"s{index}", size=size, quota=data.draw(kinds)) for index, size in enumerate(sizes)]
    shared = any(isinstance(stratum.quota, ShareQuota) for stratum in strata)
    shares = [Share(name="t", total=data.draw(st.integers(0, 12)))] if shared else []
    frame = [(f"{index}-{number}", f"s{index}") for index, size in enumerate(sizes) for number in range(size)]
    assert chances(strata, shares) == select(frame, strata, shares, seed=seed).chances
