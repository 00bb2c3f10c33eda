"""Commitments, opening, fallbacks, the seed, and whom one has to trust."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from random_inspection.domain.draws import (
    Announcement,
    FileDigest,
    OpenedContribution,
    PublicContribution,
    PublicEvent,
    SecretContribution,
)
from random_inspection.drawing import HandedIn, commitment, open_contributions, seed_of, trust
from random_inspection.drawing.patterns import matches, pattern_problem
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import CeremonyRefused
from random_inspection.serialization import read_announcement, to_json

EMPTY = FileDigest(digest="0" * 64, size=0)
OPEN_BY = "2026-12-01T17:00:00+08:00"
EARLY = dt.datetime.fromisoformat("2026-12-01T16:59:59+08:00")
LATE = dt.datetime.fromisoformat("2026-12-01T09:00:01+00:00")
LOTTERY = PublicEvent(source="the lottery of 2026-12-02", pattern=r"\d\d( \d\d){5}")
VALUE = "01 02 03 04 05 06"
SECRETS = {"A": "a" * 64, "B": "b" * 64}


def _secret(name: str, **settings: Any) -> SecretContribution:
    return SecretContribution(name=name, commitment=commitment("d/1", name, SECRETS[name]), **settings)


def _announcement(*contributions: Any) -> Announcement:
    return Announcement(
        draw_id="d/1",
        title="t",
        digest="sha256",
        announced_at="2026-11-25T09:00:00+08:00",
        open_by=OPEN_BY,
        frame=EMPTY,
        struck=EMPTY,
        strata=(),
        shares=(),
        contributions=contributions,
    )


PUBLIC = PublicContribution(name="P", source=LOTTERY.source, pattern=LOTTERY.pattern)


def test_vectors_of_seeds(vector_case: dict[str, Any]) -> None:
    """Digest of the announcement, commitments and seed are the published ones."""
    data = to_json(vector_case["announcement"])
    announcement = read_announcement(data, file="announcement.json")
    found = digest_of(data, announcement.digest)
    given = {one["name"]: one["value"] for one in vector_case["values"]}
    kinds = {one.name: isinstance(one, SecretContribution) for one in announcement.contributions}
    handed_in = HandedIn(
        secrets={name: value for name, value in given.items() if kinds[name]},
        publics={name: value for name, value in given.items() if not kinds[name]},
    )
    opened = open_contributions(announcement, handed_in, now=EARLY)
    assert found == vector_case["announcement_digest"]
    assert seed_of(found, opened, announcement.digest) == vector_case["expected"]["seed"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """A wrong secret, a value of another form and a name that nobody announced are refused together."""
    handed_in = HandedIn(secrets={"A": "c" * 64, "X": "d" * 64}, publics={"P": "1 2 3"})
    with pytest.raises(CeremonyRefused) as caught:
        open_contributions(_announcement(_secret("A"), PUBLIC), handed_in, now=EARLY)
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == ["commitment-unopened", "contribution-unknown", "pattern-unmatched"]


@pytest.mark.parametrize(
    ("handed_in", "codes"),
    [
        (HandedIn(), ["contribution-missing", "contribution-missing"]),
        (HandedIn(secrets={"A": "short"}, publics={"P": VALUE}), ["not-hex"]),
        (HandedIn(secrets=SECRETS, publics={"P": VALUE}), ["contribution-unknown"]),
        (HandedIn(secrets={"A": SECRETS["A"], "P": VALUE}), ["contribution-unknown", "contribution-missing"]),
        (HandedIn(secrets={"A": SECRETS["A"]}, publics={"P": VALUE + "\n"}), ["not-line"]),
    ],
)
def test_what_does_not_make_a_seed_is_refused(handed_in: HandedIn, codes: list[str]) -> None:
    """Missing, malformed, unknown and misplaced values are each refused by their own name."""
    with pytest.raises(CeremonyRefused) as caught:
        open_contributions(_announcement(_secret("A"), PUBLIC), handed_in, now=EARLY)
    assert [problem.code for problem in caught.value.problems] == codes


@pytest.mark.parametrize(
    ("now", "handed_in", "outcome"),
    [
        (EARLY, HandedIn(secrets={"A": SECRETS["A"]}), False),
        (LATE, HandedIn(publics={"A": VALUE}), True),
        (EARLY, HandedIn(publics={"A": VALUE}), "fallback-early"),
        (LATE, HandedIn(secrets={"A": SECRETS["A"]}), "secret-late"),
        (LATE, HandedIn(secrets={"A": SECRETS["A"]}, publics={"A": VALUE}), "contribution-both"),
        (LATE, HandedIn(publics={"A": "nonsense"}), "pattern-unmatched"),
    ],
)
def test_the_holder_cannot_choose_between_secret_and_fallback(
    now: dt.datetime, handed_in: HandedIn, outcome: object
) -> None:
    """Until open_by only the secret counts, after it only the fallback."""
    announcement = _announcement(_secret("A", fallback=LOTTERY))
    if isinstance(outcome, bool):
        assert open_contributions(announcement, handed_in, now=now)[0].fallback is outcome
        return
    with pytest.raises(CeremonyRefused) as caught:
        open_contributions(announcement, handed_in, now=now)
    assert caught.value.code == outcome


def test_a_late_secret_without_fallback_still_opens() -> None:
    """Where nothing can take a secret's place, a late opening is better than no outcome."""
    opened = open_contributions(_announcement(_secret("A")), HandedIn(secrets={"A": SECRETS["A"]}), now=LATE)
    assert opened == (OpenedContribution(name="A", value=SECRETS["A"]),)


