"""Making an office: what is made, for whom, and what is never written over."""

from __future__ import annotations

import stat
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from office_cases import CHIEF, HANDLER, OfficeCli, new_office, say

from random_inspection.cli.office import setting_up

PLAN = ("plan", "new", "2027", "--year", "2027", "--item", "劳动-01")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_everything_but_what_is_public_is_for_its_owner_only(office: OfficeCli) -> None:
    """Settings, key and database are readable by nobody else, nor are the folders but public."""
    assert {_mode(office.folder / name) for name in ("office.toml", "office.db", "office.key")} == {0o600}
    assert {_mode(office.folder / name) for name in (".", "evidence", "draws", "archives")} == {0o700}
    assert _mode(office.folder / "public") == 0o755


def test_made_again_nothing_changes(office: OfficeCli) -> None:
    """The same line again says that the office is there, and leaves its settings as they are."""
    before = (office.folder / "office.toml").read_bytes()
    said = say("office", "init", office.folder, "--name", "青禾县人社局")
    assert (said.status, "未变更" in said.out) == (0, True)
    assert (office.folder / "office.toml").read_bytes() == before


def test_another_office_is_not_written_over(office: OfficeCli) -> None:
    """Another name in a folder that holds an office is refused, and the name that is there is told."""
    said = say("office", "init", office.folder, "--name", "别的局")
    assert (said.status, "青禾县人社局" in said.err) == (1, True)


def test_what_an_interrupted_run_left_out_is_made(office: OfficeCli) -> None:
    """Where the run ended after the settings, the next one makes folders and database."""
    (office.folder / "office.db").unlink()
    (office.folder / "public").rmdir()
    assert "sql-no-file" not in office.refused("status")
    assert say("office", "init", office.folder).status == 0
    assert office.run("status").status == 0


def test_a_database_without_settings_is_left_alone(tmp_path: Path) -> None:
    """A database that nobody's settings name is not taken over."""
    (tmp_path / "office.db").write_bytes(b"somebody's")
    said = say("office", "init", tmp_path, "--name", "甲局")
    assert (said.status, "office.db" in said.err) == (1, True)
    assert (tmp_path / "office.db").read_bytes() == b"somebody's"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--name"),
        (("--name", "甲局", "--person", "甲"), "姓名=角色"),
        (("--name", "甲局", "--person", "甲=国王"), "经办人"),
        (("--name", "甲局", "--person", "甲,乙=经办人"), "--person"),
        (("--name", "甲局", "--person", "甲=经办人、国王，审核人"), "没有“国王”这一角色"),
        (("--name", "甲局", "--region", "河南"), "--region：没有关于地区“河南”的资料"),
        (("--name", "甲局", "--store", "postgresql+psycopg://a:geheim@h/o"), "OFFICE_DB_PASSWORD"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_made(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    """No folder is made for a line that is wrong, and no password is repeated."""
    said = say("office", "init", tmp_path / "office", *options)
    assert (said.status, words in said.err, "geheim" in said.err) == (1, True, False)
    assert not (tmp_path / "office").exists()


def test_without_an_office_a_command_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without an office, the message names the folder and the command."""
    monkeypatch.chdir(tmp_path)
    said = say("office", "status")
    assert (said.status, "office init" in said.err) == (1, True)


def test_the_office_is_found_from_a_folder_inside(office: OfficeCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below its folder, the office needs no --dir."""
    monkeypatch.chdir(office.folder / "public")
    assert say("office", "status").status == 0


def test_the_same_in_both_languages(office: OfficeCli) -> None:
    """The office speaks English where it is asked to."""
    assert "Nothing is due." in office.do("status", lang="en")
    assert "没有待办事项" in office.do("status")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--person", "陈静=经办"), "没有“经办”"),
        (("--person", "陈静=经办人"), "--person 陈静"),
        (("--region", "广西"), "--region"),
        (("--store", "sqlite:///x.db"), "--store"),
    ],
)
def test_options_of_an_office_that_is_there_are_not_dropped(
    office: OfficeCli, options: tuple[str, ...], words: str
) -> None:
    """What would change nothing is refused; what the settings say already may be said again."""
    assert words in say("office", "init", office.folder, *options).err
    assert say("office", "init", office.folder, "--person", f"{CHIEF}=局领导").status == 0


def test_several_roles_are_given_with_any_comma(tmp_path: Path) -> None:
    """Roles are told apart by commas of both kinds, and what is written shows how to enter somebody."""
    assert say("office", "init", tmp_path / "a", "--name", "甲局", "--person", "甲=经办人、组长，审核人").status == 0
    text = (tmp_path / "a/office.toml").read_text("utf-8")
    assert all(words in text for words in ('roles = ["经办人", "组长", "审核人"]', "# [[people]]"))


