"""What an office keeps to itself: secrets of a ceremony, what is stored, and its files."""

import logging
import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from killed_office import NAMES, begun, do, house_at
from port_faults import Countdown
from sqlalchemy import event
from task_life import act
from whole_office import CHIEF, HANDLER, TASK, House

from random_inspection import Order
from random_inspection.adapters.sql import SqlStore, backup_office, open_sql
from random_inspection.domain.registers import Movement, TargetEntry
from random_inspection.errors import RandomInspectionError
from random_inspection.rules.samples import SHOP

ANNOUNCED = NAMES.index("announce") + 1
HOSTILE = "店'; DROP TABLE ri_target; --\\\" %s :a ?"
DATABASE = "office.db"
SECRET = re.compile(rb"[0-9a-f]{64}")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder for an office, of a user whose files everybody could read."""
    before = os.umask(0)
    yield tmp_path / "home"
    os.umask(before)


@pytest.fixture
def house(home: Path, caplog: pytest.LogCaptureFixture) -> Iterator[House]:
    """An office whose draw is announced and not drawn, with every logger at its most talkative."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)
    home.mkdir()
    url = f"sqlite:///{home / DATABASE}"
    open_sql(url, make=True).close()
    begun(url, home)
    made = house_at(url, home)
    for number in range(ANNOUNCED):
        do(made, number)
    yield made
    logging.getLogger("sqlalchemy").setLevel(logging.NOTSET)
    _sql(made).close()


def _sql(house: House) -> SqlStore:
    assert isinstance(house.store, SqlStore)
    return house.store


def _secrets(house: House) -> set[bytes]:
    """Return what is sealed until the draw, and stands nowhere in public."""
    bundle = house.bundles.of(TASK)
    sealed = b"".join(bundle.read("sealed", name) for name in bundle.names("sealed"))
    public = b"".join(bundle.read("public", name) for name in bundle.names("public"))
    return {one for one in SECRET.findall(sealed) if one not in public}


def test_secrets_of_a_ceremony_stand_in_the_sealed_area_alone(
    house: House, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither database nor trail, evidence, site, logs nor any open part of a backup has them before the draw."""
    secrets = _secrets(house)
    assert secrets
    backup_office(tmp_path / "backup", store=_sql(house), folders={"bundles": home / "bundles"})
    _sql(house).close()
    sealed = {path for path in tmp_path.rglob("*") if path.is_file() and "sealed" in path.parts}
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path not in sealed]
    assert home / DATABASE in files
    found = [path for path in files for secret in secrets if secret in path.read_bytes()]
    assert found == []
    assert any(secret in path.read_bytes() for path in sealed for secret in secrets)
    assert caplog.text
    assert not [secret for secret in secrets if secret.decode() in caplog.text]


@attrs.define
class BreakingBundles:
    """Bundles that break at a call, with an error that holds what they were given."""

    bundles: Any
    countdown: Countdown

    def of(self, draw_id: str) -> Any:
        """Return a bundle of which a call breaks."""
        return _Breaking(self.bundles.of(draw_id), self.countdown)


@attrs.define
class _Breaking:
    bundle: Any
    countdown: Countdown

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            self.countdown.moment()
            return getattr(self.bundle, name)(*arguments)

        return call


def test_no_error_of_a_draw_tells_a_secret(house: House) -> None:
    """Whatever breaks while it is drawn, neither the error nor its traceback has one."""
    secrets, draw, told = _secrets(house), NAMES.index("draw") - 1, list[str]()

    def broken(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            raise OSError(statement)

    event.listen(_sql(house).engine, "before_cursor_execute", broken)
    for at in range(1, 12):
        office = house.office(bundles=BreakingBundles(house.bundles, Countdown(at, lambda: OSError("disk"))))
        try:
            act(house, draw, office)
        except (OSError, RandomInspectionError) as error:
            told += ["".join(traceback.format_exception(error)), str(error)]
    event.remove(_sql(house).engine, "before_cursor_execute", broken)
    assert told
    assert not [secret for secret in secrets if any(secret.decode() in text for text in told)]


def test_whatever_is_stored_is_a_parameter(house: House) -> None:
    """No statement that reaches the database holds a text of a record, and a hostile one is stored as it is."""
    statements: list[str] = []
    event.listen(
        _sql(house).engine, "before_cursor_execute", lambda _, __, statement, *___: statements.append(statement)
    )
    target = attrs.evolve(SHOP, target_id="店-1", name=HOSTILE, district=HOSTILE)
    words = {"source": HOSTILE, "reason": HOSTILE}
    order = Order(actor=HANDLER, command="hostile")
    house.office().change_target(order, target, Movement.NEW, on=house.clock.moment.date(), **words)
    with house.store.view() as view:
        (found,) = view.records.find(TargetEntry, until=None, district=HOSTILE)
        assert view.records.count(TargetEntry, "district", district=HOSTILE) == {(HOSTILE,): 1}
        assert view.records.fields(TargetEntry, ["店-1", HOSTILE], "district") == {"店-1": (HOSTILE,)}
        assert view.records.get(TargetEntry, HOSTILE) is None
        assert view.commands.done(HOSTILE) is None
    assert found.value.value.name == HOSTILE
    assert len(statements) > 10
    assert not [one for one in statements if "DROP" in one or "店" in one or HANDLER.actor_id in one]
    assert CHIEF.actor_id not in "".join(statements)


def test_the_files_of_an_office_are_its_owners_alone(house: House, home: Path) -> None:
    """The database with its journals, evidence and draws can be read by nobody else, whatever the umask."""
    do(house, ANNOUNCED)
    with house.store.view():
        private = [path for path in home.rglob("*") if path.is_file() and not {"site", "public"} & set(path.parts)]
    assert {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"} <= {path.name for path in private}
    assert len(private) > 4
    assert [path for path in private if path.stat().st_mode & 0o077] == []
