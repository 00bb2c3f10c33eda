from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from random_inspection.domain.identifiers import (
    MAX_LENGTH,
    canonical_target_id,
    collisions,
    folded,
    identifier_problem,
    target_id_problem,
)


@pytest.mark.parametrize(
    "text", ["a", "a b", "工地·东区", "é", "𠀀", "\u0378", "9" * MAX_LENGTH, "甲" * MAX_LENGTH, "/"]
)
def test_what_the_page_allows_passes(text: str) -> None:
    """Letters of every script, plain spaces inside, unassigned code points, 128 code points."""
    assert identifier_problem(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (5, "not-text"),
        (None, "not-text"),
        ("", "identifier-empty"),
        ("a" * (MAX_LENGTH + 1), "identifier-too-long"),
        (" a", "identifier-edge-space"),
        ("a ", "identifier-edge-space"),
        ("a,b", "identifier-character"),
        ('a"', "identifier-character"),
        ("a\tb", "identifier-character"),
        ("a\nb", "identifier-character"),
        ("a\u00a0b", "identifier-character"),
        ("a\u3000b", "identifier-character"),
        ("a\u200bb", "identifier-character"),
        ("\ufeffa", "identifier-character"),
        ("a\u2028", "identifier-character"),
        ("a\u2029", "identifier-character"),
        ("\ue000", "identifier-character"),
        ("\ud800", "identifier-character"),
        ("\ufdd0", "identifier-character"),
        ("\U0001ffff", "identifier-character"),
        ("e\u0301", "identifier-not-nfc"),
        ("\u212b", "identifier-not-nfc"),
    ],
)
def test_what_the_page_forbids_is_refused(text: object, code: str) -> None:
    """Each rule of the page has its own words; nothing is repaired."""
    problem = identifier_problem(text)
    assert problem is not None
    assert problem.code == code


@given(st.text(st.characters(), max_size=MAX_LENGTH + 2))
@example("a\ud800")
def test_identifiers_are_what_the_page_says(text: str) -> None:
    """The verdict on any text is that of the page's sentence, written out again here."""
    allowed = (
        1 <= len(text) <= MAX_LENGTH
        and text.strip(" ") == text
        and unicodedata.is_normalized("NFC", text)
        and not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in text)
        and not any(unicodedata.category(char) == "Zs" and char != " " for char in text)
        and not any(0xFDD0 <= ord(char) <= 0xFDEF or ord(char) % 0x10000 >= 0xFFFE for char in text)
        and not set(text) & set(',"')
    )
    assert (identifier_problem(text) is None) == allowed


def test_a_social_credit_code_is_brought_to_one_spelling() -> None:
    """Lower case and full width are typing habits; an identifier that is no code keeps its case and width."""
    assert canonical_target_id("91310106134697510x") == "91310106134697510X"
    assert canonical_target_id("９１３１０１０６１３４６９７５１０Ｘ") == "91310106134697510X"
    assert canonical_target_id("工地ａ-1") == "工地ａ-1"


def test_a_code_of_18_characters_has_its_check_digit() -> None:
    """A wrong digit is found (GB 32100-2015); what has not 18 letters and digits is not taken for a code."""
    assert target_id_problem("913101061346975107") is None
    problem = target_id_problem("913101061346975170")
    assert problem is not None
    assert problem.code == "uscc-wrong"
    assert "校验码" in problem.text("zh")
    assert target_id_problem("91310106134697510") is None
    assert target_id_problem("工地-1") is None


@pytest.mark.parametrize("text", ["9131010613469751O7", "A13101061346975107"])
def test_a_character_that_no_code_has_is_told_from_a_wrong_check_digit(text: str) -> None:
    """An O for a zero is a slip of another kind, and is said in the language of the message."""
    problem = target_id_problem(text)
    assert problem is not None
    assert "不用 I、O、S、V、Z" in problem.text("zh")
    assert "occur nowhere" in problem.text("en")


def test_two_spellings_of_one_identifier_collide() -> None:
    """Width, case and compatibility forms do not make two identifiers; the same one twice is no collision."""
    assert collisions(["A1", "a1", "ａ１", "a2", "a2"]) == [("A1", "a1", "ａ１")]
    assert collisions(["straße", "STRASSE", "x"]) == [("STRASSE", "straße")]
    assert collisions([]) == []


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    """The folded form is a form of its own, so collisions are transitive."""
    assert folded(folded(text)) == folded(text)
