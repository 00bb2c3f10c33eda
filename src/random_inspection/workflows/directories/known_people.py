"""What an office knows already that new entries of inspectors, and trainings, are checked against (二(四), 四(二))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import attrs

from random_inspection.domain.inspectors import Certificate, Inspector
from random_inspection.domain.registers import AdoptedItems, InspectorEntry
from random_inspection.errors import Message, Problem, Where
from random_inspection.ports import Store, Unit

ITEM_UNKNOWN = Message(
    "item-not-adopted",
    "no list of items that the office adopted has {found!r}; correct the code, or adopt a list that has it",
    "已采用的各版抽查事项清单中都没有“{found}”；请更正事项编号，或先采用含该事项的清单",
)
CERTIFICATE_TWICE = Message(
    "certificate-twice",
    "{other!r} has the certificate {found!r} of {issuer!r} as well; correct the wrong one",
    "“{other}”的执法证也是“{issuer}”的“{found}”；请更正有误的一方",
)


@attrs.frozen(kw_only=True)
class KnownPeople:
    """The codes of items that were adopted, and who holds which certificate.

    Attributes:
        items: the codes of every version of the list; None while none is adopted, and nothing can be said of a code.
        holders: who is in the directory with a certificate, by number and issuer.
    """

    items: frozenset[str] | None = None
    holders: Mapping[tuple[str, str], str] = MappingProxyType({})

    @classmethod
    def of(cls, unit: Unit, *, but: Iterable[str] = ()) -> KnownPeople:
        """Return what the records say; of the directory without the entries `but`, which are about to be written."""
        lists = [stored.value.value for stored in unit.records.find(AdoptedItems)]
        left = set(but)
        entries = (stored.value for stored in unit.records.find(InspectorEntry) if stored.value.key not in left)
        people = (entry.value for entry in entries if entry.present)
        return cls(
            items=frozenset(item.code for one in lists for item in one.items) if lists else None,
            holders={_key(one.certificate): one.inspector_id for one in people if one.certificate},
        )

    def unknown_items(self, codes: Iterable[str], path: str) -> Iterator[Problem]:
        """Yield a finding at `path` for every code that no adopted list has."""
        for at, code in enumerate(codes):
            if self.items is not None and code not in self.items:
                yield ITEM_UNKNOWN.at(Where(path=f"{path}[{at}]"), found=code)

    def problems(self, inspectors: Iterable[Inspector]) -> Iterator[tuple[str, Problem]]:
        """Yield what is wrong with entries to be written, with the identifier, at ``items[0]`` or ``certificate.number``."""
        holders = dict(self.holders)
        for one in inspectors:
            for problem in self.unknown_items(one.items, "items"):
                yield one.inspector_id, problem
            if one.certificate is None:
                continue
            other = holders.setdefault(_key(one.certificate), one.inspector_id)
            if other != one.inspector_id:
                words = {"other": other, "found": one.certificate.number, "issuer": one.certificate.issuer}
                yield one.inspector_id, CERTIFICATE_TWICE.at(Where(path="certificate.number"), **words)


def known_people(*, store: Store) -> KnownPeople:
    """Return what an extract of inspectors is checked against when it is read; see `KnownPeople`."""
    with store.view() as view:
        return KnownPeople.of(view)


def _key(certificate: Certificate) -> tuple[str, str]:
    return certificate.number, certificate.issuer
