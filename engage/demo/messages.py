"""Messages of the invented trust, in every state a message can come to rest in, and the newsletter that goes out next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from engage import clock
from engage.accounts.models import Wish
from engage.accounts.queries import email_index
from engage.accounts.rules import Role
from engage.demo import staff
from engage.demo.agreements import NEWSLETTER, Agreed
from engage.demo.bulk import Ids, Load, instant
from engage.demo.cases import OnBreak
from engage.demo.newsletter import KIND
from engage.demo.people import Someone
from engage.demo.stories import ODD_ENDS, STEPS, Story
from engage.outbox.actions import message_id, occasion_id
from engage.outbox.rules import Category, Reason, State
from engage.people.rules import Kind
from engage.pool.queries import CONFIRM
from engage.pool.rules import Standing
from engage.welcome.actions import WELCOMED
from engage.welcome.due import KIND as WAITING

TO_MANY = (KIND, WAITING)
SPACE = uuid.UUID("8b0f4f6e-6b55-4c07-9d4d-7a3c1c1e5b02")
FIRST_MESSAGE = timedelta(days=90)
MORNING = time(9, 5)


@dataclass(frozen=True)
class Issue:
    """One number of the newsletter: what its messages are about, and when they go."""

    id: UUID
    due_at: datetime


def issue(day: str, due_at: datetime) -> Issue:
    """The number of the newsletter for a day."""
    return Issue(uuid.uuid5(SPACE, day), due_at)


def next_morning(now: datetime) -> datetime:
    """Five past nine in London on the first day that has not come so far."""
    today = clock.at(clock.day_of(now), MORNING)
    return today if today > now else clock.at(clock.day_of(now) + timedelta(days=1), MORNING)


class Messages:
    """Adds the messages of one person after another to a load."""

    def __init__(self, load: Load, rng: Random, now: datetime) -> None:
        self._rows, self._now = load.rows, now
        self._ids, self._step_ids = Ids(rng), Ids(rng)
        self._occasions: set[UUID] = set()
        self._odd_ends = list(reversed(ODD_ENDS))
        last, coming = clock.at(clock.day_of(now) - timedelta(days=30), MORNING), next_morning(now)
        self._last, self._next = issue("last", last), issue("next", coming)

    def add(self, who: Someone, agreed: Agreed) -> None:
        """Everything that was sent to somebody, held back from them, or waits for them."""
        if Kind.EMAIL not in who.ways:
            return
        for story in self._service(who):
            self._put(who, story)
        self._newsletters(who, agreed)
        if self._odd_ends:
            self._put(who, self._odd_ends.pop())

    def for_nobody(self) -> None:
        """Links asked for with an address nobody has, and once too often."""
        for number, reason in enumerate((Reason.UNKNOWN_ADDRESS, Reason.TOO_MANY)):
            asked, request = self._now - timedelta(hours=2 + number), uuid.uuid5(SPACE, f"request {reason}")
            index = email_index("nobody.we.know@words.example")
            self._rows["account_request"].append((request.hex, Wish.SIGN_IN.value, index, instant(asked)))
            story = Story("accounts.sign_in", State.SUPPRESSED, reason, category=Category.SECURITY)
            self._write(story, recipient=request, about=request, at=asked)

    def to_the_team(self, waiting: list[Someone]) -> None:
        """The team has been reminded of people who wait for their welcome."""
        for who in waiting:
            for role in (Role.OFFICER, Role.LEAD):
                sent = self._now - timedelta(days=1, hours=3)
                self._write(Story(WAITING), recipient=staff.id_of(role), about=who.uuid, at=sent)

    def _service(self, who: Someone) -> list[Story]:
        stories: list[Story] = []
        if self._now - who.joined < FIRST_MESSAGE:
            stories.append(
                Story(CONFIRM, at=who.joined + timedelta(minutes=1), category=Category.SECURITY, about=who.email_point)
            )
            if who.welcomed:
                stories.append(Story(WELCOMED, at=who.welcomed + timedelta(minutes=10)))
            if not who.case.confirmed and self._now - who.joined > timedelta(days=2, hours=12):
                stories.append(Story(CONFIRM, at=who.joined + timedelta(days=2, hours=1), ordinal=1, about=who.email_point))
        if who.case.withdrew_newsletter:
            stories.append(Story("consent.changed", at=self._now - timedelta(days=3), ordinal=1))
        return stories

    def _newsletters(self, who: Someone, agreed: Agreed) -> None:
        if agreed.newsletter_event is None or who.joined > self._last.due_at:
            return
        self._put(who, self._last_newsletter(who), agreed)
        if agreed.stands and not self._is_out_of_reach(who):
            self._put(who, Story(KIND, State.PLANNED, at=self._next.due_at, purpose=NEWSLETTER, about=self._next.id), agreed)
        elif who.case.withdrew_newsletter:
            self._put(who, Story(KIND, State.SUPPRESSED, Reason.WITHDRAWN, at=self._next.due_at, purpose=NEWSLETTER,
                                 about=self._next.id), agreed)  # fmt: skip

    def _last_newsletter(self, who: Someone) -> Story:
        state, reason = State.ACCEPTED, None
        if who.case.came_back:
            state, reason = State.BOUNCED, Reason.NO_SUCH_ADDRESS
        elif who.case.standing is not Standing.ACTIVE:
            state, reason = State.SUPPRESSED, Reason.LEFT
        return Story(KIND, state, reason, at=self._last.due_at, purpose=NEWSLETTER, about=self._last.id)

    def _is_out_of_reach(self, who: Someone) -> bool:
        case = who.case
        if case.standing is not Standing.ACTIVE or not case.confirmed:
            return True
        return case.came_back or case.has_run_out or case.on_break is not OnBreak.NO

    def _put(self, who: Someone, story: Story, agreed: Agreed | None = None) -> None:
        at = story.at or self._now - timedelta(days=2, minutes=who.number)
        event = agreed.newsletter_event if agreed and story.state in (State.ACCEPTED, State.BOUNCED) else None
        self._write(story, recipient=who.uuid, about=story.about or who.uuid, at=at, event=event)

    def _write(self, story: Story, *, recipient: UUID, about: UUID, at: datetime, event: str | None = None) -> None:
        occasion = self._occasion(story, about, at)
        outgoing, steps = self._ids(), STEPS[story.state]
        made = min(at, self._now) - timedelta(minutes=5)
        settled = instant(at + timedelta(seconds=9)) if story.is_settled else None
        authorised = instant(at + timedelta(seconds=5)) if State.SENDING in steps else None
        self._rows["outgoing"].append((
            outgoing, occasion.hex, story.kind, recipient.hex, "email", story.category.value, story.purpose, story.state.value, 0,
            len(steps), instant(at), int(story.reason is Reason.PUT_OFF_BY_SERVER), authorised, event,
            message_id(UUID(outgoing)), settled, story.reason.value if story.reason else None, instant(made),
        ))  # fmt: skip
        for number, step in enumerate(steps, start=1):
            why = story.reason.value if story.reason and number == len(steps) else None
            when = instant(at + timedelta(seconds=3 * number))
            self._rows["outgoing_step"].append((self._step_ids(), outgoing, number, when, step.value, why))

    def _occasion(self, story: Story, about: UUID, at: datetime) -> UUID:
        found = occasion_id(story.kind, about, story.ordinal)
        if found not in self._occasions:
            if story.kind in TO_MANY:
                self._occasions.add(found)
            self._rows["occasion"].append((
                found.hex, story.kind, about.hex, story.ordinal, clock.day_of(at).isoformat(), instant(at),
                instant(at + timedelta(days=3)), instant(min(at, self._now)),
            ))  # fmt: skip
        return found
