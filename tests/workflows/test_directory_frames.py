"""The frame of a draw straight from the directory: who is in it and 存续, in strata, as a list of them would give it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from office_acts import office, order
from register_samples import CHANGED, GONE, NEW, day, shop

from random_inspection.adapters.memory import MemoryStore
from random_inspection.adapters.spreadsheets import open_target_register
from random_inspection.adapters.sql import open_sql
from random_inspection.domain.draws import Quota
from random_inspection.domain.registers import Movement
from random_inspection.domain.targets import TargetStatus
from random_inspection.drawing import AllQuota, CountQuota, RatioQuota, Stratum, select
from random_inspection.errors import InvalidInput
from random_inspection.workflows.acts import ActPorts
from random_inspection.workflows.directories.directory_frames import directory_sizes, select_from_directory
from random_inspection.workflows.directories.register_lines import read_register
from random_inspection.workflows.directories.registers import change_target, targets_on
from random_inspection.workflows.directories.synchronising import synchronise_targets

SEED = "5e" * 32
QUOTAS: Mapping[str, Quota] = {
    "东城": RatioQuota("5%"),
    "西城": CountQuota(7),
    "南城": AllQuota(),
    "北城": CountQuota(1),
}


@pytest.fixture(params=["memory", "sqlite_url"])
def ports(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ActPorts]:
    """An office with 300 targets in three districts, of whom some moved, went, closed or came later."""
    store = MemoryStore() if request.param == "memory" else open_sql(request.getfixturevalue(request.param))
    ports = office(store, at=dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC))
    path = tmp_path / "r.csv"
    rows = (f"T{one:03},店{one},{'东城' if one % 3 else '西城'},场所,存续" for one in range(300))
    path.write_text("\n".join(["统一社会信用代码,企业名称,地区,对象类型,登记状态", *rows]), "utf-8")
    synchronise_targets(order("first"), read_register(open_target_register(path), source="名录", on=day(3)), **ports)
    moves: list[tuple[Movement, dict[str, Any]]] = [
        (CHANGED, {"target_id": "T001", "district": "南城"}),
        (GONE, {"target_id": "T002", "district": "东城"}),
        (CHANGED, {"target_id": "T004", "status": TargetStatus.SUSPENDED, "district": "东城"}),
        (NEW, {"target_id": "T999", "district": "南城"}),
    ]
    for number, (movement, fields) in enumerate(moves):
        told: dict[str, Any] = {"on": day(4), "source": "来函", "reason": "更正"}
        change_target(order(f"{number}"), shop("新店", **fields), movement, **told, **ports)
    yield ports
    if isinstance(store, MemoryStore):
        return
    store.close()


def test_a_draw_from_the_directory_is_the_draw_from_a_list_of_it(ports: ActPorts) -> None:
    """Streamed from the store, the draw gives what it gives for all targets of the day that are 存续."""
    living = [one for one in targets_on(day(5), store=ports["store"]) if one.status is TargetStatus.ACTIVE]
    frame = [(one.target_id, one.district or "") for one in living]
    names = [name for _, name in frame]
    strata = [Stratum(name=name, size=names.count(name), quota=quota, reserve=3) for name, quota in QUOTAS.items()]
    found = select_from_directory("district", QUOTAS, seed=SEED, store=ports["store"], reserve=3)
    assert found == select(frame, strata, seed=SEED)
    assert {"T001", "T999"} <= {one.target_id for one in found.drawn}


def test_the_sizes_of_the_strata_are_those_who_may_be_drawn(ports: ActPorts) -> None:
    """Who went, and who is 停业, is in no stratum."""
    assert directory_sizes("district", store=ports["store"]) == {"东城": 197, "南城": 2, "西城": 100}


def test_a_stratum_without_quota_is_told(ports: ActPorts) -> None:
    """Nobody is left out of a draw because somebody forgot the district."""
    with pytest.raises(InvalidInput, match="100 targets of the directory are in the stratum '西城'") as refused:
        select_from_directory("district", {"东城": AllQuota()}, seed=SEED, store=ports["store"])
    assert len(refused.value.problems) == 2


def test_a_target_without_stratum_is_told(ports: ActPorts) -> None:
    """A target whose district nobody knows is in no stratum, and nothing is drawn until somebody does."""
    told: dict[str, Any] = {"on": day(4), "source": "来函", "reason": "更正"}
    change_target(order("x"), shop("无区", district=None), NEW, **told, **ports)
    with pytest.raises(InvalidInput, match="1 targets of the directory have no district"):
        select_from_directory("district", QUOTAS, seed=SEED, store=ports["store"])
