"""What a person agreed to share with a carer, and what that lets staff tell (domain.md 11.5, decision 1)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Agreed(StrEnum):
    """What the person who is cared for decided. That a decision ran out is worked out from its date, never stored."""

    FULL = "full"
    LIMITED = "limited"
    NOTHING = "nothing"
    COULD_NOT_DECIDE = "could not decide"
    NOT_ASKED = "not asked"


class Topic(StrEnum):
    """What may be agreed one by one (journeys.md C30)."""

    APPOINTMENTS = "appointments"
    MEDICINE = "medicine"
    CARE_PLAN = "care plan"
    CRISIS_PLAN = "crisis plan"
    DISCHARGE = "discharge"
    OTHER = "other"


AGREED_WORDS: dict[Agreed, str] = {
    Agreed.FULL: "Agreed: everything that helps the carer",
    Agreed.LIMITED: "Agreed: some things",
    Agreed.NOTHING: "Does not agree",
    Agreed.COULD_NOT_DECIDE: "Could not decide at the time",
    Agreed.NOT_ASKED: "Not asked yet",
}
TOPIC_WORDS: dict[Topic, str] = {
    Topic.APPOINTMENTS: "Appointments",
    Topic.MEDICINE: "Medicine",
    Topic.CARE_PLAN: "Care plan",
    Topic.CRISIS_PLAN: "Crisis plan",
    Topic.DISCHARGE: "Leaving hospital or the service",
    Topic.OTHER: "Something else",
}


def has_run_out(look_again_on: date | None, today: date) -> bool:
    """Whether a decision is to be asked about anew: from the day after the day it was to be looked at again."""
    return look_again_on is not None and look_again_on < today
