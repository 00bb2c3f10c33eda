"""The leaves of the trail: an event with its number, as canonical JSON without a line feed."""

from __future__ import annotations

from random_inspection.domain.acts import Event
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.proofs.canonical import encoded, parsed
from random_inspection.serialization.converters import OURS

NO_NUMBER = Message(
    "leaf-without-number",
    "found {found!r}, expected an object with the member seq, a whole number from 0",
    "应为含有 seq 成员（从0起的整数）的对象，实为 {found!r}",
)


_PLAIN = OURS.get_unstructure_hook(Event)


def leaf(event: Event, seq: int) -> bytes:
    """Return the leaf of an event, verbatim as the trail keeps it: RFC 8785 canonical JSON.

    Args:
        event: the event.
        seq: its number on the trail, from 0; with it, what was dropped, inserted or reordered is told apart.
    """
    return encoded({"seq": seq, **_PLAIN(event)}).removesuffix(b"\n")


def subjects_of(event: Event) -> frozenset[tuple[str, str]]:
    """Return what an event is found by, as kinds and keys: its subject, and the records that it wrote."""
    return frozenset([(event.subject.kind, event.subject.key), *((one.kind, one.key) for one in event.changes)])


def read_leaf(data: bytes) -> tuple[int, Event]:
    """Return number and event of a leaf; raise `InvalidInput` with all findings where it is none."""
    plain = parsed(data)
    seq = plain.get("seq") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or type(seq) is not int or seq < 0:
        raise InvalidInput(NO_NUMBER.at(Where(path="seq"), found=seq))
    return seq, OURS.structure({name: value for name, value in plain.items() if name != "seq"}, Event)
