"""The page on embedding, whose code others copy into their programs."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

from random_inspection import Office

PAGE = Path(__file__).parents[2] / "docs/howto/embed.md"


def test_the_code_of_the_page_on_embedding_passes_the_strictest_typing(tmp_path: Path) -> None:
    """Put together into one program, the visible blocks of the page have no finding under ``mypy --strict``."""
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    program = tmp_path / "platform_program.py"
    program.write_text("\n\n".join(blocks), "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.startswith("Success"), done.stdout + done.stderr
    assert "office.approve_plan(" in program.read_text("utf-8")


def test_the_page_names_every_act_that_takes_a_version() -> None:
    """The acts listed as taking ``version=`` are those whose methods do, each once."""
    (listed,) = re.findall(r"The acts that take it (.*?)\. The others", PAGE.read_text("utf-8"), re.DOTALL)
    methods = {name: found for name, found in inspect.getmembers(Office, inspect.isfunction) if name[0] != "_"}
    takers = {name: inspect.signature(found).parameters.get("version") for name, found in methods.items()}
    expected = sorted(name for name, version in takers.items() if version and version.default is None)
    assert sorted(re.findall("`([a-z_]+)`", listed)) == expected
