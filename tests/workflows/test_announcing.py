"""What an announcement fixes, and where its files go."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

import attrs
import pytest
from announcing_specs import ABSENT, RECUSALS, TARGETS, made, spec
from hypothesis import given
from hypothesis import strategies as st

from random_inspection.domain.draws import (
    AllQuota,
    CountQuota,
    ExcludedPair,
    PublicContribution,
    PublicEvent,
    RatioQuota,
    SecretContribution,
    ShareQuota,
    Stratum,
)
from random_inspection.drawing.ceremony import commitment
from random_inspection.drawing.tickets import digest_of
from random_inspection.errors import AlreadyDone, InvalidInput, Message, Where
from random_inspection.serialization import read_announcement, read_frame, read_roster, read_struck
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce

LEFT_OUT = Message("test-note", "left out", "未读入")


@pytest.mark.clause("三(一) 公示")
def test_the_announcement_is_what_was_specified() -> None:
    """The stored announcement reads back as the value that was returned, under its digest."""
    done = made(spec({"previous": "cd" * 32, "about": {"items": ["劳动合同"]}}))
    data = done.store.read("public", "announcement.json")
    announcement = read_announcement(data, file="announcement.json")
    assert announcement == done.announced.announcement
    assert done.announced.announcement_digest == digest_of(data)
    assert (announcement.draw_id, announcement.title) == ("2026-0001/1", "2026年劳动用工随机抽查")
    assert (announcement.previous, dict(announcement.about)) == ("cd" * 32, {"items": ["劳动合同"]})
    assert announcement.announced_at == "2026-11-25T09:00:00+08:00"


def test_named_strata_come_first_and_the_others_by_name() -> None:
    """Strata that are not named follow in the order of code points, with the default."""
    assert made(spec()).announced.announcement.strata == (
        Stratum(name="浦东", size=2, quota=ShareQuota("全市", weight=3), reserve=5),
        Stratum(name="崇明", size=0, quota=AllQuota(), reserve=0),
        Stratum(name="宝山", size=1, quota=RatioQuota("3%"), reserve=2),
        Stratum(name="静安", size=1, quota=RatioQuota("3%"), reserve=2),
    )


def test_a_draw_of_everybody_by_number_needs_no_default() -> None:
    """Where all strata are named there may be no default, and a share is asked for by nobody."""
    names = ("浦东", "静安", "宝山")
    changes = {
        "strata": [{"name": name, "quota": {"count": 1}} for name in names],
        "default": ABSENT,
        "shares": ABSENT,
    }
    strata = made(spec(changes)).announced.announcement.strata
    assert [(one.name, one.quota) for one in strata] == [(name, CountQuota(1)) for name in names]


@pytest.mark.clause("三(一) 公示")
def test_the_frame_is_ordered_and_committed_to() -> None:
    """Frame and struck are the register by id, and the header alone; their digests and sizes are announced."""
    done = made(spec())
    frame, struck = (done.store.read("public", name) for name in ("frame.csv", "struck.csv"))
    assert read_frame(frame, file="frame.csv") == tuple(sorted((one, stratum) for one, _, stratum in TARGETS))
    assert read_struck(struck, file="struck.csv") == ()
    announced = done.announced.announcement
    assert (announced.frame.digest, announced.frame.size) == (digest_of(frame), 4)
    assert (announced.struck.digest, announced.struck.size) == (digest_of(struck), 0)


@given(st.permutations(TARGETS), st.permutations(RECUSALS))
def test_the_order_of_the_register_does_not_matter(
    targets: Sequence[tuple[str, ...]], recusals: Sequence[tuple[str, ...]]
) -> None:
    """Whatever the order of rows, the same bytes are announced."""
    assert made(spec(targets=targets, recusals=recusals)).store.files == made(spec()).store.files


def test_names_stay_with_the_office() -> None:
    """Names lie sealed, in frame order, as RFC 4180 quotes them."""
    data = made(spec()).store.read("sealed", "names.csv")
    assert data.startswith('target_id,name\r\n91350100M000100Y43,"甲, ""公司"""\r\n'.encode())
    assert [row[0] for row in csv.reader(io.StringIO(data.decode(), newline=""))][1:] == sorted(t[0] for t in TARGETS)


def test_a_register_without_names_has_no_file_of_names() -> None:
    """Where no column of names is given, none are kept."""
    assert ("sealed", "names.csv") not in made(spec({"targets.name": ABSENT})).store.files


