from __future__ import annotations

import json
from typing import Any

import pytest
from citizen_bundles import (
    PEOPLE,
    SECRET,
    TWELVE,
    VALUES,
    VECTORS,
    changed,
    citizen,
    failures,
    own_files,
    to_json,
    vector_files,
)


def test_digits_are_ascii() -> None:
    r"""A full-width digit does not match \d."""
    files = own_files([VALUES[0], {"name": "lottery", "value": "０７ １１"}])
    assert failures(files) == {"every public value matches its pattern"}


FALLBACK = {"source": "the next draw", "pattern": r"\d{4}"}
SUPERVISOR = {"name": "supervisor", "kind": "secret", "commitment": "12" * 32}
LOTTERY = {"name": "lottery", "kind": "public", "source": "a draw", "pattern": r"\d\d \d\d"}


@pytest.mark.parametrize(
    ("supervisor", "value", "failed"),
    [
        ({"fallback": FALLBACK}, {"value": "2026", "fallback": True}, set()),
        ({"fallback": FALLBACK}, {"value": "202x", "fallback": True}, {"every public value matches its pattern"}),
        ({}, {"value": "2026", "fallback": True}, {"every public value matches its pattern"}),
        ({"fallback": FALLBACK}, {"value": "2026"}, {"every secret opens its commitment"}),
        ({}, {"value": SECRET}, {"every secret opens its commitment"}),
    ],
)
def test_secrets_and_fallbacks(supervisor: dict[str, Any], value: dict[str, Any], failed: set[str]) -> None:
    """A fallback's value is checked by its pattern, stands only where announced, and a secret opens its commitment."""
    contributions = [SUPERVISOR | supervisor, LOTTERY]
    files = own_files([{"name": "supervisor"} | value, VALUES[1]], contributions=contributions)
    assert failures(files) == failed


def test_contributions_in_another_order_fail() -> None:
    """The result opens the announced contributions, in their order."""
    assert failures(own_files(VALUES[::-1])) == {"the contributions in their order"}


@pytest.mark.parametrize(
    ("contributions", "words"),
    [
        ([SUPERVISOR, LOTTERY], "nobody else"),
        ([SUPERVISOR, SUPERVISOR | {"name": "lottery"}], "at least one holder of a secret must have been honest"),
        ([SUPERVISOR | {"generated": True}, SUPERVISOR | {"name": "lottery", "generated": True}], "the office"),
        ([SUPERVISOR | {"generated": True}, SUPERVISOR | {"name": "lottery"}], "supervisor, lottery"),
    ],
)
def test_whom_to_trust(contributions: list[dict[str, Any]], words: str) -> None:
    """The last line says on whom the draw rests, and always names whoever made the register."""
    *_, (status, title, _) = citizen.verify(own_files(VALUES, contributions=contributions))
    assert status == citizen.TRUST
    assert words in title
    assert "register" in title


CHANGE = {"recorded_at": "2026-12-01T10:00:00+08:00", "reason": "gone"}


def chained(files: dict[str, bytes], *changes: dict[str, object]) -> dict[str, bytes]:
    """Add changes, each with the digest of the file before it."""
    files, before = dict(files), "result.json"
    for number, change in enumerate(changes, 1):
        name = f"change-{number:04}.json"
        files[name] = to_json(CHANGE | {"previous": citizen.h("sha256", files[before])} | change)
        before = name
    return files


def facts(files: dict[str, bytes]) -> tuple[dict[str, Any], dict[str, str], dict[str, int]]:
    """The result, who holds the seat of each target, and the loads."""
    result = json.loads(files["result.json"])
    holder = {row["target_id"]: row["inspector_id"] for row in result["assignments"]}
    return result, holder, {i: list(holder.values()).count(i) for i in PEOPLE}


def best(files: dict[str, bytes], target: str, r: int, among: set[str], loads: dict[str, int]) -> str:
    """Choose a substitute from the words of the page."""
    chance = citizen.Chance("sha256", json.loads(files["result.json"])["seed"])
    tickets = {i: chance.ticket("substitutes", f"{target}\nlead\n{r}\n{i}") for i in among if loads[i] < 3}
    return min(tickets, key=lambda i: (loads[i], tickets[i], i))


