"""States of a message and the steps between them, what may be answered to "may it go?", and how long to wait.

The diagram is in docs/delivery.md; a step that is not drawn there is refused.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from engage.mail import Email
from engage.outbox.rules.reasons import REASON_WORDS as REASON_WORDS
from engage.outbox.rules.reasons import Reason as Reason

Facts = TypeVar("Facts")

_OCCASIONS = uuid.UUID("3b6a1f0c-7c52-4f0e-9d5e-1a4f2e8b9c70")
_NAMED, _VARIANT = _OCCASIONS.bytes, {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


class State(StrEnum):
    """Where a message stands."""

    PLANNED = "planned"
    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    ACCEPTED = "accepted"
    BOUNCED = "bounced"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"
    CLOSED = "closed"


NEXT: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.QUEUED, State.CANCELLED, State.SUPPRESSED, State.EXPIRED}),
    State.QUEUED: frozenset({State.CLAIMED, State.SENDING, State.CANCELLED, State.SUPPRESSED, State.EXPIRED}),
    State.CLAIMED: frozenset({State.SENDING, State.QUEUED, State.SUPPRESSED, State.EXPIRED, State.FAILED, State.CANCELLED}),
    State.SENDING: frozenset({State.ACCEPTED, State.QUEUED, State.FAILED, State.UNCERTAIN}),
    State.ACCEPTED: frozenset({State.BOUNCED}),
    State.UNCERTAIN: frozenset({State.ACCEPTED, State.CLOSED}),
    State.BOUNCED: frozenset({State.ACCEPTED}),
    State.FAILED: frozenset(),
    State.EXPIRED: frozenset(),
    State.SUPPRESSED: frozenset(),
    State.CANCELLED: frozenset(),
    State.CLOSED: frozenset(),
}

WAITING = (State.PLANNED, State.QUEUED)
NOT_BEGUN = (*WAITING, State.CLAIMED)
MAY_YET_ARRIVE = (*NOT_BEGUN, State.SENDING, State.ACCEPTED, State.UNCERTAIN)
HAVE_LEFT = (State.SENDING, State.ACCEPTED, State.BOUNCED, State.UNCERTAIN, State.CLOSED)


SETTLED = frozenset({State.ACCEPTED, State.BOUNCED, *(state for state, onward in NEXT.items() if not onward)})


class Category(StrEnum):
    """How a message behaves when it is not known whether it arrived, and whose turn it is.

    NEWS: the same letter to many; last out, many at a time, and never sent again by itself.
    """

    REMINDER = "reminder"
    CHANGE = "change"
    SECURITY = "security"
    NEWS = "news"


class Channel(StrEnum):
    """The ways a message can travel; consent is given for each."""

    EMAIL = "email"
    PHONE = "phone"
    TEXT = "text"
    POST = "post"


class Show(StrEnum):
    """What a list of messages shows; the value stands in the address."""

    EVERYTHING = "everything"
    DUE = "due"
    SENT = "sent"
    NOT_SENT = "not-sent"
    CAME_BACK = "came-back"
    UNCERTAIN = "uncertain"
    DECIDED = "decided"


SHOWN: dict[Show, tuple[State, ...]] = {
    Show.EVERYTHING: tuple(State),
    Show.DUE: (State.PLANNED, State.QUEUED, State.CLAIMED, State.SENDING),
    Show.SENT: (State.ACCEPTED,),
    Show.NOT_SENT: (State.SUPPRESSED, State.CANCELLED, State.EXPIRED, State.FAILED),
    Show.CAME_BACK: (State.BOUNCED,),
    Show.UNCERTAIN: (State.UNCERTAIN,),
    Show.DECIDED: (State.CLOSED,),
}

STATE_WORDS: dict[State, str] = {
    State.PLANNED: "Planned",
    State.QUEUED: "Waiting to be sent",
    State.CLAIMED: "Being prepared",
    State.SENDING: "Being sent",
    State.ACCEPTED: "Sent",
    State.BOUNCED: "Came back",
    State.FAILED: "Not sent: refused",
    State.EXPIRED: "Not sent: too late",
    State.SUPPRESSED: "Not sent",
    State.CANCELLED: "Not sent: called off",
    State.UNCERTAIN: "Uncertain",
    State.CLOSED: "Uncertain, and left",
}


@dataclass(frozen=True)
class Due:
    """A message that falls due: plain values, said by a room's `due.py`, put into the outbox at most once.

    kind: the message, as in `jobs.KINDS`. about: what it is about. recipient_id: a person or an account.
    due_at: the first instant it may go (UTC). not_after: from then on it is pointless. due_on: the day it hangs on.
    ordinal: which of several of the same kind about the same thing. purpose: the permission it needs, or None for a service
    message.
    """

    kind: str
    about: UUID
    recipient_id: UUID
    due_at: datetime
    not_after: datetime
    due_on: date
    ordinal: int = 0
    category: Category = Category.REMINDER
    purpose: str | None = None
    channel: Channel = Channel.EMAIL


def occasion_id(kind: str, about: UUID, ordinal: int) -> UUID:
    """Worked out, not drawn: whoever says the same thing names the same occasion."""
    return uuid.uuid5(_OCCASIONS, f"{kind} {about} {ordinal}")


def occasion_hex(kind: str, about: UUID, ordinal: int) -> str:
    """The same as 32 hex digits, without the two objects that the library makes on its way: for planning many.

    >>> occasion_hex("any.kind", _OCCASIONS, 7) == occasion_id("any.kind", _OCCASIONS, 7).hex
    True
    """
    drawn = hashlib.sha1(_NAMED + f"{kind} {about} {ordinal}".encode(), usedforsecurity=False).hexdigest()
    return f"{drawn[:12]}5{drawn[13:16]}{_VARIANT[drawn[16]]}{drawn[17:32]}"


@dataclass(frozen=True)
class Go:
    """It may go now; `consent_event_id` is the permission it rests on, if it needs one."""

    consent_event_id: UUID | None = None


@dataclass(frozen=True)
class Hold:
    """Not now: ask again at `until`."""

    until: datetime
    reason: Reason


@dataclass(frozen=True)
class Stop:
    """Not at all."""

    reason: Reason


Answer = Go | Hold | Stop


@dataclass(frozen=True)
class Letter:
    """A message about to go, as plain values for the rooms that write it and that say whether it may go."""

    outgoing_id: UUID
    kind: str
    about: UUID
    recipient_id: UUID
    ordinal: int
    due_on: date
    purpose: str | None
    channel: Channel
    category: Category = Category.REMINDER


Moments = Mapping[UUID, datetime]
"""When each of several messages is asked about, by its id."""
AskTogether = Callable[[Sequence[Letter], Moments], Mapping[UUID, Answer]]
"""May these messages go, each at its moment? By their ids, in the same number of statements however many they are."""


@dataclass(frozen=True)
class Bulk(Generic[Facts]):
    """The questions of a kind for many of its letters at once, each in the same number of statements however many they are.

    may_go_all: as `may_go`, by the ids of the messages, every recipient locked in the order of their ids.
    facts_all: as `facts`; who is missing has nothing to be told or nowhere to be told it.
    own: the fields of the facts, all text, that differ from person to person: "to" first, others like "greeting" or
    "links.choices". Everything else is the same for many, compared and hashed, and their text is built once.
    """

    may_go_all: Callable[[Sequence[Letter], datetime], Mapping[UUID, Answer]]
    facts_all: Callable[[Sequence[Letter]], Mapping[UUID, Facts]]
    own: tuple[str, ...] = ("to",)


@dataclass(frozen=True)
class Kind(Generic[Facts]):
    """One kind of message, as `jobs.KINDS` wires it; the outbox never learns what it is about.

    may_go: asked when claimed and again, under a lock on the recipient, in the transaction before the body is sent.
    facts: what the text needs, read in that same transaction; None when there is nothing left to say or nowhere to send it.
    email: the text; a pure function of the facts. title: what the team calls it, on its screens.
    bulk: the same for many at once, for a kind of news; without it even news goes one by one.
    """

    name: str
    may_go: Callable[[Letter, datetime], Answer]
    facts: Callable[[Letter], Facts | None]
    email: Callable[[Facts], Email]
    title: str = ""
    bulk: Bulk[Facts] | None = None


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for, in the words this viewer may read; `person_id` where there is a page about them."""

    words: str
    person_id: UUID | None = None


