"""Requests of people about what we hold: their kinds, the clock of one calendar month, and what may become of them."""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum

MONTHS_TO_ANSWER, MONTHS_MORE = 1, 2


class RequestKind(StrEnum):
    """What somebody asks of us."""

    ACCESS = "access"
    RECTIFY = "rectify"
    ERASE = "erase"
    RESTRICT = "restrict"
    OBJECT = "object"
    PORTABILITY = "portability"


class Came(StrEnum):
    """How a request reached us."""

    WEB = "web"
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    IN_PERSON = "in person"


class Identity(StrEnum):
    """How we made sure that it is them."""

    SIGNED_IN = "signed in"
    CONFIRMED_ADDRESS = "wrote from the address we hold"
    RANG_BACK = "rung back on the number we hold"
    DOCUMENT = "showed a document"
    KNOWN = "known in person"


class Outcome(StrEnum):
    """How a request was closed."""

    DONE = "done"
    PARTLY = "partly done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_THEM = "identity not shown"


class HoldReason(StrEnum):
    """Why something must be kept for now."""

    COMPLAINT = "complaint"
    CLAIM = "legal claim"
    INQUIRY = "inquiry"
    REQUEST = "open request"


class ErasureState(StrEnum):
    """How far an erasure that the team prepared has got."""

    PREPARED = "prepared"
    DONE = "done"
    TURNED_DOWN = "turned down"


def months_after(day: date, months: int) -> date:
    """The same day some calendar months later, or the last day of that month.

    >>> months_after(date(2027, 1, 31), 1), months_after(date(2026, 12, 5), 3)
    (datetime.date(2027, 2, 28), datetime.date(2027, 3, 5))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_on(received_on: date, *, is_extended: bool) -> date:
    """By when a request is to be answered: one calendar month, or two more."""
    return months_after(received_on, MONTHS_TO_ANSWER + (MONTHS_MORE if is_extended else 0))
