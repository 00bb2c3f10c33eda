"""Legal bases (抽查依据): what gives an office the power to inspect (clause 二(三) of the rule)."""

from __future__ import annotations

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.validators import check_bool, check_text


@attrs.frozen(kw_only=True)
class LegalBasis:
    """A provision of a law, regulation or rule that an inspection item rests on.

    Attributes:
        title: title of the law, regulation or rule, with the number of the document where it has one.
        article: the article, such as 第八十五条; None where the office's list names none.
        text: its words, one line or more.
        address: where the official text is found.
        grants_inspection: whether it gives the power to inspect; a basis may also only set duties.
    """

    title: str = attrs.field(validator=check_line)
    article: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    text: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_text))
    address: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    grants_inspection: bool = attrs.field(validator=check_bool)
