from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from citizen_bundles import (
    SCRIPT,
    TWELVE,
    VECTORS,
    citizen,
    failures,
    statuses,
    vector_files,
    write,
)

INFEASIBLE = "no complete assignment"
ASSIGNMENT = {"assignment: every seat", "assignment: as recomputed"}
CHANGES = {"changes: an unbroken chain", "changes: as the rules give them"}
SEATED = [case for case in VECTORS["cases"] if case["expected"].get("start")]


def test_every_vector_passes_from_its_folder(vector_case: dict[str, Any], tmp_path: Path) -> None:
    """A bundle made from a vector passes every check that applies; without a complete assignment, all but this."""
    folder = write(vector_files(vector_case), tmp_path / "bundle/public").parent
    published = vector_case["announcement_digest"]
    infeasible = vector_case["name"] == INFEASIBLE
    found = statuses(vector_files(vector_case), published)
    assert citizen.main([str(folder), "--announcement-digest", published]) == infeasible
    assert failures(vector_files(vector_case)) == (ASSIGNMENT if infeasible else set())
    unchecked = {title for title, status in found.items() if status == citizen.NOT_CHECKED}
    lines = citizen.verify(vector_files(vector_case), published)
    assert all(why.startswith("does not apply") for status, _, why in lines if status == citizen.NOT_CHECKED)
    kinds = {row["kind"] for row in vector_case["announcement"]["contributions"]}
    assert unchecked == (CHANGES if "public" in kinds else CHANGES | {"every public value matches its pattern"})


def test_vector_announcement_digest(vector_case: dict[str, Any]) -> None:
    """H of the announcement's bytes is the one of the vectors."""
    data = vector_files(vector_case)["announcement.json"]
    assert citizen.h(vector_case["announcement"]["digest"], data) == vector_case["announcement_digest"]


def test_vector_tickets_under_every_key(vector_case: dict[str, Any]) -> None:
    """A ticket is H of the vector's key, a colon, and the id."""
    digest, expected = vector_case["announcement"]["digest"], vector_case["expected"]
    chance = citizen.Chance(digest, expected["seed"])
    for stage, key in expected["keys"].items():
        assert chance.ticket(stage, "某 1") == citizen.h(digest, f"{key}:某 1")


def test_vector_chances(vector_case: dict[str, Any]) -> None:
    """What is drawn on average, divided by the size, is the stated chance of a target; in an empty stratum it is 0."""
    rules, expected = vector_case["announcement"], vector_case["expected"]
    numbers = citizen.quotas(rules["strata"], rules["shares"], citizen.Chance(rules["digest"], expected["seed"]))
    sizes = {stratum["name"]: stratum["size"] for stratum in rules["strata"]}
    for row in expected["quotas"]:
        assert numbers[row["stratum"]][1] / max(sizes[row["stratum"]], 1) == Fraction(row["chance"])


def walk_states(
    seats: list[tuple[str, str]], fit: list[list[str]], order: list[str], capacity: dict[str, int], chance: Any
) -> dict[str, Any]:
    """Give the start, and where the walk is after so many steps."""
    start = citizen.start(seats, fit, order, capacity)
    steps = {"after_1_steps": 1, "after_10_steps": 10, "after_100_steps": 100, "final": 16 * len(seats) + 1000}
    states = {
        name: citizen.walk(seats, fit, start, capacity, words=chance.words(), steps=number)
        for name, number in steps.items()
    }
    return states | {"start": start, "order": order, "first_words": [str(word) for word in islice(chance.words(), 6)]}