def test_a_uscc_in_another_spelling_is_corrected_and_noted() -> None:
    """Lower case and full width become the canonical form; each change is listed with its cell."""
    rows = [("９１350100m000100Ｙ43", "甲", "浦东"), ("t-1", "乙", "浦东")]
    done = made(spec(targets=rows, recusals=[("91350100m000100y43", "张三", "曾任职")]))
    assert done.store.read("public", "frame.csv") == "target_id,stratum\n91350100M000100Y43,浦东\nt-1,浦东\n".encode()
    notes = [(note.code, note.where.text(), note.params) for note in done.announced.notes]
    assert notes[1:] == [
        (
            "target-id-respelt",
            "register.csv, row 2, column '代码'",
            {"found": "９１350100m000100Ｙ43", "became": "91350100M000100Y43"},
        ),
        (
            "target-id-respelt",
            "recusals.csv, row 2, column 'target_id'",
            {"found": "91350100m000100y43", "became": "91350100M000100Y43"},
        ),
    ]


def test_the_time_to_open_is_assumed_and_noted() -> None:
    """Without a time, secrets are opened within seven days; a given time is taken; both are told in China's time."""
    done = made(spec())
    assert done.announced.announcement.open_by == "2026-12-02T09:00:00+08:00"
    assert [(note.code, note.where.text()) for note in done.announced.notes] == [
        ("open-by-assumed", "SPEC.toml, open_by")
    ]
    given_time = made(spec({"open_by": "2026-11-25T01:00:01Z"}))
    assert given_time.announced.announcement.open_by == "2026-11-25T09:00:01+08:00"
    assert given_time.announced.notes == ()


def test_notes_of_the_tables_are_passed_on() -> None:
    """What was left out on reading is among the notes."""
    document = spec()
    note = LEFT_OUT.at(Where(file="register.csv", row=2))
    tables = {**document.tables, "targets": attrs.evolve(document.tables["targets"], notes=(note,))}
    assert note in made(attrs.evolve(document, tables=tables)).announced.notes


def test_generated_secrets_open_their_commitments_and_are_marked() -> None:
    """The office's own secret lies sealed, and the announcement says that the office made it."""
    done = made(spec())
    kept = json.loads(done.store.read("sealed", "secrets.json"))
    value = FixedEntropy().secret()
    assert kept == {"draw_id": "2026-0001/1", "secrets": [{"name": "经办人", "value": value}]}
    assert done.announced.generated == ("经办人",)
    assert done.announced.announcement.contributions == (
        SecretContribution(name="经办人", commitment=commitment("2026-0001/1", "经办人", value), generated=True),
        SecretContribution(
            name="监督员", commitment="ab" * 32, fallback=PublicEvent(source="次日开奖", pattern=r"\d{3}")
        ),
        PublicContribution(name="双色球", source="2026-11-26 开奖公告", pattern=r"\d\d( \d\d){5}"),
    )


def test_a_secret_from_outside_may_have_a_fallback() -> None:
    """The fallback of a secret that somebody else holds is announced with it."""
    event = {"source": "次日开奖", "pattern": r"\d{3}"}
    secret = {"name": "见证人", "kind": "secret", "commitment": "ef" * 32, "fallback": event}
    first = made(spec({"contributions[0]": secret})).announced.announcement.contributions[0]
    assert isinstance(first, SecretContribution)
    assert first.fallback == PublicEvent(**event)


def test_the_offices_own_secret_has_no_fallback() -> None:
    """The office could choose between its secret and the fallback, so it is refused."""
    event = {"source": "次日开奖", "pattern": r"\d{3}"}
    with pytest.raises(InvalidInput) as caught:
        made(spec({"contributions[0].fallback": event}))
    assert [problem.code for problem in caught.value.problems] == ["fallback-of-generated"]


def test_without_generated_secrets_there_is_no_file_of_secrets() -> None:
    """Where others made all secrets, the office keeps none."""
    done = made(spec({"contributions[0]": {"name": "经办人", "kind": "secret", "commitment": "ef" * 32}}))
    assert ("sealed", "secrets.json") not in done.store.files
    assert done.announced.generated == ()


def test_the_digest_of_the_draw_is_used_throughout() -> None:
    """With SM3, all digests and commitments are SM3."""
    done = made(spec({"digest": "sm3"}))
    announcement = done.announced.announcement
    assert announcement.frame.digest == digest_of(done.store.read("public", "frame.csv"), "sm3")
    assert done.announced.announcement_digest == digest_of(done.store.read("public", "announcement.json"), "sm3")
    first = announcement.contributions[0]
    assert isinstance(first, SecretContribution)
    assert first.commitment == commitment("2026-0001/1", "经办人", FixedEntropy().secret(), "sm3")


def test_one_secret_alone_is_announced_when_asked_for() -> None:
    """What was asked for in so many words stands in the announcement; by default nothing of it does."""
    changes = {"alone": True, "contributions": [{"name": "经办人", "kind": "secret", "generate": True}]}
    assert b'"alone":true' in made(spec(changes)).store.read("public", "announcement.json")
    assert b"alone" not in made(spec()).store.read("public", "announcement.json")


