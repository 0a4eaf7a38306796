"""To whom the carer lead may write, and what is told to a manager whose team has no champion."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

KIND, TEST = "coverage.message", "coverage.test"
LASTS, TEST_LASTS = timedelta(days=3), timedelta(hours=1)
LONGEST_SUBJECT, LONGEST_BODY = 120, 4000


class Whom(StrEnum):
    """Whom a message is for; one address each, asked again when it goes."""

    CHAMPIONS = "champions"
    DEPUTIES = "deputies"
    BOTH = "champions and deputies"
    MANAGERS = "managers"
    TRAINING_OUT = "training out"
    ONE_MANAGER = "manager of a team"


WHOM_WORDS: dict[Whom, str] = {
    Whom.CHAMPIONS: "Champions",
    Whom.DEPUTIES: "Deputies",
    Whom.BOTH: "Champions and deputies",
    Whom.MANAGERS: "Managers of teams",
    Whom.TRAINING_OUT: "Champions and deputies whose training is out of date",
    Whom.ONE_MANAGER: "The manager of one team",
}
TO_MANY = tuple(whom for whom in Whom if whom is not Whom.ONE_MANAGER)


def about_a_gap(team: str, days: int) -> tuple[str, str]:
    """Subject and text of a message to the manager of a team without a champion, to be looked over before it goes."""
    since = "since today" if days < 1 else "for 1 day" if days == 1 else f"for {days} days"
    return (
        f"A carer champion for {team}",
        f"{team} has had no carer champion {since}.\n\n"
        "Carers of the people you look after have no champion to turn to. Until there is a champion, what was promised to"
        " them is with the deputy or with you.\n\n"
        "Please tell me by the end of next week who will do it. I will add them the same day, and show them how it works.",
    )
