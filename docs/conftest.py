"""Runs the code of the documentation and of the README: Python blocks, and `$` lines of console blocks."""

# ruff: noqa: INP001  (no package: pytest finds this file by its name)
import io
import os
import shlex
import subprocess
import sys
import tempfile
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.sybil import SybilCollection

from random_inspection.cli import app

ROOT = Path(__file__).parents[1]


def shell(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a shell that finds the commands of this Python's environment first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command, environment = ["sh", *arguments], {**os.environ, "PATH": path}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603


def run_console(example: Example) -> str | None:
    """Run every line after a `$` in a shell; what it prints must be what stands below it."""
    _, *runs = f"\n{example.parsed}".split("\n$ ")
    for run in runs:
        command, _, expected = run.partition("\n")
        done = shell("-c", command)
        done.check_returncode()
        if done.stdout.strip() != expected.strip():
            return f"{command}\nexpected:\n{expected.strip()}\nfound:\n{done.stdout.strip()}"
    return None


def read_toml(example: Example) -> None:
    """Read a block of TOML; one that cannot be read is an error."""
    tomllib.loads(example.parsed)


def run_shell(example: Example) -> str | None:
    """Run a block of shell commands; it must end with exit status 0."""
    done = shell("-e", "-c", example.parsed)
    return None if done.returncode == 0 else f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"


def run_commands(example: Example) -> str | None:
    """Run a block of our own commands, each in this process; it must end with exit status 0."""
    for line in example.parsed.strip().splitlines():
        name, *arguments = shlex.split(line)
        if name != "random-inspection":
            return f"no command of ours: {line}"
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            status = app.run(["--lang", "en", *arguments])
        if status != 0:
            return f"exit status {status}\n{line}\n{said.getvalue()}"
    return None


def enter_empty_folder(namespace: dict[str, Any]) -> None:
    """Let a page begin in an empty folder of its own."""
    namespace["_before"], namespace["_folder"] = Path.cwd(), tempfile.TemporaryDirectory()
    os.chdir(namespace["_folder"].name)


def leave_folder(namespace: dict[str, Any]) -> None:
    """Go back and clean up."""
    os.chdir(namespace["_before"])
    namespace["_folder"].cleanup()


IN_A_FOLDER = (
    "tutorial*.md",
    "howto/after-the-draw.md",
    "howto/embed.md",
    "howto/oversight.md",
    "howto/reports-and-archive.md",
    "howto/publish.md",
    "howto/registers.md",
    "howto/databases.md",
    "howto/write-a-store.md",
)
"""Pages that write files, and whose `sh` blocks run."""
OFFICE = ("howto/office*.md",)
"""Pages that begin in an empty folder, too, and whose `sh` blocks are many commands of ours, run in this process."""
PARSERS = (PythonCodeBlockParser(), CodeBlockParser("console", run_console), CodeBlockParser("toml", read_toml))

pages = Sybil(PARSERS, pattern="*.md", excludes=(*IN_A_FOLDER, *OFFICE))
in_a_folder = Sybil(
    (*PARSERS, CodeBlockParser("sh", run_shell)), patterns=IN_A_FOLDER, setup=enter_empty_folder, teardown=leave_folder
)
in_an_office = Sybil(
    (*PARSERS, CodeBlockParser("sh", run_commands)), patterns=OFFICE, setup=enter_empty_folder, teardown=leave_folder
)
pytest_collect_file = SybilCollection((pages, in_a_folder, in_an_office)).pytest()


class Readme:
    """Collects the README, which lies above this folder, so that hooks of this file alone do not reach it."""

    pytest_collect_file = staticmethod(Sybil(PARSERS, path=str(ROOT), pattern="README.md").pytest())


def pytest_configure(config: pytest.Config) -> None:
    """Take the README in."""
    config.pluginmanager.register(Readme())
