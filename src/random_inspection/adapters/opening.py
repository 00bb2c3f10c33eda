"""Stores by the address where they are: those of this library, and those that other packages bring.

A package brings a store by an entry point of the group ``random_inspection.stores``, named by the scheme of its
addresses: a callable that takes an address and ``make``, as `open_store` does, and returns a
`random_inspection.ports.OpenStore` that passes `random_inspection.testing.StoreContract`.
"""

from __future__ import annotations

from importlib.metadata import entry_points

from random_inspection.errors import ExtraMissing, InvalidInput, Message, StorageFailed, Where
from random_inspection.ports import OpenStore

GROUP = "random_inspection.stores"
"""The group of entry points by which packages bring stores."""

NO_STORE = Message(
    "store-scheme-unknown",
    "no store has addresses that begin with {found!r}; expected one of {expected}, or install the package that has it",
    "没有以“{found}”开头的存储地址；应为{expected}之一，或安装提供该存储的软件包",
)
TWO_STORES = Message(
    "store-scheme-twice",
    "several packages bring a store for {found!r}: {packages}; remove all but one",
    "有多个软件包提供“{found}”存储：{packages}；请只保留一个",
)
NOT_LOADED = Message(
    "store-not-loaded",
    "the store for {found!r} cannot be loaded from {place}; repair or reinstall its package",
    "无法从 {place} 加载“{found}”存储；请修复或重新安装相应软件包",
)


def open_store(url: str, *, make: bool = False) -> OpenStore:
    """Return the store at an address; whoever opened it closes it with ``close``.

    Args:
        url: the address, such as ``sqlite:///office.db``; what is before the first colon or plus says which store.
        make: whether it is made where it is not there, and one of an earlier version brought to this one.

    Raises:
        InvalidInput: no package, or more than one, brings a store for such addresses, or the store refuses this one.
        ExtraMissing: the store needs a package that is not installed.
        StorageFailed: it is not there, or fails, or cannot be loaded.
    """
    scheme = url.partition(":")[0].partition("+")[0]
    points = entry_points(group=GROUP)
    found = points.select(name=scheme)
    where = Where(path="url")
    if not found:
        raise InvalidInput(NO_STORE.at(where, found=scheme, expected=", ".join(sorted(points.names))))
    if len(places := {point.value for point in found}) > 1:
        raise InvalidInput(TWO_STORES.at(where, found=scheme, packages=", ".join(sorted(places))))
    point = next(iter(found))
    try:
        opener = point.load()
    except ExtraMissing:
        raise
    except (ImportError, AttributeError) as error:
        raise StorageFailed(NOT_LOADED.at(where, found=scheme, place=point.value)) from error
    store: OpenStore = opener(url, make=make)
    return store
