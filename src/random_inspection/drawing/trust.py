"""Whom one still has to trust when every check has passed."""

from __future__ import annotations

from collections.abc import Sequence

from random_inspection.domain.draws import Announcement, Contribution, OpenedContribution, SecretContribution
from random_inspection.errors import Message, Problem

PUBLIC_EVENT = Message(
    "trust-public-event",
    "the public event {names} is in the seed: nobody could foresee or choose the outcome, provided that the "
    "announcement was out before the event",
    "种子包含公开事件“{names}”：只要公告先于该事件发布，任何人都无法预知或选择结果",
)
ONE_HONEST = Message(
    "trust-one-honest",
    "no public event was used: at least one holder of a secret ({names}) must have been honest",
    "未使用公开事件：秘密值持有人（{names}）中至少须有一人诚实",
)
ALONE = Message(
    "trust-alone",
    "no public event was used, and {names} alone knew the seed beforehand: the outcome rests on that holder's honesty",
    "未使用公开事件，“{names}”在抽取前独自知道种子：结果取决于该持有人是否诚实",
)
OFFICE_ALONE = Message(
    "trust-office-alone",
    "no public event was used, and the office itself generated every secret ({names}): it alone knew the seed "
    "beforehand, and the outcome rests on its honesty",
    "未使用公开事件，且全部秘密值（{names}）由本单位自行生成：本单位在抽取前独自知道种子，结果取决于其是否诚实",
)
GENERATED = Message(
    "trust-generated",
    "the office itself generated the secret of {names}",
    "“{names}”的秘密值由本单位自行生成",
)
REGISTER = Message(
    "trust-register",
    "whoever made the register and the recusals before the announcement: a draw cannot tell who is missing from them",
    "公告之前编制名录和回避名单的人：抽取本身无法发现其中的遗漏",
)


def trust(announcement: Announcement, opened: Sequence[OpenedContribution]) -> tuple[Problem, ...]:
    """Return, in words, on whose honesty the draw still rests.

    Args:
        announcement: what was announced.
        opened: the contributions as they were opened.
    """
    fallbacks = {one.name for one in opened if one.fallback}
    secrets = [
        one for one in announcement.contributions if isinstance(one, SecretContribution) and one.name not in fallbacks
    ]
    events = [one for one in announcement.contributions if one not in secrets]
    generated = [one for one in secrets if one.generated]
    found = [_holders(secrets, events, generated)]
    if generated and (events or len(generated) < len(secrets)):
        found.append(GENERATED.at(names=_names(generated)))
    return (*found, REGISTER.at())


def _holders(
    secrets: Sequence[SecretContribution], events: Sequence[Contribution], generated: Sequence[SecretContribution]
) -> Problem:
    if events:
        return PUBLIC_EVENT.at(names=_names(events))
    if len(generated) == len(secrets):
        return OFFICE_ALONE.at(names=_names(secrets))
    return (ALONE if len(secrets) == 1 else ONE_HONEST).at(names=_names(secrets))


def _names(contributions: Sequence[Contribution]) -> str:
    return "、".join(one.name for one in contributions)
