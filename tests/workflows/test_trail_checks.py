"""The check of the whole trail against the records, checkpoints, receipts, and lawful deletion."""

import attrs
import pytest
from office_acts import approve, draft, office, order

from random_inspection.adapters.memory import MemoryStore
from random_inspection.adapters.signing import Ed25519Signer, Ed25519Verifier, generate_pem
from random_inspection.domain.acts import Subject
from random_inspection.errors import InvalidInput, NotStored
from random_inspection.ports import Kept
from random_inspection.proofs.checkpoints import open_checkpoint
from random_inspection.proofs.receipts import verify_receipt
from random_inspection.workflows.oversight.trail_checks import check_trail, erase_content, make_checkpoint, prove_event

ORIGIN = "bureau.example/trail"
SIGNER = Ed25519Signer.from_pem("bureau.example", generate_pem())
VERIFIER = Ed25519Verifier(SIGNER.verifier_key)


def _store() -> MemoryStore:
    store = MemoryStore()
    ports = office(store)
    for number in range(5):
        draft(f"2026-{number}", f"d{number}", ports)
        approve(f"2026-{number}", f"a{number}", ports)
    return store


def _codes(store: MemoryStore) -> list[str]:
    return [problem.code for problem in check_trail(store=store).problems]


@pytest.mark.clause("二(八) 留痕")
def test_a_trail_as_it_was_written_has_no_findings() -> None:
    """Acts alone leave nothing for the check to find."""
    found = check_trail(store=_store())
    assert (found.events, found.problems) == (10, ())


@pytest.mark.parametrize("number", range(5))
def test_an_altered_record_is_named(number: int) -> None:
    """Whoever alters a stored record without an act is found, with the record and the event that wrote it."""
    store = _store()
    key = ("plan", f"2026-{number}")
    rows = store._state.rows[key]
    forged = attrs.evolve(rows[1].kept, data=(rows[1].kept.data or b"").replace(b'"year":2026', b'"year":2027'))
    store._state.rows[key] = (rows[0], attrs.evolve(rows[1], kept=forged))
    (problem,) = check_trail(store=store).problems
    assert (problem.code, problem.params["key"], problem.params["seq"]) == ("record-altered", key[1], 2 * number + 1)


def test_a_record_that_is_gone_is_named() -> None:
    """A version that an event wrote cannot go without a recorded deletion."""
    store = _store()
    rows = store._state.rows["plan", "2026-3"]
    gone = attrs.evolve(rows[0], kept=Kept(version=1, data=None, salt=None))
    store._state.rows["plan", "2026-3"] = (gone, rows[1])
    assert _codes(store) == ["record-missing"]


def test_a_record_without_an_event_is_named() -> None:
    """What was put into the store past the acts is found."""
    store = _store()
    store._state.rows["plan", "2026-3"] += store._state.rows["plan", "2026-3"][1:]
    assert _codes(store) == ["record-without-event"]


def test_an_altered_event_is_named() -> None:
    """The first event that is not as it was logged is named."""
    store = _store()
    store._state.leaves[4] = store._state.leaves[4].replace("赵".encode(), "钱".encode())
    assert [(one.kind, one.first) for one in check_trail(store=store).findings] == [("篡改", 4)]


def test_a_rewritten_trail_is_found_by_a_checkpoint_kept_outside() -> None:
    """An office that rewrites its whole trail is found by whoever holds an earlier checkpoint."""
    note = make_checkpoint(ORIGIN, [SIGNER], store=_store())
    checkpoint = open_checkpoint(note, [VERIFIER], origin=ORIGIN)
    other = MemoryStore()
    for number in range(5):
        draft(f"2026-{number}", f"d{number}", office(other), title="另一计划")
        approve(f"2026-{number}", f"a{number}", office(other))
    assert check_trail(store=other).problems == ()
    (finding,) = check_trail(store=other, checkpoints=[checkpoint]).findings
    assert (finding.first, finding.last) == (0, 9)


@pytest.mark.clause("二(八) 追溯")
def test_one_event_is_proven_without_the_others() -> None:
    """The receipt of an event verifies under the signed checkpoint, alone, and holds its leaf verbatim."""
    store = _store()
    note = make_checkpoint(ORIGIN, [SIGNER], store=store)
    draft("2026-9", "d9", office(store))
    receipt = prove_event(7, note, store=store)
    assert verify_receipt(receipt, [VERIFIER], origin=ORIGIN).size == 10
    assert b'"seq":7' in receipt.leaf


def test_an_event_after_the_checkpoint_is_not_proven() -> None:
    """A checkpoint says nothing of later events, and what is of another trail proves nothing here."""
    store = _store()
    note = make_checkpoint(ORIGIN, [SIGNER], store=store)
    with pytest.raises(InvalidInput, match="later checkpoint"):
        prove_event(10, note, store=store)
    with pytest.raises(InvalidInput, match="not of this trail"):
        prove_event(0, note, store=MemoryStore())


def test_lawful_deletion_leaves_the_proofs_whole() -> None:
    """After content is deleted with its ground the trail still verifies, and the content is nowhere."""
    store = MemoryStore()
    ports = office(store)
    draft("2026-1", "d", ports, title="含个人信息")
    approve("2026-1", "a", ports, title="已去除")
    note = make_checkpoint(ORIGIN, [SIGNER], store=store)
    erased = erase_content(order("e"), Subject(kind="plan", key="2026-1"), 1, basis="个人信息保护法第四十七条", **ports)
    checkpoint = open_checkpoint(note, [VERIFIER], origin=ORIGIN)
    assert erased.value.version == 1
    assert check_trail(store=store, checkpoints=[checkpoint]).problems == ()
    assert "含个人信息" not in repr(store._state.rows)


def test_what_stands_is_not_deleted() -> None:
    """The last version stands and is not deleted, nor is what is not there; neither leaves an event."""
    store = MemoryStore()
    ports = office(store)
    draft("2026-1", "d", ports)
    with pytest.raises(InvalidInput, match="last one"):
        erase_content(order("e"), Subject(kind="plan", key="2026-1"), 1, basis="某法", **ports)
    with pytest.raises(NotStored):
        erase_content(order("f"), Subject(kind="plan", key="2026-1"), 7, basis="某法", **ports)
    assert check_trail(store=store).events == 1
