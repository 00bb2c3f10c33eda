"""What people type again, and what nobody may foresee, is put right before the announcement."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
from announcing_specs import found, made, problems_of, spec

from random_inspection.domain.draws import PublicContribution
from random_inspection.drawing.ceremony import HandedIn, name_problem
from random_inspection.drawing.patterns import event_problem, matches
from random_inspection.errors import InvalidInput
from random_inspection.testing import FixedClock, FixedEntropy, MemoryBundle
from random_inspection.workflows.draws.announcing import announce
from random_inspection.workflows.draws.drawing import draw_announced

FOREGONE = ["123456", "[5]", "[5-5]", "(6|6)", "6{3}", "6{3,3}", r"\+\.", "((x))", "双色球", "12|12"]
OPEN = [r"\d", ".", "[56]", "[5-6]", "[^5]", "5|6", "(5|6)7", "5?", "5*", "5+", "5{1,2}", "5{1,}", r"[\d]", r"1(2\d)3"]


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("draw_id", "２０２６－０００１/1", "2026-0001/1"),
        ("draw_id", "2026（1）", "2026(1)"),
        ("contributions[0].name", "经办人Ａ", "经办人A"),
        ("contributions[1].name", "监督员①", "监督员1"),
        ("contributions[2].name", "甲，乙＝丙", "甲-乙-丙"),
    ],
)
@pytest.mark.clause("三(一) 公示")
def test_a_name_that_is_typed_again_is_in_half_width(path: str, name: str, expected: str) -> None:
    """A commitment to the half-width name would not open in the full-width draw: the form to write is named."""
    (problem,) = problems_of(spec({path: name}))
    assert (problem.code, problem.where.path) == ("identifier-width", path)
    assert problem.params == {"found": name, "expected": expected}
    assert f"改写为“{expected}”" in problem.text("zh")
    assert name_problem(expected) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [("draw_id", "2026=1/1"), ("contributions[0].name", "经办人 甲"), ("team[1].seat", "组员（二）")],
)
def test_other_names_stay_as_they_are(path: str, name: str) -> None:
    """What NFKC leaves alone passes, and so does the width of what nobody types again."""
    assert found(spec({path: name})) == []


def test_an_equals_sign_is_what_is_wrong_with_a_name_that_has_one() -> None:
    """The finding on the equals sign is not hidden by the one on width."""
    assert found(spec({"contributions[0].name": "a=b"}))[0][0] == "contribution-equals"


@pytest.mark.parametrize("title", [" 抽查", "抽查 ", "抽查　", "\t抽查", " "])
def test_a_title_has_no_blanks_around(title: str) -> None:
    """Blanks around a title are refused, whatever their width."""
    assert found(spec({"title": title})) == [("identifier-edge-space", "SPEC.toml, title")]


@pytest.mark.parametrize("pattern", FOREGONE)
def test_a_pattern_of_one_text_is_no_event(pattern: str) -> None:
    """Nothing is left to chance by it, so nobody could say that the outcome was not foreseen."""
    event = {"source": "次日开奖", "pattern": pattern}
    assert found(spec({"contributions[1].fallback": event, "contributions[2].pattern": pattern})) == [
        ("pattern-foregone", "SPEC.toml, contributions[1].fallback.pattern"),
        ("pattern-foregone", "SPEC.toml, contributions[2].pattern"),
    ]


@pytest.mark.parametrize("pattern", OPEN)
def test_a_pattern_with_a_choice_is_an_event(pattern: str) -> None:
    """Digits, points, classes, alternatives and ranges of repeats leave a choice."""
    assert event_problem(pattern) is None


def test_the_words_on_a_foregone_pattern_say_what_to_write() -> None:
    """In both languages six digits are shown as they are to be written."""
    problem = event_problem("123456")
    assert problem is not None
    assert "one text only, there is no chance in it" in problem.text("en")
    assert problem.text("en").endswith(r"six digits are \d{6}")
    assert problem.text("zh").endswith(r"六位数字写作 \d{6}")


def test_an_announced_pattern_of_one_text_is_still_read() -> None:
    """The protocol allows it, so announcements of others are verified as ever."""
    event = PublicContribution(name="彩票", source="开奖", pattern="123456")
    assert matches(event.pattern, "123456")


@pytest.mark.parametrize("hours", [-8, 0, 8])
@pytest.mark.parametrize("given_time", [None, "2026-12-02T01:00:00Z"])
def test_times_are_told_in_china(hours: int, given_time: str | None) -> None:
    """Wherever the machine's clock is, and however the time to open is written, the announcement has +08:00."""
    changes: dict[str, Any] = {"open_by": given_time} if given_time else {}
    clock = FixedClock(dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=hours))))
    done = announce(spec(changes), store=MemoryBundle(), clock=clock, entropy=FixedEntropy())
    assert done.announcement.announced_at == "2026-11-25T09:00:00+08:00"
    assert done.announcement.open_by == "2026-12-02T09:00:00+08:00"
    assert [note.params["became"] for note in done.notes] == [] if given_time else [done.announcement.open_by]


