"""What a person agreed to share with a carer, and what that lets staff tell (domain.md 11.5, decision 1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

LONGEST_REASON = 300
LONGEST_PLACE = 100
LONGEST_NAME = 100
LONGEST_LOOK_NOTE = 300
SOON = timedelta(days=14)
FURTHEST_LOOK = timedelta(days=366)
OLDEST_TALK = timedelta(days=5 * 366)


class Agreed(StrEnum):
    """What the person who is cared for decided. That a decision ran out is worked out from its date, never stored."""

    FULL = "full"
    LIMITED = "limited"
    NOTHING = "nothing"
    COULD_NOT_DECIDE = "could not decide"
    NOT_ASKED = "not asked"


class Topic(StrEnum):
    """What may be agreed one by one (journeys.md C30)."""

    APPOINTMENTS = "appointments"
    MEDICINE = "medicine"
    CARE_PLAN = "care plan"
    CRISIS_PLAN = "crisis plan"
    DISCHARGE = "discharge"
    OTHER = "other"


AGREED_WORDS: dict[Agreed, str] = {
    Agreed.FULL: "Agreed: everything that helps the carer",
    Agreed.LIMITED: "Agreed: some things",
    Agreed.NOTHING: "Does not agree",
    Agreed.COULD_NOT_DECIDE: "Could not decide at the time",
    Agreed.NOT_ASKED: "Not asked yet",
}
TOPIC_WORDS: dict[Topic, str] = {
    Topic.APPOINTMENTS: "Appointments",
    Topic.MEDICINE: "Medicine",
    Topic.CARE_PLAN: "Care plan",
    Topic.CRISIS_PLAN: "Crisis plan",
    Topic.DISCHARGE: "Leaving hospital or the service",
    Topic.OTHER: "Something else",
}


def has_run_out(look_again_on: date | None, today: date) -> bool:
    """Whether a decision is to be asked about anew: from the day after the day it was to be looked at again."""
    return look_again_on is not None and look_again_on < today


class Override(StrEnum):
    """Why something was told that nobody had agreed to."""

    SAFEGUARDING = "safeguarding"
    RISK_TO_LIFE = "risk to life"
    LAW = "law"


class Basis(StrEnum):
    """On what ground specific information was told: the gate’s answer, kept with the contact."""

    FULL = "full"
    LIMITED = "limited"
    BEST_INTERESTS = "best interests"
    SAFEGUARDING = "safeguarding"
    RISK_TO_LIFE = "risk to life"
    LAW = "law"


class Ask(StrEnum):
    """Why a link is on the list of those to ask about."""

    NOT_ASKED = "not-asked"
    RAN_OUT = "run-out"
    SOON = "soon"


class Barrier(StrEnum):
    """Why only general information may be given."""

    NOT_ASKED = "not asked"
    NOTHING = "nothing"
    COULD_NOT_DECIDE = "could not decide"
    RAN_OUT = "ran out"
    ENDED = "ended"
    ANOTHER_TOPIC = "another topic"
    NO_TOPIC = "no topic"


OVERRIDE_WORDS: dict[Override, str] = {
    Override.SAFEGUARDING: "To keep a child or an adult at risk safe",
    Override.RISK_TO_LIFE: "Somebody’s life was at risk",
    Override.LAW: "The law requires it",
}
BASIS_WORDS: dict[Basis, str] = {
    Basis.FULL: "The person agreed to share everything that helps the carer",
    Basis.LIMITED: "The person agreed to share this",
    Basis.BEST_INTERESTS: "The person could not decide, and it was decided in their best interests",
    Basis.SAFEGUARDING: "Without an agreement, to keep a child or an adult at risk safe",
    Basis.RISK_TO_LIFE: "Without an agreement, because somebody’s life was at risk",
    Basis.LAW: "Without an agreement, because the law requires it",
}
BARRIER_WORDS: dict[Barrier, str] = {
    Barrier.NOT_ASKED: "The person has not been asked yet what may be shared",
    Barrier.NOTHING: "The person does not agree to share",
    Barrier.COULD_NOT_DECIDE: "The person could not decide, and nobody has decided in their best interests",
    Barrier.RAN_OUT: "What the person decided has run out",
    Barrier.ENDED: "The carer is no longer linked to the person in this team",
    Barrier.ANOTHER_TOPIC: "The person agreed to share some things, and this is not one of them",
    Barrier.NO_TOPIC: "The person agreed to share some things only",
}
ASK_WORDS: dict[Ask, str] = {
    Ask.NOT_ASKED: "Not asked yet",
    Ask.RAN_OUT: "Run out",
    Ask.SOON: "Within 14 days",
}
# what somebody can do next; what nobody needs an agreement for is `ALWAYS`
GUIDANCE: dict[Barrier, str] = {
    Barrier.NOT_ASKED: "Ask the person what may be shared, and write it down. Until then give general information only.",
    Barrier.NOTHING: "Give general information only. Tell the carer that you cannot say more, and would like to hear them.",
    Barrier.COULD_NOT_DECIDE: "Give general information only. Ask the team whether something is to be decided in the person’s "
    "best interests.",
    Barrier.RAN_OUT: "Ask the person again, and write it down. Until then give general information only.",
    Barrier.ENDED: "Give general information only. If the carer is in touch with the team again, link them again first.",
    Barrier.ANOTHER_TOPIC: "Give general information about it. If the carer needs more, ask the person whether you may share it.",
    Barrier.NO_TOPIC: "Select which of them you told. About anything else give general information only.",
}
ALWAYS = (
    "Whatever they decide you can listen, take information from the carer, give general information about conditions, "
    "services and support, and offer help for the carer."
)


@dataclass(frozen=True)
class Standing:
    """What stands on a day about one carer: the person’s last decision, or that there is none. `is_open`: the link is."""

    link_id: UUID
    is_open: bool
    agreed: Agreed = Agreed.NOT_ASKED
    topics: tuple[Topic, ...] = ()
    best_interests: bool = False
    discussed_on: date | None = None
    look_again_on: date | None = None
    is_advance: bool = False

    def runs_out(self, on: date) -> bool:
        """Whether the decision is to be asked about anew; where nothing was decided, nothing runs out."""
        return self.agreed is not Agreed.NOT_ASKED and has_run_out(self.look_again_on, on)

    def was_made_after(self, another_on: date | None) -> bool:
        """Whether it was made on a later day than another decision; “not asked” was made on no day."""
        return another_on is not None and self.discussed_on is not None and self.discussed_on > another_on


@dataclass(frozen=True)
class MayTell:
    """What may be told to one carer on a day, for whoever is about to talk to them."""

    standing: Standing
    on: date

    @property
    def verdict(self) -> Verdict:
        """The gate’s answer about all that was agreed."""
        return may_share(self.standing, self.standing.topics, on=self.on)

    @property
    def always(self) -> str:
        """What needs no agreement, whatever was decided."""
        return ALWAYS

    @property
    def topics(self) -> list[str]:
        """The things that were agreed one by one, in words."""
        return [TOPIC_WORDS[topic] for topic in self.standing.topics] if self.verdict.may else []


@dataclass(frozen=True)
class Verdict:
    """What the gate says: a basis, and nothing in the way; or a barrier. `beyond`: topics that were not agreed."""

    basis: Basis | None = None
    barrier: Barrier | None = None
    beyond: tuple[Topic, ...] = ()

    @property
    def may(self) -> bool:
        """Whether specific information may be told."""
        return self.basis is not None

    @property
    def why(self) -> str:
        """The reason, in words, as the beginning of a sentence without its stop."""
        if self.barrier is None:
            return BASIS_WORDS[self.basis] if self.basis else ""
        beyond = f": {', '.join(TOPIC_WORDS[topic] for topic in self.beyond)}" if self.beyond else ""
        return BARRIER_WORDS[self.barrier] + beyond

    @property
    def guidance(self) -> str:
        """What to do now."""
        return "" if self.barrier is None else GUIDANCE[self.barrier]


def may_share(standing: Standing, topics: Collection[Topic], *, on: date) -> Verdict:
    """The gate: whether something about the person may be told to the carer on a day, and why or why not.

    It is asked about specific information alone. General information, listening and taking information need no gate.
    """
    barrier = _nothing_stands(standing, on)
    if barrier is not None:
        return Verdict(barrier=barrier)
    if standing.agreed is Agreed.LIMITED:
        return _some_things(standing.topics, topics)
    if standing.agreed is Agreed.FULL:
        return Verdict(Basis.FULL)
    return Verdict(Basis.BEST_INTERESTS)


def _nothing_stands(standing: Standing, on: date) -> Barrier | None:
    """Why nothing specific may be told, whatever it is about; the link first, then whether the decision still holds."""
    if not standing.is_open:
        return Barrier.ENDED
    if standing.runs_out(on):
        return Barrier.RAN_OUT
    if standing.agreed is Agreed.COULD_NOT_DECIDE:
        return None if standing.best_interests else Barrier.COULD_NOT_DECIDE
    return {Agreed.NOT_ASKED: Barrier.NOT_ASKED, Agreed.NOTHING: Barrier.NOTHING}.get(standing.agreed)


def _some_things(agreed: Collection[Topic], asked: Collection[Topic]) -> Verdict:
    beyond = tuple(topic for topic in Topic if topic in asked and topic not in agreed)
    if beyond:
        return Verdict(barrier=Barrier.ANOTHER_TOPIC, beyond=beyond)
    return Verdict(Basis.LIMITED) if asked else Verdict(barrier=Barrier.NO_TOPIC)


def is_to_ask(standing: Standing, on: date) -> Ask | None:
    """Why somebody should ask the person about an open link, or ask again soon; None when nothing is to do."""
    if not standing.is_open:
        return None
    if standing.agreed is Agreed.NOT_ASKED:
        return Ask.NOT_ASKED
    if standing.runs_out(on):
        return Ask.RAN_OUT
    again = standing.look_again_on
    return Ask.SOON if again is not None and again <= on + SOON else None


def usual_months(agreed: Agreed) -> int | None:
    """After how many months a decision is usually looked at again; None where there is none to look at."""
    return {Agreed.FULL: 6, Agreed.NOT_ASKED: None}.get(agreed, 3)


def read_topics(codes: str) -> tuple[Topic, ...]:
    """Topics as they are kept, in the order of the page.

    >>> read_topics("medicine,appointments"), read_topics("")
    ((<Topic.APPOINTMENTS: 'appointments'>, <Topic.MEDICINE: 'medicine'>), ())
    """
    return tuple(topic for topic in Topic if topic.value in codes.split(","))


def kept_topics(topics: Collection[Topic]) -> str:
    """Topics as they are kept: codes with commas between, in the order of the page."""
    return ",".join(topic.value for topic in Topic if topic in topics)
