"""Languages, help, consoles, wrong use."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from office_fixtures import Cli

from random_inspection.cli.chinese import usage_problem
from random_inspection.cli.screen import Screen, chosen_language

_NAMES = ("SPEC", "sha256", "secret", "verify", "check", "working-days", "calendar-days", "months", "years")
COMMANDS = ["template", "commit", "announce", "draw", "publish", "verify", "ticket", "demo", "deadline", "calendar"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(cli: Cli, command: str) -> None:
    """--help works everywhere, and no English word of click is left in the Chinese one."""
    english, chinese = cli(command, "--help"), cli(command, "--help", lang="zh")
    assert (english.status, chinese.status) == (0, 0)
    assert "Usage:" in english.out
    assert "用法：" in chinese.out
    assert "Show this message" not in chinese.out


@pytest.mark.parametrize(
    ("environment", "arguments", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "en_US.UTF-8"}, [], "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, [], "en"),
        ({}, ["verify", "--lang", "zh"], "zh"),
        ({"LANG": "zh_CN.UTF-8"}, ["--lang=en"], "en"),
    ],
)
def test_the_language_follows_the_locale_unless_told(
    environment: dict[str, str], arguments: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chinese where the locale is Chinese; --lang wins, wherever it stands."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert chosen_language(arguments) == language


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "没有这个命令"),
        (["announce", "x"], "缺少参数"),
        (["draw", "x", "--nonsense"], "没有选项 --nonsense"),
        (["commit", "d", "n", "--digest", "md5"], "无效"),
        (["announce", "missing.toml", "--out", "there"], "missing.toml"),
        (["draw", "nowhere"], "nowhere"),
        (["draw", "nowhere", "--public", "x"], "名称=值"),
        (["commit", "d,1", "n"], "U+002C"),
        (["template", "office.csv"], "以 .xlsx 结尾"),
    ],
)
def test_wrong_use_is_answered_in_words(
    cli: Cli, arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown commands, missing parameters and missing files are explained in Chinese, without a traceback."""
    monkeypatch.chdir(tmp_path)
    said = cli(*arguments, lang="zh")
    assert said.status in (1, 2)
    assert words in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["announce", "x", "--out"], "选项 --out 后须有值"),
        (["draw", "a", "b", "c"], "多余的参数：b c"),
        (["demo", "a", "b"], "多余的参数：b；"),
        (["commit", "d", "n", "--digest", "md5"], "参数 --digest 无效：应为sha256、sm3之一，实为 'md5'"),
        (["deadline", "2026-03-05", "--months", "x"], "参数 --months 无效：应为整数，实为 'x'"),
        (["deadline", "2026-03-05"], "请给出 --working-days"),
        (["verify", "x", "--json=1"], "选项 --json 后不能有值"),
        (["verify", "x", "--announcement-digest", "1"], "参数 --announcement-digest 无效：应为64位十六进制字符"),
        (["announce", "x"], "缺少参数 --out"),
        (["announce"], "缺少参数 SPEC"),
        (["draw", "x", "--secrt", "a=b"], "没有选项 --secrt；是否为 --secret？"),
        (["verfy", "x"], "没有这个命令：verfy"),
        (["--version=1"], "选项 --version 后不能有值"),
        (["calendar", "chek"], "没有这个命令：chek"),
    ],
)
def test_no_words_of_click_are_left_in_chinese(cli: Cli, arguments: list[str], words: str) -> None:
    """What click says of wrong use comes in Chinese; only names and values stay as they were typed."""
    said = cli(*arguments, lang="zh")
    assert said.status == 2
    assert words in said.err
    named = {*"".join(arguments).split("=")} | {*arguments}
    rest = said.err.partition("查看帮助")[0]
    assert not [
        word for word in re.findall(r"[A-Za-z]{4,}", rest) if not any(word in name for name in (*named, *_NAMES))
    ]


def test_what_click_says_of_no_single_option_is_in_chinese() -> None:
    """Two sayings that no command of ours brings about today are ready all the same."""
    for said, words in (
        ("Missing command.", "缺少命令"),
        ("Option '--pair' requires 2 arguments.", "选项 --pair 后须有2个值"),
    ):
        assert usage_problem(click.UsageError(said), Screen("zh")).startswith(words)


def test_missing_files_have_a_status_of_their_own(cli: Cli, drawn: Path, tmp_path: Path) -> None:
    """`verify` exits with 2 where there is no announcement, or no result yet."""
    assert cli("verify", tmp_path / "nowhere").status == 2
    (drawn / "public/result.json").unlink()
    assert cli("verify", drawn).status == 2


