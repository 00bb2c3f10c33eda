"""The files of a draw as they were read, for who verifies them."""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from random_inspection.domain.changes import Change
from random_inspection.domain.draws import Announcement, Result, Roster
from random_inspection.errors import Problem

T_co = TypeVar("T_co", covariant=True)
Pairs = tuple[tuple[str, str], ...]
"""The rows of a two-column file: ids with strata, or with reasons."""


@attrs.frozen(kw_only=True)
class Opened(Generic[T_co]):
    """A file of a bundle.

    Attributes:
        name: its name.
        data: its bytes.
        value: what it holds; None where it could not be read.
        problems: why it could not be read.
    """

    name: str
    data: bytes = attrs.field(repr=False)
    value: T_co | None = attrs.field(repr=False)
    problems: tuple[Problem, ...] = ()


@attrs.frozen(kw_only=True)
class Bundle:
    """The files of a draw, as far as they are at hand.

    Attributes:
        announcement: what was fixed before the draw.
        frame: the targets that may be drawn; None where it is sealed and not at hand.
        struck: the targets that a rule took out; None likewise.
        inspectors: the roster; None where it is sealed and not at hand, or no inspectors are drawn.
        result: the outcome; None where there is none yet, or it is sealed and not at hand.
        changes: strikes, recusals and replacements after the draw, in order.
        strays: names of files that are called changes but do not follow on one another from 0001.
        strangers: names of other files in ``public`` that the protocol does not know.
    """

    announcement: Opened[Announcement]
    frame: Opened[Pairs] | None = None
    struck: Opened[Pairs] | None = None
    inspectors: Opened[Roster] | None = None
    result: Opened[Result] | None = None
    changes: tuple[Opened[Change], ...] = ()
    strays: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()

    @property
    def roster(self) -> Roster | None:
        """The roster that was announced; None where it is not at hand, cannot be read, or nobody announced one."""
        announcement = self.announcement.value
        if announcement is None or announcement.inspectors is None or self.inspectors is None:
            return None
        return self.inspectors.value

    @property
    def files(self) -> tuple[Opened[object], ...]:
        """All files at hand."""
        found = (self.announcement, self.frame, self.struck, self.inspectors, self.result, *self.changes)
        return tuple(one for one in found if one is not None)
