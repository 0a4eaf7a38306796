"""May many messages go? As `letter_may_go`, for a set of people at once, in the same number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent.models import Break, ConsentEvent, Purpose, Standing, Terms
from engage.consent.queries.offering import NEWEST_TERMS, offers
from engage.consent.rules import MEANS_YES, Action
from engage.db import db
from engage.outbox.rules import Answer, Channel, Go, Letter, Reason, Stop

_Key = tuple[UUID, str, Channel]


def letters_may_go(letters: Sequence[Letter], now: datetime) -> dict[UUID, Answer]:
    """By the ids of the messages; one without a purpose needs no permission. The caller holds everybody."""
    asked = {(letter.recipient_id, letter.purpose, letter.channel) for letter in letters if letter.purpose is not None}
    away, yes = _away({key[0] for key in asked}), _yes(asked, now)
    reasons = _why_not([key for key in asked if key not in yes and key[0] not in away])
    return {letter.outgoing_id: _answer(letter, away, yes, reasons) for letter in letters}


def _answer(letter: Letter, away: set[UUID], yes: dict[_Key, UUID], reasons: dict[_Key, Reason]) -> Answer:
    if letter.purpose is None:
        return Go()
    key = letter.recipient_id, letter.purpose, letter.channel
    if letter.recipient_id in away:
        return Stop(Reason.ON_A_BREAK)
    return Go(yes[key]) if key in yes else Stop(reasons[key])


def _away(ids: Iterable[UUID]) -> set[UUID]:
    return set(db.session.scalars(sa.select(Break.person_id).where(Break.person_id.in_(ids), Break.ended_at.is_(None))))


def _yes(asked: Iterable[_Key], now: datetime) -> dict[_Key, UUID]:
    """The event behind each yes that stands and has not run out."""
    rows = db.session.execute(
        sa.select(Standing.person_id, Standing.purpose, Standing.channel, Standing.event_id, Terms.channels)
        .join(Purpose, Purpose.code == Standing.purpose)
        .join(Terms, sa.and_(Terms.purpose == Standing.purpose, Terms.version == NEWEST_TERMS))
        .where(
            *_named(asked),
            Standing.given.is_(True),
            sa.or_(Standing.expires_on.is_(None), Standing.expires_on > clock.day_of(now)),
            Terms.in_use.is_(True),
        ),
        {"now": clock.now()},
    )
    return {(person, purpose, way): event for person, purpose, way, event, ways in rows if way in ways}


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