def test_a_time_that_is_past_is_told_in_china() -> None:
    """The time that was set and the present one can be compared."""
    (problem,) = problems_of(spec({"open_by": "2026-11-25T00:30:00Z"}))
    assert problem.params == {"found": "2026-11-25T08:30:00+08:00", "now": "2026-11-25T09:00:00+08:00"}


@pytest.mark.parametrize("last", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"])
def test_the_last_hours_of_the_calendar_stay_as_they_are(last: str) -> None:
    """A time that has no counterpart in China's time is taken as it is written."""
    assert made(spec({"open_by": last})).announced.announcement.open_by == last


@pytest.mark.parametrize("cell", [" {} ", "{}　", "\u00a0{}", "\t{}"])
def test_blanks_around_a_code_are_taken_off_and_listed(cell: str) -> None:
    """A code of 18 characters loses the blanks around it; any other id keeps to the rules."""
    code = "91350100M000100Y43"
    done = made(spec(targets=[(cell.format(code), "甲", "浦东"), ("T-1", "乙", "浦东")]))
    assert done.store.read("public", "frame.csv").decode().splitlines()[1] == f"{code},浦东"
    (note,) = [note for note in done.announced.notes if note.code == "target-id-respelt"]
    assert (note.where.row, note.params) == (2, {"found": cell.format(code), "became": code})
    assert "去掉首尾空格" in note.text("zh")


@attrs.frozen
class PoorEntropy:
    """A source of chance that gives the same `text` again and again, after `good` secrets."""

    text: str
    good: FixedEntropy
    after: int = 0

    def secret(self) -> str:
        """Return what is no secret."""
        return self.good.secret() if self.good.given < self.after else self.text


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("text", ["abc", "", "A" * 64, "0x" + "1" * 62, "1" * 63 + "\n"])
def test_chance_that_gives_no_secret_announces_nothing(text: str, after: int) -> None:
    """What could never be drawn is never announced, be it the office's secret or a salt, and what came is not shown."""
    store = MemoryBundle()
    with pytest.raises(InvalidInput) as caught:
        announce(spec(), store=store, clock=FixedClock(), entropy=PoorEntropy(text, FixedEntropy(), after))
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.path, dict(problem.params)) == ("entropy-no-secret", "entropy", {})
    assert store.files == {}


@pytest.mark.parametrize("area", ["private", "Public", ""])
def test_an_area_that_there_is_not_draws_nothing(area: Any) -> None:
    """A result goes to the public or stays sealed; whoever asks for another place is told the two, and can draw after."""
    done = made(spec())
    with pytest.raises(InvalidInput, match='expected "public" or "sealed"') as caught:
        draw_announced(store=done.store, clock=FixedClock(), handed_in=HandedIn(), area=area)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("area-unknown", "area")]
    assert "result.json" not in done.store.names("public") | done.store.names("sealed")
