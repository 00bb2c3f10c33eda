"""The seed: commitments before the draw, their opening, public events, and what it all depends on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from random_inspection.domain.draws import (
    Announcement,
    Contribution,
    OpenedContribution,
    PublicContribution,
    PublicEvent,
    SecretContribution,
)
from random_inspection.domain.fields import NOT_HEX, NOT_LINE, Digest, is_hex64, is_line
from random_inspection.domain.identifiers import typed_problem
from random_inspection.drawing.patterns import matches
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import CeremonyRefused, Message, Problem, Where

COMMITMENT_UNOPENED = Message(
    "commitment-unopened",
    "the secret of {name!r} does not open its commitment: expected the commitment {expected}, found {found}; "
    "hand in the secret that was made with it",
    "“{name}”的秘密值与其承诺不符：承诺应为 {expected}，实得 {found}；请提交当时与承诺一起生成的秘密值",
)
PATTERN_UNMATCHED = Message(
    "pattern-unmatched",
    "the value {found!r} of {name!r} does not have the announced form {expected}; write it as announced: {source}",
    "“{name}”的值 {found!r} 不符合公告的格式 {expected}；请按公告的写法填写：{source}",
)
CONTRIBUTION_MISSING = Message(
    "contribution-missing",
    "the {kind} of {name!r} is missing; hand it in (on the command line as {option} {name}=VALUE)",
    "缺少“{name}”的{kind_zh}；请提交（命令行用 {option} {name}=值）",
)
FALLBACK_UNUSABLE = Message(
    "fallback-early",
    "the holder of {name!r} may open the secret until {open_by}; the fallback takes its place after that",
    "“{name}”的持有人在{open_by}之前可以公开秘密值；此后才能使用备用事件",
)
OPENED_LATE = Message(
    "secret-late",
    "the secret of {name!r} comes after {open_by}, when its holder could know the fallback; hand in the fallback "
    "with --public {name}=VALUE: {source}",
    "“{name}”的秘密值在{open_by}之后才公开，此时持有人可能已知备用事件；请用 --public {name}=值 提交备用事件：{source}",
)
EQUALS_IN_NAME = Message(
    "contribution-equals",
    "the name {found!r} holds an equals sign, which divides name and value on the command line; take another name",
    "名称“{found}”含有等号，而命令行以等号分隔名称和值；请改名",
)
FALLBACK_UNANNOUNCED = Message(
    "fallback-unannounced",
    "{name!r} was opened by a fallback, but none was announced for it",
    "“{name}”标为由备用事件代替，但公告中没有为它设备用事件",
)
NOT_A_CONTRIBUTION = Message(
    "contribution-unknown",
    "nobody announced a {kind} {name!r}; announced are: {announced}",
    "公告中没有名为“{name}”的{kind_zh}；公告的有：{announced}",
)
BOTH_GIVEN = Message(
    "contribution-both",
    "both a secret and a public value were handed in for {name!r}; hand in one",
    "“{name}”同时提交了秘密值和公开值；请只提交一个",
)


def name_problem(name: object, where: Where | None = None) -> Problem | None:
    """Return why `name` cannot name a contribution, or None where it can: typed again to the same effect, no ``=``."""
    if problem := typed_problem(name, where):
        return problem
    return EQUALS_IN_NAME.at(where, found=name) if "=" in str(name) else None


def commitment(draw_id: str, name: str, value: str, digest: Digest = "sha256") -> str:
    """Return what the holder of a secret hands in before the draw: 64 hexadecimal characters.

    Args:
        draw_id: identifier of the draw.
        name: identifier of the contribution.
        value: the secret, 64 hexadecimal characters from a cryptographic generator.
        digest: the draw's hash.
    """
    return digest_of(f"rid-1 commitment\n{draw_id}\n{name}\n{value}", digest)


def seed_of(announcement_digest: str, opened: Iterable[OpenedContribution], digest: Digest = "sha256") -> str:
    """Return the draw's seed from the announcement's digest and all contributions, in the announced order."""
    values = "".join(f"\n{one.name}={one.value}" for one in opened)
    return digest_of(f"rid-1 seed\n{announcement_digest}{values}", digest)


def contribution_problem(
    contribution: Contribution, opened: OpenedContribution, *, draw_id: str, digest: Digest
) -> Problem | None:
    """Return why an opened value is not the one announced, or None where it is."""
    event = contribution if isinstance(contribution, PublicContribution) else contribution.fallback
    if isinstance(contribution, SecretContribution) and not opened.fallback:
        return _secret_problem(contribution, opened.value, draw_id, digest)
    if event is None or (opened.fallback and isinstance(contribution, PublicContribution)):
        return FALLBACK_UNANNOUNCED.at(name=contribution.name)
    return _event_problem(contribution.name, event, opened.value)


def _secret_problem(contribution: SecretContribution, value: str, draw_id: str, digest: Digest) -> Problem | None:
    name, expected = contribution.name, contribution.commitment
    if not is_hex64(value):
        return NOT_HEX.at(Where(path=name), found=value)
    found = commitment(draw_id, name, value, digest)
    return None if found == expected else COMMITMENT_UNOPENED.at(name=name, expected=expected, found=found)


def _event_problem(name: str, event: PublicEvent, value: str) -> Problem | None:
    if not matches(event.pattern, value):
        return PATTERN_UNMATCHED.at(name=name, found=value, expected=event.pattern, source=event.source)
    return None


@attrs.frozen(kw_only=True)
class HandedIn:
    """The values handed in for one draw, by name of the contribution.

    Attributes:
        secrets: what the holders of secrets opened.
        publics: what the public events brought, fallbacks among them.
    """

    secrets: Mapping[str, str] = attrs.field(factory=dict)
    publics: Mapping[str, str] = attrs.field(factory=dict)


def open_contributions(
    announcement: Announcement, handed_in: HandedIn, *, now: dt.datetime
) -> tuple[OpenedContribution, ...]:
    """Return all contributions opened, in the announced order.

    A fallback counts only after ``open_by``, and a secret that has one only until then: otherwise its
    holder could wait for the event and choose.

    Args:
        announcement: what was announced.
        handed_in: the values.
        now: the present time, aware of its offset.

    Raises:
        CeremonyRefused: a value is missing, unknown, late, early, or not the one announced; all at once.
    """
    problems = _unknown(announcement, handed_in)
    opened = []
    late = now > dt.datetime.fromisoformat(announcement.open_by)
    for contribution in announcement.contributions:
        value = _value(contribution, handed_in, late=late, open_by=announcement.open_by)
        problem = (
            value
            if isinstance(value, Problem)
            else contribution_problem(contribution, value, draw_id=announcement.draw_id, digest=announcement.digest)
        )
        if isinstance(value, OpenedContribution):
            opened.append(value)
        if problem:
            problems.append(problem)
    if problems:
        raise CeremonyRefused(*problems)
    return tuple(opened)


def _unknown(announcement: Announcement, handed_in: HandedIn) -> list[Problem]:
    secrets = {c.name for c in announcement.contributions if isinstance(c, SecretContribution)}
    events = {c.name for c in announcement.contributions if isinstance(c, PublicContribution) or c.fallback is not None}
    return [
        NOT_A_CONTRIBUTION.at(kind=kind, kind_zh=kind_zh, name=name, announced="、".join(sorted(known)) or "—")
        for given, known, kind, kind_zh in (
            (handed_in.secrets, secrets, "secret", "秘密值"),
            (handed_in.publics, events, "public event", "公开事件"),
        )
        for name in given
        if name not in known
    ]


def _value(
    contribution: Contribution, handed_in: HandedIn, *, late: bool, open_by: str
) -> OpenedContribution | Problem:
    name = contribution.name
    secret, public = handed_in.secrets.get(name), handed_in.publics.get(name)
    if isinstance(contribution, PublicContribution):
        if public is None:
            return CONTRIBUTION_MISSING.at(kind="public value", kind_zh="公开值", name=name, option="--public")
        return _line(name, public)
    if secret is not None and public is not None:
        return BOTH_GIVEN.at(name=name)
    if public is not None and contribution.fallback is not None:
        if not late:
            return FALLBACK_UNUSABLE.at(name=name, open_by=open_by)
        return _line(name, public, fallback=True)
    if secret is None:
        return CONTRIBUTION_MISSING.at(kind="secret", kind_zh="秘密值", name=name, option="--secret")
    if late and contribution.fallback is not None:
        return OPENED_LATE.at(name=name, open_by=open_by, source=contribution.fallback.source)
    return _line(name, secret)


def _line(name: str, value: str, *, fallback: bool = False) -> OpenedContribution | Problem:
    if not is_line(value):
        return NOT_LINE.at(Where(path=name), found=value)
    return OpenedContribution(name=name, value=value, fallback=fallback)
