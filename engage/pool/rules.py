"""Standing in the pool and the steps between standings; what people tell us when they join."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import datetime, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """Where somebody stands in the pool. A break is not a standing: it belongs to consent."""

    APPLIED = "applied"
    IN_CONVERSATION = "in conversation"
    ACTIVE = "active"
    NOT_REAL = "not a real contact"
    LEFT = "left"


class Why(StrEnum):
    """Why somebody left, if they say. Nothing about health is asked."""

    NO_TIME = "no time"
    TOO_MUCH = "too much"
    NOTHING_FOR_ME = "nothing for me"
    NOT_HEARD = "not heard"
    HARD_TO_TAKE_PART = "hard to take part"
    MOVED = "moved"
    SOMETHING_ELSE = "something else"


WHY_WORDS: dict[Why, str] = {
    Why.NO_TIME: "I do not have the time",
    Why.TOO_MUCH: "There were too many messages",
    Why.NOTHING_FOR_ME: "There was nothing for me",
    Why.NOT_HEARD: "I did not feel heard, or did not hear what came of it",
    Why.HARD_TO_TAKE_PART: "It was hard to take part",
    Why.MOVED: "I have moved away",
    Why.SOMETHING_ELSE: "Another reason",
}


NEXT: dict[Standing, frozenset[Standing]] = {
    Standing.APPLIED: frozenset({Standing.IN_CONVERSATION, Standing.ACTIVE, Standing.NOT_REAL, Standing.LEFT}),
    Standing.IN_CONVERSATION: frozenset({Standing.IN_CONVERSATION, Standing.ACTIVE, Standing.NOT_REAL, Standing.LEFT}),
    Standing.ACTIVE: frozenset({Standing.LEFT}),
    Standing.NOT_REAL: frozenset({Standing.APPLIED}),
    Standing.LEFT: frozenset({Standing.APPLIED}),
}

WAITING = (Standing.APPLIED, Standing.IN_CONVERSATION)
IN_THE_POOL = (Standing.APPLIED, Standing.IN_CONVERSATION, Standing.ACTIVE)


class Tie(StrEnum):
    """How somebody is tied to the trust's services; several may be true at once."""

    USES = "uses services"
    USED = "used services"
    CARES = "cares for somebody"
    CARED = "cared for somebody"
    INTERESTED = "is interested"


class Welcome(StrEnum):
    """How the welcome was made."""

    SPOKE = "spoke"
    LEFT_MESSAGE = "left a message"
    WROTE = "wrote"


_POSTCODE = re.compile("([a-z]{1,2}[0-9][a-z0-9]?) *([0-9][a-z]{2})?", re.IGNORECASE)

DRAFT_KEPT = timedelta(days=7)
UNCONFIRMED_KEPT = timedelta(days=30)
CONFIRM_LINK_LASTS = timedelta(hours=24)
ASK_AGAIN_AFTER = timedelta(minutes=1)
QUESTIONS = ("age", "you", "name", "contact", "area", "wishes")


def first_missing(answered: Container[str], *, before: str | None = None) -> str | None:
    """The first question, in order, that has no answer yet; only those that come before `before`, if that is given."""
    asked = QUESTIONS if before is None else QUESTIONS[: QUESTIONS.index(before)]
    return next((question for question in asked if question not in answered), None)


def ordinal_of(asked_at: datetime) -> int:
    """Which of the confirming mails about one address this is, when somebody asks again: the minute they asked.

    The first is 0 and the reminders are 1 and 2, so asking twice within a minute sends one mail.
    """
    return int(asked_at.timestamp()) // 60


def area_named(typed: str) -> str:
    """The area somebody typed: of a whole postcode only the first part, which is all we ask for.

    >>> area_named("me1 4ab"), area_named("SW1A1AA"), area_named("me14"), area_named(" Tunbridge  Wells ")
    ('ME1', 'SW1A', 'ME14', 'Tunbridge Wells')
    """
    postcode = _POSTCODE.fullmatch(typed.strip())
    return postcode[1].upper() if postcode else " ".join(typed.split())


def area_key(area: str | None) -> str | None:
    """An area in the one form under which two spellings of it are the same.

    >>> area_key("me1 4ab"), area_key(" Ashford  town "), area_key(None)
    ('me1', 'ashford town', None)
    """
    return None if area is None else area_named(area).casefold()


class NotAllowedNow(ValueError):
    """A step between standings that is not drawn."""


def step(now: Standing, to: Standing) -> Standing:
    """`to`, when somebody who is `now` may become it. Raises NotAllowedNow."""
    if to not in NEXT[now]:
        raise NotAllowedNow(f"somebody who is {now} cannot become {to}")
    return to
