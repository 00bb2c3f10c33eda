"""An announcement that stands in the files of a draw and was not recorded, because a program ended in between.

It is taken for the task's only where it is what the specification gives now, but for times, secrets and salts: the files
are outside, and somebody else may have written it, with targets and inspectors of their own choice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from random_inspection.domain.draws import Announcement, SecretContribution, Stratum
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.ports import Area, BundleReader
from random_inspection.proofs.canonical import parsed, plain_bytes
from random_inspection.serialization import read_announcement, read_frame, read_roster, read_struck
from random_inspection.workflows.casework.drawn_tasks import announced_files
from random_inspection.workflows.draws.bundles import AREAS
from random_inspection.workflows.draws.risk_draws import CLASSES, FACTS, LEDGER_FILE, POLICY, SALT_STRATUM, is_by_risk
from random_inspection.workflows.draws.risk_files import commitments
from random_inspection.workflows.inputs.spec_risk import RULES

Files = Mapping[tuple[Area, str], bytes]
_ANNOUNCEMENT = "announcement.json"
_FOLLOWING = ("secrets.json", CLASSES)
"""Files of secrets, and of names that follow from salts."""
_NO_DIGEST = "0" * 64

ANNOUNCED_OTHERWISE = Message(
    "task-announced-otherwise",
    "an announcement stands there that the task {task!r} did not record, and it is not what this specification gives "
    "({files}); announce with the specification that it was made from, or find out who wrote it, and cancel the task in "
    "the open",
    "该处已有任务“{task}”未登记的公告，且与本次抽取方案不符（{files}）；请用原方案公告，或查明由谁写入并公开取消任务",
)
COMPLETED = Message(
    "task-announcement-completed",
    "the announcement of {at} was written and not recorded, because a program ended; it agrees with the specification, "
    "and is recorded now",
    "{at} 的公告已写入但因程序中断未登记；经核对与抽取方案一致，现予补记",
)


@attrs.frozen
class Moment:
    """The clock at the moment of an announcement.

    Attributes:
        at: when it was made.
    """

    at: dt.datetime

    def now(self) -> dt.datetime:
        """Return that moment."""
        return self.at


def check_announced(task_id: str, bundle: BundleReader, expected: Files) -> None:
    """Raise `InvalidInput` where the files of a draw are not those that its specification gives, but for what chance gave.

    Clause: 三(一) 公示, 二(八) 留痕

    Args:
        task_id: the task.
        bundle: the files of its draw.
        expected: the files that its specification gives.
    """
    announced_files(bundle)
    found = {(area, name): bundle.read(area, name) for area in AREAS for name in bundle.names(area)}
    there, asked = _decided(found), _decided(expected)
    files = sorted(
        {key for key in {*there, *asked} if key not in there or key not in asked or there[key] != asked[key]}
    )
    if files:
        names = "、".join(f"{area}/{name}" for area, name in files)
        where = Where(file=_ANNOUNCEMENT)
        raise InvalidInput(ANNOUNCED_OTHERWISE.at(where, task=task_id, files=names))


def _decided(files: Files) -> dict[tuple[Area, str], object]:
    """Return what each file says of what decides the draw, without times, secrets and salts."""
    announcement = read_announcement(files["public", _ANNOUNCEMENT], file=_ANNOUNCEMENT)
    by_risk = is_by_risk(announcement)
    return {key: _told(key[1], data, files, announcement, by_risk=by_risk) for key, data in files.items()}


def _told(name: str, data: bytes, files: Files, announcement: Announcement, *, by_risk: bool) -> object:
    if name in _FOLLOWING:
        return None
    if name == _ANNOUNCEMENT:
        return _announced(announcement, files) if by_risk else _without_chance(announcement)
    if name == "inspectors.json":
        return attrs.evolve(read_roster(data, file=name), salt=_NO_DIGEST)
    if name in (POLICY, FACTS, LEDGER_FILE):
        members = parsed(data)
        chance = ("salt", "codes")
        return {**members, **dict.fromkeys(chance)} if isinstance(members, dict) else data
    if by_risk and name == "frame.csv":
        return [target for target, stratum in read_frame(data, file=name) if stratum != SALT_STRATUM]
    if by_risk and name == "struck.csv":
        return [pair for pair in read_struck(data, file=name) if pair[1] != SALT_STRATUM]
    return data


def _without_chance(announcement: Announcement) -> Announcement:
    made = tuple(
        attrs.evolve(one, commitment=_NO_DIGEST) if isinstance(one, SecretContribution) and one.generated else one
        for one in announcement.contributions
    )
    roster = announcement.inspectors and attrs.evolve(announcement.inspectors, digest=_NO_DIGEST)
    return attrs.evolve(announcement, announced_at="2000-01-01T00:00:00Z", contributions=made, inspectors=roster)


def _announced(announcement: Announcement, files: Files) -> tuple[object, ...]:
    """Return what the announcement of a draw by risk classes says: the names of its strata follow from a salt."""
    sealed = {name: data for (area, name), data in files.items() if area == "sealed"}
    committed = plain_bytes(announcement.about.get(RULES)) == plain_bytes(commitments(sealed, announcement.digest))
    about = {name: value for name, value in announcement.about.items() if name != RULES}
    rest = attrs.evolve(
        _without_chance(announcement),
        about=about,
        strata=(),
        frame=attrs.evolve(announcement.frame, digest=_NO_DIGEST),
        struck=attrs.evolve(announcement.struck, digest=_NO_DIGEST),
    )
    return rest, _members(announcement.strata, files), committed


def _members(strata: tuple[Stratum, ...], files: Files) -> list[tuple[list[str], str]]:
    """Return who is in each stratum, and its quota, under no name."""
    frame = next(data for (_, name), data in files.items() if name == "frame.csv")
    pairs = read_frame(frame, file="frame.csv")
    return sorted(
        (
            [] if one.name == SALT_STRATUM else [target for target, stratum in pairs if stratum == one.name],
            repr(attrs.evolve(one, name="S")),
        )
        for one in strata
    )