@dataclass(frozen=True)
class Claim:
    """A message that one worker holds: every further step is conditional on `token`."""

    letter: Letter
    occasion_id: UUID
    token: UUID
    attempts: int
    not_after: datetime
    message_id: str


ONE_BY_ONE = (Category.SECURITY, Category.CHANGE, Category.REMINDER)
FIRST_OUT = (*ONE_BY_ONE, Category.NEWS)
LINE, TEXTS = "smtp", "texts"
LEASE = timedelta(minutes=2)
SET = 75
"""How much news is asked about, and marked as being sent, at once: what a single kill can leave uncertain."""
FRESH = timedelta(seconds=1)
"""How long an answer about a set holds; what has not begun by then is asked about again."""
AGAIN_AFTER = timedelta(minutes=15)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))


class NotAllowedNow(ValueError):
    """A step that the diagram does not have."""


def step(now: State, to: State) -> State:
    """`to`, when a message that is `now` may become it. Raises NotAllowedNow."""
    if to not in NEXT[now]:
        raise NotAllowedNow(f"a message that is {now} cannot become {to}")
    return to


def wait_after(attempts: int) -> timedelta:
    """How long to leave a message alone after so many attempts the server put off."""
    return BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]


def rest_after(faults: int) -> timedelta:
    """How long to leave the line alone after so many faults in a row."""
    return min(timedelta(seconds=5 * 2 ** min(max(faults, 1) - 1, 6)), timedelta(minutes=5))
