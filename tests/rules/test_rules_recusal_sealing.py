from __future__ import annotations

import hashlib

import attrs
import pytest

from random_inspection.errors import InvalidInput, Message
from random_inspection.rules.grounds import Ground
from random_inspection.rules.recusals.recusal import Recusal
from random_inspection.rules.recusals.recusal_sealing import open_recusal, seal

SECRET = "5f" * 32
KIN = Ground(message=Message("kin", "kin of {who}", "{who}的近亲属"), clause="二(五)", params={"who": "股东"})
PAIR = Recusal(target_id="甲店", inspector_id="李某", grounds=(KIN,))
OTHER = attrs.evolve(PAIR, target_id="乙店")


def test_a_sealed_pair_shows_no_reason() -> None:
    """What is laid open is the pair and a commitment; equal reasons of two pairs do not look equal."""
    sealed = seal([PAIR, OTHER], SECRET)
    assert [(one.target_id, one.inspector_id) for one in sealed] == [("甲店", "李某"), ("乙店", "李某")]
    assert "近亲属" not in repr(sealed)
    assert sealed[0].commitment != sealed[1].commitment


def test_one_pair_is_opened_without_the_others() -> None:
    """The firm gets salt and reasons of its own pair, and both make the commitment that was laid open."""
    sealed = seal([PAIR, OTHER], SECRET)
    opened = open_recusal(PAIR, SECRET)
    assert opened.sealed == sealed[0]
    assert opened.salt != open_recusal(OTHER, SECRET).salt
    assert SECRET not in repr(opened)


@pytest.mark.parametrize(
    "changes", [{"reasons": "[]"}, {"salt": "00" * 32}, {"target_id": "乙店"}, {"inspector_id": "王某"}]
)
def test_other_reasons_or_another_pair_do_not_open_it(changes: dict[str, str]) -> None:
    """A reason thought up later, or taken from another pair, does not make the commitment."""
    [sealed] = seal([PAIR], SECRET)
    assert attrs.evolve(open_recusal(PAIR, SECRET), **changes).sealed != sealed


def test_anybody_can_compute_the_commitment() -> None:
    """The one formula in the docstring, with the standard library only."""
    opened = open_recusal(PAIR, SECRET)
    assert opened.reasons == '[["kin","二(五)","股东的近亲属［二(五)］"]]'
    text = f"recusal\n{opened.salt}\n甲店\n李某\n{opened.reasons}"
    assert opened.sealed.commitment == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("secret", ["", "5f" * 31, "5F" * 32, "李某"])
def test_a_weak_secret_is_refused(secret: str) -> None:
    """Likely reasons could be tried out under a secret that is short."""
    with pytest.raises(InvalidInput) as caught:
        seal([PAIR], secret)
    assert [(one.code, one.where.path) for one in caught.value.problems] == [("sealing-secret-wrong", "secret")]