@pytest.mark.parametrize(
    ("contributions", "codes"),
    [
        ([_secret("A"), PUBLIC], ["trust-public-event", "trust-register"]),
        ([_secret("A"), _secret("B")], ["trust-one-honest", "trust-register"]),
        ([_secret("A")], ["trust-alone", "trust-register"]),
        ([_secret("A", generated=True)], ["trust-office-alone", "trust-register"]),
        ([_secret("A", generated=True), _secret("B", generated=True)], ["trust-office-alone", "trust-register"]),
        ([_secret("A", generated=True), _secret("B")], ["trust-one-honest", "trust-generated", "trust-register"]),
        ([_secret("A", generated=True), PUBLIC], ["trust-public-event", "trust-generated", "trust-register"]),
    ],
)
def test_trust_is_said_in_words(contributions: list[Any], codes: list[str]) -> None:
    """Who could have known or chosen the seed is said for every kind of ceremony."""
    opened = [OpenedContribution(name=one.name, value="x") for one in contributions]
    assert [reason.code for reason in trust(_announcement(*contributions), opened)] == codes


def test_a_fallback_counts_as_a_public_event() -> None:
    """Where the fallback took the place of a secret, trust rests on the event and not on the holder."""
    announcement = _announcement(_secret("A", fallback=LOTTERY))
    reasons = trust(announcement, [OpenedContribution(name="A", value=VALUE, fallback=True)])
    assert reasons[0].code == "trust-public-event"


@pytest.mark.parametrize(
    "pattern", [r"\d\d( \d\d){5} \+ \d\d", "[a-c]+|x?", r"[^\d]*\.", "(a|b){2,}", "双色球.*", "a{2}"]
)
def test_patterns_that_all_languages_read_alike_pass(pattern: str) -> None:
    """Literals, dots, digits, classes, groups, alternation and quantifiers are accepted."""
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        r"\w",
        r"(?i)a",
        "^a$",
        "a++",
        "a*?",
        "(a",
        "[a",
        r"\1",
        "[[a]]",
        "a{,2}",
        "*",
        r"(?=a)",
        r"\b",
        "a**",
        7,
        "[b-a]",
    ],
)
def test_patterns_beyond_that_are_refused(pattern: object) -> None:
    """Anchors, look-around, back references, lazy and possessive quantifiers and broken syntax are refused."""
    problem = pattern_problem(pattern)
    assert problem is not None
    assert problem.code == "pattern-syntax"


def test_a_value_matches_as_a_whole_and_digits_are_ascii() -> None:
    r"""A value must match from end to end, and ``\d`` takes no full-width digit."""
    assert matches(r"\d\d", "12")
    assert not matches(r"\d\d", "123")
    assert not matches(r"\d\d", "１２")


def test_every_part_of_a_commitment_binds() -> None:
    """Another draw, another name, another value or another hash gives another commitment."""
    made = {
        commitment("d", "n", "v"),
        commitment("e", "n", "v"),
        commitment("d", "m", "v"),
        commitment("d", "n", "w"),
        commitment("d", "n", "v", "sm3"),
    }
    assert len(made) == 5


def test_the_order_of_contributions_binds_the_seed() -> None:
    """The seed depends on every value, in the announced order."""
    one, two = OpenedContribution(name="A", value="x"), OpenedContribution(name="B", value="y")
    changed = attrs.evolve(two, value="z")
    assert len({seed_of("0" * 64, each) for each in ([one, two], [two, one], [one, changed], [one])}) == 4
