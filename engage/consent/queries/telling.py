"""Decisions told back to whoever made them, what a decision stops and stopped, and why a message came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage.accounts import queries as accounts
from engage.consent.models import Break, ConsentEvent, Notice, Purpose
from engage.consent.queries.days import Stance, Stood, break_on, stood_on
from engage.consent.queries.letters import choices_token
from engage.consent.queries.offering import offers
from engage.consent.queries.standing import given
from engage.consent.rules import MEANS_YES, Action, Offer, Route
from engage.consent.rules.variants import edition
from engage.db import db
from engage.outbox import queries as outbox
from engage.outbox.queries import Message
from engage.outbox.rules import Channel, Reason
from engage.people import queries as people


@dataclass(frozen=True)
class Decision:
    """One entry of the ledger in words: what it was about, how we were told, and the exact words that were shown."""

    ordinal: int
    batch: UUID
    purpose: str
    title: str
    channel: Channel
    action: Action
    at: datetime
    said_at: datetime
    runs_out_on: date | None
    route: Route
    wording: str
    version: int
    wording_sha256: str
    edition: str
    by: str | None

    @property
    def is_yes(self) -> bool:
        return self.action in MEANS_YES


def in_words(events: Sequence[ConsentEvent]) -> list[Decision]:
    """The same events with titles, wordings and the names of staff who wrote them down."""
    if not events:
        return []
    notices = {
        row.id: row
        for row in db.session.execute(
            sa.select(Notice.id, Notice.text, Notice.version, Notice.language, Notice.format, Purpose.title)
            .join(Purpose, Purpose.code == Notice.purpose)
            .where(Notice.id.in_({event.notice_id for event in events}))
        )
    }
    names = _staff(event.recorded_by for event in events)
    found = []
    for event in events:
        notice = notices[event.notice_id]
        found.append(
            Decision(
                event.ordinal, event.batch, event.purpose, notice.title, event.channel, event.action, event.at,
                event.effective_at, event.expires_on, event.route, notice.text, notice.version, event.notice_sha256,
                edition(notice.version, notice.language, notice.format),
                None if event.recorded_by is None else names[event.recorded_by],
            )
        )  # fmt: skip
    return found


def together(decisions: Sequence[Decision]) -> list[tuple[Decision, list[Channel]]]:
    """The same decisions with all ways in which one thing was decided in one line, by the order of the ledger."""
    found: dict[tuple[str, Action, str], list[Decision]] = {}
    for each in sorted(decisions, key=lambda each: each.ordinal):
        found.setdefault((each.purpose, each.action, each.wording_sha256), []).append(each)
    return [(several[0], [each.channel for each in several]) for several in found.values()]


def receipt_number(batch: UUID) -> str:
    """What somebody can read out to us about one press.

    >>> receipt_number(UUID("7f3a91c2-0000-4000-8000-000000000000"))
    '7F3A-91C2'
    """
    digits = batch.hex[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


# What stops


@dataclass(frozen=True)
class Waiting:
    """What has not left yet for somebody: what they may stop, and what they need for what they asked or agreed to."""

    optional: list[Message]
    service: list[Message]

    def about(self, purpose: str) -> list[Message]:
        """What would stop, if they stopped this."""
        return [message for message in self.optional if message.purpose == purpose]

    def not_about(self, purpose: str) -> list[Message]:
        """What would still come, of what they agreed to."""
        return [message for message in self.optional if message.purpose != purpose]


def waiting(person_id: UUID) -> Waiting:
    """What has not left yet for somebody, soonest first."""
    found = outbox.waiting_for(person_id)
    return Waiting([each for each in found if each.purpose is not None], [each for each in found if each.purpose is None])


def stopped_by(events: Sequence[ConsentEvent]) -> list[Message]:
    """The messages that one press stopped: until something else was decided about the same purposes."""
    withdrawn = {event.purpose for event in events if event.action is Action.WITHDRAWN}
    if not withdrawn:
        return []
    last = events[-1]
    later = sa.select(sa.func.min(ConsentEvent.at)).where(
        ConsentEvent.person_id == last.person_id, ConsentEvent.ordinal > last.ordinal, ConsentEvent.purpose.in_(withdrawn)
    )
    return outbox.stopped(
        last.person_id, Reason.WITHDRAWN, since=events[0].at, until=later.scalar_subquery(), purposes=sorted(withdrawn)
    )


def stopped_for_break(person_id: UUID, away: Break) -> list[Message]:
    """The messages that a break stopped."""
    return outbox.stopped(person_id, Reason.ON_A_BREAK, since=away.started_at)


# What stood on a day


@dataclass(frozen=True)
class Way:
    """How it stood with one purpose for several channels that were decided together; `by`: of the staff, who wrote it down."""

    stood: Stood
    channels: list[Channel]
    by: str | None


@dataclass(frozen=True)
class Agreed:
    """One purpose on one day: what counted for it; nothing when nobody had asked."""

    title: str
    ways: list[Way]

    @property
    def is_yes(self) -> bool:
        return any(way.stood.stance is Stance.YES for way in self.ways)


@dataclass(frozen=True)
class Day:
    """What somebody had agreed at the end of a day, and whether they were on a break then."""

    day: date
    agreed: list[Agreed]
    on_a_break: bool


def agreed_on(person_id: UUID, day: date) -> Day:
    """What somebody had agreed at the end of a London day, purpose by purpose."""
    stood = stood_on(person_id, day)
    names = _staff(each.recorded_by for each in stood)
    purposes = db.session.execute(
        sa.select(Purpose.code, Purpose.title).where(Purpose.essential.is_(False)).order_by(Purpose.position, Purpose.code)
    )
    agreed = [Agreed(title, _ways([each for each in stood if each.purpose == code], names)) for code, title in purposes]
    return Day(day, agreed, break_on(person_id, day))


def _ways(stood: Sequence[Stood], names: Mapping[UUID, str]) -> list[Way]:
    found: dict[tuple[object, ...], list[Stood]] = {}
    for each in stood:
        found.setdefault((each.stance, each.said_at, each.route, each.sha256, each.recorded_by), []).append(each)
    return [
        Way(first, [each.channel for each in (first, *others)], None if first.recorded_by is None else names[first.recorded_by])
        for first, *others in found.values()
    ]


def _staff(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of staff who wrote something down."""
    wanted = {each for each in ids if each is not None}
    known = accounts.users_named(wanted) if wanted else {}
    return {each: (known[each].name if each in known else None) or "somebody who has left" for each in wanted}


