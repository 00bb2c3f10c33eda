"""The clauses of `random_inspection.ports.Records` and `Versions`, one a test."""

from __future__ import annotations

import pytest

from random_inspection.domain.plans import AnnualPlan, PlanState, Task
from random_inspection.errors import InvalidInput, NotStored, VersionConflict
from random_inspection.ports import Kept, Standing, Store, Stored, Unit
from random_inspection.serialization.records import MAX_ASKED, content_digest, kind_of, record_bytes
from random_inspection.testing.store_samples import act, got, keys, plan, put, salt, task

CODE_POINTS = ("A", "B", "a", "a b", "b", "Z1", "z", "é", "中", "中文", "Ａ", "𠀀")
"""Keys that databases confuse or sort in other ways: case, accent, width, and beyond 16 bits."""


class RecordsContract:
    """Records by key, their versions, and what they are asked about."""

    def test_what_is_put_is_got(self, store: Store) -> None:
        """A record comes back as it was written, as its first version."""
        put(store, task("T1"))
        assert got(store, Task, "T1") == Stored(task("T1"), 1)

    def test_there_is_no_record_before_it_is_put(self, store: Store) -> None:
        """An empty store has no record, no version, and no count."""
        assert got(store, Task, "T1") is None
        assert keys(store, Task) == []
        with store.view() as view:
            assert list(view.versions.versions("task", "T1")) == []
            assert view.records.count(Task) == {}

    def test_a_unit_of_work_sees_what_it_wrote(self, store: Store) -> None:
        """What is written is there for the same unit of work, in every way of reading."""
        with store.work() as unit:
            unit.records.put(task("T1"), expected=0, salt=salt())
            assert unit.records.get(Task, "T1") == Stored(task("T1"), 1)
            assert [one.value for one in unit.records.find(Task, unit="一科")] == [task("T1")]
            assert unit.records.count(Task, "year") == {("2026",): 1}
            assert [one.version for one in unit.versions.versions("task", "T1")] == [1]

    def test_every_version_can_be_got(self, store: Store) -> None:
        """The last version stands, the earlier ones can still be read, and there are no others."""
        put(store, task("T1", title="一"))
        put(store, task("T1", title="二"), 1)
        assert got(store, Task, "T1") == Stored(task("T1", title="二"), 2)
        assert got(store, Task, "T1", version=1) == Stored(task("T1", title="一"), 1)
        assert [got(store, Task, "T1", version=none) for none in (-1, 0, 3)] == [None] * 3

    @pytest.mark.parametrize("expected", [0, 2])
    def test_another_version_than_expected_is_a_conflict(self, store: Store, expected: int) -> None:
        """Who read an older version, or none, or one that never was, writes nothing."""
        put(store, task("T1"))
        with pytest.raises(VersionConflict):
            put(store, task("T1", title="二"), expected)
        assert got(store, Task, "T1") == Stored(task("T1"), 1)

    def test_a_new_record_has_no_version_to_expect(self, store: Store) -> None:
        """Who expects a version of a record that is not there is told, too."""
        with pytest.raises(VersionConflict):
            put(store, task("T1"), 1)
        assert got(store, Task, "T1") is None

    def test_a_unit_of_work_goes_on_after_a_refused_put(self, store: Store) -> None:
        """A conflict that the caller handles costs nothing else in the unit of work."""
        put(store, task("T1"))
        with store.work() as unit:
            unit.records.put(task("T2"), expected=0, salt=salt())
            with pytest.raises(VersionConflict):
                unit.records.put(task("T1"), expected=0, salt=salt())
            unit.records.put(task("T3"), expected=0, salt=salt())
        assert keys(store, Task) == ["T1", "T2", "T3"]

    def test_a_put_says_what_the_trail_says(self, store: Store) -> None:
        """Kind, key, version, and the salted commitment to the content, which its stored version opens."""
        change = put(store, task("T1"))
        assert (change.kind, change.key, change.version) == ("task", "T1", 1)
        assert change.digest == content_digest("task", "T1", 1, salt(), record_bytes(task("T1")))

    def test_kinds_are_apart(self, store: Store) -> None:
        """A plan and a task of the same key are two records."""
        put(store, plan("X"))
        put(store, task("X"))
        assert got(store, AnnualPlan, "X") == Stored(plan("X"), 1)
        assert got(store, Task, "X") == Stored(task("X"), 1)

    def test_a_class_that_is_no_kind_is_refused(self, store: Store) -> None:
        """Nobody keeps a text as a record, or asks for one."""
        with pytest.raises(InvalidInput):
            got(store, str, "T1")
        with pytest.raises(InvalidInput):
            put(store, "T1")

    def test_records_come_by_key_in_the_order_of_code_points(self, store: Store) -> None:
        """Keys that differ in case, accent or width are different, and sorted by code points everywhere."""
        for key in reversed(CODE_POINTS):
            put(store, task(key))
        assert keys(store, Task) == sorted(CODE_POINTS)
        assert [got(store, Task, key) for key in CODE_POINTS] == [Stored(task(key), 1) for key in CODE_POINTS]

    def test_texts_are_found_by_code_points(self, store: Store) -> None:
        """Another case, accent, width, or a space at the end is another text."""
        units = [*CODE_POINTS, "a ", " a"]
        for number, unit in enumerate(units):
            put(store, task(f"T{number:02}", unit=unit))
        assert [keys(store, Task, unit=unit) for unit in units] == [[f"T{n:02}"] for n in range(len(units))]

    def test_a_record_is_found_by_what_it_is_now(self, store: Store) -> None:
        """A plan that was approved is no draft any more."""
        put(store, plan("P1"))
        put(store, plan("P1", approved=True), 1)
        assert keys(store, AnnualPlan, state=PlanState.DRAFT) == []
        assert keys(store, AnnualPlan, state=PlanState.APPROVED) == ["P1"]

    def test_all_conditions_hold_at_once(self, store: Store) -> None:
        """Equal fields, and fields that are not set, narrow the search together."""
        put(store, task("T1", plan_id="P1", unit="一科"))
        put(store, task("T2", plan_id="P1", unit="二科"))
        put(store, task("T3", unit="一科"))
        assert keys(store, Task, plan="P1", unit="一科") == ["T1"]
        assert keys(store, Task, plan=None) == ["T3"]
        assert keys(store, Task, plan="") == []

    def test_until_means_set_and_not_over(self, store: Store) -> None:
        """A field that is not set is due at no time; the bound itself is in."""
        for number, plan_id in enumerate(("P1", "P2", "P3", None)):
            put(store, task(f"T{number}", plan_id=plan_id))
        assert keys(store, Task, until={"plan": "P2"}) == ["T0", "T1"]
        assert keys(store, Task, until={"plan": "P2", "year": "2025"}) == []

    def test_what_a_kind_is_not_asked_about_is_refused(self, store: Store) -> None:
        """A question that a database could answer only by reading all is an error, and names the fields there are."""
        with store.view() as view:
            for ask in (
                lambda: list(view.records.find(Task, title="抽查")),
                lambda: list(view.records.find(Task, until={"title": "抽查"})),
                lambda: view.records.count(Task, "title"),
                lambda: view.records.count(Task, title="抽查"),
            ):
                with pytest.raises(InvalidInput, match="state"):
                    ask()

    def test_counts_are_those_of_what_is_found(self, store: Store) -> None:
        """By several fields, with those that are not set, and without any."""
        for key, plan_id, unit in (
            ("T1", "P1", "一科"),
            ("T2", "P1", "二科"),
            ("T3", None, "一科"),
            ("T4", "P1", "一科"),
        ):
            put(store, task(key, plan_id=plan_id, unit=unit))
        with store.view() as view:
            assert view.records.count(Task, "plan") == {("P1",): 3, (None,): 1}
            assert view.records.count(Task, "unit", "plan", plan="P1") == {("一科", "P1"): 2, ("二科", "P1"): 1}
            assert view.records.count(Task, unit="一科") == {(): 3}
            assert view.records.count(Task, "unit", plan="P9") == {}

    def test_asked_fields_are_told_by_key(self, store: Store) -> None:
        """Those of more records than a page, in the order that they are asked for, and none of a key without record."""
        with store.work() as unit:
            for number in range(1_001):
                unit.records.put(task(f"T{number}", plan_id="P1" if number else None), expected=0, salt=salt())
        with store.view() as view:
            told = view.records.fields(Task, [*(f"T{number}" for number in range(1_001)), "T1", "t1"], "unit", "plan")
        assert told == {f"T{number}": ("一科", "P1" if number else None) for number in range(1_001)}

    def test_what_is_found_can_be_written_at_once(self, store: Store) -> None:
        """Writing every record while they are read meets each one once, as it stood."""
        with store.work() as unit:
            for number in range(300):
                unit.records.put(task(f"T{number:03}"), expected=0, salt=salt())
            found = [one.version for one in unit.records.find(Task, unit="一科") if _moved(unit, one)]
        assert found == [1] * 300
        assert len(keys(store, Task, unit="二科")) == 300

    def test_others_are_read_while_records_are_found(self, store: Store) -> None:
        """An iterator that is open keeps nobody from reading other things, earlier versions among them."""
        for version in range(2):
            for key in ("T1", "T2", "T3"):
                put(store, task(key, title=f"第{version}版"), version)
        with store.view() as view:
            pairs = [
                (one.value.title, first.value.title, len(list(view.records.find(Task))))
                for one in view.records.find(Task)
                if (first := view.records.get(Task, one.value.task_id, version=1))
            ]
        assert pairs == [("第1版", "第0版", 3)] * 3

    def test_a_text_that_no_database_can_search_is_refused(self, store: Store) -> None:
        """Too long or with a control character in a field that is asked about: refused everywhere, not somewhere."""
        put(store, task("T1", unit="科" * MAX_ASKED))
        assert keys(store, Task, unit="科" * MAX_ASKED) == ["T1"]
        for unit in ("科" * (MAX_ASKED + 1), "一\x00科"):
            with pytest.raises(InvalidInput):
                put(store, task("T2", unit=unit))

    def test_content_may_hold_what_texts_of_databases_cannot(self, store: Store) -> None:
        """Long texts, quotes, wildcards and characters beyond 16 bits come back as they were."""
        value = task("T1", title="𠀀'\"\\%_" + "长" * 100_000)
        put(store, value)
        assert got(store, Task, "T1") == Stored(value, 1)