def test_a_failed_check_says_what_was_expected_and_found(cli: Cli, drawn: Path) -> None:
    """One changed character in the result makes status 1, with both values."""
    result = drawn / "public/result.json"
    data = json.loads(result.read_bytes())
    result.write_bytes(result.read_bytes().replace(data["seed"].encode(), b"0" * 64))
    found = cli("verify", drawn)
    assert found.status == 1
    assert f"expected {data['seed']}, found {'0' * 64}" in found.out


def test_the_digest_from_elsewhere_is_compared(cli: Cli, drawn: Path) -> None:
    """With the right digest the publication is checked, with a wrong one it fails, without one it is not checked."""
    digest = json.loads((drawn / "public/result.json").read_bytes())["announcement"]
    statuses = []
    for options in ([], ["--announcement-digest", digest], ["--announcement-digest", "0" * 64]):
        checks = json.loads(cli("verify", drawn, "--json", *options).out)["checks"]
        statuses.append(next(one["status"] for one in checks if one["check"] == "announcement-published"))
    assert statuses == ["not-checked", "passed", "failed"]


def test_the_line_for_the_shell_gives_the_ticket(cli: Cli, drawn: Path) -> None:
    """The printed line, run in a shell, prints the ticket that the result has."""
    first = json.loads((drawn / "public/result.json").read_bytes())["drawn"][0]
    said = cli("ticket", drawn / "public", first["target_id"])
    line = next(line for line in said.out.splitlines() if line.startswith("printf"))
    shell = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert shell.stdout.split()[0] == first["ticket"]
    assert "drawn, no. 1" in said.out


def test_every_target_has_an_outcome(cli: Cli, drawn: Path) -> None:
    """Drawn, reserve or not drawn: together they are the whole frame, and a stranger is refused."""
    outcomes = [cli("ticket", drawn, f"F{number:02}").out for number in range(1, 13)]
    assert sum("drawn, no." in each for each in outcomes) == 2
    assert sum("reserve no." in each for each in outcomes) == 4
    assert sum("not drawn" in each for each in outcomes) == 6
    assert cli("ticket", drawn, "F99").status == 1


@pytest.mark.parametrize(("encoding", "written"), [("gbk", "gbk"), ("ascii", "utf-8"), ("utf-8", "utf-8")])
def test_output_survives_any_console_and_a_pipe(
    encoding: str, written: str, write_office: Callable[..., Path], tmp_path: Path
) -> None:
    """A console that cannot hold a character shows something else for it, and nothing fails.

    What claims to be ASCII is a misconfigured system, and gets UTF-8.
    """
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-W", "error", "-c", "from random_inspection.cli import main; main()", "--lang", "zh"]
    spec, bundle = write_office(), tmp_path / "bundle"
    for arguments in (["announce", str(spec), "--out", str(bundle)], ["draw", str(bundle)], ["verify", str(bundle)]):
        done = subprocess.run([*command, *arguments], capture_output=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr.decode(written)
        assert "对象" in done.stdout.decode(written) or "层" in done.stdout.decode(written)


@pytest.mark.parametrize("change", [str.upper, lambda text: " ".join(text[i : i + 8] for i in range(0, 64, 8))])
def test_a_digest_may_be_typed_as_it_is_printed(cli: Cli, drawn: Path, change: Callable[[str], str]) -> None:
    """Capitals and the groups of the printed record are the same digest; something else is wrong use."""
    digest = json.loads((drawn / "public/result.json").read_bytes())["announcement"]
    assert cli("verify", drawn, "--announcement-digest", change(digest)).status == 0
    assert cli("verify", drawn, "--announcement-digest", digest[:-1]).status == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [("[" * 100_000, "holds no secret"), ("{}", "holds no secret"), (None, "cannot be read")],
)
def test_a_file_that_is_no_secret_is_refused(cli: Cli, drawn: Path, content: str | None, words: str) -> None:
    """Deep nesting, other content and a missing file are each said in words."""
    if content is not None:
        (drawn / "secret.json").write_text(content, "utf-8")
    said = cli("draw", drawn, "--secret", f"x=@{drawn / 'secret.json'}")
    assert (said.status, words in said.err) == (1, True)


def test_a_name_too_long_is_no_traceback(cli: Cli, tmp_path: Path) -> None:
    """What the file system refuses is said in words by every command."""
    for command in ("verify", "draw", "publish", "demo"):
        said = cli(command, tmp_path / ("x" * 300))
        assert said.status in (1, 2)
        assert said.err


def test_output_that_cannot_be_written(drawn: Path) -> None:
    """A full disk behind the output is said, and is not mistaken for a failed check."""
    command = [
        sys.executable,
        "-c",
        "from random_inspection.cli import main; main()",
        "--lang",
        "en",
        "verify",
        str(drawn),
    ]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)
