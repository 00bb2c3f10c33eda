"""The demo, as whoever tries it first sees it, and the office that it leaves behind."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import attrs
import pytest
from office_cases import OfficeCli, say
from office_fixtures import Said

from random_inspection.cli.demo.bureau import StoryClock

CITIZEN = Path(__file__).parents[2] / "examples/verify_as_citizen.py"
INTERRUPTED = 130
INTERNAL = ("经办赵", "科长钱", "局长孙", "审核李", "近亲属", "曾任职", "处-1", "公安局", "重点", "一般1%")
"""Words of the demo's records that nobody outside may read."""


@attrs.frozen
class Demo:
    """A demo that was run to its end.

    Attributes:
        folder: its folder.
        said: what it said.
    """

    folder: Path
    said: Said


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo in Chinese."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return Demo(folder, say("demo", folder))


@pytest.fixture
def copy(demo: Demo, tmp_path: Path) -> OfficeCli:
    """A copy of the office that the demo leaves behind, to go on in."""
    return OfficeCli(Path(shutil.copytree(demo.folder, tmp_path / "office")))


def test_every_month_is_told_and_status_comes_last(demo: Demo) -> None:
    """Strata with chances, the first drawn, loads, trust, what happened each month, and how the office stands are shown."""
    assert (demo.said.status, demo.said.err) == (0, "")
    told = iter(demo.said.out.splitlines())
    for words in (
        *(
            "七月",
            "检查对象2400个、检查人员60名",
            "每个对象的机会",
            "抽中的前5个（共78个）",
            "检查人员的席位数",
            "仍须信任谁",
        ),
        *("失败0项，经他人确认", "入企78家", "退回1项", "八月", "移送公安机关", "第2版", "候补", "逾期公示"),
        *("（.docx、.md）", "归档、导出并核验（发现问题0项）", "九月", "核验发现问题0项", "random-inspection ticket"),
        *(
            "已逾期（1项）",
            "未到期（3项）",
            "停滞事项（1）",
            "应公示未公示：抽查检查结果 1",
            "2026年各地区覆盖情况",
            "共2400个对象",
        ),
    ):
        assert any(words in line for line in told), words
    assert list(told) == []


def test_run_again_it_does_nothing_twice(copy: OfficeCli) -> None:
    """A demo that is complete tells its story again, in any language, and adds no act."""
    before = copy.acts()
    said = say("demo", copy.folder, lang="en")
    assert said.status == 0, said.err
    assert "nothing is done twice" in said.out
    assert "77 results published within 20 working days" in said.out
    assert copy.acts() == before


def test_without_the_extra_for_word_it_says_which(copy: OfficeCli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where docxtpl is not installed there are no reports as DOCX, everything else is as ever, and the extra is named once."""
    monkeypatch.setitem(sys.modules, "random_inspection.adapters.reports.filling", None)
    said = say("demo", copy.folder)
    assert said.status == 0, said.err
    assert "（.md）" in said.out
    assert said.out.count(".[docx]") == 1


@pytest.mark.parametrize("look", [300, 900])
def test_interrupted_it_goes_on(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: int) -> None:
    """Cut off anywhere, it goes on when it is run again, and in the end the same was done as in one go."""
    looks = iter(range(look))
    now = StoryClock.now

    def until(clock: StoryClock) -> object:
        if next(looks, None) is None:
            raise KeyboardInterrupt
        return now(clock)

    with monkeypatch.context() as patch:
        patch.setattr(StoryClock, "now", until)
        assert say("demo", tmp_path / "demo").status == INTERRUPTED
    assert say("demo", tmp_path / "demo").status == 0
    acts = Counter(OfficeCli(tmp_path / "demo").acts())
    assert acts == Counter(OfficeCli(demo.folder).acts())


@pytest.mark.soak
def test_killed_it_goes_on(demo: Demo, tmp_path: Path) -> None:
    """Killed by the system every few seconds, it comes to its end, and no act is lost, and none done twice."""
    command = [sys.executable, "-c", "from random_inspection.cli import main; main()", "demo", str(tmp_path / "demo")]
    status, chance = None, random.Random(1)
    while status != 0:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=chance.uniform(2, 8))
            process.kill()
            status = process.wait()
            assert status in (0, -signal.SIGKILL), process.stderr.read() if process.stderr else ""
    assert Counter(OfficeCli(tmp_path / "demo").acts()) == Counter(OfficeCli(demo.folder).acts())


def test_a_citizen_recomputes_its_draw(demo: Demo) -> None:
    """The script that needs no library finds nothing wrong with the draw that the demo made public."""
    command = [sys.executable, str(CITIZEN), str(demo.folder / "draws/2026-07")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
    assert "FAILED" not in done.stdout


def test_the_work_goes_on_with_the_commands_of_an_office(copy: OfficeCli, demo: Demo) -> None:
    """What the demo leaves is an office like any other: the command that it names works, and so does all the rest."""
    command = next(line for line in demo.said.out.splitlines() if " review " in line)
    key = command.split(" review ")[1].split()[0]
    copy.do("review", key, by="审核李")
    copy.do("publish", "due", by="经办赵")
    copy.do("recusal", "decide", "申请-2", by="局长孙")
    copy.do("trail", "check", copy.folder / "checkpoint-08-31.txt")
    copy.do("archive", "check", copy.folder / "archives/2026-08")
    assert "停滞事项" not in copy.do("status", "--on", "2026-10-31")


def test_the_public_reads_results_and_nothing_internal(demo: Demo) -> None:
    """Every result is on the site, and nothing on it says who handled it, who is apart from whom, or what class anybody has."""
    texts = {file: file.read_text("utf-8-sig") for file in (demo.folder / "public").rglob("*") if file.is_file()}
    assert sum(file.name == "result.json" and "result-" in str(file) for file in texts) == 78 + 7 + 1
    leaks = [(file, word) for file, text in texts.items() for word in INTERNAL if word in text]
    assert leaks == []


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    """It writes into no folder that holds something else, and says what to do."""
    (tmp_path / "letter.txt").write_text("x")
    said = say("demo", tmp_path)
    assert said.status == 1
    assert "不是演示单位" in said.err
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
