"""What one target's ticket was, and how anybody recomputes it on a command line."""

from __future__ import annotations

import shlex
from typing import Literal

import attrs

from random_inspection.domain.changes import Strike
from random_inspection.domain.draws import Announcement, Result
from random_inspection.domain.identifiers import canonical_target_id, target_id_problem
from random_inspection.drawing.bundles import Bundle
from random_inspection.drawing.tickets import stage_key, ticket
from random_inspection.drawing.verification import verify
from random_inspection.errors import InvalidInput, Message, NotStored, refuse
from random_inspection.ports import BundleStore
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import NO_RESULT

Standing = Literal["drawn", "reserve", "not-drawn", "not-named"]
_QUOTES = "'\u2018\u2019\u201a\u201b"
"""What PowerShell takes for the end of a text in single quotes; doubled, each means itself."""

NOT_IN_FRAME = Message(
    "target-not-in-frame",
    "{found!r} was not in the frame of this draw; check the id",
    "“{found}”不在本次抽样框中；请核对编号",
)
WAS_STRUCK = Message(
    "target-was-struck",
    "{found!r} was taken out before the draw, with the reason {reason!r}",
    "“{found}”在抽取前已被剔除，原因：{reason}",
)


@attrs.frozen(kw_only=True)
class TicketReport:
    """Everything that says why a target was drawn or not.

    Attributes:
        target_id: the target.
        stratum: its stratum; None where the frame is sealed and the result does not name the target.
        ticket: its ticket, 64 hexadecimal characters.
        cut_off: the largest ticket drawn in its stratum; None where none was, or the stratum is not known.
        standing: drawn, reserve, or not drawn, as the draw left it; ``"not-named"`` where the frame is sealed, and
            the result does not name the target: then it was not drawn, or was not in the frame at all.
        place: its number in draw order, or its rank among the reserves, from 1; None where it was not drawn.
        team: who inspects it, as (seat, inspector id); empty where it was not drawn.
        later: whether it was struck out, or moved up, after the draw.
        shell: the line that recomputes the ticket in a Unix shell.
        powershell: the same for PowerShell.
    """

    target_id: str
    stratum: str | None
    ticket: str
    cut_off: str | None
    standing: Standing
    place: int | None
    team: tuple[tuple[str, str], ...]
    later: tuple[Literal["struck-out", "moved-up"], ...]
    shell: str
    powershell: str


def explain_ticket(target_id: str, *, store: BundleStore) -> TicketReport:
    """Return why `target_id` was drawn or not.

    Args:
        target_id: the target; a USCC in either case and width.
        store: the bundle, or its public part.

    Raises:
        NotStored: there is no announcement, or nothing was drawn.
        InvalidInput: the target was not in the frame, its id is none, or the files do not verify.
    """
    target_id = canonical_target_id(target_id)
    refuse([problem for problem in [target_id_problem(target_id)] if problem])
    bundle = open_bundle(store)
    refuse([problem for file in bundle.files for problem in file.problems])
    targets_alone = attrs.evolve(bundle, inspectors=None, changes=())
    refuse([finding for check in verify(targets_alone).failed for finding in check.findings])
    announcement, result = bundle.announcement.value, bundle.result.value if bundle.result else None
    if announcement is None or result is None:
        raise NotStored(NO_RESULT.at())
    return _report(bundle, announcement, result, target_id)


def _report(bundle: Bundle, announcement: Announcement, result: Result, target_id: str) -> TicketReport:
    drawn = {one.target_id: (number, one.stratum) for number, one in enumerate(result.drawn, start=1)}
    reserves = {one.target_id: (one.rank, one.stratum) for one in result.reserves}
    place, stratum = drawn.get(target_id) or reserves.get(target_id) or (None, _stratum(bundle, target_id))
    named: Standing = "drawn" if target_id in drawn else "reserve"
    standing: Standing = named if place else "not-drawn" if stratum else "not-named"
    key = stage_key("targets", seed=result.seed, digest=announcement.digest)
    cut_off = max((one.ticket for one in result.drawn if one.stratum == stratum), default=None)
    return TicketReport(
        target_id=target_id,
        stratum=stratum,
        ticket=ticket("targets", target_id, seed=result.seed, digest=announcement.digest),
        cut_off=cut_off,
        standing=standing,
        place=place,
        team=tuple((one.seat, one.inspector_id) for one in result.assignments if one.target_id == target_id),
        later=_later(bundle, target_id),
        shell=_shell(key, target_id, announcement),
        powershell=_powershell(key, target_id, announcement),
    )


def _stratum(bundle: Bundle, target_id: str) -> str | None:
    if bundle.frame is None or bundle.frame.value is None:
        return None
    strata = dict(bundle.frame.value)
    if target_id not in strata:
        struck = dict(bundle.struck.value or ()) if bundle.struck else {}
        if target_id in struck:
            raise InvalidInput(WAS_STRUCK.at(found=target_id, reason=struck[target_id]))
        raise InvalidInput(NOT_IN_FRAME.at(found=target_id))
    return strata[target_id]


def _later(bundle: Bundle, target_id: str) -> tuple[Literal["struck-out", "moved-up"], ...]:
    strikes = [file.value for file in bundle.changes if isinstance(file.value, Strike)]
    moved = any(strike.moved_up == target_id for strike in strikes)
    struck = any(strike.target_id == target_id for strike in strikes)
    return (*(("moved-up",) if moved else ()), *(("struck-out",) if struck else ()))


def _shell(key: str, target_id: str, announcement: Announcement) -> str:
    tool = "sha256sum" if announcement.digest == "sha256" else "openssl dgst -sm3"
    return f"printf '%s:%s' {key} {shlex.quote(target_id)} | {tool}"


def _powershell(key: str, target_id: str, announcement: Announcement) -> str:
    text = "".join(char * (1 + (char in _QUOTES)) for char in f"{key}:{target_id}")
    if announcement.digest == "sm3":
        # Windows has no SM3; a file keeps PowerShell from adding a line end on the way to openssl.
        return f"[IO.File]::WriteAllText(\"$PWD/ticket.txt\", '{text}'); openssl dgst -sm3 ticket.txt"
    return (
        "[BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash("
        f"[Text.Encoding]::UTF8.GetBytes('{text}'))).Replace('-','').ToLower()"
    )
