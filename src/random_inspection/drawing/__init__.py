"""The draw protocol RID-1, pure: from an announcement and contributions to a draw that anybody can recompute."""

from random_inspection.domain.draws import AllQuota, CountQuota, RatioQuota, Share, ShareQuota, Stratum
from random_inspection.drawing.assignment import assign
from random_inspection.drawing.bundles import Bundle, Opened
from random_inspection.drawing.ceremony import HandedIn, commitment, open_contributions, seed_of
from random_inspection.drawing.checks import Check
from random_inspection.drawing.outcome import Outcome, draw
from random_inspection.drawing.patterns import pattern_problem
from random_inspection.drawing.quotas import chances, quotas
from random_inspection.drawing.seats import Seat, seats_of
from random_inspection.drawing.selection import Selection, select
from random_inspection.drawing.shortage import Shortage
from random_inspection.drawing.substitution import Aftermath
from random_inspection.drawing.tickets import digest_of, stage_key, ticket
from random_inspection.drawing.trust import trust
from random_inspection.drawing.verification import Verification, verify

__all__ = [
    "Aftermath",
    "AllQuota",
    "Bundle",
    "Check",
    "CountQuota",
    "HandedIn",
    "Opened",
    "Outcome",
    "RatioQuota",
    "Seat",
    "Selection",
    "Share",
    "ShareQuota",
    "Shortage",
    "Stratum",
    "Verification",
    "assign",
    "chances",
    "commitment",
    "digest_of",
    "draw",
    "open_contributions",
    "pattern_problem",
    "quotas",
    "seats_of",
    "seed_of",
    "select",
    "stage_key",
    "ticket",
    "trust",
    "verify",
]