def test_a_lost_key_is_not_replaced(imported: OfficeCli) -> None:
    """Once something was done, an office without its key does nothing, and says where the key is to be found."""
    (imported.folder / "office.key").unlink()
    assert "请从备份恢复 office.key" in imported.refused("status")
    assert not (imported.folder / "office.key").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('name = "甲局"\nregion = "河南"\n'.encode(), "office.toml region：没有关于地区“河南”"),
        ('# 甲\nname = "甲局"\n'.encode("gbk"), "第1行：此行不是 UTF-8"),
        ("name = “甲局”\n".encode(), "第1行：此行的引号是中文引号"),
        ('name = "甲局"\n[[people]]\nid = "甲"\nroles = "经办人"\n'.encode(), 'roles = ["经办人"]'),
        ('name = "甲局"\n[[people]]\nroles = ["经办人"]\nage = 3\n'.encode(), "此人缺少 id"),
    ],
)
def test_what_is_typed_wrong_in_the_settings_is_told_in_plain_words(office: OfficeCli, data: bytes, words: str) -> None:
    """Encodings, quotation marks, regions and people are told with the file, the place, and what to type."""
    (office.folder / "office.toml").write_bytes(data)
    assert words in office.refused("status")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nane = 'x'", "nane"),
        ("soon = -1", "soon"),
        ("notices = 'x'", "notices"),
        ("people = 3", "[[people]]"),
        ('[[people]]\nid = "甲"\nroles = ["国王"]', "people[0].roles[0]"),
        ('[[people]]\nid = "甲"\nroles = ["经办人"]\n[[people]]\nid = "甲"\nroles = ["组长"]', "出现两次"),
        ('[due]\n"睡觉" = { working-days = 1, basis = "x" }', "完成检查"),
        ('[due]\n"审核检查结论" = { weeks = 1, basis = "x" }', "working-days"),
        ('[due]\n"审核检查结论" = { working-days = 0, basis = "x" }', "审核检查结论"),
        ("name = ", "office.toml"),
    ],
)
def test_wrong_settings_are_named_with_their_place(office: OfficeCli, line: str, words: str) -> None:
    """A wrong setting is told with its path and what would be right, and nothing runs."""
    (office.folder / "office.toml").write_text(f'name = "甲局"\n{line}\n' if "name =" not in line else line, "utf-8")
    assert words in office.refused("status")


def test_due_dates_and_regions_of_the_settings_count(office: OfficeCli) -> None:
    """What the settings say of due dates is read, and the calendar of the region is opened."""
    text = (
        'name = "甲局"\nregion = "广西"\nsoon = 9\n[due]\n"审核检查结论" = { working-days = 3, basis = "本局规定" }\n'
    )
    (office.folder / "office.toml").write_text(text, "utf-8")
    assert office.run("status").status == 0


def test_a_store_elsewhere_is_named_by_a_variable(office: OfficeCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address refers to the environment, and says which variable is missing."""
    text = (office.folder / "office.toml").read_text("utf-8")
    (office.folder / "office.toml").write_text(text.replace("office.db", "${WHERE}.db"), "utf-8")
    assert "“WHERE”" in office.refused("status")
    monkeypatch.setenv("WHERE", "office")
    assert office.run("status").status == 0


def test_who_acts_has_to_be_known(office: OfficeCli) -> None:
    """Nobody, or somebody unknown, does not act; the people of the office are named."""
    assert "--as" in office.refused(*PLAN)
    assert HANDLER in office.refused(*PLAN, by="张三")


def test_who_acts_may_be_named_by_the_environment(office: OfficeCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable names who acts, and the option counts more."""
    monkeypatch.setenv("RANDOM_INSPECTION_AS", HANDLER)
    assert "清单" in office.refused(*PLAN)
    assert "张三" in office.refused(*PLAN, "--as", "张三")


def test_an_older_database_is_refused(tmp_path: Path) -> None:
    """A file that has no tables of an office says so, and is not touched."""
    office = new_office(tmp_path / "office")
    (office.folder / "office.db").write_bytes(b"")
    assert "数据表" in office.refused("status")


def test_interrupted_at_every_step_it_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever making an office ended, the same line once more makes the whole of it."""
    steps = ("_folder", "create_private", "opened")
    real = {name: getattr(setting_up, name) for name in steps}
    moment, status = 0, 130
    while status == 130:
        moment += 1
        left = [moment]

        def step(name: str, left: list[int], *arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            return real[name](*arguments, **more)

        for name in steps:
            monkeypatch.setattr(setting_up, name, partial(step, name, left))
        line = ("office", "init", tmp_path / str(moment), "--name", "甲局", "--person", "甲=经办人")
        status = say(*line).status
        for name in steps:
            monkeypatch.setattr(setting_up, name, real[name])
        assert say(*line).status == 0
        made = {path.name for path in (tmp_path / str(moment)).iterdir()}
        assert made == {"office.toml", "office.db", "office.key", "evidence", "draws", "archives", "public"}
    assert moment > 6, "every step was tried"
