"""Random inspections in the open (双随机、一公开): draws that anybody can recompute.

The names here are what most programs need; everything else is in the packages below, floor by floor
(docs/architecture.md). Adapters are imported from `random_inspection.adapters`, each with its own dependency.
"""

from random_inspection.domain.acts import Actor, Order, Role
from random_inspection.drawing import (
    AllQuota,
    Bundle,
    CountQuota,
    HandedIn,
    RatioQuota,
    Seat,
    Selection,
    Share,
    ShareQuota,
    Stratum,
    Verification,
    assign,
    commitment,
    select,
    verify,
)
from random_inspection.errors import (
    AssignmentInfeasible,
    InvalidInput,
    NotStored,
    Problem,
    RandomInspectionError,
    StorageFailed,
)
from random_inspection.workflows.draws.announcing import announce
from random_inspection.workflows.draws.bundles import open_bundle
from random_inspection.workflows.draws.drawing import draw_announced, publish_result
from random_inspection.workflows.draws.tickets import explain_ticket
from random_inspection.workflows.office import Office

__all__ = [
    "Actor",
    "AllQuota",
    "AssignmentInfeasible",
    "Bundle",
    "CountQuota",
    "HandedIn",
    "InvalidInput",
    "NotStored",
    "Office",
    "Order",
    "Problem",
    "RandomInspectionError",
    "RatioQuota",
    "Role",
    "Seat",
    "Selection",
    "Share",
    "ShareQuota",
    "StorageFailed",
    "Stratum",
    "Verification",
    "announce",
    "assign",
    "commitment",
    "draw_announced",
    "explain_ticket",
    "open_bundle",
    "publish_result",
    "select",
    "verify",
]
