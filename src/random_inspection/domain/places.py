"""Paths inside structured values, such as ``strata[3].quota.weight``."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from random_inspection.errors import Problem


def joined(outer: str, inner: str | int) -> str:
    """Return the path of a member (by name) or an element (by index) of what stands at `outer`."""
    if isinstance(inner, int):
        return f"{outer}[{inner}]"
    return f"{outer}.{inner}" if outer and inner and not inner.startswith("[") else f"{outer}{inner}"


def below(place: str | int, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of a member or an element, as problems of the value that holds it."""
    outer = joined("", place)
    return [
        attrs.evolve(problem, where=attrs.evolve(problem.where, path=joined(outer, problem.where.path or "")))
        for problem in problems
    ]


def inside(file: str, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with the name of the file in which they were found."""
    return [attrs.evolve(problem, where=attrs.evolve(problem.where, file=file)) for problem in problems]
