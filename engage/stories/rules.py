"""A story as entries with their moment, and what somebody of the team can do at its end. Nothing here reads a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest

from engage.consent.rules import Action, Route
from engage.outbox.rules import Reason, State
from engage.outbox.rules.reasons import REASON_WORDS
from engage.web.filters import day, day_and_time

LOOK_BACK = timedelta(days=60)
"""Messages of so long a time are offered to be asked about."""

HOW: dict[Route, str] = {
    Route.WEB: "on our pages",
    Route.EMAIL_LINK: "by the link in a message",
    Route.PHONE: "on the phone",
    Route.PAPER: "on paper",
    Route.IN_PERSON: "in person",
    Route.IMPORT: "in a list that was added",
    Route.GUARDIAN: "through somebody who speaks for them",
    Route.BY_ITSELF: "by itself, because it had run out",
    Route.MERGE: "when two records of theirs were merged",
}
SAID: dict[Action, str] = {
    Action.GIVEN: "They said yes",
    Action.RENEWED: "They said yes again",
    Action.REFUSED: "They said no",
    Action.WITHDRAWN: "They stopped it",
    Action.EXPIRED: "Their yes ended",
    Action.CORRECTED: "What was written down was corrected",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened, or how something stands; `at`: when, where that is known."""

    what: str
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Happened:
    """One step of a message, as the outbox keeps it."""

    at: datetime
    state: State
    reason: Reason | None


@dataclass(frozen=True)
class Spoken:
    """The last thing somebody said about a purpose: what, when, by which way, and who wrote it down."""

    action: Action
    at: datetime
    route: Route
    by: str | None = None

    @property
    def words(self) -> str:
        """As a sentence."""
        by = f", written down by {self.by}" if self.by else ""
        return f"{SAID[self.action]} on {day(self.at)}, {HOW[self.route]}{by}."


WENT: dict[State, str] = {
    State.QUEUED: "It waits",
    State.CLAIMED: "It was taken up",
    State.SENDING: "It was asked again, with their record held: yes",
    State.ACCEPTED: "The mail server took it",
    State.BOUNCED: "It came back",
    State.FAILED: "The mail server refused it for good",
    State.EXPIRED: "It was given up, because it was too late",
    State.SUPPRESSED: "It was asked whether it may go: no",
    State.CANCELLED: "It was called off",
    State.UNCERTAIN: "Nobody knows whether it arrived",
    State.CLOSED: "Somebody decided about it",
}


def tell(steps: Sequence[Happened], *, because: Mapping[Reason, str], permission: str, decided_by: str) -> list[Entry]:
    """The steps of one message in words. `because`: what is known about a reason; `permission`: what its yes rests on.

    Being taken up is told by the answer that follows it, where it was no or not now.
    """
    entries: list[Entry] = []
    before: State | None = None
    for step, after in zip_longest(steps, steps[1:]):
        if step.state is not State.CLAIMED or after is None or after.state is State.SENDING or after.reason is None:
            entries.append(Entry(_what(step, before), _why(step, because, permission, decided_by), step.at))
        before = step.state
    return entries


def _what(step: Happened, before: State | None) -> str:
    if step.state is State.QUEUED and before is None:
        return "Its time came"
    if step.state is State.QUEUED and before is State.CLAIMED and step.reason is not None:
        return "It was asked whether it may go: not now"
    if step.state is State.QUEUED and before is State.SENDING:
        return "It could not be handed over"
    if step.state is State.ACCEPTED and before is State.BOUNCED:
        return "It had arrived after all"
    if step.state is State.SUPPRESSED and before is not State.CLAIMED:
        return "It was stopped before it was taken up"
    return WENT[step.state]


def _why(step: Happened, because: Mapping[Reason, str], permission: str, decided_by: str) -> str:
    if step.state is State.SENDING:
        return permission
    if step.state is State.CLAIMED:
        return "Nothing spoke against it."
    if step.state is State.CLOSED and decided_by:
        return f"{REASON_WORDS[step.reason] if step.reason else ''} {decided_by}".strip()
    if step.reason is None:
        return ""
    return f"{REASON_WORDS[step.reason]} {because.get(step.reason, '')}".strip()


def reasons(steps: Iterable[Happened]) -> frozenset[Reason]:
    """The reasons that stand in a story."""
    return frozenset(step.reason for step in steps if step.reason is not None)


SAYS_SO = frozenset({Reason.NO_CONSENT, Reason.WITHDRAWN, Reason.RUN_OUT})
"""Reasons that rest on what they said last about the purpose."""


def on_a_break(since: datetime, until: date | None) -> str:
    """A break in words."""
    return f"It began on {day(since)}{f', and they named {day(until)} for its end' if until else ''}."


def since(what: str, at: datetime | date | None) -> str:
    """When something came to be, as a sentence; nothing where it is not known.

    >>> since("They left", date(2027, 3, 1)), since("They left", None)
    ('They left on 1 March 2027.', '')
    """
    return "" if at is None else f"{what} on {day(at)}."


def waits_until(at: datetime) -> Entry:
    """The last line of what still waits."""
    return Entry("It is asked about again", f"On {day_and_time(at)}.")


@dataclass(frozen=True)
class Step:
    """Something that somebody of the team can do: the words, and which page it is on."""

    words: str
    endpoint: str
    of: str = "person"
    """Whose id the page wants: of the person, of the message, or nobody’s."""


ASK_ANOTHER_WAY = Step("Ask them for another way to reach them", "contacts.contacts")
TOLD_OTHERWISE = Step("If they tell you otherwise, write down what they said", "pool_team.decisions")
DO: dict[Reason, Step] = {
    Reason.NO_CONSENT: TOLD_OTHERWISE,
    Reason.WITHDRAWN: TOLD_OTHERWISE,
    Reason.RUN_OUT: TOLD_OTHERWISE,
    Reason.ON_A_BREAK: Step("Nothing: what is optional waits until they say that their break is over", "pool_team.person"),
    Reason.NO_ADDRESS: ASK_ANOTHER_WAY,
    Reason.UNVERIFIED: ASK_ANOTHER_WAY,
    Reason.CAME_BACK: Step("See what came back, and ask them for another way", "bounces.came_back", "nobody"),
    Reason.NEEDS_ANOTHER_WAY: Step("Tell them by phone or post", "by_hand.by_hand", "nobody"),
    Reason.TOO_MANY: Step("Nothing: it goes by itself on Monday", "pool_team.messages"),
    Reason.LINE_DOWN: Step("Nothing: we try again by ourselves", "pool_team.messages"),
    Reason.SWITCHED_OFF: Step("Look at the rule", "reminders.rules", "nobody"),
    Reason.RULE_CHANGED: Step("Look at the rule", "reminders.rules", "nobody"),
}
AT_THE_END: dict[State, Step] = {
    State.UNCERTAIN: Step("Decide whether it is sent again or left", "outbox.message", "message"),
    State.BOUNCED: ASK_ANOTHER_WAY,
    State.FAILED: ASK_ANOTHER_WAY,
}
USUALLY = Step("Look at their record", "pool_team.person")


def to_do(state: State | None, reason: Reason | None) -> Step:
    """What can be done now."""
    if state in AT_THE_END:
        return AT_THE_END[state]
    return DO.get(reason, USUALLY) if reason is not None else USUALLY
