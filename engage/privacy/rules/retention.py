"""What may be kept for how long: the kinds of things a rule can speak of, and what is forgotten by the timetable anyway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from engage import clock
from engage.privacy.rules.requests import months_after

AHEAD = timedelta(days=30)
MOST_MONTHS = 1200


class What(StrEnum):
    """Each is the name of a rule in the table of rules."""

    CONTACTS = "contact details of people who left"
    RECORDS = "records of people who left"
    WORDS = "words of closed requests"


@dataclass(frozen=True)
class Told:
    """What the screen says of a rule: what starts the clock, and what is done when it has run out."""

    title: str
    trigger: str
    action: str


TOLD: dict[What, Told] = {
    What.CONTACTS: Told(
        "Contact details of people who left", "The day they left the pool",
        "Addresses, numbers, needs, profile, notes and sign-in are deleted; name and dates stay",
    ),
    What.RECORDS: Told("Records of people who left", "The day they left the pool", "Erased; the stub stays"),
    What.WORDS: Told(
        "Words of closed requests", "The day the request was closed",
        "What they wrote and what we answered is deleted; that there was a request stays",
    ),
}  # fmt: skip

# what the timetable forgets by itself, for the same screen: what, how long, why
FIXED = (
    ("Answers that were begun and not sent", "7 days", "Nobody has joined yet"),
    ("Sign-ups that nobody confirmed", "30 days", "We do not know whose they are"),
    ("Requests for a sign-in link", "1 day", "They are of no use any more"),
    ("Sign-ins that ended", "30 days", "So that people can see where they were signed in"),
    ("What staff typed when their sign-in ran out", "1 hour", "So that their work is not lost"),
    ("Words the team searched for", "12 hours", "So that no name stands in an address"),
    ("That a message, letter or call came back", "1 year", "So that we notice when somebody cannot be reached"),
    ("That a mail may have asked us to stop", "30 days after it was decided", "So that a mistake can be put right"),
    ("What the team typed for somebody and did not save", "1 day", "So that their work is not lost"),
    ("A code with which a carer joins their record to the pool", "7 days, or once it was used", "It works once"),
    ("What was looked for because of a carer’s request", "12 hours", "So that no name stands in an address"),
    ("Carers", "The times the carer lead sets", "From the last contact of each kind; the day stands on their page"),
)


def cut_off(now: datetime, months: int) -> datetime:
    """What began before this instant has been kept for so many months.

    >>> from datetime import UTC
    >>> cut_off(datetime(2027, 3, 31, 12, tzinfo=UTC), 1).isoformat()
    '2027-03-01T00:00:00+00:00'
    """
    return clock.at(months_after(clock.day_of(now), -months) + timedelta(days=1), time())


def falls_on(began: datetime, months: int) -> date:
    """The first day on which something is disposed of."""
    return months_after(clock.day_of(began), months)
