"""Who may do what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from random_inspection.domain.acts import Actor
from random_inspection.rules.grounds import Ground


class Authority(Protocol):
    """Decides whether somebody may do something; `random_inspection.rules.casework.authority` has the roles of the rule."""

    def grounds(self, actor: Actor, act: str, involved: Mapping[str, frozenset[str]]) -> Sequence[Ground]:
        """Return every reason against an act; none where it is allowed.

        Args:
            actor: who wants to act.
            act: what (`random_inspection.domain.acts.Act`).
            involved: who had which part in the case so far: identifiers of actors by part, such as ``concluded``.
        """
        ...
