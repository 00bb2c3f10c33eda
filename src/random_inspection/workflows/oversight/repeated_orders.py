"""Orders that may come again: one identifier for the same act with the same content, and when it was carried out first."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from random_inspection.domain.acts import Event, Subject
from random_inspection.ports import Store
from random_inspection.proofs.canonical import plain_bytes
from random_inspection.serialization.trail import read_leaf


def command_of(
    act: str, subject: Subject, actor: str, content: Mapping[str, object], *, key: str, time: int = 1
) -> str:
    """Return the identifier of a command that follows from what is ordered, 64 hexadecimal characters.

    Whoever orders the same once more, because a program or a line broke off, orders the same command, and gets its
    first result (`random_inspection.workflows.acts.perform`).

    Args:
        act: what is done (`random_inspection.domain.acts.Act`).
        subject: on which record.
        actor: who orders it.
        content: everything else that is ordered, as plain values that JSON can hold; of files the digests.
        key: a secret of the office: the identifier stands on the trail for good, and nobody guesses from it what was
            ordered, such as who complained.
        time: which time the same is ordered on purpose, from 1.
    """
    ordered = {
        "act": str(act),
        "actor": actor,
        "content": dict(content),
        "subject": f"{subject.kind} {subject.key}",
        "time": time,
    }
    return hmac.new(key.encode(), plain_bytes(ordered), hashlib.sha256).hexdigest()


def carried_out(command: str, *, store: Store) -> Event | None:
    """Return the event of a command that was carried out; None where it was not.

    Clause: 二(八) 追溯

    Args:
        command: its identifier.
        store: where the trail is.
    """
    with store.view() as view:
        done = view.commands.done(command)
        if done is None:
            return None
        for seq in reversed(view.trail.about(done.subject)):
            (leaf,) = view.trail.leaves(seq, seq + 1)
            _, event = read_leaf(leaf)
            if event.command == command:
                return event
    return None
