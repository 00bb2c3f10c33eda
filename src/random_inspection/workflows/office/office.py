"""The office that an embedding system calls."""

from __future__ import annotations

import attrs

from random_inspection.workflows.office.directories import DirectoriesDesk
from random_inspection.workflows.office.filing import FilingDesk
from random_inspection.workflows.office.oversight import OversightDesk
from random_inspection.workflows.office.planning import PlanningDesk
from random_inspection.workflows.office.publishing import PublishingDesk
from random_inspection.workflows.office.visiting import VisitingDesk


@attrs.frozen(kw_only=True)
class Office(DirectoriesDesk, PlanningDesk, VisitingDesk, PublishingDesk, FilingDesk, OversightDesk):
    """An office with all of its ports; every method is the workflow of its name, which has the whole contract.

    What is done takes an `Order` first: who acts, in which roles, under which command. The command identifies the act: ordered
    again by the same actor on the same subject, it gives the first result, whatever the other arguments are, so whoever does
    not know whether an act was acknowledged orders it again, and whoever wants something else done takes a new command. It
    holds no state of its own: two offices over the same ports are the same office.
    """
