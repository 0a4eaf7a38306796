"""May many messages go? As `may_go`, for a set of people at once, in the same number of statements however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.consent import queries as consent
from engage.db import among, db, table
from engage.outbox.rules import Answer, Go, Hold, Letter, Moments, Reason, Stop
from engage.people import queries as people
from engage.pool.models import Member
from engage.pool.queries.ways import Ways, reached_by_each
from engage.pool.queries.why import why_no_record
from engage.pool.rules import Standing
from engage.reminders import rules as reminders
from engage.reminders.queries import enough_until

_member = table(Member).c
_PLACES = sa.select(_member.person_id, _member.standing).where(among(_member.person_id, "ids"))


@dataclass(frozen=True)
class _Asked:
    """What was read about everybody: why no record, how reached, what consent says, whose message has to wait."""

    no_place: dict[UUID, Reason]
    ways: dict[UUID, Ways]
    consent: dict[UUID, Answer]
    enough: dict[UUID, datetime]


def may_go_all(letters: Sequence[Letter], now: datetime) -> dict[UUID, Answer]:
    """May these messages go now? By the ids of the messages. Everybody is locked, so that no withdrawal can overtake it."""
    return may_go_each(letters, {letter.outgoing_id: now for letter in letters})


def may_go_each(letters: Sequence[Letter], at: Moments) -> dict[UUID, Answer]:
    """The same, each at its moment: for whoever looks ahead."""
    ids = {letter.recipient_id for letter in letters}
    no_place = _no_place(ids, counting=any(letter.purpose is not None for letter in letters))
    ways = reached_by_each(ids - no_place.keys())
    by_hand = {person_id: each.channels for person_id, each in ways.items() if not each.by_email}
    asked = _Asked(no_place, ways, consent.letters_may_go(letters, at, by_hand), _enough(letters, at))
    return {letter.outgoing_id: _answer(letter, asked, at[letter.outgoing_id]) for letter in letters}


def _enough(letters: Sequence[Letter], at: Moments) -> dict[UUID, datetime]:
    """Until when each optional message waits whose recipient has had enough in its week, by the ids of the messages."""
    weeks: dict[datetime, list[Letter]] = {}
    for letter in letters:
        if letter.purpose is not None:
            weeks.setdefault(reminders.week_of(at[letter.outgoing_id])[0], []).append(letter)
    found: dict[UUID, datetime] = {}
    for some in weeks.values():
        until = enough_until(some, min(at[each.outgoing_id] for each in some))
        found |= {each.outgoing_id: until[each.recipient_id] for each in some if each.recipient_id in until}
    return found


def _answer(letter: Letter, asked: _Asked, now: datetime) -> Answer:
    """The same order of reasons as for one message."""
    person_id = letter.recipient_id
    if person_id in asked.no_place:
        return Stop(asked.no_place[person_id])
    ways = asked.ways[person_id]
    if ways.why_not is not None:
        return Stop(ways.why_not)
    answer = asked.consent[letter.outgoing_id]
    if not isinstance(answer, Go):
        return answer
    if not ways.by_email:
        return Stop(Reason.NEEDS_ANOTHER_WAY)
    return in_its_time(letter, now, answer, asked.enough.get(letter.outgoing_id))


def in_its_time(letter: Letter, now: datetime, answer: Go, enough_until: datetime | None) -> Answer:
    """Held until morning; an optional one until Monday, when somebody has had enough of them this week. Never dropped."""
    morning = reminders.held_until(now)
    if morning is not None:
        return Hold(morning, Reason.QUIET_HOURS)
    return answer if letter.purpose is None or enough_until is None else Hold(enough_until, Reason.TOO_MANY)


def _no_place(ids: Iterable[UUID], *, counting: bool) -> dict[UUID, Reason]:
    """Whose record is no more, and who is not in the pool."""
    wanted = sorted(ids)
    held = people.hold_all(wanted, counting=counting)
    standings = dict(tuple(place) for place in db.session.execute(_PLACES, {"ids": wanted}).all())
    found = {}
    for person_id in wanted:
        reason = why_no_record(held.get(person_id))
        if reason is None and standings.get(person_id) in (None, Standing.LEFT, Standing.NOT_REAL):
            reason = Reason.LEFT
        if reason is not None:
            found[person_id] = reason
    return found
