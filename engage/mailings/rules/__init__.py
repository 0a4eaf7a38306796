"""How a mailing goes from draft to sent, whom it may be written to, and when it may begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from engage import clock
from engage.outbox.rules import Reason
from engage.outbox.rules import State as Sent

KIND, TEST = "mailings.message", "mailings.test"
POINTLESS_AFTER = timedelta(days=14)
"""So long after it began a mailing still goes to those for whom it waits: the night, a full week, a line that is down."""
TEST_LASTS = timedelta(hours=1)
LATEST_DAY = timedelta(days=366)
HOURS = tuple(range(9, 19))
LONGEST_NAME, MOST_NAMED = 80, 100
LOOK_EVERY = timedelta(minutes=1)


class State(StrEnum):
    """How far a mailing has come."""

    DRAFT = "draft"
    WAITING = "waiting for its time"
    SENDING = "being sent"
    SENT = "sent"
    STOPPED = "stopped"


NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.WAITING}),
    State.WAITING: frozenset({State.DRAFT, State.SENDING}),
    State.SENDING: frozenset({State.SENT, State.STOPPED}),
    State.SENT: frozenset(),
    State.STOPPED: frozenset(),
}
STATE_WORDS: dict[State, str] = {
    State.DRAFT: "Draft",
    State.WAITING: "Waiting for its time",
    State.SENDING: "Being sent",
    State.SENT: "Sent",
    State.STOPPED: "Stopped",
}


class NotAllowedNow(ValueError):
    """What was asked cannot be done with a mailing that stands where it does."""


def step(now: State, to: State) -> State:
    """`to`, when a mailing that is `now` may become it. Raises NotAllowedNow."""
    if to not in NEXT[now]:
        raise NotAllowedNow(f"a mailing that is {now} cannot become {to}")
    return to


class Group(StrEnum):
    """Whom one may write to by how they are tied to services."""

    SERVICE_USERS = "service users"
    CARERS = "carers"


GROUP_WORDS: dict[Group, str] = {
    Group.SERVICE_USERS: "People who use services or have used them",
    Group.CARERS: "People who care for somebody or have cared",
}


@dataclass(frozen=True)
class Audience:
    """Whom a mailing is for, before anybody is asked whether they may be written to. Nothing chosen: everybody in the pool.

    areas: as somebody typed them. named: only people who were named one by one, kept beside the mailing.
    """

    groups: tuple[Group, ...] = ()
    areas: tuple[str, ...] = ()
    topics: tuple[UUID, ...] = ()
    welcomed: bool = False
    named: bool = False

    @property
    def is_everybody(self) -> bool:
        return self == Audience()

    def kept(self) -> dict[str, Any]:
        """As it is kept: it names nobody."""
        return {
            "groups": [group.value for group in self.groups], "areas": list(self.areas), "welcomed": self.welcomed,
            "topics": [topic.hex for topic in self.topics], "named": self.named,
        }  # fmt: skip

    def in_words(self, titles: Mapping[UUID, str], *, people: int = 0) -> list[str]:
        """The same as sentences; `titles` of the interests, and how many `people` are named."""
        if self.named:
            return [f"Only people you named: {people}"]
        interests = " or ".join(titles.get(topic, "an interest that is offered no more") for topic in self.topics)
        words = [" or ".join(GROUP_WORDS[group].removeprefix("People who ") for group in self.groups)]
        return [
            "Everybody in the pool" if self.is_everybody else "People in the pool",
            *([f"who {words[0]}"] if self.groups else []),
            *([f"in {' or '.join(self.areas)}"] if self.areas else []),
            *([f"who are interested in {interests}"] if self.topics else []),
            *(["who have been welcomed"] if self.welcomed else []),
        ]


def read_audience(kept: Mapping[str, Any]) -> Audience:
    """What `Audience.kept` made.

    >>> audience = Audience(groups=(Group.CARERS,), areas=("ME14",), welcomed=True)
    >>> read_audience(audience.kept()) == audience, read_audience({}) == Audience()
    (True, True)
    """
    return Audience(
        tuple(Group(group) for group in kept.get("groups", [])), tuple(kept.get("areas", [])),
        tuple(UUID(topic) for topic in kept.get("topics", [])), bool(kept.get("welcomed")), bool(kept.get("named")),
    )  # fmt: skip


def areas_typed(text: str) -> tuple[str, ...]:
    """Areas as somebody types several, each once.

    >>> areas_typed("ME14, Ashford,me14,, ")
    ('ME14', 'Ashford')
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        area = " ".join(part.split())
        if area:
            found.setdefault(area.casefold(), area)
    return tuple(found.values())


class Fate(StrEnum):
    """What became of a mailing for one of its people; the value stands in the address."""

    SENT = "sent"
    WAITS = "waiting"
    NOT_SENT = "not-sent"
    UNCERTAIN = "uncertain"
    CAME_BACK = "came-back"
    BY_HAND = "by-hand"


FATE_WORDS: dict[Fate, str] = {
    Fate.SENT: "Sent",
    Fate.WAITS: "Waiting",
    Fate.NOT_SENT: "Not sent",
    Fate.UNCERTAIN: "Uncertain",
    Fate.CAME_BACK: "Came back",
    Fate.BY_HAND: "To be told by phone or post",
}
_FATES: dict[Sent, Fate] = {
    **dict.fromkeys((Sent.PLANNED, Sent.QUEUED, Sent.CLAIMED, Sent.SENDING), Fate.WAITS),
    **dict.fromkeys((Sent.FAILED, Sent.EXPIRED, Sent.SUPPRESSED, Sent.CANCELLED), Fate.NOT_SENT),
    **dict.fromkeys((Sent.UNCERTAIN, Sent.CLOSED), Fate.UNCERTAIN),
    Sent.ACCEPTED: Fate.SENT,
    Sent.BOUNCED: Fate.CAME_BACK,
}


def fate(state: Sent, reason: Reason | None) -> Fate:
    """What a row of the outbox comes to for those who wrote the mailing."""
    by_hand = state is Sent.SUPPRESSED and reason is Reason.NEEDS_ANOTHER_WAY
    return Fate.BY_HAND if by_hand else _FATES[state]


@dataclass(frozen=True)
class Count:
    """How many would get a mailing now, how many are told another way, and why others would not get it."""

    by_email: int = 0
    by_hand: int = 0
    left_out: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def everybody(self) -> int:
        return self.by_email + self.by_hand + sum(self.left_out.values())


def counted(rows: Mapping[str, int]) -> Count:
    """How many, from rows of why not; an empty reason means that it may go.

    >>> counted({"": 5, "needs_another_way": 2, "no_consent": 3}).everybody
    10
    """
    left_out = {reason: rows[reason.value] for reason in Reason if reason.value in rows}
    by_hand = left_out.pop(Reason.NEEDS_ANOTHER_WAY, 0)
    return Count(rows.get("", 0), by_hand, left_out)


def begins_at(day: date, hour: int) -> datetime:
    """The instant a mailing begins: an hour on London clocks."""
    return clock.at(day, time(hour))
