"""What a person sees: two languages, any console, a pipe as well."""

from __future__ import annotations

import codecs
import contextlib
import io
import locale
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

import attrs
import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from random_inspection.cli.folding import folded_findings
from random_inspection.cli.places import spoken
from random_inspection.drawing.outcome import Progress as Told
from random_inspection.errors import Lang, Problem

PIPE_WIDTH = 160


def chosen_language(arguments: Sequence[str]) -> Lang:
    """Return the language of ``--lang``, or else Chinese where the locale is, and English elsewhere."""
    for index, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    if not named and sys.platform == "win32":
        named = locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


def survive(stream: TextIO) -> None:
    """Let a stream print what its encoding cannot hold as ``?``, instead of failing; a bare ASCII one gets UTF-8."""
    if isinstance(stream, io.TextIOWrapper):
        ascii_only = codecs.lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="replace")


@attrs.frozen
class Screen:
    """Prints for people.

    Attributes:
        lang: the language, ``"zh"`` or ``"en"``.
    """

    lang: Lang

    def pick(self, en: str, zh: str) -> str:
        """Return the text in the screen's language."""
        return zh if self.lang == "zh" else en

    def line(self, en: str = "", zh: str = "") -> None:
        """Print one line as it is, never wrapped."""
        click.echo(self.pick(en, zh))

    def same(self, text: str) -> None:
        """Print a line that is the same in both languages."""
        click.echo(text)

    def complain(self, en: str, zh: str) -> None:
        """Print one line to standard error."""
        click.echo(self.pick(en, zh), err=True)

    def heading(self, en: str, zh: str) -> None:
        """Print a heading with a blank line before it."""
        click.echo()
        click.secho(self.pick(en, zh), bold=True)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print findings to standard error, a line each; many equal ones of a column are folded."""
        for problem in folded_findings(problems):
            click.echo(safe(spoken(problem, self.lang).text(self.lang)), err=True)

    def notes(self, notes: Sequence[Problem], en: str, zh: str) -> None:
        """Print notes under a heading; nothing where there are none."""
        if not notes:
            return
        self.heading(f"{en} ({len(notes)})", f"{zh}（{len(notes)}）")
        for note in notes:
            click.echo("  " + safe(note.text(self.lang)))

    def table(
        self,
        headings: Sequence[tuple[str, str]],
        rows: Iterable[Sequence[str]],
        *,
        right: Sequence[int] = (),
        whole: Sequence[int] = (),
    ) -> None:
        """Print a table.

        Args:
            headings: of every column, in English and Chinese.
            rows: the cells; one of several lines has line breaks in it.
            right: positions of the columns that are set flush right.
            whole: positions of the columns whose cells are not broken where the screen is narrow.
        """
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for position, (en, zh) in enumerate(headings):
            table.add_column(
                self.pick(en, zh),
                justify="right" if position in right else "left",
                overflow="fold",
                no_wrap=position in whole,
            )
        for row in rows:
            table.add_row(*(Text("\n".join(map(safe, cell.split("\n")))) for cell in row))
        self._console().print(table)

    def wrapped(self, first: str, text: str) -> None:
        """Print a text that goes on under itself where the screen is narrow, behind a first word."""
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(safe(first)), Text(safe(text)))
        self._console().print(grid)

    def bar(self, share: float, width: int = 30) -> str:
        """Return a bar of `share` (0 to 1) of `width` characters."""
        block = "█"
        try:
            block.encode(getattr(sys.stdout, "encoding", None) or "ascii")
        except UnicodeEncodeError:
            block = "#"
        return block * round(share * width)

    @contextlib.contextmanager
    def working(self, en: str, zh: str) -> Iterator[Told]:
        """Show how a long work goes on, where standard error is a terminal; yields what is told of it."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task(self.pick(en, zh), total=None)
            yield lambda done: progress.update(task, total=1.0, completed=done)

    def _console(self) -> Console:
        terminal = sys.stdout.isatty()
        return Console(
            file=sys.stdout,
            width=None if terminal else PIPE_WIDTH,
            highlight=False,
            emoji=False,
            markup=False,
        )


def safe(text: str) -> str:
    """Return `text` with control characters escaped, so that no file writes to the terminal."""
    return "".join(char if char.isprintable() or char == "\u3000" else repr(char)[1:-1] for char in text)
