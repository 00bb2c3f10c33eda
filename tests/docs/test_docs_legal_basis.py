"""Clause, code, test: the table, the markers and the page are true of one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from legal_basis import CODE, PAGE, ROOT, TABLE, TESTS, LegalBasis, read

CLAUSES = "二(一) 二(二) 二(三) 二(四) 二(五) 二(六) 二(七) 二(八) 二(九) 三(一) 三(二) 三(三) 三(四) 三(五) 三(六) 四(二) 四(三)"
DUTY = '[[duty]]\nclause = "二(七)"\nname = "频次"\nen = "Often."\nzh = "经常。"\n'
OPEN = f'{DUTY}open = "a plan"\n'
CODE_MARK = 'class Yearly:\n    """Often.\n\n    Clause: 二(七) 频次\n    """\n'
TEST_MARK = 'import pytest\n\n@pytest.mark.clause("二(七) 频次")\ndef test_often():\n    """Often."""\n'


def basis_of(root: Path, table: str, code: str, test: str) -> LegalBasis:
    """Return the legal basis of a project with this table, one file of code, and one file of tests."""
    for name, text in ((TABLE, table), (f"{CODE}/rules/often.py", code), (f"{TESTS}/test_often.py", test)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return read(root)


def test_every_clause_has_code_and_test_or_is_open() -> None:
    """Every duty has both or waits for something, nothing is called open that is there, and every marker has its duty."""
    assert read(ROOT).problems() == []


def test_no_duty_is_open() -> None:
    """Every duty of the rule has code and a test; none waits for something."""
    assert [duty.mark for duty in read(ROOT).duties if duty.open] == []


def test_the_page_is_the_generated_one() -> None:
    """The page says what the markers say today; if not, run ``python tests/docs/legal_basis.py``."""
    written = (ROOT / PAGE).read_text("utf-8")
    assert written == read(ROOT).page(), "docs/legal-basis.md is old: run python tests/docs/legal_basis.py"


def test_the_table_has_every_clause_in_order_and_every_duty_once() -> None:
    """No clause leaves the table unseen, and no marker could mean two duties."""
    duties = read(ROOT).duties
    assert list(dict.fromkeys(duty.clause for duty in duties)) == CLAUSES.split()
    assert len({duty.mark for duty in duties}) == len(duties)


@pytest.mark.parametrize(
    ("table", "code", "test", "problem"),
    [
        (DUTY, CODE_MARK, "", "二(七) 频次 has no test"),
        (DUTY, "", TEST_MARK, "二(七) 频次 has no code"),
        (OPEN, CODE_MARK, TEST_MARK, f"二(七) 频次 has code and test, but is open in {TABLE}"),
        (OPEN, CODE_MARK.replace("频次", "次"), "", f"rules.often.Yearly marks 二(七) 次, which {TABLE} does not have"),
        (
            OPEN,
            "",
            TEST_MARK.replace(" 频次", ""),
            f"tests/test_often.py::test_often marks 二(七), which {TABLE} does not have",
        ),
        (OPEN, '"""Clauses: 二(九)"""', "", f"rules.often marks 二(九), which {TABLE} does not have"),
    ],
)
def test_what_is_not_true_is_found(tmp_path: Path, table: str, code: str, test: str, problem: str) -> None:
    """A duty that lacks one of both, an open one that has both, and a marker of no duty each fail, by name."""
    assert basis_of(tmp_path, table, code, test).problems() == [problem]


@pytest.mark.parametrize(("table", "code"), [(DUTY, CODE_MARK), (OPEN, "")])
def test_what_is_true_passes(tmp_path: Path, table: str, code: str) -> None:
    """A duty with both passes, and so does an open one with one of both."""
    assert basis_of(tmp_path, table, code, TEST_MARK).problems() == []


def test_the_page_leads_from_clause_to_code_to_test(tmp_path: Path) -> None:
    """Under the clause stand the duty in both languages, the code by name, and the test as pytest calls it."""
    page = basis_of(
        tmp_path, DUTY, CODE_MARK, f"{TEST_MARK}\n\npytestmark = pytest.mark.clause('二(七) 频次')\n"
    ).page()
    assert page.endswith(
        "## 二(七)\n\n### 频次\n\nOften. 经常。\n\n"
        "- code: `rules.often.Yearly`\n- test: `tests/test_often.py::test_often`\n- test: `tests/test_often.py`\n"
    )
    assert "1 of 1 duties" in page
