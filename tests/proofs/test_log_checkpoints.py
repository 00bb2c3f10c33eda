from __future__ import annotations

from collections.abc import Callable

import pytest
from note_stamps import BUREAU, STRANGER, WITNESS

from random_inspection.errors import InvalidInput
from random_inspection.proofs import (
    EMPTY_ROOT,
    Checkpoint,
    MerkleLog,
    checkpoint_text,
    format_note,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    sign_note,
)

PUBLISHED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
).encode()
"""The example of the specification."""
ORIGIN = "bureau.example/trail"
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
POINT = Checkpoint(origin=ORIGIN, size=3, root=MerkleLog([b"a", b"b", b"c"]).root())


def _code(action: Callable[[], object]) -> tuple[str, int | None]:
    with pytest.raises(InvalidInput) as caught:
        action()
    assert caught.value.text("zh")
    return caught.value.code, caught.value.problems[0].where.row


def test_the_published_checkpoint_is_read_and_written() -> None:
    """The example of the specification comes out as it went in."""
    note = parse_note(PUBLISHED)
    found = parse_checkpoint(note.text)
    assert (found.origin, found.size, found.root.hex()[:8]) == ("example.com/behind-the-sofa", 20_852_163, "0ac5186a")
    assert checkpoint_text(found) == note.text
    assert format_note(note) == PUBLISHED


def test_an_empty_log_and_extension_lines() -> None:
    """Size 0 is written as 0, and further lines are kept as they are."""
    point = Checkpoint(origin=ORIGIN, size=0, root=EMPTY_ROOT, extensions=("one", "二"))
    assert checkpoint_text(point) == f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\none\n二\n"
    assert parse_checkpoint(checkpoint_text(point)) == point


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("", "checkpoint-short", None),
        (f"o\n1\n{ROOT}", "checkpoint-short", None),
        ("o\n1\n", "checkpoint-short", None),
        (f"\n1\n{ROOT}\n", "checkpoint-line", None),
        (f"o\n01\n{ROOT}\n", "checkpoint-size", 2),
        (f"o\n+1\n{ROOT}\n", "checkpoint-size", 2),
        (f"o\n１\n{ROOT}\n", "checkpoint-size", 2),
        (f"o\n\n{ROOT}\n", "checkpoint-size", 2),
        (f"o\n9007199254740992\n{ROOT}\n", "checkpoint-size", 2),
        (f"o\n{'9' * 5000}\n{ROOT}\n", "checkpoint-size", 2),
        (f"o\n1\n{ROOT[:-1]}\n", "checkpoint-root", 3),
        (f"o\n1\n{ROOT.replace('2I=', '2J=')}\n", "checkpoint-root", 3),
        (f"o\n1\n{ROOT} \n", "checkpoint-root", 3),
        ("o\n1\nYWJj\n", "checkpoint-root", 3),
        (f"o\n1\n{ROOT}\n\n", "checkpoint-line", None),
        (f"o\n1\n{ROOT}\nx\n\ny\n", "checkpoint-line", None),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str, code: str, row: int | None) -> None:
    """Lines missing or empty, a size in another spelling, a root that is none: refused with the line."""
    assert _code(lambda: parse_checkpoint(text)) == (code, row)


def test_opened_by_a_known_key_of_the_right_log() -> None:
    """A checkpoint is believed when the office signed it, with or without others."""
    data = format_note(sign_note(checkpoint_text(POINT), [STRANGER, BUREAU, WITNESS]))
    assert open_checkpoint(data, [BUREAU], origin=ORIGIN) == POINT
    assert open_checkpoint(data, [BUREAU, WITNESS], origin=ORIGIN) == POINT


def test_not_opened_otherwise() -> None:
    """Without a known key, of another log, or signed but no checkpoint, it is refused."""
    data = format_note(sign_note(checkpoint_text(POINT), [BUREAU]))
    assert _code(lambda: open_checkpoint(data, [WITNESS], origin=ORIGIN))[0] == "signature-none"
    assert _code(lambda: open_checkpoint(data, [BUREAU], origin="other.example"))[0] == "checkpoint-origin"
    assert _code(lambda: open_checkpoint(format_note(sign_note("x\n", [BUREAU])), [BUREAU], origin="x")) == (
        "checkpoint-short",
        None,
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"origin": ""}, "checkpoint-line"),
        ({"origin": "a\nb"}, "checkpoint-line"),
        ({"size": -1}, "not-integer"),
        ({"size": True}, "not-integer"),
        ({"root": b"short"}, "hash-length"),
        ({"extensions": ("", "a\nb")}, "checkpoint-line"),
    ],
)
def test_no_checkpoint_is_made_that_could_not_be_read_again(change: dict[str, object], code: str) -> None:
    """What the text of a checkpoint cannot say is refused before it is signed."""
    values: dict[str, object] = {"origin": ORIGIN, "size": 3, "root": POINT.root, **change}
    assert _code(lambda: Checkpoint(**values))[0] == code  # type: ignore[arg-type]