def test_the_roster_is_ordered_and_salted() -> None:
    """Inspectors, what they hold, and recusals are in order; a salt keeps a sealed roster from being guessed."""
    done = made(spec())
    data = done.store.read("sealed", "inspectors.json")
    roster = read_roster(data, file="inspectors.json")
    assert [(one.inspector_id, one.holds, one.capacity) for one in roster.inspectors] == [
        ("张三", ("领队", "食品"), 3),
        ("李四", ("领队", "食品"), None),
        ("王五", (), 2),
    ]
    assert [(one.seat, one.requires) for one in roster.team] == [("组长", ("领队",)), ("组员", ())]
    assert roster.excluded == tuple(ExcludedPair(target_id="T-1", inspector_id=one) for one in ("张三", "李四"))
    assert roster.salt not in (FixedEntropy().secret(), json.loads(done.store.read("sealed", "secrets.json")))
    inspectors = done.announced.announcement.inspectors
    assert inspectors is not None
    assert (inspectors.digest, inspectors.size) == (digest_of(data), 3)


@pytest.mark.parametrize(
    "listed", ["领队；食品", "领队;食品", "领队，食品", "食品,领队", "食品、领队、", " 食品 ；领队；食品"]
)
def test_what_is_held_is_separated_as_people_write_it(listed: str) -> None:
    """Semicolons and commas of either width separate, and so does the enumeration comma."""
    done = made(spec(inspectors=[("甲", listed, " ６ "), ("乙", "", "")], recusals=[]))
    roster = read_roster(done.store.read("sealed", "inspectors.json"), file="inspectors.json")
    assert [(one.holds, one.capacity) for one in roster.inspectors] == [((), None), (("领队", "食品"), 6)]


def test_reasons_of_recusals_are_kept_and_a_pair_counts_once() -> None:
    """A pair given twice is excluded once, which is noted; both reasons lie sealed, and nowhere else."""
    done = made(spec(recusals=[("T-1", "张三", "曾任职"), ("T-1", "张三", "持股")]))
    assert (
        done.store.read("sealed", "recusals.csv")
        == "target_id,inspector_id,reason\r\nT-1,张三,持股\r\nT-1,张三,曾任职\r\n".encode()
    )
    roster = read_roster(done.store.read("sealed", "inspectors.json"), file="inspectors.json")
    assert len(roster.excluded) == 1
    assert [(note.code, note.where.row, note.params) for note in done.announced.notes[1:]] == [
        ("recusal-twice", 3, {"row": 2})
    ]
    with_reasons = [key for key, data in done.store.files.items() if "持股".encode() in data]
    assert with_reasons == [("sealed", "recusals.csv")]


@pytest.mark.parametrize("frame", [True, False])
@pytest.mark.parametrize("roster", [True, False])
def test_what_is_not_published_is_sealed(*, frame: bool, roster: bool) -> None:
    """Frame and struck, and the roster, go where the settings say; what was stored is listed."""
    done = made(spec({"targets.publish": frame, "inspectors.publish": roster}))
    public = {"announcement.json"}
    public |= {"frame.csv", "struck.csv"} if frame else set()
    public |= {"inspectors.json"} if roster else set()
    files = {"announcement.json", "frame.csv", "struck.csv", "inspectors.json", "names.csv", "recusals.csv"}
    expected = {("public" if name in public else "sealed", name) for name in files | {"secrets.json"}}
    assert set(done.store.files) == expected
    assert done.announced.files == tuple(sorted(expected))


def test_targets_may_be_drawn_alone() -> None:
    """Without inspectors there is no roster, and the announcement has none."""
    done = made(spec({"inspectors": ABSENT, "team": ABSENT}))
    assert done.announced.announcement.inspectors is None
    assert not {"inspectors.json", "recusals.csv"} & {name for _, name in done.store.files}


@pytest.mark.clause("三(一) 公示")
def test_what_is_announced_is_not_announced_again() -> None:
    """A second announcement in the same place is refused, and the first one stays."""
    done = made(spec())
    before = dict(done.store.files)
    with pytest.raises(AlreadyDone):
        announce(spec({"title": "重来"}), store=done.store, clock=FixedClock(), entropy=FixedEntropy())
    assert done.store.files == before


@pytest.mark.clause("二(一) 保密")
def test_what_can_never_be_public_is_not_announced() -> None:
    """An announcement can never be changed, so a telephone number in it is refused, and nothing is stored."""
    store = MemoryBundle()
    with pytest.raises(InvalidInput, match="must not be public"):
        announce(
            spec({"title": "抽查（联系人 138 0013 8000）"}), store=store, clock=FixedClock(), entropy=FixedEntropy()
        )
    assert not store.files
