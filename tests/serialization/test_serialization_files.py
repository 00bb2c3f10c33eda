from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from full_announcement import FULL

from random_inspection.domain.changes import Recusal, Replacement, Strike
from random_inspection.domain.draws import (
    AllQuota,
    ExcludedPair,
    OpenedContribution,
    PublicContribution,
    RatioQuota,
    Result,
    Roster,
    RosterEntry,
    SecretContribution,
    Stratum,
    TeamSeat,
)
from random_inspection.errors import InvalidInput
from random_inspection.serialization import (
    frame_bytes,
    read_announcement,
    read_change,
    read_frame,
    read_result,
    read_roster,
    read_struck,
    struck_bytes,
    to_json,
)

HEX = "0123456789abcdef" * 4


@pytest.fixture
def announcement() -> bytes:
    """The bytes of an announcement with every optional member."""
    return to_json(FULL)


def _plain(data: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(data)
    return plain


def _findings(read: Callable[..., object], plain: object) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as caught:
        read(to_json(plain), file="x.json")
    assert {problem.where.file for problem in caught.value.problems} == {"x.json"}
    return [(problem.code, problem.where.path) for problem in caught.value.problems]


def test_the_json_files_of_the_vectors_keep_their_digest(vector_case: dict[str, Any]) -> None:
    """Written from plain data, and again from the value that was read, the bytes have the published digests."""
    announced = vector_case["announcement"]
    expected = {"announcement": vector_case["announcement_digest"]}
    if "inspectors" in vector_case:
        expected["inspectors"] = announced["inspectors"]["digest"]
    for name, digest in expected.items():
        data = to_json(vector_case[name])
        read = read_announcement if name == "announcement" else read_roster
        assert hashlib.new(announced["digest"], data).hexdigest() == digest
        assert to_json(read(data, file=name)) == data


@pytest.mark.parametrize(
    ("name", "write", "read"), [("frame", frame_bytes, read_frame), ("struck", struck_bytes, read_struck)]
)
def test_the_tables_of_the_vectors_keep_their_digest(
    vector_case: dict[str, Any], name: str, write: Callable[..., bytes], read: Callable[..., object]
) -> None:
    """Frame and struck have the announced digests, and are read back as they were."""
    announced, pairs = vector_case["announcement"], tuple(map(tuple, vector_case[name]))
    assert hashlib.new(announced["digest"], write(pairs)).hexdigest() == announced[name]["digest"]
    assert read(write(pairs), file=name) == pairs


def test_every_optional_member_is_read_back(announcement: bytes) -> None:
    """An announcement with everything that it may have is the same after a round trip."""
    assert read_announcement(announcement, file="announcement.json") == FULL


def test_optional_members_are_absent_not_null() -> None:
    """An announcement without inspectors, previous, alone and about does not mention them."""
    bare = attrs.evolve(
        FULL,
        inspectors=None,
        previous=None,
        alone=False,
        about={},
        strata=(Stratum(name="静安", size=1, quota=AllQuota()), Stratum(name="浦东", size=1, quota=RatioQuota("5%"))),
        contributions=(
            SecretContribution(name="监督人", commitment=HEX),
            PublicContribution(name="开奖", source="某日", pattern="."),
        ),
    )
    plain = _plain(to_json(bare))
    assert not plain.keys() & {"inspectors", "previous", "alone", "about"}
    assert [stratum["quota"] for stratum in plain["strata"]] == [{"all": True}, {"ratio": "5%"}]
    assert [stratum["reserve"] for stratum in plain["strata"]] == [0, 0]
    assert plain["contributions"] == [
        {"kind": "secret", "name": "监督人", "commitment": HEX},
        {"kind": "public", "name": "开奖", "source": "某日", "pattern": "."},
    ]


def test_an_announcement_may_tell_more(announcement: bytes) -> None:
    """Members that the protocol does not name describe the task, and do not disturb."""
    more = to_json(_plain(announcement) | {"window": {"from": "2026-12-02"}})
    assert read_announcement(more, file="announcement.json") == FULL


def test_a_default_that_is_written_is_not_canonical(announcement: bytes) -> None:
    """There is one way to say that nothing was asked for: leaving it out."""
    plain = _plain(announcement)
    del plain["alone"]
    plain["contributions"].append({"kind": "public", "name": "one more", "pattern": ".", "source": "a draw"})
    read_announcement(to_json(plain), file="x.json")
    assert _findings(read_announcement, plain | {"alone": False}) == [("json-not-canonical", None)]
    assert _findings(read_announcement, plain | {"about": {}}) == [("json-not-canonical", None)]


def test_one_hand_that_knows_the_seed_is_said_in_so_many_words(announcement: bytes) -> None:
    """One secret and no public event is an announcement only with ``alone``."""
    plain = _plain(announcement)
    plain["contributions"] = [{"kind": "secret", "name": "office", "commitment": "ab" * 32}]
    read_announcement(to_json(plain), file="x.json")
    del plain["alone"]
    assert _findings(read_announcement, plain) == [("alone-missing", "alone")]


def test_everything_wrong_in_an_announcement_is_found_at_once(announcement: bytes) -> None:
    """Missing, unknown, of another type, out of range: each has its path, also deep inside."""
    plain = _plain(announcement)
    del plain["protocol"], plain["strata"][1]["reserve"]
    plain["title"] = 5
    plain["strata"][0] |= {"size": -1, "colour": "red"}
    plain["strata"][0]["quota"]["weight"] = 0
    plain["frame"] = []
    plain["contributions"][0]["kind"] = "guess"
    assert sorted(_findings(read_announcement, plain)) == [
        ("json-member-missing", "protocol"),
        ("json-member-missing", "strata[1].reserve"),
        ("json-member-unknown", "strata[0].colour"),
        ("json-not-a-code", "contributions[0].kind"),
        ("json-not-object", "frame"),
        ("not-integer", "strata[0].quota.weight"),
        ("not-integer", "strata[0].size"),
        ("not-text", "title"),
    ]


@pytest.mark.parametrize(
    ("quota", "finding"),
    [
        ({}, ("json-quota", "strata[1].quota")),
        ({"weight": 3}, ("json-quota", "strata[1].quota")),
        ({"all": True, "count": 3}, ("json-quota", "strata[1].quota")),
        ({"all": 1}, ("json-member-fixed", "strata[1].quota.all")),
        ({"all": False}, ("json-member-fixed", "strata[1].quota.all")),
        ({"count": True}, ("json-not-integer", "strata[1].quota.count")),
        ({"ratio": "101%"}, ("ratio-range", "strata[1].quota.ratio")),
        ({"share": "全市"}, ("json-member-missing", "strata[1].quota.weight")),
        ({"count": 1, "weight": 3}, ("json-member-unknown", "strata[1].quota.weight")),
    ],
)
def test_a_quota_is_one_of_four(announcement: bytes, quota: dict[str, Any], finding: tuple[str, str]) -> None:
    """What is none of the four kinds, or more than one, is refused with its path."""
    plain = _plain(announcement)
    plain["strata"][1]["quota"] = quota
    assert _findings(read_announcement, plain) == [finding]


def test_names_in_an_announcement_stand_once(announcement: bytes) -> None:
    """Contributions, strata and shares are known by their names, and somebody contributes."""
    plain = _plain(announcement)
    plain["strata"][1]["name"] = "浦东"
    plain["shares"] *= 2
    plain["contributions"] = []
    assert _findings(read_announcement, plain) == [
        ("json-no-contribution", "contributions"),
        ("json-name-repeated", "strata[1]"),
        ("json-name-repeated", "shares[1]"),
    ]


def _roster(**changes: Any) -> Roster:
    entries = (RosterEntry(inspector_id="a", holds=("甲", "领队"), capacity=0), RosterEntry(inspector_id="b"))
    roster = Roster(
        inspectors=entries,
        team=(TeamSeat(seat="组长", requires=("领队",)), TeamSeat(seat="组员")),
        excluded=(ExcludedPair(target_id="x", inspector_id="b"), ExcludedPair(target_id="y", inspector_id="a")),
        salt=HEX,
    )
    return attrs.evolve(roster, **changes)


def test_a_roster_has_the_order_of_the_page() -> None:
    """Inspectors, what they hold and the excluded pairs are ascending and unique; a seat's name stands once."""
    assert read_roster(to_json(_roster()), file="inspectors.json") == _roster()
    disordered = _roster(
        inspectors=(*_roster().inspectors[::-1], RosterEntry(inspector_id="a", holds=("领队", "甲", "甲"))),
        team=(TeamSeat(seat="组员"), TeamSeat(seat="组员")),
        excluded=_roster().excluded[:1] * 2,
    )
    assert _findings(read_roster, disordered) == [
        ("json-not-ascending", "inspectors[1]"),
        ("json-not-ascending", "inspectors[2]"),
        ("json-not-ascending", "inspectors[2].holds[1]"),
        ("json-not-ascending", "inspectors[2].holds[2]"),
        ("json-name-repeated", "team[1]"),
        ("json-not-ascending", "excluded[1]"),
    ]


def test_order_is_of_code_points_not_of_utf_16_units() -> None:
    """U+FF5A comes before U+20000, though its UTF-16 units come after."""
    entries = (RosterEntry(inspector_id="\uff5a"), RosterEntry(inspector_id="\U00020000"))
    assert read_roster(to_json(_roster(inspectors=entries)), file="x").inspectors == entries
    assert _findings(read_roster, _roster(inspectors=entries[::-1])) == [("json-not-ascending", "inspectors[1]")]


def test_a_result_always_has_its_lists() -> None:
    """A draw without inspectors says so by an empty list, and the fallback is mentioned only where it applied."""
    opened = (OpenedContribution(name="甲", value="1"), OpenedContribution(name="乙", value="2", fallback=True))
    result = Result(announcement=HEX, contributions=opened, seed=HEX, quotas=(), drawn=(), reserves=(), assignments=())
    plain = _plain(to_json(result))
    assert plain["assignments"] == []
    assert plain["contributions"] == [{"name": "甲", "value": "1"}, {"name": "乙", "value": "2", "fallback": True}]
    assert read_result(to_json(result), file="result.json") == result
    del plain["assignments"]
    assert _findings(read_result, plain | {"more": 1}) == [
        ("json-member-missing", "assignments"),
        ("json-member-unknown", "more"),
    ]


HEAD: dict[str, Any] = {"previous": HEX, "recorded_at": "2026-12-02T09:00:00+08:00"}


@pytest.mark.parametrize(
    ("value", "own"),
    [
        (Strike(target_id="x", reason="已注销", **HEAD), {"kind": "strike", "team": []}),
        (
            Strike(target_id="x", reason="已注销", moved_up="y", **HEAD),
            {"kind": "strike", "team": [], "moved_up": "y"},
        ),
        (Recusal(target_id="x", inspector_id="a", reason="亲属", **HEAD), {"kind": "recusal", "inspector_id": "a"}),
        (
            Replacement(target_id="x", seat="组长", inspector_id="a", reason="病", **HEAD),
            {"kind": "replacement", "inspector_id": "a", "seat": "组长"},
        ),
        (
            Replacement(target_id="x", seat="组长", inspector_id="a", reason="病", substitute="b", **HEAD),
            {"kind": "replacement", "inspector_id": "a", "seat": "组长", "substitute": "b"},
        ),
    ],
)
def test_a_change_tells_its_kind(value: Strike | Recusal | Replacement, own: dict[str, Any]) -> None:
    """Each kind has its own members, the optional ones absent where there is nothing to say."""
    assert _plain(to_json(value)) == HEAD | {"target_id": "x", "reason": value.reason} | own
    assert read_change(to_json(value), file="change-0001.json") == value


@pytest.mark.parametrize("kind", ["redraw", 1, ["strike"], {}])
def test_a_change_of_an_unknown_kind_is_refused(kind: Any) -> None:
    """There is no other way to change a draw."""
    assert _findings(read_change, {"kind": kind}) == [("json-not-a-code", "kind")]


@pytest.mark.parametrize("read", [read_announcement, read_roster, read_result, read_change])
def test_every_file_is_an_object(read: Callable[..., object]) -> None:
    """A list in the place of a file's object is refused as such."""
    assert _findings(read, []) == [("json-not-object", None)]


def test_what_json_cannot_say_is_told_once_beside_the_rest(announcement: bytes) -> None:
    """A null is found at its place, not again as a wrong type, and hides no other finding."""
    data = announcement.replace('"劳动用工随机抽查"'.encode(), b"null").replace(b'"total":5', b'"total":-5')
    with pytest.raises(InvalidInput) as caught:
        read_announcement(data, file="x.json")
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [
        ("json-kind", "title"),
        ("not-integer", "shares[0].total"),
    ]