@pytest.mark.parametrize("case", SEATED, ids=[case["name"] for case in SEATED])
def test_walk_of_every_vector(case: dict[str, Any]) -> None:
    """The words, the start, and the seats after 1, 10, 100 and all steps are those of the vectors."""
    files = vector_files(case)
    draw = citizen.Draw({name: citizen.read(name, data) for name, data in files.items()} | {"files": files})
    states = walk_states(draw["seats"], draw["fit"], draw["order"], draw["capacity"], draw["chance"])
    rows = {"start": case["expected"]["start"], "final": case["expected"]["assignments"]}
    expected = case["expected"] | {name: [row["inspector_id"] for row in rows[name]] for name in rows}
    assert {*states} - {*expected} == {"order"}
    assert {name: states[name] for name in states if name != "order"} == {
        name: expected[name] for name in states if name != "order"
    }


def test_walk_of_every_seat_case(seat_case: dict[str, Any]) -> None:
    """The order, the words, the start and the walk of the cases that are seats alone are those of the vectors."""
    chance = citizen.Chance(seat_case["digest"], seat_case["seed"])
    ids = [inspector["inspector_id"] for inspector in seat_case["inspectors"]]
    order = sorted(ids, key=lambda i: (chance.ticket("inspectors", i), i))
    capacity = {row["inspector_id"]: row["capacity"] for row in seat_case["inspectors"] if "capacity" in row}
    seats = [(seat["inspection"], str(number)) for number, seat in enumerate(seat_case["seats"])]
    fit = [[i for i in order if i in seat["eligible"]] for seat in seat_case["seats"]]
    states = walk_states(seats, fit, order, capacity, chance)
    assert states == {name: seat_case["expected"][name] for name in states}


def test_infeasible_vector_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no complete assignment exists, any result fails, and the words say why."""
    case = next(case for case in VECTORS["cases"] if case["name"] == INFEASIBLE)
    assert citizen.main([str(write(vector_files(case), tmp_path / "public"))]) == 1
    assert "no complete assignment exists" in capsys.readouterr().out


def test_every_byte_counts() -> None:
    """A change of any byte of any file fails some check."""
    unseen = []
    for name, data in TWELVE.items():
        for at, byte in enumerate(data):
            other = bytes([*data[:at], byte ^ 1 << at % 7, *data[at + 1 :]])
            lines = citizen.verify(TWELVE | {name: other})
            if not any(status == citizen.FAILED for status, *_ in lines):
                unseen.append((name, at))
    assert unseen == []


@pytest.mark.parametrize("name", ["announcement.json", "result.json"])
def test_missing_file_is_exit_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the announcement or the result nothing is checked, and the exit status is 2."""
    folder = write({other: data for other, data in TWELVE.items() if other != name}, tmp_path / "public")
    assert citizen.main([str(folder)]) == 2
    assert name in capsys.readouterr().out


def test_no_folder_or_a_folder_as_file_is_exit_2(tmp_path: Path) -> None:
    """What cannot be read at all is exit status 2, not a traceback."""
    assert citizen.main([str(tmp_path / "nowhere")]) == 2
    folder = write({name: data for name, data in TWELVE.items() if name != "frame.csv"}, tmp_path / "public")
    (folder / "frame.csv").mkdir()
    assert citizen.main([str(tmp_path)]) == 2


def test_digest_from_elsewhere() -> None:
    """Without a digest the announcement is not checked, with the right one it passes, with another it fails."""
    title, right = "the announcement is the one published", citizen.h("sha256", TWELVE["announcement.json"])
    assert statuses(TWELVE)[title] == citizen.NOT_CHECKED
    assert statuses(TWELVE, right)[title] == citizen.PASSED
    assert failures(TWELVE, "0" * 64) == {title}


@pytest.mark.parametrize(
    ("name", "checks"),
    [
        (
            "frame.csv",
            {"frame.csv: digest", "frame.csv: size", "the size of every stratum", "the drawn", "the reserves"},
        ),
        ("struck.csv", {"struck.csv: digest", "struck.csv: size"}),
    ],
)
def test_sealed_files_are_not_checked(name: str, checks: set[str]) -> None:
    """What needs a file that is sealed and not at hand is not checked; everything else is."""
    found = statuses({other: data for other, data in TWELVE.items() if other != name})
    never = {"the announcement is the one published", *CHANGES}
    assert {title for title, status in found.items() if status == citizen.NOT_CHECKED} == checks | never
    lines = citizen.verify({other: data for other, data in TWELVE.items() if other != name})
    reasons = [why for status, _, why in lines if status == citizen.NOT_CHECKED]
    assert sum("does not apply" in why for why in reasons) == len(CHANGES)
    assert sum("not at hand" in why for why in reasons) == len(checks) + 1
    assert citizen.FAILED not in found.values()


