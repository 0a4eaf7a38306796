"""May many messages go? As `letter_may_go`, for a set of people at once, in the same number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent.models import Break, ConsentEvent, Purpose, Standing, Terms
from engage.consent.queries.offering import NEWEST_TERMS, offers
from engage.consent.rules import MEANS_YES, Action
from engage.db import db
from engage.outbox.rules import Answer, Channel, Go, Letter, Moments, Reason, Stop

_Key = tuple[UUID, str, Channel]


def letters_may_go(letters: Sequence[Letter], at: datetime | Moments) -> dict[UUID, Answer]:
    """By the ids of the messages; one without a purpose needs no permission. The caller holds everybody."""
    asked = {
        letter.outgoing_id: (letter.recipient_id, letter.purpose, letter.channel)
        for letter in letters
        if letter.purpose is not None
    }
    if not asked:
        return {letter.outgoing_id: Go() for letter in letters}
    days = {which: clock.day_of(at if isinstance(at, datetime) else at[which]) for which in asked}
    away, yes = _away({key[0] for key in asked.values()}), _yes(set(asked.values()), min(days.values()))
    goes = {which: yes[key].event for which, key in asked.items() if key in yes and yes[key].counts_on(days[which])}
    reasons = _why_not(list({key for which, key in asked.items() if which not in goes and key[0] not in away}))
    return {letter.outgoing_id: _answer(letter, away, goes, reasons) for letter in letters}


def _answer(letter: Letter, away: set[UUID], goes: dict[UUID, UUID], reasons: dict[_Key, Reason]) -> Answer:
    if letter.purpose is None:
        return Go()
    if letter.recipient_id in away:
        return Stop(Reason.ON_A_BREAK)
    if letter.outgoing_id in goes:
        return Go(goes[letter.outgoing_id])
    return Stop(reasons[letter.recipient_id, letter.purpose, letter.channel])


@dataclass(frozen=True)
class _Yes:
    """A yes that stands: the event it rests on, and the first day on which it no longer counts."""

    event: UUID
    expires_on: date | None

    def counts_on(self, day: date) -> bool:
        return self.expires_on is None or self.expires_on > day


def _away(ids: Iterable[UUID]) -> set[UUID]:
    return set(db.session.scalars(sa.select(Break.person_id).where(Break.person_id.in_(ids), Break.ended_at.is_(None))))


def _yes(asked: Iterable[_Key], day: date) -> dict[_Key, _Yes]:
    """Each yes that stands and has not run out by a day."""
    rows = db.session.execute(
        sa.select(
            Standing.person_id, Standing.purpose, Standing.channel, Standing.event_id, Standing.expires_on, Terms.channels
        )
        .join(Purpose, Purpose.code == Standing.purpose)
        .join(Terms, sa.and_(Terms.purpose == Standing.purpose, Terms.version == NEWEST_TERMS))
        .where(
            *_named(asked),
            Standing.given.is_(True),
            sa.or_(Standing.expires_on.is_(None), Standing.expires_on > day),
            Terms.in_use.is_(True),
        ),
        {"now": clock.now()},
    )  # fmt: skip
    return {(person, purpose, way): _Yes(event, ends) for person, purpose, way, event, ends, ways in rows if way in ways}


def _named(asked: Iterable[_Key]) -> tuple[sa.ColumnElement[bool], ...]:
    people, purposes, channels = zip(*asked, strict=True) if asked else ((), (), ())
    return Standing.person_id.in_(people), Standing.purpose.in_(set(purposes)), Standing.channel.in_(set(channels))


def _why_not(asked: Sequence[_Key]) -> dict[_Key, Reason]:
    """Why there is no permission: never asked or refused, stopped, run out, or the purpose is given up."""
    if not asked:
        return {}
    last = {
        (person, purpose, way): (given, action)
        for person, purpose, way, given, action in db.session.execute(
            sa.select(Standing.person_id, Standing.purpose, Standing.channel, Standing.given, ConsentEvent.action)
            .join(ConsentEvent, ConsentEvent.id == Standing.event_id)
            .where(*_named(asked))
        )
    }
    in_use = {(offer.code, channel) for offer in offers() for channel in offer.channels}
    ever = _ever_given(asked)
    return {key: _reason(last.get(key), is_in_use=key[1:] in in_use, ever_given=key in ever) for key in asked}


def _reason(last: tuple[bool, Action] | None, *, is_in_use: bool, ever_given: bool) -> Reason:
    if last is None:
        return Reason.NO_CONSENT
    given, action = last
    if given:
        return Reason.RUN_OUT if is_in_use else Reason.GIVEN_UP
    if action is Action.EXPIRED:
        return Reason.RUN_OUT
    return Reason.WITHDRAWN if ever_given else Reason.NO_CONSENT


def _ever_given(asked: Iterable[_Key]) -> set[_Key]:
    people = {key[0] for key in asked}
    rows = db.session.execute(
        sa.select(ConsentEvent.person_id, ConsentEvent.purpose, ConsentEvent.channel)
        .where(ConsentEvent.person_id.in_(people), ConsentEvent.action.in_(MEANS_YES))
        .distinct()
    )
    return {(person, purpose, channel) for person, purpose, channel in rows}
