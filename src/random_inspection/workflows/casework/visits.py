"""Before a visit and on entry: the approach, approval, notice, certificates, code, and emergencies (国办发〔2024〕54号)."""

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
    """Decide how a target is inspected (检查方式), before its notice is served; decided again, a visit is approved again.

    Clause: 二(三) 清单

    Args:
        order: somebody of the unit or the team.
        inspection_id: the inspection.
        method: the method; the list of items in force today has it for every item of the inspection.
        spared: why no method that spares the visit (非现场) does; asked for a visit, and only there.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: notified or begun already, the list lacks the method for an item, or `spared` is missing or too much.
        VersionConflict: it has another version.
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
    """Approve a visit (行政检查审批), after its approach was chosen and before its notice is served.

    Args:
        order: a head who is not in the team.
        inspection_id: the inspection.
        note: what else there is to say; None for nothing.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: notified or begun already, approved already, no approach was chosen, or it is no visit.
        VersionConflict: it has another version.
    """

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
    """Record that the notice (行政检查通知书) was served; that of a visit after its approval.

    Args:
        order: somebody of the unit or the team.
        inspection_id: the inspection.
        number: number of the notice (文号).
        how: how it was served (送达方式); None where that is not recorded.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: served or begun already, no approach was chosen, or the visit is not approved.
        VersionConflict: it has another version.
    """

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
    """Begin an inspection (开始检查), once its approach was chosen.

    Clause: 三(二) 检查

    A visit takes approval, notice, code and certificates; what cannot wait takes the certificates alone, and
    `report_emergency` afterwards. What is shown is compared with the directory of inspectors as it is today.

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        code: what was read from the firm's code on entry (扫码入企); needed for a visit without emergency.
        certificates: the numbers of the certificates (执法证) that were shown, by identifier of the inspector; of at least two of
            the team, for a visit.
        emergency: what cannot wait for approval, notice and code; None where nothing is urgent.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: it began already, somebody acts who is not in the team, or the approach, or of a visit approval, notice,
            code or certificates are missing, or a certificate is not that of the directory.
        VersionConflict: it has another version.
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
    """Report afterwards what could not wait (紧急检查补报); until then nothing passes the review.

    Args:
        order: somebody of the team.
        inspection_id: the inspection.
        note: what is reported; None for nothing beside what was said on entry.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: it did not begin as an emergency, was reported already, or is not under way any more.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return visit_moves.report_emergency(inspection, work.mark(note))

    return move_inspection(Act.EMERGENCY_REPORT, order, inspection_id, move, version=version, **ports)