def test_sealed_roster_leaves_assignment_unchecked() -> None:
    """Without the roster, no check of the assignment passes."""
    found = statuses({name: data for name, data in TWELVE.items() if name != "inspectors.json"})
    about = {status for title, status in found.items() if "assignment" in title or "inspectors" in title}
    assert about == {citizen.NOT_CHECKED}


def test_sealed_folder_is_read(tmp_path: Path) -> None:
    """Files under sealed/ count, and those that are no part of the protocol are left alone."""
    sealed = {"frame.csv": TWELVE["frame.csv"], "secrets.json": b"no json", "names.csv": b"\xff"}
    write({name: data for name, data in TWELVE.items() if name != "frame.csv"}, tmp_path / "public")
    write(sealed, tmp_path / "sealed")
    assert citizen.main([str(tmp_path), "--announcement-digest", citizen.h("sha256", TWELVE["announcement.json"])]) == 0


def test_script_stands_alone(tmp_path: Path) -> None:
    """It imports the standard library only, and runs isolated, without site packages."""
    nodes = list(ast.walk(ast.parse(SCRIPT.read_text("utf-8"))))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(write(TWELVE, tmp_path / "public"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_output_survives_any_console(tmp_path: Path, encoding: str) -> None:
    """A console that cannot show a character gets an escape for it, not a crash."""
    code = f"import sys, runpy; sys.stdout.reconfigure(encoding={encoding!r}); runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    command = [sys.executable, "-c", code, str(write(TWELVE, tmp_path / "public"))]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "frame.csv" in done.stdout.decode(encoding)


HOSTILE = {
    "empty": b"",
    "random bytes": bytes(range(256)),
    "deep nesting": b"[" * 100_000,
    "deep but closed": b"[" * 500 + b"]" * 500 + b"\n",
    "huge integer": b"9" * 10_000 + b"\n",
    "integer beyond 2^53": b'{"a":9007199254740992}\n',
    "lone surrogate": b'{"a":"\\ud800"}\n',
    "encoded surrogate": b'{"a":"\xed\xa0\x80"}\n',
    "member twice": b'{"a":1,"a":1}\n',
    "float": b'{"a":1.5}\n',
    "not a number": b"NaN\n",
    "null": b"null\n",
    "list": b"[]\n",
    "object": b"{}\n",
    "byte order mark": b"\xef\xbb\xbf{}\n",
    "terminal control": b'"\x1b[2J"\n',
}


@pytest.mark.parametrize(
    "name", ["announcement.json", "inspectors.json", "result.json", "change-0001.json", "frame.csv", "struck.csv"]
)
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_fail_in_form(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes) -> None:
    """Whatever stands in a file, its canonical form fails, the exit status is 1, and the terminal is safe."""
    assert citizen.main([str(write(TWELVE | {name: data}, tmp_path / "public"))]) == 1
    out = capsys.readouterr().out
    assert f"{citizen.FAILED} | {name}: canonical form" in out
    assert all(line.isprintable() for line in out.splitlines())


def test_unknown_hash_is_exit_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that was built without the hash cannot check anything, and says so."""

    def unsupported(name: str, _: bytes) -> None:
        message = f"unsupported hash type {name}"
        raise ValueError(message)

    monkeypatch.setattr(hashlib, "new", unsupported)
    assert citizen.main([str(write(TWELVE, tmp_path / "public"))]) == 2
