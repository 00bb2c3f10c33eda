"""The draw itself, what is recorded of it, and its publication."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, get_args

import attrs

from random_inspection.domain.draws import Announcement, Result, Roster
from random_inspection.drawing.bundles import Bundle, Pairs
from random_inspection.drawing.ceremony import HandedIn, open_contributions
from random_inspection.drawing.outcome import Outcome, Progress, draw
from random_inspection.drawing.quotas import chances
from random_inspection.drawing.tickets import digest_of
from random_inspection.drawing.trust import trust
from random_inspection.drawing.verification import announcement_checks, verify
from random_inspection.errors import AlreadyDone, InvalidInput, Message, NotStored, Where, refuse
from random_inspection.ports import Area, BundleReader, BundleStore, Clock
from random_inspection.rules.coverage_of_year.batches import BLANK
from random_inspection.serialization import to_json
from random_inspection.workflows.draws.bundles import change_names, open_bundle, read_anywhere
from random_inspection.workflows.draws.records import DrawRecord
from random_inspection.workflows.draws.risk_draws import is_by_risk

ALREADY_DRAWN = Message(
    "already-drawn",
    "this announcement has its outcome already; one announcement, one outcome: nothing is drawn again",
    "本公告已有抽取结果；一次公告只有一个结果，不再重抽",
)
FRAME_ABSENT = Message(
    "frame-absent",
    "{file} is neither in public nor in sealed; draw where the announcement was made",
    "公开和封存文件夹中都没有 {file}；请在发布公告的地方抽取",
)
ALREADY_PUBLIC = Message("already-public", "the result is public already", "结果已经公布")
RISK_SEALED = Message(
    "risk-result-sealed",
    "this draw is by risk classes, and its result tells the stratum of every drawn target, whose announced quota tells "
    "how high its class is; draw with --sealed, leave the result sealed, and publish the drawn targets without strata",
    "本次按风险分类抽取，结果含每个抽中对象所在的层，由公告的名额可推知其类别高低；请用 --sealed 抽取，结果保持封存，"
    "公布抽中名单时不列层",
)
NO_RESULT = Message("no-result", "nothing has been drawn under this announcement yet", "本公告尚未抽取")
DAMAGED = Message("file-damaged", "{file} is damaged; restore it from a copy", "{file} 已损坏；请用备份恢复")
NO_AREA = Message(
    "area-unknown",
    'found {found!r}, expected "public" or "sealed"',
    "应为 public（公开）或 sealed（封存），实为“{found}”",
)
_MOMENT = "drawing.json"
BLANK_WORDS = "空签，不检查"
"""What stands in the place of a name where the blank lot of a batch was drawn."""


@attrs.frozen(kw_only=True)
class _Files:
    """The announced files, checked against the announcement."""

    announcement: Announcement
    announcement_digest: str
    frame: Pairs
    roster: Roster | None


def draw_announced(
    *,
    store: BundleStore,
    clock: Clock,
    handed_in: HandedIn,
    area: Area = "public",
    progress: Progress | None = None,
) -> DrawRecord:
    """Draw under the announcement in `store`, once and for all, and store ``result.json``.

    Clause: 三(一) 抽取

    Secrets that the office generated when it announced are taken from ``sealed/secrets.json``.

    Args:
        store: the bundle.
        clock: tells when.
        handed_in: the values of the contributions.
        area: where the result goes; ``"sealed"`` keeps it until it is published.
        progress: is told how much of the assignment is done.

    Raises:
        AlreadyDone: there is a result.
        CeremonyRefused: the contributions do not make a seed; see `open_contributions`.
        InvalidInput: there is no such area; or a file is not the announced one; or the draw is by risk classes, and its
            result would be public.
        AssignmentInfeasible: no complete assignment of inspectors exists; the error carries the proof.
        StorageFailed: the store failed; nothing is half done, and the draw can be run again.
    """
    refuse([] if area in get_args(Area) else [NO_AREA.at(Where(path="area"), found=area)])
    bundle = open_bundle(store)
    if bundle.result is not None:
        raise AlreadyDone(ALREADY_DRAWN.at())
    files = _announced_files(bundle)
    refuse([RISK_SEALED.at()] if area == "public" and is_by_risk(files.announcement) else [])
    now = clock.now()
    generated = _generated(store, files.announcement)
    complete = HandedIn(secrets={**generated, **handed_in.secrets}, publics=handed_in.publics)
    outcome = draw(
        files.announcement,
        open_contributions(files.announcement, complete, now=now),
        files.frame,
        files.roster,
        announcement_digest=files.announcement_digest,
        progress=progress,
    )
    _remember(store, now.isoformat(timespec="seconds"))
    store.create(area, "result.json", to_json(outcome.result))
    return _record(store, files, outcome)


def recorded(*, store: BundleReader) -> DrawRecord:
    """Return the record of a draw that was made, for its papers.

    Clause: 三(一) 记录

    Raises:
        NotStored: nothing has been drawn.
        InvalidInput: a file is not the announced one, or cannot be read, or the result does not verify.
    """
    bundle = open_bundle(store)
    files = _announced_files(bundle)
    result = bundle.result.value if bundle.result else None
    if result is None:
        raise NotStored(NO_RESULT.at())
    refuse([finding for check in verify(bundle).failed for finding in check.findings])
    return _record(
        store, files, Outcome(result=result, chances=chances(files.announcement.strata, files.announcement.shares))
    )


def publish_result(*, store: BundleStore) -> tuple[str, ...]:
    """Move a sealed result, and what was recorded after it, to where the public reads it.

    Returns:
        the names of the files moved.

    Raises:
        NotStored: there is no result.
        AlreadyDone: everything is public already.
        InvalidInput: the draw is by risk classes, which its result would tell.
    """
    announcement = open_bundle(store).announcement.value
    refuse([RISK_SEALED.at()] if announcement is not None and is_by_risk(announcement) else [])
    moved = tuple(name for name in ("result.json", *change_names(store)) if _moved(store, name))
    if not moved:
        raise AlreadyDone(ALREADY_PUBLIC.at())
    return moved


def _moved(store: BundleStore, name: str) -> bool:
    try:
        store.publish(name)
    except AlreadyDone:
        return False
    return True


def _announced_files(bundle: Bundle) -> _Files:
    announcement = bundle.announcement.value
    refuse([problem for file in bundle.files for problem in file.problems])
    absent = [
        FRAME_ABSENT.at(file=name)
        for name, file, wanted in (
            ("frame.csv", bundle.frame, True),
            ("inspectors.json", bundle.inspectors, announcement is not None and announcement.inspectors is not None),
        )
        if wanted and file is None
    ]
    refuse(absent)
    if announcement is None or bundle.frame is None or bundle.frame.value is None:
        raise InvalidInput(DAMAGED.at(file="announcement.json"))
    refuse([finding for check in announcement_checks(bundle, announcement).failed for finding in check.findings])
    return _Files(
        announcement=announcement,
        announcement_digest=digest_of(bundle.announcement.data, announcement.digest),
        frame=bundle.frame.value,
        roster=bundle.roster,
    )


def _generated(store: BundleStore, announcement: Announcement) -> dict[str, str]:
    names = {one.name for one in announcement.contributions if getattr(one, "generated", False)}
    kept = _kept(store, "secrets.json", "secrets") if names else None
    try:
        return {one["name"]: one["value"] for one in kept or () if one["name"] in names}
    except (LookupError, TypeError) as error:
        raise InvalidInput(DAMAGED.at(file="secrets.json")) from error


def _kept(store: BundleReader, name: str, member: str) -> Any:
    """Return a member of a sealed JSON file; None where the file is not there."""
    data = read_anywhere(store, name)
    if data is None:
        return None
    try:
        return json.loads(data)[member]
    except (ValueError, LookupError, TypeError) as error:
        raise InvalidInput(DAMAGED.at(file=name)) from error


def _remember(store: BundleStore, moment: str) -> None:
    """Keep when the draw was made; a draw that was killed right after keeps its first moment."""
    try:
        store.create("sealed", _MOMENT, to_json({"drawn_at": moment}))
    except AlreadyDone:
        return


def _record(store: BundleReader, files: _Files, outcome: Outcome) -> DrawRecord:
    announcement, result = files.announcement, outcome.result
    names = read_anywhere(store, "names.csv")
    has_blank = any(one.target_id == one.stratum == BLANK for one in result.drawn)
    return DrawRecord(
        announcement=announcement,
        announcement_digest=files.announcement_digest,
        result=result,
        result_digest=digest_of(to_json(result), announcement.digest),
        chances=tuple(outcome.chances[stratum.name] for stratum in announcement.strata),
        names=(_names(names, result) if names else {}) | ({BLANK: BLANK_WORDS} if has_blank else {}),
        roster=files.roster,
        trust=trust(announcement, result.contributions),
        drawn_at=str(_kept(store, _MOMENT, "drawn_at") or ""),
    )


def _names(data: bytes, result: Result) -> dict[str, str]:
    shown = {one.target_id for one in result.drawn} | {one.target_id for one in result.reserves}
    try:
        rows = csv.reader(io.StringIO(data.decode(), newline=""))
        return {target_id: name for target_id, name in rows if target_id in shown}
    except ValueError as error:
        raise InvalidInput(DAMAGED.at(file="names.csv")) from error
