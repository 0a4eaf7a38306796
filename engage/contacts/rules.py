"""What the team may and may not do now, how a contact was made, what came of it, and why one was made that nobody agreed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from engage.consent.rules import ESSENTIAL, MEANS_YES, Action, has_run_out
from engage.outbox.rules import Channel

ABOUT_TAKING_PART = ESSENTIAL
LONGEST_NOTE = 500
OLDEST_CONTACT = timedelta(days=365)
FURTHEST_FOLLOW_UP = timedelta(days=365)


class How(StrEnum):
    """The way a contact took."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in person"
    VIDEO = "video"


class Outcome(StrEnum):
    """What came of it."""

    REACHED = "reached"
    LEFT_MESSAGE = "left a message"
    NO_ANSWER = "no answer"
    SENT = "sent"


class Source(StrEnum):
    """Where what is written down comes from."""

    TYPED = "typed"
    PAPER = "paper"


class Despite(StrEnum):
    """Why somebody was contacted although they had not agreed to it."""

    ANSWER = "answer"
    ASKED = "asked"
    SAFETY = "safety"
    LAW = "law"
    MISTAKE = "mistake"


class WhyVoid(StrEnum):
    """Why a contact in the log is not counted any more."""

    SOMEBODY_ELSE = "somebody else"
    TWICE = "twice"
    NOT_RIGHT = "not right"


class WhyOpen(StrEnum):
    """Why somebody who leads looks at how a hidden person is reached."""

    CONTACT = "contact"
    CHANGE = "change"
    RIGHTS = "rights"
    CHECK = "check"


class Barrier(StrEnum):
    """Why one may not be in touch about something by some way."""

    DIED = "died"
    LEFT = "left"
    NOT_REAL = "not real"
    ON_A_BREAK = "on a break"
    NO_WAY = "no way"
    NOT_CONFIRMED = "not confirmed"
    CAME_BACK = "came back"
    ANOTHER_WAY = "another way"
    NOT_ASKED = "not asked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RAN_OUT = "ran out"
    GIVEN_UP = "given up"


CHANNEL_WORDS: dict[Channel, str] = {
    Channel.EMAIL: "e-mail",
    Channel.PHONE: "phone",
    Channel.TEXT: "text message",
    Channel.POST: "letter",
}
HOW_WORDS: dict[How, str] = {
    How.PHONE: "Phone",
    How.TEXT: "Text message",
    How.EMAIL: "E-mail",
    How.POST: "Letter",
    How.IN_PERSON: "In person",
    How.VIDEO: "Video call",
}
OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.REACHED: "We reached each other",
    Outcome.LEFT_MESSAGE: "A message was left",
    Outcome.NO_ANSWER: "No answer",
    Outcome.SENT: "It was sent, or it came in writing",
}
SOURCE_WORDS: dict[Source, str] = {
    Source.TYPED: "I was there, or I took it myself",
    Source.PAPER: "From a paper note or form",
}
DESPITE_WORDS: dict[Despite, str] = {
    Despite.ANSWER: "We answered something they asked us",
    Despite.ASKED: "They asked us to be in touch this time",
    Despite.SAFETY: "We were worried about somebody’s safety",
    Despite.LAW: "The law asks us to",
    Despite.MISTAKE: "By mistake: we did not see it",
}
WHY_VOID_WORDS: dict[WhyVoid, str] = {
    WhyVoid.SOMEBODY_ELSE: "It was about somebody else",
    WhyVoid.TWICE: "It was written down twice",
    WhyVoid.NOT_RIGHT: "Something in it is not right, and I will write it down anew",
}
WHY_OPEN_WORDS: dict[WhyOpen, str] = {
    WhyOpen.CONTACT: "To be in touch about something they said yes to",
    WhyOpen.CHANGE: "They asked us to change something",
    WhyOpen.RIGHTS: "They asked what we hold, or to have it mended or erased",
    WhyOpen.CHECK: "To check that it is right, or that it must still be hidden",
}
BARRIER_WORDS: dict[Barrier, str] = {
    Barrier.DIED: "they have died",
    Barrier.LEFT: "they have left the pool",
    Barrier.NOT_REAL: "they are not a real contact",
    Barrier.ON_A_BREAK: "they are on a break",
    Barrier.NO_WAY: "they gave us no such way",
    Barrier.NOT_CONFIRMED: "the address is not confirmed",
    Barrier.CAME_BACK: "something came back from there",
    Barrier.ANOTHER_WAY: "they asked us not to e-mail",
    Barrier.NOT_ASKED: "they were not asked",
    Barrier.REFUSED: "they said no",
    Barrier.WITHDRAWN: "they stopped it",
    Barrier.RAN_OUT: "their yes has run out",
    Barrier.GIVEN_UP: "we do not do this in this way any more",
}
# by talking face to face one uses no address, so any yes to the purpose will do
CHANNEL_OF: dict[How, Channel | None] = {
    How.PHONE: Channel.PHONE,
    How.TEXT: Channel.TEXT,
    How.EMAIL: Channel.EMAIL,
    How.POST: Channel.POST,
    How.IN_PERSON: None,
    How.VIDEO: None,
}
# what is missing is an address, not a permission
ABOUT_THE_WAY = frozenset({Barrier.NO_WAY, Barrier.NOT_CONFIRMED, Barrier.CAME_BACK})


