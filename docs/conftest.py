"""Runs the code of the documentation and of the READMEs: Python blocks, and `$` lines of console blocks."""

import subprocess
import tomllib
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

ROOT = Path(__file__).parents[1]


def run_console(example: Example) -> str | None:
    """Run every line after a `$` in a shell; what it prints must be what stands below it."""
    _, *runs = f"\n{example.parsed}".split("\n$ ")
    for run in runs:
        command, _, expected = run.partition("\n")
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)  # noqa: S603, S607
        if done.stdout.strip() != expected.strip():
            return f"{command}\nexpected:\n{expected.strip()}\nfound:\n{done.stdout.strip()}"
    return None


def read_toml(example: Example) -> None:
    """Read a block of TOML; one that cannot be read is an error."""
    tomllib.loads(example.parsed)


PARSERS = (PythonCodeBlockParser(), CodeBlockParser("console", run_console), CodeBlockParser("toml", read_toml))

pytest_collect_file = Sybil(PARSERS, pattern="*.md").pytest()


class Readmes:
    """Collects the READMEs, which lie above this folder, so that hooks of this file do not reach them."""

    pytest_collect_file = staticmethod(Sybil(PARSERS, path="..", pattern="README*.md").pytest())


def pytest_configure(config: pytest.Config) -> None:
    """Take the READMEs in."""
    config.pluginmanager.register(Readmes())
