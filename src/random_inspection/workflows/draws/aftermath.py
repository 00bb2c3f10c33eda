"""Strikes, recusals and replacements after a draw, each recorded as an entry that names the one before.

Clause: 二(八) 留痕
"""

from __future__ import annotations

from collections.abc import Callable

from random_inspection.domain.changes import Change, Recusal, Replacement, Strike
from random_inspection.drawing.checks import OUT_OF_SEQUENCE
from random_inspection.drawing.substitution import Aftermath
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import NotStored, refuse
from random_inspection.ports import Area, BundleStore, Clock
from random_inspection.rules.openness.public_safety import require_public
from random_inspection.serialization import to_json
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import NO_RESULT


def strike_out(target_id: str, *, reason: str, store: BundleStore, clock: Clock) -> Change:
    """Strike out a drawn target that is gone; the next reserve of its stratum moves up and gets its team.

    Args:
        target_id: a target that stands drawn.
        reason: why, one line, for the public.
        store: the bundle.
        clock: tells when.

    Raises:
        InvalidInput: the target does not stand drawn, the reason has what must never be public, or a file cannot be
            read.
        NotStored: nothing has been drawn.
        AlreadyDone: somebody else recorded another change at the same time; look at it, and try again.
    """
    return _record(
        lambda previous, now: Strike(previous=previous, recorded_at=now, target_id=target_id, reason=reason),
        store=store,
        clock=clock,
    )


def recuse(target_id: str, inspector_id: str, *, reason: str, store: BundleStore, clock: Clock) -> Change:
    """Record a recusal granted after the draw: nobody of this pair is found for a seat from here on.

    Clause: 二(五) 回避

    Arguments and errors are those of `strike_out`; `inspector_id` is who stays away.
    """
    return _record(
        lambda previous, now: Recusal(
            previous=previous, recorded_at=now, target_id=target_id, inspector_id=inspector_id, reason=reason
        ),
        store=store,
        clock=clock,
    )


def replace(target_id: str, seat: str, inspector_id: str, *, reason: str, store: BundleStore, clock: Clock) -> Change:
    """Replace an inspector by the protocol's rule; ``substitute`` of what is returned says by whom, if by anybody.

    Arguments and errors are those of `strike_out`; `inspector_id` is who leaves `seat`.
    """
    return _record(
        lambda previous, now: Replacement(
            previous=previous,
            recorded_at=now,
            target_id=target_id,
            seat=seat,
            inspector_id=inspector_id,
            reason=reason,
        ),
        store=store,
        clock=clock,
    )


def _record(make: Callable[[str, str], Change], *, store: BundleStore, clock: Clock) -> Change:
    bundle = open_bundle(store)
    refuse([problem for file in bundle.files for problem in file.problems])
    refuse([OUT_OF_SEQUENCE.at(files="、".join(bundle.strays))] if bundle.strays else [])
    announcement, result = bundle.announcement.value, bundle.result
    if announcement is None or result is None or result.value is None:
        raise NotStored(NO_RESULT.at())
    after = Aftermath(
        result.value,
        bundle.roster,
        digest=announcement.digest,
    )
    before = result.data
    for file in bundle.changes:
        if file.value is not None:
            after.decide(file.value)
        before = file.data
    previous = digest_of(before, announcement.digest)
    change = after.decide(make(previous, clock.now().isoformat(timespec="seconds")))
    require_public((), {"reason": change.reason})
    store.create(_area_of_result(store), f"change-{len(bundle.changes) + 1:04}.json", to_json(change))
    return change


def _area_of_result(store: BundleStore) -> Area:
    try:
        store.read("public", "result.json")
    except NotStored:
        return "sealed"
    return "public"
