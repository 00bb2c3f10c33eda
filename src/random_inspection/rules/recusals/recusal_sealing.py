"""Reasons of recusals that stay sealed, and a proof that they stood there (never public: sealed recusal reasons).

The pairs are in the roster; why they are excluded concerns two people. So every pair gets a commitment to its reasons
that can be laid open and opened by itself: to the firm concerned, without a word about any other.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable

import attrs

from random_inspection.domain.fields import check_hex64, is_hex64
from random_inspection.domain.identifiers import check_identifier
from random_inspection.errors import InvalidInput, Message, Where
from random_inspection.rules.recusals.recusal import Recusal

NOT_SECRET = Message(
    "sealing-secret-wrong",
    "the secret has to be 64 hexadecimal characters in lower case from a cryptographic generator",
    "密钥应为密码学随机数生成器产生的64位小写十六进制字符",
)


@attrs.frozen(kw_only=True)
class SealedRecusal:
    r"""A pair that is kept apart, with a commitment in the place of its reasons.

    Attributes:
        target_id: the target.
        inspector_id: the inspector.
        commitment: SHA-256 of ``recusal\n{salt}\n{target}\n{inspector}\n{reasons}``, 64 hexadecimal characters.
    """

    target_id: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)
    commitment: str = attrs.field(validator=check_hex64)


@attrs.frozen(kw_only=True)
class OpenedRecusal:
    """The reasons of one pair, opened.

    Attributes:
        target_id: the target.
        inspector_id: the inspector.
        salt: what kept the reasons from being guessed, 64 hexadecimal characters.
        reasons: the reasons, as a JSON list of code, clause and words in Chinese.
    """

    target_id: str = attrs.field(validator=check_identifier)
    inspector_id: str = attrs.field(validator=check_identifier)
    salt: str = attrs.field(validator=check_hex64)
    reasons: str

    @property
    def sealed(self) -> SealedRecusal:
        """The pair with the commitment to these reasons; it proves them where it is the one that was laid open."""
        text = f"recusal\n{self.salt}\n{self.target_id}\n{self.inspector_id}\n{self.reasons}"
        commitment = hashlib.sha256(text.encode()).hexdigest()
        return SealedRecusal(target_id=self.target_id, inspector_id=self.inspector_id, commitment=commitment)


def open_recusal(recusal: Recusal, secret: str) -> OpenedRecusal:
    """Return the reasons of one pair with their salt, for whom they concern.

    Args:
        recusal: the pair with its reasons.
        secret: 64 hexadecimal characters from a cryptographic generator, one for each roster, kept with the sealed
            files. The salts are HMAC-SHA-256 of the pairs under it; one of them says nothing about the others.

    Raises:
        InvalidInput: the secret is of another form.
    """
    if not is_hex64(secret):
        raise InvalidInput(NOT_SECRET.at(Where(path="secret")))
    pair = f"recusal\n{recusal.target_id}\n{recusal.inspector_id}"
    reasons = [[ground.code, ground.clause, ground.text("zh")] for ground in recusal.grounds]
    return OpenedRecusal(
        target_id=recusal.target_id,
        inspector_id=recusal.inspector_id,
        salt=hmac.new(bytes.fromhex(secret), pair.encode(), hashlib.sha256).hexdigest(),
        reasons=json.dumps(reasons, ensure_ascii=False, separators=(",", ":")),
    )


def seal(recusals: Iterable[Recusal], secret: str) -> tuple[SealedRecusal, ...]:
    """Return the pairs with commitments in the place of reasons; `secret` as for `open_recusal`.

    >>> from random_inspection.errors import Message
    >>> from random_inspection.rules.grounds import Ground
    >>> known = Ground(message=Message("interest", "kin", "近亲属"), clause="二(五)", params={})
    >>> pair = Recusal(target_id="甲店", inspector_id="李某", grounds=(known,))
    >>> [laid_open] = seal([pair], "5f" * 32)
    >>> open_recusal(pair, "5f" * 32).sealed == laid_open
    True
    """
    return tuple(open_recusal(one, secret).sealed for one in recusals)
