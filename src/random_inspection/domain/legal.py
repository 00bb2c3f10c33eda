"""Legal bases (抽查依据): what gives an office the power to inspect (clause 二(三) of the rule)."""

from __future__ import annotations

import datetime as dt

import attrs

from random_inspection.domain.fields import check_line
from random_inspection.domain.validators import check_bool, check_date, check_text


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


@attrs.frozen(kw_only=True)
class Repeal:
    """A provision that no longer gives the power to inspect, before the list was changed (clause 二(二) 动态调整).

    Attributes:
        title: title of the law, regulation or rule, as the list of items has it.
        article: the article; None for all of them.
        since: the first day without it.
        source: what repealed it.
    """

    title: str = attrs.field(validator=check_line)
    article: str | None = attrs.field(default=None, validator=attrs.validators.optional(check_line))
    since: dt.date = attrs.field(validator=check_date)
    source: str = attrs.field(validator=check_line)

    def takes(self, basis: LegalBasis, on: dt.date) -> bool:
        """Return whether `basis` is gone on the day `on`."""
        return self.title == basis.title and self.article in (None, basis.article) and self.since <= on
