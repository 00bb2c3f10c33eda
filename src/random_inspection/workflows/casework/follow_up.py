"""What follows from an inspection: disposals, penalties, transfers, re-inspection (后续处置, clause 二(九))."""

from __future__ import annotations

import datetime as dt
from typing import Unpack

from random_inspection.domain.acts import Act, Order
from random_inspection.domain.follow_up import Disposal, DisposalKind, Transfer
from random_inspection.domain.inspections import Inspection
from random_inspection.ports import Stored
from random_inspection.rules.casework import follow_up_moves
from random_inspection.workflows.acts import ActPorts, Work
from random_inspection.workflows.casework.inspections import move_inspection


def order_disposal(
    order: Order,
    inspection_id: str,
    *,
    disposal_id: str,
    kind: DisposalKind,
    content: str,
    due: dt.date | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Order a disposal (后续处置) that is no transfer, once the result has passed its review; it is open until it is finished.

    Clause: 二(九) 处理

    Args:
        order: who orders it.
        inspection_id: the inspection.
        disposal_id: its number within the inspection.
        kind: what is done.
        content: what exactly, such as what has to be corrected.
        due: by when; None where the law sets no day.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        InvalidInput: it is a transfer; make it with `make_transfer`.
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: the result is not reviewed, or disposed of already, the number is taken, `due` is before today, or it says
            that nothing is needed where the result says otherwise.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        disposal = Disposal(disposal_id=disposal_id, kind=kind, content=content, due=due, ordered=work.mark())
        return follow_up_moves.order_disposal(inspection, disposal)

    return move_inspection(Act.DISPOSAL_ORDER, order, inspection_id, move, version=version, **ports)


def make_transfer(
    order: Order,
    inspection_id: str,
    *,
    disposal_id: str,
    kind: DisposalKind,
    content: str,
    receiver: str,
    handed_over: tuple[str, ...],
    due: dt.date | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Hand a case over to the police or another authority (移送), once the result has passed its review; it is open until the receipt is there.

    Clause: 二(九) 处理

    Args:
        order: who hands it over.
        inspection_id: the inspection.
        disposal_id: its number within the inspection.
        kind: 移送公安机关 or 移送有管辖权的部门.
        content: why, such as the crime that is suspected.
        receiver: who takes it over.
        handed_over: what is handed over, each with its digest or number.
        due: by when the receipt is expected; None where the law sets no day.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        InvalidInput: `kind` is no transfer, or nothing is handed over.
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: the result is not reviewed, or disposed of already, the number is taken, or `due` is before today.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        transfer = Transfer(receiver=receiver, handed_over=handed_over)
        disposal = Disposal(
            disposal_id=disposal_id, kind=kind, content=content, due=due, ordered=work.mark(), transfer=transfer
        )
        return follow_up_moves.order_disposal(inspection, disposal)

    return move_inspection(Act.TRANSFER_MAKE, order, inspection_id, move, version=version, **ports)


def finish_disposal(
    order: Order,
    inspection_id: str,
    *,
    disposal_id: str,
    result: str,
    document: str | None = None,
    reinspected: dt.date | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Record how an open disposal ended (办结后续处置); a transfer ends with `record_receipt`.

    Clause: 二(九) 处理

    Args:
        order: somebody of the unit or the team.
        inspection_id: the inspection.
        disposal_id: number of the disposal within the inspection.
        result: what came of it.
        document: number of the penalty or decision (文号); needed with one of these.
        reinspected: the day of the re-inspection (复查), from the order until today; needed with an order to correct (责令改正).
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: there is no such open disposal, it is a transfer, or result, document or re-inspection are missing.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        mark = work.mark(result)
        return follow_up_moves.finish_disposal(
            inspection, disposal_id, mark=mark, document=document, reinspected=reinspected
        )

    return move_inspection(Act.DISPOSAL_FINISH, order, inspection_id, move, version=version, **ports)


def record_receipt(
    order: Order,
    inspection_id: str,
    *,
    disposal_id: str,
    receipt: str,
    note: str | None = None,
    version: int | None = None,
    **ports: Unpack[ActPorts],
) -> Stored[Inspection]:
    """Record the receiver's receipt (登记移送回执), with which an open transfer ends.

    Clause: 二(九) 处理

    Args:
        order: somebody of the unit or the team.
        inspection_id: the inspection.
        disposal_id: number of the transfer within the inspection.
        receipt: number of the receipt (回执).
        note: what else there is to say; None for nothing.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: there is no such open disposal, or it is no transfer.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return follow_up_moves.record_receipt(inspection, disposal_id, receipt=receipt, mark=work.mark(note))

    return move_inspection(Act.TRANSFER_RECEIPT, order, inspection_id, move, version=version, **ports)


def dispose(
    order: Order, inspection_id: str, *, note: str | None = None, version: int | None = None, **ports: Unpack[ActPorts]
) -> Stored[Inspection]:
    """Record that nothing is left to do about an inspection whose result is public (后续处置办结).

    Clause: 二(九) 处理

    Args:
        order: somebody of the unit who is not in the team.
        inspection_id: the inspection.
        note: what else there is to say; None for nothing.
        version: the version of the inspection that the decision was made on; None for whatever version there is.
        **ports: what every act needs.

    Returns:
        The inspection at its new version.

    Raises:
        NotAuthorised: the actor may not, or not in this case.
        NotStored: there is no such inspection.
        MoveRefused: the result is not public, a correction is under way, a disposal is open, or a problem has none.
        VersionConflict: it has another version.
    """

    def move(work: Work[Inspection], inspection: Inspection) -> Inspection:
        return follow_up_moves.dispose(inspection, work.mark(note))

    return move_inspection(Act.INSPECTION_DISPOSE, order, inspection_id, move, version=version, **ports)