def _moved(unit: Unit, one: Stored[Task]) -> bool:
    value = task(one.value.task_id, unit="二科")
    unit.records.put(value, expected=one.version, salt=salt())
    return True


class VersionsContract:
    """All versions of a record, and deletion by law."""

    def test_versions_come_in_their_order_with_their_salts(self, store: Store) -> None:
        """Whoever checks the trail finds content and salt of every version."""
        with store.work() as unit:
            for version in range(3):
                unit.records.put(task("T1", title=f"第{version}版"), expected=version, salt=salt(f"{version}"))
        with store.view() as view:
            assert list(view.versions.versions("task", "T1")) == [
                Kept(version=n + 1, data=record_bytes(task("T1", title=f"第{n}版")), salt=salt(f"{n}"))
                for n in range(3)
            ]

    def test_what_is_erased_is_gone_and_its_place_stays(self, store: Store) -> None:
        """Content and salt of an earlier version go, the others stay, and a second time changes nothing."""
        put(store, task("T1"))
        put(store, task("T1", title="二"), 1)
        for _ in range(2):
            with store.work() as unit:
                unit.versions.erase("task", "T1", 1)
        with store.view() as view:
            first, second = view.versions.versions("task", "T1")
        assert first == Kept(version=1, data=None, salt=None)
        assert second.data == record_bytes(task("T1", title="二"))
        assert got(store, Task, "T1", version=1) is None
        assert got(store, Task, "T1") == Stored(task("T1", title="二"), 2)

    def test_what_stands_is_shown_as_it_is_kept_and_found(self, store: Store) -> None:
        """Whoever checks the trail sees of every record which version stands, its bytes, and what it is found by."""
        put(store, task("T2", unit="二科"))
        put(store, task("T1"))
        put(store, task("T1", title="二"), 1)
        with store.view() as view:
            assert list(view.versions.standing("task")) == [
                Standing(key=key, version=version, data=record_bytes(value), index=kind_of(Task).index(value))
                for key, version, value in (("T1", 2, task("T1", title="二")), ("T2", 1, task("T2", unit="二科")))
            ]
            assert list(view.versions.standing("plan")) == []

    def test_every_version_is_listed(self, store: Store) -> None:
        """Whoever checks the trail finds what no event wrote, of whatever kind; also where content was deleted."""
        put(store, task("T1"))
        put(store, task("T1", title="二"), 1)
        put(store, plan("P1"))
        with store.work() as unit:
            unit.versions.erase("task", "T1", 1)
            found = {(one.kind, one.key, one.version) for one in unit.versions.references()}
        assert found == {("task", "T1", 1), ("task", "T1", 2), ("plan", "P1", 1)}

    def test_a_store_that_nobody_altered_has_no_faults(self, store: Store) -> None:
        """What it derives for its own use agrees with what it holds, after every act."""
        for number in range(5):
            with store.work() as unit:
                act(unit, number, "T1")
            with store.view() as view:
                assert list(view.versions.faults()) == []

    def test_the_version_that_stands_is_not_erased(self, store: Store) -> None:
        """A record is first written without the content."""
        put(store, task("T1"))
        with pytest.raises(InvalidInput), store.work() as unit:
            unit.versions.erase("task", "T1", 1)
        assert got(store, Task, "T1") == Stored(task("T1"), 1)

    @pytest.mark.parametrize("place", [("task", "T1", 0), ("task", "T1", 3), ("task", "T2", 1), ("plan", "T1", 1)])
    def test_what_is_not_there_is_not_erased(self, store: Store, place: tuple[str, str, int]) -> None:
        """Nobody believes that something is deleted that is elsewhere."""
        put(store, task("T1"))
        with pytest.raises(NotStored), store.work() as unit:
            unit.versions.erase(*place)