@dataclass(frozen=True)
class Choice:
    """Where somebody’s decisions about one purpose stand, by channel: why not, or None for a yes. A missing one: not asked."""

    code: str
    title: str
    is_essential: bool
    said: Mapping[Channel, Barrier | None]


@dataclass(frozen=True)
class About:
    """One purpose, and for each channel why one may not be in touch about it; None: one may."""

    code: str
    title: str
    by: Mapping[Channel, Barrier | None]

    @property
    def may(self) -> list[Channel]:
        """The ways that are open now."""
        return [channel for channel, barrier in self.by.items() if barrier is None]


@dataclass(frozen=True)
class Allowed:
    """What the team may and may not do now about one person. `whole`: nothing at all, for this reason.

    `is_hidden`: how to reach them is for those who lead; `is_shown`: whoever asks may see it all the same.
    """

    whole: Barrier | None
    is_on_break: bool
    is_hidden: bool
    is_shown: bool
    abouts: Sequence[About]
    minds: Sequence[str] = ()

    @property
    def may_not(self) -> list[str]:
        """What one may not be in touch about by any way, and why, as the page says it."""
        return [f"{each.title} ({'; '.join(_reasons(each))})" for each in self.abouts if not each.may]

    @property
    def codes(self) -> dict[str, Any]:
        """The same as codes, to be kept beside a contact."""
        return {
            "nothing": self.whole, "on_a_break": self.is_on_break, "restricted": self.is_hidden,
            "may": {about.code: [channel.value for channel in about.may] for about in self.abouts},
            "not": {
                about.code: {channel.value: barrier.value for channel, barrier in about.by.items() if barrier is not None}
                for about in self.abouts
            },
        }  # fmt: skip

    def barrier(self, how: How, purpose: str) -> Barrier | None:
        """Why one may not be in touch in this way about this; None when one may, or when only an address is missing."""
        if self.whole is not None:
            return self.whole
        about = next((each for each in self.abouts if each.code == purpose), None)
        if about is None:
            return Barrier.NOT_ASKED
        channel = CHANNEL_OF[how]
        barriers = list(about.by.values()) if channel is None else [about.by[channel]]
        said_no = [barrier for barrier in barriers if barrier is not None and barrier not in ABOUT_THE_WAY]
        return said_no[0] if len(said_no) == len(barriers) else None


def about(choice: Choice, ways: Mapping[Channel, Barrier | None], *, on_break: bool) -> About:
    """Where one purpose stands, way by way: what they decided first, then a break, then whether the way leads anywhere."""
    by: dict[Channel, Barrier | None] = {}
    for channel in Channel:
        barrier = None if choice.is_essential else choice.said.get(channel, Barrier.NOT_ASKED)
        if barrier is None and on_break and not choice.is_essential:
            barrier = Barrier.ON_A_BREAK
        by[channel] = barrier or ways.get(channel, Barrier.NO_WAY)
    return About(choice.code, choice.title, by)


def decided(action: Action, expires_on: date | None, *, today: date, is_offered: bool) -> Barrier | None:
    """Why the last decision about a purpose and channel does not let one be in touch; None when it does."""
    if action in MEANS_YES:
        if has_run_out(expires_on, today):
            return Barrier.RAN_OUT
        return None if is_offered else Barrier.GIVEN_UP
    return {Action.WITHDRAWN: Barrier.WITHDRAWN, Action.EXPIRED: Barrier.RAN_OUT}.get(action, Barrier.REFUSED)


def _reasons(about: About) -> list[str]:
    """The reasons that matter: an address that is missing only when nothing else stands in the way."""
    barriers = [barrier for barrier in about.by.values() if barrier is not None]
    weighty = [barrier for barrier in barriers if barrier not in (*ABOUT_THE_WAY, Barrier.NOT_ASKED)]
    asked = weighty or [barrier for barrier in barriers if barrier is not Barrier.NO_WAY] or barriers
    return [BARRIER_WORDS[barrier] for barrier in dict.fromkeys(asked)]
