"""Registers of any size with right check digits, what is done with them, and what that takes in time and memory."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from random_inspection.adapters.spreadsheets import open_target_register
from random_inspection.adapters.sql import SqlStore
from random_inspection.adapters.system import SystemEntropy
from random_inspection.domain.acts import Actor, Order, Role
from random_inspection.domain.registers import SyncReport
from random_inspection.domain.targets import TargetKind
from random_inspection.rules.casework.authority import RoleAuthority
from random_inspection.testing import FixedClock
from random_inspection.workflows.directories.register_lines import read_register
from random_inspection.workflows.directories.synchronising import synchronise_targets

DISTRICTS = ("东城", "西城", "南城", "北城")
HEADINGS = ("统一社会信用代码", "企业名称", "登记机关", "地区", "住所")
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [3**place % 31 for place in range(17)]
_NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def _codes(rows: int, chance: random.Random) -> Iterator[str]:
    """Yield different codes, in no order."""
    for number in chance.sample(range(31**5), rows):
        places = [number // 31**place % 31 for place in range(5)]
        values = [9, 1, 3, 1, 0, *(number // 10**place % 10 for place in range(3)), 21, 10, *places, 1, 2]
        total = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True))
        yield "".join(_CHARACTERS[value] for value in (*values, -total % 31))


def write_register(path: Path, rows: int) -> None:
    """Write a register of firms in a random order of their codes."""
    chance = random.Random(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number, code in enumerate(_codes(rows, chance)):
            row = (f"某某县第{number}号有限公司", "某县市场监督管理局", chance.choice(DISTRICTS))
            writer.writerow((code, *row, f"人民路{number % 1000}号{number % 77}室"))


def synchronise(store: SqlStore, path: Path, month: int) -> SyncReport:
    """Bring the directory up to date with a register as it is on the first of a month."""
    order = Order(actor=Actor(actor_id="赵", roles=(Role.HANDLER,)), command=f"sync-{month}")
    extract = read_register(
        open_target_register(path), source="市场监管登记", on=dt.date(2026, month, 1), kind=TargetKind.ENTERPRISE
    )
    clock, authority = FixedClock(_NOON), RoleAuthority()
    return synchronise_targets(
        order, extract, store=store, clock=clock, entropy=SystemEntropy(), authority=authority
    ).value.report


def insert_bare(file: Path, path: Path) -> None:
    """Insert the rows of a register as they stand into a new SQLite table with a text as its primary key."""
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY, name TEXT, authority TEXT, district TEXT, address TEXT)")
    with path.open(newline="", encoding="utf-8") as rows:
        reader = csv.reader(rows)
        next(reader)
        with connection:
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", reader)
    connection.close()


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how long something takes, where the garbage collector does not look through what the test runner holds."""
    gc.collect()
    gc.freeze()
    start = clock()
    work()
    taken = clock() - start
    gc.unfreeze()
    return taken


def megabytes(work: str) -> float:
    """Return by how much a program of its own grows while it does `work`, which it reads after everything is imported."""
    peak()
    run = subprocess.run(
        [sys.executable, "-c", f"from register_rates import *\nbefore = peak()\n{work}\nprint(peak() - before)"],
        cwd=Path(__file__).parent,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(run.stdout)


def peak() -> float:
    """Return the most memory that this program has had, in MB.

    What `resource.getrusage` tells begins with what the program had that started this one.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("this system does not tell what a program alone has had in memory (/proc/self/status)")
    (line,) = (line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
