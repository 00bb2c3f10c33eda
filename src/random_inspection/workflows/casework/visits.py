"""Before a visit and on entry: the approach, approval, notice, certificates, code, and emergencies (国办发〔2024〕54号).

Every act takes ``version``, the version of the inspection that the decision was made on (None for whatever version there
is), and raises `MoveRefused`, `NotAuthorised`, `NotStored` and `VersionConflict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Unpack

from random_inspection.domain.acts import Act, Order
from random_inspection.domain.fieldwork import Approach, Entry, ShownCertificate, VisitNotice
from random_inspection.domain.inspections import Inspection
from random_inspection.domain.inspectors import Inspector
from random_inspection.domain.items import Method
from random_inspection.domain.registers import InspectorEntry
from random_inspection.ports import Stored
from random_inspection.rules.casework import visit_moves
from random_inspection.rules.casework.dues import day_in_beijing
from random_inspection.workflows.acts import ActPorts, Work
from random_inspection.workflows.casework.inspections import move_inspection
from random_inspection.workflows.casework.task_directories import listed_items
from random_inspection.workflows.directories.registers import entry_on


def choose_approach(
    order: Order,
    inspection_id: str,
    *,
    method: Method,
    spared: str | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Decide how a target is inspected, as the list of items allows it for every item of the inspection.

    Args:
        order: who decides.
        inspection_id: the inspection.
        method: the method.
        spared: why no method that spares the visit does, where it is visited.
        version: the version that the decision was made on.
        **ports: what every act needs.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        approach = Approach(method=method, spared=spared, chosen=work.mark())
        listed = listed_items(work.unit, day_in_beijing(work.at))
        allowed = {code: item.methods for code, item in listed.items()}
        return visit_moves.choose_approach(inspection, approach, allowed)

    return move_inspection(Act.APPROACH_CHOOSE, order, inspection_id, move, version=version, **ports)


def approve_visit(
    order: Order, inspection_id: str, *, note: str | None = None, version: int | None = None, **ports: Unpack[ActPorts]
) -> Stored[Inspection]:
    """Approve a visit (行政检查审批)."""

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return visit_moves.approve_visit(inspection, work.mark(note))

    return move_inspection(Act.VISIT_APPROVE, order, inspection_id, move, version=version, **ports)


def serve_notice(
    order: Order,
    inspection_id: str,
    *,
    number: str,
    how: str | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Record that the notice (行政检查通知书) of this number was served, and how."""

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return visit_moves.notify(inspection, VisitNotice(number=number, served=work.mark(how)))

    return move_inspection(Act.VISIT_NOTIFY, order, inspection_id, move, version=version, **ports)


def begin_inspection(
    order: Order,
    inspection_id: str,
    *,
    code: str | None = None,
    certificates: Mapping[str, str] | None = None,
    emergency: str | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Begin an inspection; what is shown is compared with the directory of inspectors as it is today.

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        code: what was read from the firm's code on entry (扫码入企).
        certificates: the numbers of the certificates (执法证) that were shown, by inspector.
        emergency: what cannot wait for approval, notice and code; None where nothing is urgent.
        version: the version that the decision was made on.
        **ports: what every act needs.
    """
    shown = tuple(ShownCertificate(inspector_id=who, number=number) for who, number in (certificates or {}).items())

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        entry = Entry(began=work.mark(), code=code, certificates=shown)
        return visit_moves.begin(inspection, entry, _directory(work, certificates or {}), emergency)

    return move_inspection(Act.VISIT_BEGIN, order, inspection_id, move, version=version, **ports)


def _directory(work: Work[Inspection], names: Iterable[str]) -> Mapping[str, Inspector]:
    """Return these inspectors as the directory has them today; who is not in it, or left it, is not there."""
    today = day_in_beijing(work.at)
    stored = [work.unit.records.get(InspectorEntry, one) for one in names]
    entries = [entry_on(work.unit, one, today) for one in stored if one is not None]
    return {entry.key: entry.value for entry in entries if entry is not None and entry.present}


def report_emergency(
    order: Order, inspection_id: str, *, note: str | None = None, version: int | None = None, **ports: Unpack[ActPorts]
) -> Stored[Inspection]:
    """Report afterwards what could not wait."""

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return visit_moves.report_emergency(inspection, work.mark(note))

    return move_inspection(Act.EMERGENCY_REPORT, order, inspection_id, move, version=version, **ports)