def test_strike_moves_the_first_reserve_up() -> None:
    """The seat of the struck target is free before the team of the one that moves up is found, with r = 0."""
    result, holder, loads = facts(TWELVE)
    struck = result["drawn"][0]
    loads[holder[struck["target_id"]]] -= 1
    up = next(row["target_id"] for row in result["reserves"] if row["stratum"] == struck["stratum"])
    who = best(TWELVE, up, 0, {*PEOPLE} - ({"甲"} if up == "T-01" else set()), loads)
    strike = {"kind": "strike", "target_id": struck["target_id"], "moved_up": up}
    team = [{"target_id": up, "seat": "lead", "inspector_id": who}]
    assert failures(chained(TWELVE, strike | {"team": team})) == set()
    assert failures(chained(TWELVE, strike | {"team": []})) == {"changes: as the rules give them"}
    assert failures(chained(TWELVE, strike | {"team": team}, strike | {"team": team})) == {
        "changes: as the rules give them"
    }


def test_replacement_after_a_recusal() -> None:
    """A recusal keeps its inspector out, and the r-th replacement of a seat draws with r."""
    result, holder, loads = facts(TWELVE)
    target = next(row["target_id"] for row in result["drawn"] if row["target_id"] != "T-01")
    leaves = holder[target]
    barred, other = sorted({*PEOPLE} - {leaves})
    recusal = {"kind": "recusal", "target_id": target, "inspector_id": barred}
    first = {"kind": "replacement", "target_id": target, "seat": "lead", "inspector_id": leaves}
    second = first | {"inspector_id": other}
    found = best(TWELVE, target, 1, {other}, loads)
    assert failures(chained(TWELVE, recusal, first | {"substitute": found}, second)) == set()
    assert failures(chained(TWELVE, first | {"substitute": leaves})) == {"changes: as the rules give them"}
    assert failures(chained(TWELVE, second | {"substitute": leaves})) == {"changes: as the rules give them"}


def test_second_replacement_draws_with_its_number() -> None:
    """The substitutes of one seat are drawn with r = 1 and r = 2, and the third time nobody is left."""
    result, holder, loads = facts(TWELVE)
    target = next(row["target_id"] for row in result["drawn"] if row["target_id"] != "T-01")
    seat = {"kind": "replacement", "target_id": target, "seat": "lead"}
    one = holder[target]
    two = best(TWELVE, target, 1, {*PEOPLE} - {one}, loads)
    three = ({*PEOPLE} - {one, two}).pop()
    changes = [
        seat | {"inspector_id": one, "substitute": two},
        seat | {"inspector_id": two, "substitute": three},
        seat | {"inspector_id": three},
    ]
    assert failures(chained(TWELVE, *changes)) == set()


def test_chain_of_changes() -> None:
    """A change that is missing, or names another file before it, breaks the chain."""
    target = json.loads(TWELVE["result.json"])["drawn"][0]["target_id"]
    recusal = {"kind": "recusal", "target_id": target, "inspector_id": "丙"}
    good = chained(TWELVE, recusal, recusal | {"inspector_id": "乙"})
    assert failures(good) == set()
    gap = {name: data for name, data in good.items() if name != "change-0001.json"}
    assert failures(gap) == {"changes: an unbroken chain"}
    other = changed(good, "change-0001.json", reason="ill")
    assert failures(other) == {"changes: an unbroken chain"}
    assert failures(changed(good, "change-0002.json", kind="other")) == {"change-0002.json: canonical form"}


@pytest.mark.parametrize(
    ("number", "row", "failed"),
    [
        (0, {"inspector_id": "nobody"}, "assignment: nobody recused, unfit, twice in one, or too often"),
        (0, {"target_id": "T-77"}, "assignment: every seat"),
    ],
)
def test_assignment_is_looked_at_by_itself(number: int, row: dict[str, str], failed: str) -> None:
    """A seat of nobody, and a holder who may not be there, fail besides the recomputation."""
    assignments = json.loads(TWELVE["result.json"])["assignments"]
    assignments[number] |= row
    assert {failed, "assignment: as recomputed"} <= failures(changed(TWELVE, "result.json", assignments=assignments))


def test_full_capacity_is_watched() -> None:
    """One inspector in four seats, who may have three, fails."""
    assignments = [row | {"inspector_id": "乙"} for row in json.loads(TWELVE["result.json"])["assignments"]]
    found = failures(changed(TWELVE, "result.json", assignments=assignments))
    assert found == {"assignment: nobody recused, unfit, twice in one, or too often", "assignment: as recomputed"}


def test_unannounced_roster_fails() -> None:
    """A roster beside an announcement without inspectors is not passed over."""
    files = vector_files(VECTORS["cases"][0]) | {"inspectors.json": TWELVE["inspectors.json"]}
    assert failures(files) == {"inspectors.json: digest"}
