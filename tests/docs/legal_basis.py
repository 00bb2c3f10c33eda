"""Makes docs/legal-basis.md: clause, code, test. Run it to write the page: ``python tests/docs/legal_basis.py``."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[2]
CODE, TESTS, TABLE, PAGE = "src/random_inspection", "tests", "tests/docs/clauses.toml", "docs/legal-basis.md"
LINE = re.compile(r"^Clauses?:\s*(.*)$", re.MULTILINE)
HEAD = """# Clause, code, test

What the rule of the office (双随机、一公开抽查工作实施方案) asks of software, clause by clause: the code that does it, and the tests
that would fail if it did not. A clause with several duties is told duty by duty. {settled} of {all} duties are settled; the
others are open, with what they wait for.

This page is generated from markers in `src/` and `tests/` by `python tests/docs/legal_basis.py`, and a test fails where it is
not true any more. How to mark is said in [contributing](contributing.md#marking-a-clause).
"""

Marks = Mapping[str, list[str]]
Reader = Callable[[ast.Module, Path], Iterator[tuple[str, str]]]


@attrs.frozen(kw_only=True)
class Duty:
    """What a clause asks of the software.

    Attributes:
        clause: number of the clause in the rule.
        name: one word for the duty; it is marked as clause and name with a blank between them.
        en: the duty in English.
        zh: the duty in Chinese.
        open: what it waits for; None where it must have code and tests.
    """

    clause: str
    name: str
    en: str
    zh: str
    open: str | None = None

    @property
    def mark(self) -> str:
        """What a marker says."""
        return f"{self.clause} {self.name}"


@attrs.frozen(kw_only=True)
class LegalBasis:
    """The duties in the order of the table, and where code and tests are marked with them."""

    duties: tuple[Duty, ...]
    code: Marks
    tests: Marks

    def problems(self) -> list[str]:
        """Return what is not true: a duty without code or test, an open one with both, a marker of no duty."""
        known = {duty.mark for duty in self.duties}
        strays = [
            f"{place} marks {mark}, which {TABLE} does not have"
            for marks in (self.code, self.tests)
            for mark, places in marks.items()
            if mark not in known
            for place in places
        ]
        return strays + [problem for duty in self.duties for problem in self._problems_of(duty)]

    def _problems_of(self, duty: Duty) -> Iterator[str]:
        lacks = [what for what, marks in (("code", self.code), ("test", self.tests)) if duty.mark not in marks]
        if duty.open is None:
            yield from (f"{duty.mark} has no {what}" for what in lacks)
        elif not lacks:
            yield f"{duty.mark} has code and test, but is open in {TABLE}"

    def page(self) -> str:
        """Return the page, in Markdown."""
        settled = sum(duty.open is None for duty in self.duties)
        lines = [HEAD.format(settled=settled, all=len(self.duties))]
        clause = None
        for duty in self.duties:
            lines += [] if duty.clause == clause else [f"## {duty.clause}\n"]
            lines += [f"### {duty.name}\n", f"{duty.en} {duty.zh}\n"]
            lines += [f"Open: {duty.open}\n"] if duty.open else []
            listed = [("code", self.code), ("test", self.tests)]
            lines += [f"- {what}: `{place}`" for what, marks in listed for place in marks.get(duty.mark, [])]
            lines += [""] if lines[-1].startswith("- ") else []
            clause = duty.clause
        return "\n".join(lines).rstrip("\n") + "\n"


def read(root: Path) -> LegalBasis:
    """Return what the table, the code and the tests under `root` say."""
    table = tomllib.loads((root / TABLE).read_text("utf-8"))
    duties = tuple(Duty(**duty) for duty in table["duty"])
    return LegalBasis(duties=duties, code=_marks(root / CODE, _of_code), tests=_marks(root / TESTS, _of_tests))


def _marks(folder: Path, marks_of: Reader) -> Marks:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.py")):
        for mark, place in marks_of(ast.parse(path.read_text("utf-8")), path.relative_to(folder)):
            found[mark].append(place)
    return found


def _of_code(tree: ast.Module, path: Path) -> Iterator[tuple[str, str]]:
    module = [part for part in path.with_suffix("").parts if part != "__init__"]
    yield from _of_docstrings(tree, ".".join(module))


def _of_docstrings(node: ast.AST, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        for line in LINE.findall(ast.get_docstring(node) or ""):
            yield from ((mark.strip(), name) for mark in line.split(","))
        for child in node.body:
            yield from _of_docstrings(child, f"{name}.{getattr(child, 'name', '')}")


def _of_tests(tree: ast.Module, path: Path) -> Iterator[tuple[str, str]]:
    nodes = list(ast.walk(tree))
    decorated = {
        decorator: node.name
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for decorator in node.decorator_list
    }
    for node in nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause":
            place = f"{TESTS}/{path.as_posix()}" + (f"::{decorated[node]}" if node in decorated else "")
            yield from ((ast.literal_eval(mark), place) for mark in node.args)


if __name__ == "__main__":
    (ROOT / PAGE).write_text(read(ROOT).page(), "utf-8")
