"""A server that ends the connection in any statement of any act: it is told, nothing is lost, and the same order goes on."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from cut_connections import cut_at
from killed_office import NAMES, Undisturbed, begun, check, do, house_at, undisturbed
from whole_office import House

from random_inspection.adapters.sql import SqlStore, downgrade, open_sql
from random_inspection.errors import StorageFailed

QUICK = ("draft-task", "write")
"""The acts that are cut in every run."""


def _emptied(url: str) -> None:
    store = open_sql(url, make=True)
    downgrade(store.engine, "base")
    store.close()
    open_sql(url, make=True).close()


def _cut_everywhere(house: House, number: int) -> int:
    """Cut an act before its first statement, before its second one, and so on, until it is done; return how often."""
    assert isinstance(house.store, SqlStore)
    for at in count():
        with cut_at(house.store.engine, at) as cutting, suppress(StorageFailed):
            do(house, number)
        if cutting.seen <= at:
            return at
    raise AssertionError


def _lived(url: str, folder: Path, expected: Undisturbed, names: tuple[str, ...]) -> int:
    begun(url, folder)
    house, cuts = house_at(url, folder), 0
    for number, name in enumerate(NAMES):
        if name not in names:
            do(house, number)
            continue
        cuts += _cut_everywhere(house, number)
        do(house, number)
        check(url, folder, expected, number + 1)
    assert isinstance(house.store, SqlStore)
    house.store.close()
    check(url, folder, expected, len(NAMES))
    return cuts


@pytest.mark.parametrize("names", [QUICK, pytest.param(NAMES, marks=pytest.mark.soak)], ids=["some", "all"])
def test_whatever_statement_of_an_act_is_cut_the_same_order_goes_on(
    names: tuple[str, ...], postgres_server: str, tmp_path: Path
) -> None:
    """Every statement and every commit of the acts is cut once; the life ends as if none had been."""
    _emptied(postgres_server)
    expected = undisturbed(postgres_server, tmp_path / "undisturbed")
    _emptied(postgres_server)
    cuts = _lived(postgres_server, tmp_path / "office", expected, names)
    print(f"{cuts} connections cut in {len(names)} acts")  # noqa: T201  (for who runs it with -s)
    assert cuts >= 8 * len(names)
