"""That content of a record was deleted because a law wants it, while its proof on the trail stays whole."""

from __future__ import annotations

import attrs

from random_inspection.domain.acts import Mark
from random_inspection.domain.fields import Integer, check_line
from random_inspection.domain.identifiers import check_identifier
from random_inspection.domain.validators import Kind


@attrs.frozen(kw_only=True)
class Erasure:
    """A lawful deletion (依法删除).

    Attributes:
        kind: the kind of record.
        key: its key.
        version: the version whose content is gone.
        basis: the law, or the request that it grants.
        made: who deleted it.
    """

    kind: str = attrs.field(validator=check_identifier)
    key: str = attrs.field(validator=check_line)
    version: int = attrs.field(validator=Integer(1))
    basis: str = attrs.field(validator=check_line)
    made: Mark = attrs.field(validator=Kind(Mark))
