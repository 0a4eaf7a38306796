"""What can be said of something that came back, what counts, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engage.outbox.rules import Channel, Reason
from engage.people.rules import NUMBERS, Kind


class Lasting(StrEnum):
    """Whether trying again may help."""

    FOR_GOOD = "for good"
    FOR_NOW = "for now"


class Why(StrEnum):
    """What we were told about it."""

    NO_SUCH_ADDRESS = "no such address"
    FULL = "full"
    TURNED_AWAY = "turned away"
    NOT_IN_TIME = "not in time"
    DELAYED = "delayed"
    POST_RETURNED = "post returned"
    NOT_IN_USE = "not in use"
    SOMEBODY_ELSE = "somebody else"


class Outcome(StrEnum):
    """What a person made of a mail that may ask us to stop."""

    STOPPED = "stopped"
    NOT_ASKED = "not asked"


class Read(StrEnum):
    """What became of one mail that was read."""

    CAME_BACK = "came back"
    NOTED = "noted"
    KNOWN = "known already"
    STOPPED = "stopped"
    ASKED = "asks to stop"
    SET_ASIDE = "set aside"


WHY_WORDS: dict[Why, str] = {
    Why.NO_SUCH_ADDRESS: "There is no such address",
    Why.FULL: "Their mailbox was full",
    Why.TURNED_AWAY: "The mail server there did not take it",
    Why.NOT_IN_TIME: "It could not be delivered in time",
    Why.DELAYED: "Delivery was delayed",
    Why.POST_RETURNED: "The letter was returned",
    Why.NOT_IN_USE: "The number is not in use",
    Why.SOMEBODY_ELSE: "Somebody else answered who does not know them",
}
LASTING_WORDS: dict[Lasting, str] = {Lasting.FOR_GOOD: "Final", Lasting.FOR_NOW: "May work again"}
MESSAGE_BECAUSE: dict[Why, Reason] = {
    Why.NO_SUCH_ADDRESS: Reason.NO_SUCH_ADDRESS,
    Why.FULL: Reason.MAILBOX_FULL,
    Why.TURNED_AWAY: Reason.TURNED_AWAY,
    Why.NOT_IN_TIME: Reason.NOT_IN_TIME,
}


class Failure(StrEnum):
    """Why GOV.UK Notify could not deliver a message, as it says it."""

    PERMANENT = "permanent-failure"
    TEMPORARY = "temporary-failure"
    TECHNICAL = "technical-failure"


NOTIFY_CALLS: dict[str, Channel] = {"email": Channel.EMAIL, "sms": Channel.TEXT}
"""What GOV.UK Notify calls the ways a message goes."""


@dataclass(frozen=True)
class Receipt:
    """What GOV.UK Notify says by itself became of the message with that reference; `status` in its own words."""

    reference: str
    status: str
    channel: Channel


NOTIFY_SAYS: dict[tuple[Channel, Failure], tuple[Lasting, Why, Reason]] = {
    (Channel.EMAIL, Failure.PERMANENT): (Lasting.FOR_GOOD, Why.NO_SUCH_ADDRESS, Reason.NO_SUCH_ADDRESS),
    (Channel.EMAIL, Failure.TEMPORARY): (Lasting.FOR_NOW, Why.NOT_IN_TIME, Reason.NOT_IN_TIME),
    (Channel.EMAIL, Failure.TECHNICAL): (Lasting.FOR_NOW, Why.TURNED_AWAY, Reason.NOT_PASSED_ON),
    (Channel.TEXT, Failure.PERMANENT): (Lasting.FOR_GOOD, Why.NOT_IN_USE, Reason.NUMBER_NOT_IN_USE),
    (Channel.TEXT, Failure.TEMPORARY): (Lasting.FOR_NOW, Why.NOT_IN_TIME, Reason.PHONE_NOT_REACHED),
    (Channel.TEXT, Failure.TECHNICAL): (Lasting.FOR_NOW, Why.TURNED_AWAY, Reason.NOT_PASSED_ON),
}
"""What a failure means, by the way a message went. A technical one says nothing about the address and counts against none."""

BY_HAND: dict[Why, Lasting] = {
    Why.NO_SUCH_ADDRESS: Lasting.FOR_GOOD,
    Why.POST_RETURNED: Lasting.FOR_GOOD,
    Why.NOT_IN_USE: Lasting.FOR_GOOD,
    Why.SOMEBODY_ELSE: Lasting.FOR_GOOD,
    Why.FULL: Lasting.FOR_NOW,
}
MAY_BE_SAID: dict[Kind, tuple[Why, ...]] = {
    Kind.EMAIL: (Why.NO_SUCH_ADDRESS, Why.FULL, Why.SOMEBODY_ELSE),
    Kind.POST: (Why.POST_RETURNED, Why.SOMEBODY_ELSE),
    Kind.SUPPORTER: (Why.NOT_IN_USE, Why.SOMEBODY_ELSE),
    **dict.fromkeys(NUMBERS, (Why.NOT_IN_USE, Why.SOMEBODY_ELSE)),
}
"""What somebody on the team may know of each kind of address or number."""

PERIODS = {30: "In the last 30 days", 90: "In the last 90 days", 365: "In the last year"}
WITHIN, KEPT, REPLIES_KEPT = timedelta(days=30), timedelta(days=365), timedelta(days=30)
MOST_UNKNOWN = 200
"""How many mails of people we do not know may wait to be decided: nobody can fill the list from outside."""
MOST_FOR_GOOD, MOST_FOR_NOW = 2, 3


def is_too_much(for_good: int, for_now: int) -> bool:
    """Whether so many messages within 30 days say that somebody cannot be reached there. What is final counts as both.

    >>> is_too_much(1, 1), is_too_much(2, 0), is_too_much(0, 3)
    (False, True, True)
    """
    return for_good >= MOST_FOR_GOOD or for_good + for_now >= MOST_FOR_NOW
