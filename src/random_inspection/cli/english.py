"""What the screen calls in English what the records call in Chinese: states, acts, what is due and what is stuck."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from random_inspection.cli.screen import Screen
from random_inspection.rules.casework.dues import DueKind
from random_inspection.rules.casework.stuck import StuckKind

WORDS: Mapping[StrEnum, str] = {
    DueKind.VISIT: "finish the inspection",
    DueKind.CONCLUSION: "conclude",
    DueKind.AGAIN: "conclude again, as returned",
    DueKind.REVIEW: "review the conclusion",
    DueKind.PUBLICATION: "publish the result",
    DueKind.EMERGENCY_REPORT: "report the emergency inspection",
    DueKind.DISPOSAL: "finish what was ordered",
    DueKind.TRANSFER_RECEIPT: "have the receipt of the transfer",
    StuckKind.NOT_ANNOUNCED: "the inspections should begin, and the draw is not announced",
    StuckKind.NOT_DRAWN: "announced, not drawn",
    StuckKind.NOT_CONFIRMED: "drawn, not confirmed",
    StuckKind.NOT_ANALYSED: "closed, no analysis submitted",
    StuckKind.NOT_REPORTED: "closed, no final report submitted",
    StuckKind.NOT_DELIVERED: "not delivered to the place of publication",
    StuckKind.NOT_DECIDED: "the recusal asked for is not decided",
}
"""Where the name of a value says too little."""


def word(screen: Screen, value: StrEnum) -> str:
    """Return what a value is called in the screen's language."""
    return value.value if screen.lang == "zh" else WORDS.get(value, value.name.replace("_", " ").lower())
