"""What the year's plan needs from the draw: the order of a class that is inspected in full, and the draw of a batch."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence

from random_inspection.domain.draws import DrawnTarget
from random_inspection.domain.fields import Digest
from random_inspection.domain.validators import repeated
from random_inspection.drawing.selection import Selection, select
from random_inspection.drawing.tickets import ticket
from random_inspection.errors import Message, Where, refuse
from random_inspection.rules.coverage_of_year.batches import BLANK, BatchFrame, Roll

DUE_TOO_OFTEN = Message(
    "order-batches-too-few",
    "{due} inspections are due, and there are {batches} batches, of which each can hold one; name more batches",
    "还须检查{due}次，而只有{batches}个批次，每批最多一次；请增加批次",
)
NO_BATCHES = Message(
    "order-without-batches", "no batch is named; name at least one", "没有任何批次；请至少填写一个批次"
)


def order_batches(
    due: Mapping[str, int], batches: Sequence[int], *, seed: str, digest: Digest = "sha256"
) -> dict[str, tuple[int, ...]]:
    r"""Return in which batches the inspections of each target fall, where a class is inspected in full.

    Clause: 二(七) 频次

    One draw decides for all of them. The targets are put in the order of (ticket under key ``order``, id), the batches
    in the order of (ticket under key ``order`` of ``batch\n`` and the number, number). The targets then take the
    batches in turn, round and round, each as many as are due to it. So every target has every batch with the chance
    due / batches, exactly, and no batch has more than one inspection more than another.

    Args:
        due: how many inspections are due to each target, by its id; 0 for none.
        batches: the numbers of the batches in which they may fall, each once.
        seed: the seed of the draw, 64 hexadecimal characters; not known to anybody while the plan is made.
        digest: the draw's hash.

    Raises:
        InvalidInput: no batch or one twice, or more inspections due to a target than there are batches.
    """
    problems = repeated("batches", batches) or ([] if batches else [NO_BATCHES.at(Where(path="batches"))])
    problems += [
        DUE_TOO_OFTEN.at(Where(path=f"due[{target_id!r}]"), due=number, batches=len(batches))
        for target_id, number in due.items()
        if number > len(batches)
    ]
    refuse(problems)

    def place(identifier: str) -> tuple[str, str]:
        return ticket("order", identifier, seed=seed, digest=digest), identifier

    turns = itertools.cycle(sorted(batches, key=lambda number: (*place(f"batch\n{number}"), number)))
    return {target_id: tuple(sorted(itertools.islice(turns, due[target_id]))) for target_id in sorted(due, key=place)}


def order_of(roll: Roll, *, seed: str, number: int = 1, digest: Digest = "sha256") -> dict[str, tuple[int, ...]]:
    """Return the order of all classes of a roll whose terms draw them in full (proportion 1), see `order_batches`.

    Args:
        roll: class and standing of everybody.
        seed: the seed of the draw.
        number: the first batch in which an inspection may fall.
        digest: the draw's hash.

    Raises:
        InvalidInput: more is due to a target than there are batches left.
    """
    batches = range(number, max(number, roll.rule.planned) + 1)
    due: defaultdict[str, dict[str, int]] = defaultdict(dict)
    full = {terms.name for terms in roll.rule.classes if terms.proportion == 1}
    for target_id, name in roll.classes.items():
        if name in full:
            due[name][target_id] = roll.standings[target_id].due
    return {
        target_id: turns
        for those in due.values()
        for target_id, turns in order_batches(those, batches, seed=seed, digest=digest).items()
    }


def select_batch(batch: BatchFrame, *, seed: str, digest: Digest = "sha256") -> Selection:
    """Return who is drawn in a batch.

    Args:
        batch: its frame and strata.
        seed: the seed of its draw.
        digest: the draw's hash.
    """
    return select(batch.frame, batch.quotas, batch.shares, seed=seed, digest=digest)


def visits_of(selection: Selection) -> tuple[DrawnTarget, ...]:
    """Return the drawn targets, in draw order, without the blank lot (空签): those that are visited."""
    return tuple(one for one in selection.drawn if one.target_id != BLANK)
