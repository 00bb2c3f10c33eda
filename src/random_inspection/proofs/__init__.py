"""What makes the trail provable: canonical JSON, a Merkle log, its proofs, signed checkpoints, and receipts."""

from random_inspection.proofs.checkpoints import Checkpoint, checkpoint_text, open_checkpoint, parse_checkpoint
from random_inspection.proofs.checks import Evidence, Finding, Tampering, first_wrong_node, fsck, member_position
from random_inspection.proofs.commitments import commitment, matches
from random_inspection.proofs.merkle import (
    EMPTY_ROOT,
    Frontier,
    MerkleLog,
    StoredNode,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
)
from random_inspection.proofs.notes import (
    NoteSignature,
    NoteSigner,
    NoteVerifier,
    SignedNote,
    VerifierKey,
    format_note,
    parse_note,
    parse_verifier_key,
    sign_note,
    verified_signatures,
)
from random_inspection.proofs.receipts import Receipt, format_receipt, parse_receipt, verify_receipt
from random_inspection.proofs.verification import verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "Evidence",
    "Finding",
    "Frontier",
    "MerkleLog",
    "NoteSignature",
    "NoteSigner",
    "NoteVerifier",
    "Receipt",
    "SignedNote",
    "StoredNode",
    "Tampering",
    "VerifierKey",
    "checkpoint_text",
    "commitment",
    "consistency_proof",
    "first_wrong_node",
    "format_note",
    "format_receipt",
    "fsck",
    "inclusion_proof",
    "leaf_hash",
    "matches",
    "member_position",
    "node_hash",
    "open_checkpoint",
    "parse_checkpoint",
    "parse_note",
    "parse_receipt",
    "parse_verifier_key",
    "root_at",
    "sign_note",
    "verified_signatures",
    "verify_consistency",
    "verify_inclusion",
    "verify_receipt",
]
