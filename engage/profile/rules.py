"""The choices people have, the words of the permission to talk to somebody else, and what each section comes to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum


class Sort(StrEnum):
    """What a line of the team's list is."""

    SERVICE = "service"
    PLACE = "place"
    WORK = "work"


class Often(StrEnum):
    """How much time somebody has."""

    NOW_AND_THEN = "now and then"
    MONTHLY = "monthly"
    MORE = "more"


class Payment(StrEnum):
    """How somebody would like to take part."""

    EXPENSES = "expenses"
    PAYMENT = "payment"
    NOTHING = "nothing"
    NOT_SURE = "not sure"


class Part(StrEnum):
    """One page of what somebody says about taking part."""

    INTERESTS = "interests"
    EXPERIENCE = "experience"
    PAYMENT = "payment"


class Told(StrEnum):
    """How somebody told the team, in words that fit into a sentence."""

    PHONE = "by phone"
    IN_PERSON = "in person"
    PAPER = "on paper"


PART_WORDS: dict[Part, str] = {
    Part.INTERESTS: "What they would like to do",
    Part.EXPERIENCE: "What they bring",
    Part.PAYMENT: "Expenses and payment",
}


class Word(StrEnum):
    """What was said about talking to somebody else."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class May(StrEnum):
    """What we may tell somebody else."""

    DATES = "dates"
    REACH = "reach"
    NEEDS = "needs"
    EXPENSES = "expenses"


SORT_WORDS: dict[Sort, str] = {Sort.SERVICE: "Services", Sort.PLACE: "Places", Sort.WORK: "Types of work"}
OFTEN_WORDS: dict[Often, str] = {
    Often.NOW_AND_THEN: "Now and then",
    Often.MONTHLY: "About once a month",
    Often.MORE: "More often",
}
PAYMENT_WORDS: dict[Payment, str] = {
    Payment.EXPENSES: "Expenses only",
    Payment.PAYMENT: "Involvement payment where offered",
    Payment.NOTHING: "No payment by choice",
    Payment.NOT_SURE: "Not sure, talk to me",
}
MAY_WORDS: dict[May, str] = {
    May.DATES: "Dates, times and places of what I said yes to",
    May.REACH: "That you are trying to reach me",
    May.NEEDS: "What I need to take part",
    May.EXPENSES: "My expenses and payments",
}

# the words somebody agrees to when they name somebody else; words in force never change: the next version follows
WORDINGS: dict[int, str] = {
    1: "The participation team may talk to the person I name here, about what I tick and nothing else. "
    "I can stop this at any time, without saying why.",
}
VERSION = max(WORDINGS)

LONGEST_TITLE, LONGEST_NAME, LONGEST_REACH, LONGEST_EXPERIENCE = 80, 200, 250, 1000


def wording_hash(version: int) -> str:
    """The SHA-256 of the exact words, 64 hex digits."""
    return hashlib.sha256(WORDINGS[version].encode()).hexdigest()


def packed(may: Iterable[May]) -> str:
    """What we may tell, in one order, as it is kept.

    >>> packed([May.NEEDS, May.DATES])
    'dates needs'
    """
    chosen = set(may)
    return " ".join(each.value for each in May if each in chosen)


def unpacked(kept: str) -> list[May]:
    """What we may tell, in order.

    >>> unpacked("dates needs") == [May.DATES, May.NEEDS]
    True
    """
    return [May(code) for code in kept.split()]
