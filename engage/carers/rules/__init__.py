"""Who a carer is, when they are offered what, how long they are kept, and what a reference may look like."""

from __future__ import annotations

from engage.carers.rules.clocks import Clock, Limits, Running, clocks
from engage.carers.rules.reference import wrong_with
from engage.carers.rules.who import (
    CIRCUMSTANCE_WORDS,
    PREFERS_WORDS,
    RELATIONSHIP_WORDS,
    WHY_ASKED_WORDS,
    WHY_ENDED_WORDS,
    Circumstance,
    Prefers,
    Reach,
    Relationship,
    WhyAsked,
    WhyEnded,
    initials,
    new_number,
    read_reach,
)

__all__ = [
    "CIRCUMSTANCE_WORDS",
    "PREFERS_WORDS",
    "RELATIONSHIP_WORDS",
    "WHY_ASKED_WORDS",
    "WHY_ENDED_WORDS",
    "Circumstance",
    "Clock",
    "Limits",
    "Prefers",
    "Reach",
    "Relationship",
    "Running",
    "WhyAsked",
    "WhyEnded",
    "clocks",
    "initials",
    "new_number",
    "read_reach",
    "wrong_with",
]