# Why a message came


@dataclass(frozen=True)
class Why:
    """Why one message came. `permission`: what it rested on; `offer`: what it was about, when that can still be stopped.

    `title`: what it was about, or None for a service message. `choices`: the link that optional messages carry anyway.
    """

    kind: str
    sent_at: datetime
    title: str | None
    permission: Decision | None
    offer: Offer | None
    person_id: UUID | None
    choices: str | None


def why(token: str, *, now: datetime) -> Why | None:
    """Why the message behind this link came; None when the link is not ours or too old, or the record is erased."""
    sent = outbox.behind_why(token, now=now)
    person = None if sent is None else people.person(sent.recipient_id)
    person = None if person is None else people.lives_on_in(person)
    if sent is None or (person is not None and person.erased_at is not None):
        return None
    at = sent.authorised_at or sent.created_at
    if sent.purpose is None or person is None:
        return Why(sent.kind, at, None, None, None, None, None)
    event = None if sent.consent_event_id is None else db.session.get(ConsentEvent, sent.consent_event_id)
    title = db.session.scalar(sa.select(Purpose.title).where(Purpose.code == sent.purpose))
    said_yes = {code for code, _ in given(person.id)}
    offer = next((each for each in offers(now=now) if each.code == sent.purpose and each.code in said_yes), None)
    permission = in_words([event])[0] if event is not None else None
    return Why(sent.kind, at, title or sent.purpose, permission, offer, person.id, choices_token(person))
