from __future__ import annotations

import hashlib

import pytest

from random_inspection.errors import InvalidInput
from random_inspection.proofs import commitment, matches

SALT = "5a" * 32


def test_known_answer() -> None:
    """Anybody with SHA-256 finds the commitment: the bytes are written out here."""
    written = f'{{"name":"phone","salt":"{SALT}","value":"138 0000 0000"}}'
    assert commitment(name="phone", value="138 0000 0000", salt=SALT) == hashlib.sha256(written.encode()).hexdigest()


def test_only_the_same_detail_matches() -> None:
    """Another name, value, kind of value or salt is another commitment."""
    found = commitment(name="age", value=1, salt=SALT)
    assert matches(found, name="age", value=1, salt=SALT)
    assert not matches(found, name="ages", value=1, salt=SALT)
    assert not matches(found, name="age", value="1", salt=SALT)
    assert not matches(found, name="age", value=True, salt=SALT)
    assert not matches(found, name="age", value=1, salt="5b" * 32)
    assert not matches(found.upper(), name="age", value=1, salt=SALT)


def test_all_findings_at_once() -> None:
    """A salt that is none and a value that JSON cannot hold are named together, each with its place."""
    with pytest.raises(InvalidInput) as caught:
        commitment(name="x", value=[1.5, "\ud800"], salt="short")
    assert [(one.code, one.where.path) for one in caught.value.problems] == [
        ("not-hex", "salt"),
        ("json-kind", "value[0]"),
        ("json-surrogate", "value[1]"),
    ]
