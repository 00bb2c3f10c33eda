"""Recomputes a draw from its files and reports every check of the protocol as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from random_inspection.domain.draws import (
    Announcement,
    Assignment,
    FileDigest,
    PublicContribution,
    Result,
    Roster,
    StratumDrawn,
)
from random_inspection.drawing import checks as words
from random_inspection.drawing.bundles import Bundle, Opened
from random_inspection.drawing.ceremony import contribution_problem, seed_of
from random_inspection.drawing.checks import Check, attempted, differences, judged, mismatch, published, skipped
from random_inspection.drawing.consistency import inconsistencies
from random_inspection.drawing.outcome import Progress, assigned, selected
from random_inspection.drawing.quotas import quotas
from random_inspection.drawing.selection import Selection
from random_inspection.drawing.substitution import Aftermath
from random_inspection.drawing.tickets import digest_of
from random_inspection.drawing.trust import trust
from random_inspection.errors import Message, Problem, RandomInspectionError, Where

_OF_RESULT = (
    words.NAMED,
    words.SECRETS,
    words.PUBLICS,
    words.SEED,
    words.QUOTAS,
    words.CONSISTENT,
    words.DRAWN,
    words.RESERVES,
    words.COMPLETE,
    words.ELIGIBLE,
    words.ASSIGNMENT,
    words.CHANGES,
)
_OF_ANNOUNCEMENT = (words.PUBLISHED, words.FRAME, words.STRUCK, words.INSPECTORS, words.SIZES)


@attrs.frozen(kw_only=True)
class Verification:
    """What a verification found.

    Attributes:
        checks: every check of the protocol, in its order.
        trust: whom one still has to trust, in words; empty where the announcement could not be read.
    """

    checks: tuple[Check, ...]
    trust: tuple[Problem, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.status == "failed")

    @property
    def ok(self) -> bool:
        """Whether no check failed; some may not have been made."""
        return not self.failed


def verify(bundle: Bundle, *, announcement_digest: str | None = None, progress: Progress | None = None) -> Verification:
    """Recompute everything that can be recomputed from the files at hand.

    Clause: 二(八) 留痕

    Args:
        bundle: the files.
        announcement_digest: digest of the announcement from elsewhere (a receipt, the official notice);
            None where there is none, and then that check is not made.
        progress: is told how much of the assignment is recomputed.

    Returns:
        every check with its findings; nothing is raised for what is wrong with the files.
    """
    canonical = judged(words.CANONICAL, (problem for file in bundle.files for problem in file.problems))
    announcement = bundle.announcement.value
    if announcement is None:
        why = words.UNREADABLE.at(file=bundle.announcement.name)
        others = tuple(skipped(title, why) for title in _OF_ANNOUNCEMENT + _OF_RESULT)
        return Verification(checks=(canonical, *others), trust=())
    found = digest_of(bundle.announcement.data, announcement.digest)
    result = bundle.result.value if bundle.result else None
    if result is None:
        missing = words.UNREADABLE if bundle.result else words.NOT_AT_HAND
        of_result = [skipped(title, missing.at(file="result.json")) for title in _OF_RESULT]
    else:
        of_result = list(_Recomputation(bundle, announcement, result, found, progress).checks())
    return Verification(
        checks=(
            canonical,
            *_announcement_checks(bundle, announcement, found, announcement_digest),
            *of_result,
            *_strangers(bundle),
        ),
        trust=trust(announcement, result.contributions if result else ()),
    )


def _strangers(bundle: Bundle) -> Iterator[Check]:
    if bundle.strangers:
        yield skipped(words.STRANGERS, words.UNKNOWN_FILES.at(files="、".join(bundle.strangers)))


def announcement_checks(bundle: Bundle, announcement: Announcement) -> Verification:
    """Return the checks that must pass before anything is drawn: the files are the announced ones."""
    found = digest_of(bundle.announcement.data, announcement.digest)
    return Verification(checks=tuple(_announcement_checks(bundle, announcement, found, found)), trust=())


def _announcement_checks(
    bundle: Bundle, announcement: Announcement, found: str, expected: str | None
) -> Iterator[Check]:
    yield published(found, expected)
    for title, name, file, announced in (
        (words.FRAME, "frame.csv", bundle.frame, announcement.frame),
        (words.STRUCK, "struck.csv", bundle.struck, announcement.struck),
        (words.INSPECTORS, "inspectors.json", bundle.inspectors, announcement.inspectors),
    ):
        yield _digest_check(title, name, file, announced, announcement)
    yield _sizes(bundle, announcement)


def _digest_check(
    title: Message, name: str, file: Opened[object] | None, announced: FileDigest | None, announcement: Announcement
) -> Check:
    if announced is None:
        return judged(title, [words.UNANNOUNCED.at(file=name)]) if file else skipped(title, words.NOT_PART.at())
    if file is None:
        return skipped(title, words.NOT_AT_HAND.at(file=name))
    return judged(title, mismatch(Where(path=name), announced.digest, digest_of(file.data, announcement.digest)))


def _sizes(bundle: Bundle, announcement: Announcement) -> Check:
    frame = bundle.frame.value if bundle.frame else None
    struck = bundle.struck.value if bundle.struck else None
    roster = bundle.inspectors.value if bundle.inspectors else None
    strata = announcement.strata
    findings = mismatch(Where(path="frame.size"), announcement.frame.size, sum(stratum.size for stratum in strata))
    if frame is not None:
        sizes = Counter(stratum for _, stratum in frame)
        findings += mismatch(Where(path="frame.csv"), announcement.frame.size, len(frame))
        for index, stratum in enumerate(strata):
            findings += mismatch(Where(path=f"strata[{index}].size"), stratum.size, sizes.pop(stratum.name, 0))
        findings += [
            words.MISMATCH.at(Where(path="frame.csv"), expected=0, found=f"{number} × {name}")
            for name, number in sizes.items()
        ]
    if struck is not None:
        findings += mismatch(Where(path="struck.csv"), announcement.struck.size, len(struck))
    if roster is not None and announcement.inspectors is not None:
        findings += mismatch(Where(path="inspectors.json"), announcement.inspectors.size, len(roster.inspectors))
    if frame is None and not findings:
        return skipped(words.SIZES, words.NOT_AT_HAND.at(file="frame.csv"))
    return judged(words.SIZES, findings)


class _Recomputation:
    """The checks of a result, each from what the ones before recomputed."""

    def __init__(
        self, bundle: Bundle, announcement: Announcement, result: Result, found: str, progress: Progress | None
    ) -> None:
        self.bundle, self.announcement, self.result, self.found = bundle, announcement, result, found
        self.progress = progress
        self.digest = announcement.digest
        self.seed = seed_of(found, result.contributions, self.digest)

    def checks(self) -> Iterator[Check]:
        """Yield every check from the contributions on."""
        yield judged(words.NAMED, mismatch(Where(path="result.announcement"), self.found, self.result.announcement))
        yield from self._contributions()
        yield judged(words.SEED, mismatch(Where(path="result.seed"), self.seed, self.result.seed))
        yield self._quotas()
        yield judged(words.CONSISTENT, inconsistencies(self.announcement, self.result, seed=self.seed))
        yield from self._targets()
        yield from self._teams()
        yield self._changes()

    def _contributions(self) -> Iterator[Check]:
        announced, opened = self.announcement.contributions, self.result.contributions
        names = differences("result.contributions", [one.name for one in announced], [one.name for one in opened])
        pairs = [] if names else list(zip(announced, opened, strict=True))
        for title, public in ((words.SECRETS, False), (words.PUBLICS, True)):
            mine = [
                (one, value)
                for one, value in pairs
                if (isinstance(one, PublicContribution) or value.fallback) is public
            ]
            if not mine and not names:
                yield skipped(title, words.NOT_PART.at())
                continue
            problems = [
                contribution_problem(one, value, draw_id=self.announcement.draw_id, digest=self.digest)
                for one, value in mine
            ]
            yield judged(title, [*names, *filter(None, problems)])

    def _quotas(self) -> Check:
        try:
            numbers = quotas(self.announcement.strata, self.announcement.shares, seed=self.seed, digest=self.digest)
        except RandomInspectionError as error:
            return attempted(words.QUOTAS, error)
        expected = [StratumDrawn(stratum=name, drawn=quota.drawn) for name, quota in numbers.items()]
        return judged(words.QUOTAS, differences("result.quotas", expected, self.result.quotas))

    def _targets(self) -> Iterator[Check]:
        file = self.bundle.frame
        if file is None or file.value is None:
            missing = words.UNREADABLE if file else words.NOT_AT_HAND
            for title in (words.DRAWN, words.RESERVES):
                yield skipped(title, missing.at(file="frame.csv"))
            return
        try:
            selection: Selection = selected(self.announcement, file.value, seed=self.seed)
        except RandomInspectionError as error:
            yield attempted(words.DRAWN, error)
            yield attempted(words.RESERVES, error)
            return
        yield judged(words.DRAWN, differences("result.drawn", selection.drawn, self.result.drawn))
        yield judged(words.RESERVES, differences("result.reserves", selection.reserves, self.result.reserves))

    def _teams(self) -> Iterator[Check]:
        titles = (words.COMPLETE, words.ELIGIBLE, words.ASSIGNMENT)
        if self.announcement.inspectors is None:
            yield judged(words.COMPLETE, differences("result.assignments", (), self.result.assignments))
            yield from (skipped(title, words.NOT_PART.at()) for title in titles[1:])
            return
        file = self.bundle.inspectors
        if file is None or file.value is None:
            missing = words.UNREADABLE if file else words.NOT_AT_HAND
            yield from (skipped(title, missing.at(file="inspectors.json")) for title in titles)
            return
        yield judged(words.COMPLETE, self._seat_findings(file.value))
        yield judged(words.ELIGIBLE, _forbidden(file.value, self.result.assignments))
        yield self._assignment(file.value)

    def _seat_findings(self, roster: Roster) -> list[Problem]:
        expected = [f"{one.target_id} / {seat.seat}" for one in self.result.drawn for seat in roster.team]
        found = [f"{one.target_id} / {one.seat}" for one in self.result.assignments]
        return differences("result.assignments", expected, found)

    def _assignment(self, roster: Roster) -> Check:
        try:
            expected = assigned(self.result.drawn, roster, seed=self.seed, digest=self.digest, progress=self.progress)
        except RandomInspectionError as error:
            return attempted(words.ASSIGNMENT, error)
        return judged(words.ASSIGNMENT, differences("result.assignments", expected, self.result.assignments))

    def _changes(self) -> Check:
        if self.bundle.strays:
            return judged(words.CHANGES, [words.OUT_OF_SEQUENCE.at(files="、".join(self.bundle.strays))])
        if not self.bundle.changes:
            return skipped(words.CHANGES, words.NOT_PART.at())
        roster = self.bundle.roster
        if self.announcement.inspectors is not None and roster is None:
            return skipped(words.CHANGES, words.NOT_AT_HAND.at(file="inspectors.json"))
        after = Aftermath(self.result, roster, digest=self.digest)
        before = self.bundle.result.data if self.bundle.result else b""
        findings: list[Problem] = []
        for file in self.bundle.changes:
            if file.value is None:
                return judged(words.CHANGES, [words.UNREADABLE.at(file=file.name)])
            findings += mismatch(
                Where(path=f"{file.name}: previous"), digest_of(before, self.digest), file.value.previous
            )
            try:
                findings += differences(file.name, [after.decide(file.value)], [file.value])
            except RandomInspectionError as error:
                return judged(words.CHANGES, [*findings, *error.problems])
            before = file.data
        return judged(words.CHANGES, findings)


def _forbidden(roster: Roster, assignments: Iterable[Assignment]) -> Iterator[Problem]:
    entries = {entry.inspector_id: entry for entry in roster.inspectors}
    requires = {seat.seat: set(seat.requires) for seat in roster.team}
    excluded = {(pair.target_id, pair.inspector_id) for pair in roster.excluded}
    loads: Counter[str] = Counter()
    inside: set[tuple[str, str]] = set()
    for index, one in enumerate(assignments):
        entry = entries.get(one.inspector_id)
        pair = (one.target_id, one.inspector_id)
        loads[one.inspector_id] += 1
        reason = (
            words.STRANGER if entry is None
            else words.RECUSED if pair in excluded
            else words.LACKS if not requires.get(one.seat, set()) <= set(entry.holds)
            else words.TWICE if pair in inside
            else words.OVERLOADED if entry.capacity is not None and loads[one.inspector_id] > entry.capacity
            else None
        )  # fmt: skip
        inside.add(pair)
        if reason:
            where = Where(path=f"result.assignments[{index}]")
            yield reason.at(where, found=one.inspector_id, target_id=one.target_id, seat=one.seat)
