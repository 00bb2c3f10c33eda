"""Reads who contributes to the seed from the settings."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from random_inspection.domain.draws import Contribution, PublicContribution, PublicEvent, SecretContribution
from random_inspection.drawing.ceremony import name_problem
from random_inspection.drawing.patterns import event_problem
from random_inspection.errors import Message, Problem, Where
from random_inspection.workflows.inputs.spec_sections import (
    STAND_IN,
    Section,
    hex_problem,
    line_problem,
    repeated,
    true_problem,
)

NO_CONTRIBUTION = Message(
    "no-contribution",
    "nobody contributes to the seed; add at least one contribution, better one of the office, one of a supervisor "
    "and a public event",
    "没有随机数来源；请至少填一项，最好有经办人、监督员和公开事件各一项",
)
NOT_KIND = Message(
    "contribution-kind", 'found {found!r}, expected "secret" or "public"', "应为“secret”或“public”，实为 {found!r}"
)
ONE_OF_BOTH = Message(
    "secret-source",
    "found {found}; a secret has either commitment = (handed in by its holder) or generate = true "
    "(the office makes it now)",
    "{found_zh}；秘密要么有 commitment（持有人交来的承诺值），要么有 generate = true（由本单位现在生成）",
)
FALLBACK_OF_GENERATED = Message(
    "fallback-of-generated",
    "the office itself makes the secret of {name!r} and could choose between it and the fallback; remove the fallback, "
    "or add the event as a contribution of its own",
    "“{name}”的秘密值由本单位生成，本单位可在它与备用事件之间选择；请删除备用事件，或将该事件单列为一项随机数来源",
)
ALONE = Message(
    "alone-not-asked",
    "no public event, and one hand holds all secrets: it alone knows the outcome beforehand; add a public event or "
    "a secret of somebody outside, or ask for it in so many words: alone = true",
    "没有公开事件，且全部秘密值由一方掌握，其可事先知道结果；请增加公开事件或由外部人员提供秘密值，"
    "或明确设为仅一人掌握随机数（alone = true）",
)


@attrs.frozen(kw_only=True)
class ToGenerate:
    """A secret that the office makes when it announces.

    Attributes:
        name: identifier of the contribution.
    """

    name: str


Planned = Contribution | ToGenerate


def read_contributions(settings: Section) -> tuple[Planned, ...]:
    """Return the contributions in order; problems go to the findings of `settings`."""
    sections = settings.inners("contributions")
    problems = settings.findings.problems
    if not settings.values.get("contributions", []):
        problems.append(NO_CONTRIBUTION.at(settings.where("contributions")))
    planned = tuple(_contribution(section) for section in sections)
    problems += repeated([one.name for one in planned], lambda index: sections[index].where("name"))
    if _one_holder(sections) and not settings.values.get("alone", False):
        problems.append(ALONE.at(settings.where("alone")))
    return planned


def _one_holder(sections: Sequence[Section]) -> bool:
    """Return whether one hand knows the seed beforehand: one secret, or secrets of the office only, and no event."""
    secret = [section.values.get("kind") == "secret" for section in sections]
    generated = [bool(section.values.get("generate")) for section in sections]
    return bool(sections) and all(secret) and (len(sections) == 1 or all(generated))


def _kind_problem(value: object, where: Where) -> Problem | None:
    return None if value in ("secret", "public") else NOT_KIND.at(where, found=value)


def _contribution(section: Section) -> Planned:
    name = section.need("name", name_problem, STAND_IN)
    kind = section.need("kind", _kind_problem, "")
    if kind == "secret":
        return _secret(section, name)
    if kind == "public":
        section.only("name", "kind", "source", "pattern")
        event = _event(section)
        return PublicContribution(name=name, source=event.source, pattern=event.pattern)
    return ToGenerate(name=name)


def _event(section: Section) -> PublicEvent:
    return PublicEvent(
        source=section.need("source", line_problem, STAND_IN), pattern=section.need("pattern", event_problem, ".")
    )


def _secret(section: Section, name: str) -> Planned:
    section.only("name", "kind", "generate", "commitment", "fallback")
    fallback = section.inner("fallback")
    if fallback is not None:
        fallback.only("source", "pattern")
    event = _event(fallback) if fallback is not None else None
    given = [key for key in ("commitment", "generate") if key in section.values]
    if len(given) != 1:
        section.findings.problems.append(_source_problem(section, given))
        return ToGenerate(name=name)
    if section.may("generate", true_problem, default=False):
        if fallback is not None:
            section.findings.problems.append(FALLBACK_OF_GENERATED.at(section.where("fallback"), name=name))
        return ToGenerate(name=name)
    committed = section.may("commitment", hex_problem, "0" * 64)
    return SecretContribution(name=name, commitment=committed, fallback=event)


def _source_problem(section: Section, given: Sequence[str]) -> Problem:
    return ONE_OF_BOTH.at(
        section.where(given[0] if given else "commitment"),
        found="both" if given else "neither",
        found_zh="两者都有" if given else "两者都没有",
    )
