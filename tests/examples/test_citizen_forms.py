from __future__ import annotations

import json

import pytest
from citizen_bundles import (
    TWELVE,
    changed,
    citizen,
    failures,
)


@pytest.mark.parametrize(
    "member",
    [
        {"about": {"a": None}},
        {"about": {"a": 1.5}},
        {"about": {"é": 1}},
        {"about": []},
        {"alone": False},
        {"announced_at": "2026-11-25T09:00:00"},
        {"announced_at": "2026-13-25T09:00:00Z"},
        {"contributions": []},
        {"contributions": [{"name": "a", "kind": "secret", "commitment": "0" * 64}]},
        {"digest": "md5"},
        {"draw_id": " a"},
        {"draw_id": "a,b"},
        {"draw_id": "e\u0301"},
        {"draw_id": "a\u200bb"},
        {"draw_id": "a\u00a0b"},
        {"draw_id": "\ufdd0"},
        {"draw_id": "\U0001ffff"},
        {"draw_id": "x" * 129},
        {"title": "a\u2028b"},
        {"frame": {"digest": "0" * 64, "size": True}},
        {"frame": {"digest": "0" * 64, "size": -1}},
        {"shares": [{"name": "nobody's", "total": 1}]},
        {"strata": [{"name": "a", "size": 1, "reserve": 0, "quota": {"ratio": "101%"}}]},
        {"strata": [{"name": "a", "size": 1, "reserve": 0, "quota": {"ratio": "1/0"}}]},
        {"strata": [{"name": "a", "size": 1, "reserve": 0, "quota": {"all": 1}}]},
        {"strata": [{"name": "a", "size": 1, "reserve": 0, "quota": {"count": 1, "all": True}}]},
        {"strata": [{"name": "a", "size": 1, "reserve": 0, "quota": {"share": "s", "weight": 0}}]},
        {"strata": [{"name": "a", "size": 0, "reserve": 0, "quota": {"all": True}}] * 2},
    ],
)
def test_announcement_member_by_member(member: dict[str, object]) -> None:
    """A member that the page does not allow fails the form of the announcement."""
    assert "announcement.json: canonical form" in failures(changed(TWELVE, "announcement.json", **member))


@pytest.mark.parametrize(
    "member",
    [{"about": {"a": [1, {"b": True}]}}, {"items": ["x"]}, {"previous": "0" * 64}, {"draw_id": "㐀 \U0003fffd"}],
)
def test_announcement_may_hold_more(member: dict[str, object]) -> None:
    """Other members at the top, a free `about`, and characters that Unicode may yet assign are in form."""
    assert "announcement.json: canonical form" not in failures(changed(TWELVE, "announcement.json", **member))


@pytest.mark.parametrize(
    "roster",
    [
        {"inspectors": [{"inspector_id": "b", "holds": []}, {"inspector_id": "a", "holds": []}]},
        {"inspectors": [{"inspector_id": "a", "holds": ["y", "x"]}]},
        {"team": [{"seat": "a"}, {"seat": "a"}]},
        {"excluded": [{"target_id": "T-02", "inspector_id": "a"}, {"target_id": "T-01", "inspector_id": "b"}]},
        {"excluded": [{"target_id": "T-01", "inspector_id": "a"}] * 2},
        {"more": 1},
    ],
)
def test_roster_in_order(roster: dict[str, object]) -> None:
    """A roster with a list out of order, with the same twice, or with an unknown member fails in form."""
    assert "inspectors.json: canonical form" in failures(changed(TWELVE, "inspectors.json", **roster))


@pytest.mark.parametrize(
    "good",
    [r"\d\d( \d\d){5} \+ \d\d", "[^a-z]+", "a|b|", "(a|b)*c{2,}", r"[\d\-x]?", ".", r"\\", r"[a\^]", "()", "a{1000}"],
)
def test_patterns_that_are_allowed(good: str) -> None:
    """Literals, classes, groups, alternatives and single quantifiers are a pattern."""
    assert citizen.misfit(good, "pattern") == ""


REFUSED = [
    "",
    "^a",
    "a$",
    r"\w",
    r"\1",
    "(?:a)",
    "a**",
    "a+?",
    "a*+",
    "{2}",
    "a{,2}",
    "*a",
    "(a",
    "a)",
    "[a",
    "[]",
    "[a--b]",
    "[&&]",
    "(|+)",
    "[[]",
    "[a^]",
    "[^]",
    "a{1001}",
]
NOT_COMPILED = ["[z-a]", "a{3,2}", r"[\d-z]", "a{99999999999999999999}", "(" * 9999 + ")" * 9999]


@pytest.mark.parametrize("bad", REFUSED + NOT_COMPILED)
def test_patterns_that_are_refused(bad: str) -> None:
    """Anchors, references, extensions, doubled quantifiers and what has no one meaning are refused."""
    contributions = json.loads(TWELVE["announcement.json"])["contributions"]
    contributions[1]["pattern"] = bad
    assert "announcement.json: canonical form" in failures(
        changed(TWELVE, "announcement.json", contributions=contributions)
    )
