"""``SPEC.toml`` and the tables that it refers to."""

from __future__ import annotations

from pathlib import Path

import pytest

from random_inspection.adapters.spreadsheets import read_spec
from random_inspection.errors import InvalidInput

SPEC = """
draw_id = "2026-0001/1"
title = "抽查"
open_by = 2026-11-27T17:00:00+08:00
[about]
on = 2026-12-01
[targets]
file = "tables/register.csv"
id = "统一社会信用代码"
stratum = "地区"
[[strata]]
name = "浦东"
quota = { share = "全市", weight = 3 }
[inspectors]
file = "inspectors.csv"
recusals = "recusals.csv"
"""
FILES = {
    "SPEC.toml": SPEC,
    "tables/register.csv": "统一社会信用代码,企业名称,地区\nA1,甲,浦东\n",
    "inspectors.csv": "inspector_id,holds,capacity\n张,领队；食品,\n",
    "recusals.csv": "target_id,inspector_id,reason\n",
}


def office(folder: Path, **files: str) -> Path:
    """Write an office's files, some of them replaced, and return the path of its specification."""
    (folder / "tables").mkdir()
    for name, text in (
        FILES | {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    ).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "SPEC.toml"


def test_settings_and_tables_are_read_relative_to_the_specification(tmp_path: Path) -> None:
    """Nested settings come as they stand, tables under their keys, and recusals may be none."""
    document = read_spec(office(tmp_path))
    assert document.problems == ()
    assert document.settings["strata"] == [{"name": "浦东", "quota": {"share": "全市", "weight": 3}}]
    assert {key: table.columns for key, table in document.tables.items()} == {
        "targets": ("统一社会信用代码", "地区"),
        "inspectors": ("inspector_id", "holds", "capacity"),
        "recusals": ("target_id", "inspector_id", "reason"),
    }
    assert document.tables["recusals"].rows == ()
    assert document.tables["targets"].file == str(tmp_path / "tables/register.csv")


def test_times_of_toml_become_text(tmp_path: Path) -> None:
    """A time written without quotation marks means the same as one with them."""
    settings = read_spec(office(tmp_path)).settings
    assert (settings["open_by"], settings["about"]) == ("2026-11-27T17:00:00+08:00", {"on": "2026-12-01"})


def test_a_setting_stands_at_its_path(tmp_path: Path) -> None:
    """Whoever checks a setting of a SPEC.toml says where it is by its path."""
    path = office(tmp_path)
    where = read_spec(path).where("strata[0].quota.weight")
    assert (where.file, where.path) == (str(path), "strata[0].quota.weight")


def test_the_findings_of_all_tables_come_together(tmp_path: Path) -> None:
    """A bad table does not hide another; what can be read of it is there, and what cannot is marked."""
    path = office(
        tmp_path,
        tables__register_csv="统一社会信用代码,地区\n9.13101E+17,浦东\n9.1E+17,浦东\n",
        recusals_csv="target_id,who\nA1,张\n",
    )
    document = read_spec(path)
    assert [(each.code, Path(each.where.file or "").name, each.where.row) for each in document.problems] == [
        ("cell-digits-lost", "register.csv", 2),
        ("cell-digits-lost", "register.csv", 3),
        ("column-missing", "recusals.csv", 1),
        ("column-missing", "recusals.csv", 1),
    ]
    refused = {key: [(one.row, one.column) for one in table.refused] for key, table in document.tables.items()}
    assert refused == {
        "targets": [(2, "统一社会信用代码"), (3, "统一社会信用代码")],
        "inspectors": [],
        "recusals": [(None, "inspector_id"), (None, "reason")],
    }
    assert dict(document.tables["recusals"].rows[0].cells) == {"target_id": "A1", "inspector_id": "", "reason": ""}


def test_a_missing_file_and_an_empty_register_are_findings(tmp_path: Path) -> None:
    """A register without rows is a finding; so is a file that is not there."""
    path = office(tmp_path, tables__register_csv="统一社会信用代码,地区\n")
    (tmp_path / "inspectors.csv").unlink()
    assert [each.code for each in read_spec(path).problems] == ["table-empty", "file-missing"]


@pytest.mark.parametrize(
    "settings",
    [
        'targets = "register.csv"',
        "[targets]\nfile = 3",
        '[targets]\nfile = "tables/register.csv"\nid = "统一社会信用代码"',
        '[targets]\nfile = "tables/register.csv"\nid = "统一社会信用代码"\nstratum = ["地区"]',
        'inspectors = ["张"]',
        "[inspectors]\nfile = {}",
    ],
)
def test_settings_of_a_wrong_kind_lead_to_no_table(tmp_path: Path, settings: str) -> None:
    """To check settings is not the reader's business: it reads what can be read and leaves the rest."""
    document = read_spec(office(tmp_path, SPEC_toml=settings))
    assert (document.tables, document.problems) == ({}, ())


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("title = 抽查\n", 1),
        ('draw_id = "1"\r\n\r\ntitle "抽查"\r\n', 3),
        ('draw_id = "1"\ndraw_id = "2"\n', 2),
        ('draw_id = "1"\ntitle = "', 2),
        ("a = " + "[" * 10000, None),
    ],
)
def test_what_is_no_toml_is_refused_at_its_row(tmp_path: Path, text: str, row: int | None) -> None:
    """A slip in the syntax is found with its row."""
    with pytest.raises(InvalidInput) as caught:
        read_spec(office(tmp_path, SPEC_toml=text))
    assert (caught.value.code, caught.value.problems[0].where.row) == ("toml-damaged", row)


def test_a_specification_saved_by_an_old_editor_is_read(tmp_path: Path) -> None:
    """With a BOM, in GB18030, and with line ends of Windows, the settings are the same."""
    path = office(tmp_path)
    settings = read_spec(path).settings
    for data in (SPEC.encode("utf-8-sig"), SPEC.encode("gb18030"), SPEC.replace("\n", "\r\n").encode()):
        path.write_bytes(data)
        assert read_spec(path).settings == settings


def test_a_specification_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong name is said, not an exception of the system."""
    with pytest.raises(InvalidInput) as caught:
        read_spec(tmp_path / "SPEC.toml")
    assert caught.value.code == "file-missing"
