"""What an extract changes in a directory, without writing anything."""

from fractions import Fraction

import attrs
import pytest
from register_samples import CHANGED, GONE, LEDGER, MARKET, NEW, day, entry, extract, shop

from random_inspection.domain.inspectors import Inspector, InspectorStatus
from random_inspection.domain.registers import EntryChange, InspectorEntry, SkippedRow, SyncReport, TargetEntry
from random_inspection.domain.targets import Complaint, TargetStatus
from random_inspection.errors import MoveRefused
from random_inspection.rules.directories.synchronising import Extract, compare_inspectors, compare_targets, confirm
from random_inspection.rules.samples import INSPECTOR

LISTED = (MARKET,)
REGISTER = [entry(shop(name), NEW, day(1), listed_in=LISTED) for name in ("甲店", "乙店", "丙店")]


def _after(register: list[TargetEntry], *targets: object, **more: object) -> tuple[SyncReport, dict[str, TargetEntry]]:
    compared = compare_targets(register, extract(*targets, on=day(3), **more))  # type: ignore[arg-type]
    return compared.report, {move.after.key: move.after for move in compared.moves}


@pytest.mark.clause("二(六) 更新")
def test_an_extract_says_who_is_new_changed_gone_and_why() -> None:
    """Every entry is in one part of the report, with fields and reasons, and gets day, source and reason."""
    report, after = _after(REGISTER, shop("甲店"), shop("乙店", address="西街"), shop("丁店"))
    assert (report.new, report.unchanged, report.entries) == (("丁店",), 1, 3)
    assert report.changed == (EntryChange(key="乙店", fields=("address",)),)
    assert [(one.key, one.reason) for one in report.gone] == [("丙店", "市场监管登记不再列入")]
    assert {key: (one.movement, one.on, one.source) for key, one in after.items()} == {
        "乙店": (CHANGED, day(3), MARKET),
        "丙店": (GONE, day(3), MARKET),
        "丁店": (NEW, day(3), MARKET),
    }


def test_what_a_source_does_not_tell_stays() -> None:
    """Complaints and fields without a column survive a synchronisation."""
    complaint = Complaint(received_on=day(1), source="12333")
    known = entry(shop(complaints=(complaint,), district="东城"), NEW, day(1), listed_in=LISTED)
    report, after = _after([known], shop(address="西街", district="西城"))
    assert report.changed[0].fields == ("address",)
    assert after["甲店"].value == attrs.evolve(known.value, address="西街")


def test_who_another_source_still_lists_is_not_gone() -> None:
    """An entry goes with the last source that lists it; until then it only loses one."""
    both = entry(shop(), NEW, day(1), listed_in=(MARKET, LEDGER))
    report, after = _after([both])
    assert (report.gone, report.changed) == ((), (EntryChange(key="甲店", fields=("listed_in",)),))
    report, _ = _after([after["甲店"]], source=LEDGER)
    assert [one.key for one in report.gone] == ["甲店"]


def test_who_was_entered_by_hand_is_not_taken_out() -> None:
    """An entry that no extract ever listed stays, and one that a new source lists counts as listed there."""
    by_hand = entry(shop(), NEW, day(1))
    assert _after([by_hand]) == (attrs.evolve(_after([])[0], entries=1), {})
    _, after = _after([by_hand], shop())
    assert after["甲店"].listed_in == LISTED


@pytest.mark.parametrize("status", ["迁出", "注销", "吊销", "撤销"])
def test_a_target_that_its_source_calls_gone_goes_for_that(status: str) -> None:
    """The reason names the status, whichever other source still lists the target; unknown ones are passed."""
    dead = shop(status=TargetStatus(status))
    both = entry(shop(), NEW, day(1), listed_in=(MARKET, LEDGER))
    report, after = _after([both], dead, shop("丁店", status=TargetStatus(status)), fields=("name", "status"))
    assert [(one.key, one.reason) for one in report.gone] == [("甲店", f"市场监管登记记载为{status}")]
    assert (after["甲店"].present, after["甲店"].value.status) == (False, status)
    assert report.passed == ("丁店",)
    again, _ = _after([after["甲店"]], dead, fields=("name", "status"))
    assert (again.passed, again.entries) == (("甲店",), 0)


def test_who_is_listed_again_is_new_again() -> None:
    """A target that had gone as 注销 is taken in again, and is not 注销 any more."""
    gone = entry(shop(status=TargetStatus.DEREGISTERED), GONE, day(2))
    report, after = _after([gone], shop())
    assert report.new == ("甲店",)
    assert (after["甲店"].movement, after["甲店"].value.status, after["甲店"].listed_in) == (NEW, "存续", LISTED)


def test_nobody_goes_for_a_row_that_could_not_be_read() -> None:
    """Whose identifier or name stands in a row that was left out stays as they are, and that is said."""
    report, after = _after(REGISTER, shop("甲店"), withheld=frozenset({"乙店"}))
    assert (report.held, [one.key for one in report.gone], list(after)) == (("乙店",), ["丙店"], ["丙店"])


def test_an_extract_says_nothing_of_who_came_later() -> None:
    """An entry that came in after the extract's day is neither changed nor taken out by it."""
    later = entry(shop(), NEW, day(4), listed_in=LISTED)
    for targets in ((), (shop(address="西街"),)):
        report, after = _after([later], *targets)
        assert (report.held, after) == (("甲店",), {})


@pytest.mark.clause("二(四) 更新")
def test_inspectors_follow_their_extract_too() -> None:
    """An inspector who left goes for it, and trainings that the extract does not tell stay."""
    known = InspectorEntry(
        value=INSPECTOR, movement=NEW, on=day(1), source="人事", reason="调入", listed_in=("人事系统",)
    )
    told = attrs.evolve(INSPECTOR, unit="二科", trainings=())

    def compared(value: Inspector) -> SyncReport:
        found = Extract(
            source="人事系统", on=day(3), digest="0" * 64, fields=("unit", "status"), values={"李某": value}
        )
        return compare_inspectors([known], found).report

    assert compared(told).changed == (EntryChange(key="李某", fields=("unit",)),)
    left = compared(attrs.evolve(told, status=InspectorStatus.LEFT))
    assert [one.reason for one in left.gone] == ["人事系统记载为离岗"]


def test_too_much_at_once_takes_a_person() -> None:
    """Beyond the threshold the report's digest has to be confirmed, and no other report's."""
    report, _ = _after(REGISTER, shop("甲店"), shop("乙店"))
    assert report.share == Fraction(1, 3)
    confirm(report, lambda _: "d", threshold=Fraction(1, 3), confirmed=None)
    confirm(report, lambda _: "d", threshold=Fraction(0), confirmed="d")
    for confirmed, code in ((None, "sync-not-confirmed"), ("e", "sync-other-report")):
        with pytest.raises(MoveRefused) as refused:
            confirm(report, lambda _: "d", threshold=Fraction(1, 10), confirmed=confirmed)
        assert [problem.code for problem in refused.value.problems] == [code]
        assert "d" in refused.value.text("zh")


def test_rows_that_were_left_out_are_in_the_report() -> None:
    """A skipped row is listed with its reason."""
    skipped = (SkippedRow(row=7, why="统一社会信用代码有误"),)
    assert _after(REGISTER, skipped=skipped)[0].skipped == skipped
