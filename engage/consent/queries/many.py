"""May many messages go? As `letter_may_go`, for a set of people at once, in the same number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent.models import Break, ConsentEvent, Purpose, Standing, Terms
from engage.consent.queries.offering import NEWEST_TERMS, offers
from engage.consent.rules import MEANS_YES, Action
from engage.db import among, db, table
from engage.outbox.rules import Answer, Channel, Go, Letter, Moments, Reason, Stop

_Key = tuple[UUID, str, Channel]
Ways = Mapping[UUID, Sequence[Channel]]
NO_WAYS: Ways = MappingProxyType({})

# asked for every set of messages, so they are put together once, and of the tables
_break, _standing, _event = table(Break).c, table(Standing).c, table(ConsentEvent).c
_purpose, _terms = table(Purpose).c, table(Terms).c
_NAMED = (
    among(_standing.person_id, "ids"), _standing.purpose.in_(sa.bindparam("purposes", expanding=True)),
    _standing.channel.in_(sa.bindparam("channels", expanding=True)),
)  # fmt: skip
_AWAY = sa.select(_break.person_id).where(among(_break.person_id, "ids"), _break.ended_at.is_(None))
_YES = (
    sa.select(
        _standing.person_id, _standing.purpose, _standing.channel, _standing.event_id, _standing.expires_on, _terms.channels
    )
    .join_from(table(Standing), table(Purpose), _purpose.code == _standing.purpose)
    .join(table(Terms), sa.and_(_terms.purpose == _standing.purpose, _terms.version == NEWEST_TERMS))
    .where(
        *_NAMED,
        _standing.given.is_(True),
        sa.or_(_standing.expires_on.is_(None), _standing.expires_on > sa.bindparam("day", type_=sa.Date())),
        _terms.in_use.is_(True),
    )
)
_LAST = (
    sa.select(_standing.person_id, _standing.purpose, _standing.channel, _standing.given, _event.action)
    .join_from(table(Standing), table(ConsentEvent), _event.id == _standing.event_id)
    .where(*_NAMED)
)
_EVER = (
    sa.select(_event.person_id, _event.purpose, _event.channel)
    .where(among(_event.person_id, "ids"), _event.action.in_(MEANS_YES))
    .distinct()
)


def letters_may_go(letters: Sequence[Letter], at: datetime | Moments, ways: Ways = NO_WAYS) -> dict[UUID, Answer]:
    """By the ids of the messages; one without a purpose needs no permission. The caller holds everybody.

    `ways`: by what people are reached, for those to whom that is not the channel of the message, by their ids.
    """
    asked = {letter.outgoing_id: _keys(letter, letter.purpose, ways) for letter in letters if letter.purpose is not None}
    if not asked:
        return {letter.outgoing_id: Go() for letter in letters}
    days, every = _days(asked, at), {key for keys in asked.values() for key in keys}
    away, yes = _away({key[0] for key in every}), _yes(every, min(days.values()))
    goes = {which: event for which, keys in asked.items() if (event := _first(keys, yes, days[which])) is not None}
    first = {which: keys[0] for which, keys in asked.items() if which not in goes and keys[0][0] not in away}
    reasons = _why_not(list(set(first.values())))
    return {letter.outgoing_id: _answer(letter, away, goes, first, reasons) for letter in letters}


def _keys(letter: Letter, purpose: str, ways: Ways) -> list[_Key]:
    """What permission a message needs: by the first of their ways that they agreed to."""
    return [(letter.recipient_id, purpose, way) for way in ways.get(letter.recipient_id) or (letter.channel,)]


def _first(keys: Sequence[_Key], yes: Mapping[_Key, _Yes], day: date) -> UUID | None:
    return next((yes[key].event for key in keys if key in yes and yes[key].counts_on(day)), None)


def _days(asked: Iterable[UUID], at: datetime | Moments) -> dict[UUID, date]:
    """On which day each is asked about; a day is worked out once for each instant, since many share one."""
    instants = {which: at if isinstance(at, datetime) else at[which] for which in asked}
    known = {instant: clock.day_of(instant) for instant in set(instants.values())}
    return {which: known[instant] for which, instant in instants.items()}


def _answer(
    letter: Letter, away: set[UUID], goes: dict[UUID, UUID], first: dict[UUID, _Key], reasons: dict[_Key, Reason]
) -> Answer:
    if letter.purpose is None:
        return Go()
    if letter.recipient_id in away:
        return Stop(Reason.ON_A_BREAK)
    if letter.outgoing_id in goes:
        return Go(goes[letter.outgoing_id])
    return Stop(reasons[first[letter.outgoing_id]])


@dataclass(frozen=True)
class _Yes:
    """A yes that stands: the event it rests on, and the first day on which it no longer counts."""

    event: UUID
    expires_on: date | None

    def counts_on(self, day: date) -> bool:
        return self.expires_on is None or self.expires_on > day


def _away(ids: Iterable[UUID]) -> set[UUID]:
    return set(db.session.scalars(_AWAY, {"ids": list(ids)}))


def _yes(asked: Iterable[_Key], day: date) -> dict[_Key, _Yes]:
    """Each yes that stands and has not run out by a day."""
    rows = db.session.execute(_YES, {**_named(asked), "now": clock.now(), "day": day}).all()
    return {(person, purpose, way): _Yes(event, ends) for person, purpose, way, event, ends, ways in rows if way in ways}


def _named(asked: Iterable[_Key]) -> dict[str, Any]:
    people, purposes, channels = zip(*asked, strict=True) if asked else ((), (), ())
    return {"ids": list(set(people)), "purposes": list(set(purposes)), "channels": list(set(channels))}


def _why_not(asked: Sequence[_Key]) -> dict[_Key, Reason]:
    """Why there is no permission: never asked or refused, stopped, run out, or the purpose is given up."""
    if not asked:
        return {}
    last = {
        (person, purpose, way): (given, action)
        for person, purpose, way, given, action in db.session.execute(_LAST, _named(asked))
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
    rows = db.session.execute(_EVER, {"ids": list({key[0] for key in asked})})
    return {(person, purpose, channel) for person, purpose, channel in rows}
