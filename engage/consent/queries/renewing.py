"""Whose yes runs out, who is asked again and when, and what the letter and the page about it say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent.models import Break, Notice, Standing
from engage.consent.queries.letters import choices_token
from engage.consent.queries.offering import offers
from engage.consent.queries.standing import break_of
from engage.consent.rules import ASKED, SHOWN_BEFORE, Change, Offer
from engage.db import db
from engage.outbox.rules import Answer, AskTogether, Channel, Go, Letter, Moments, Reason, Stop
from engage.people import queries as people

RENEW = "consent.renew"
_NO_EMAIL = frozenset({Reason.NO_ADDRESS, Reason.UNVERIFIED, Reason.CAME_BACK})
AT_ONCE = 500
_Ends = dict[UUID, list[date]]


@dataclass(frozen=True)
class RunsOut:
    """Somebody some of whose yeses stop counting on one day, and which time of asking it is, up to the last."""

    person_id: UUID
    on: date
    place: int


def running_out(asks: Collection[tuple[date, int]]) -> list[RunsOut]:
    """Whoever said a yes that stops counting on one of these days and was not asked about it this time, in order."""
    times = [_to_be_asked(place, [on for on, time in asks if time == place]) for place in sorted({place for _, place in asks})]
    if not times:
        return []
    rows = db.session.execute(sa.union(*times).order_by("expires_on", "person_id", "place"))
    return [RunsOut(person_id, on, place) for person_id, on, place in rows if on is not None]


def _to_be_asked(place: int, days: list[date]) -> sa.Select[UUID, date | None, int]:
    """In these words, so that both databases read nothing but the part of the index with people not asked yet.

    Asking for a day that is known beside it would make SQLite read every day.
    """
    return sa.select(Standing.person_id, Standing.expires_on, sa.literal_column(str(place), sa.Integer()).label("place")).where(
        Standing.times_asked.in_(range(place + 1)), Standing.expires_on.in_(days), Standing.given.is_(True)
    )  # fmt: skip


def asked_again_from() -> dict[date, date]:
    """Last days that a change of wording has set, each with the day from which it is in force."""
    rows = db.session.execute(
        sa.select(Notice.renew_by, Notice.in_force_from).where(Notice.change == Change.MATERIAL).order_by(Notice.in_force_from)
    )
    return {renew_by: clock.day_of(since) for renew_by, since in rows if renew_by is not None}


def run_out(today: date) -> list[UUID]:
    """People with a yes that no longer counts and that the ledger does not say so of yet; some at a time."""
    chosen = sa.select(Standing.person_id).where(
        Standing.times_asked.in_(range(ASKED + 1)), Standing.expires_on <= today, Standing.given.is_(True)
    ).distinct()  # fmt: skip
    return list(db.session.scalars(chosen.order_by(Standing.person_id).limit(AT_ONCE)))


def run_out_of(person_id: UUID, today: date) -> list[Standing]:
    """What no longer counts for one person, though the last word was yes."""
    chosen = sa.select(Standing).where(
        Standing.person_id == person_id, Standing.given.is_(True), Standing.expires_on <= today
    )  # fmt: skip
    return list(db.session.scalars(chosen.order_by(Standing.purpose, Standing.channel)))


@dataclass(frozen=True)
class Renewal:
    """One purpose whose yes runs out soon: by which ways, the last day it counts, and whether its words have changed."""

    offer: Offer
    channels: tuple[Channel, ...]
    last_day: date
    words_changed: bool


def renewals(person_id: UUID, *, today: date, until: date | None = None) -> list[Renewal]:
    """What somebody may say yes to again: whatever stops counting within 60 days, or by a day."""
    until = until or date.fromordinal(today.toordinal() + SHOWN_BEFORE)
    rows = db.session.execute(
        sa.select(Standing.purpose, Standing.channel, Standing.expires_on, Standing.version)
        .where(
            Standing.person_id == person_id, Standing.given.is_(True), Standing.expires_on > today, Standing.expires_on <= until
        )
        .order_by(Standing.channel)
    ).all()  # fmt: skip
    found = []
    for offer in offers():
        theirs = [row for row in rows if row.purpose == offer.code and row.channel in offer.channels]
        if theirs:
            first = min(row.expires_on for row in theirs)
            changed = any(row.version < offer.version for row in theirs)
            channels = tuple(row.channel for row in theirs)
            found.append(Renewal(offer, channels, date.fromordinal(first.toordinal() - 1), changed))
    return found


def last_days(person_id: UUID, *, today: date, until: date) -> list[tuple[date, date]]:
    """The last days on which what somebody agreed to counts, each with the day it was last agreed to; in order."""
    rows = db.session.execute(
        sa.select(Standing.expires_on, sa.func.max(Standing.since))
        .where(
            Standing.person_id == person_id, Standing.given.is_(True), Standing.expires_on > today, Standing.expires_on <= until
        )
        .group_by(Standing.expires_on)
        .order_by(Standing.expires_on)
    )  # fmt: skip
    return [(date.fromordinal(expires_on.toordinal() - 1), clock.day_of(since)) for expires_on, since in rows if expires_on]


def runs_out_soon(person_id: UUID, *, today: date) -> sa.Exists:
    """Whether something somebody agreed to stops counting within 60 days; to be asked within another statement."""
    until = date.fromordinal(today.toordinal() + SHOWN_BEFORE)
    return sa.exists().where(
        Standing.person_id == person_id, Standing.given.is_(True), Standing.expires_on > today, Standing.expires_on <= until
    )  # fmt: skip


@dataclass(frozen=True)
class RenewFacts:
    """What the letter needs; `wanted`: the sentences in force, `last_day`: until when what was said counts."""

    to: str
    greeting: str
    token: str
    wanted: tuple[str, ...]
    last_day: date


def renew_facts(letter: Letter) -> RenewFacts | None:
    """The facts of the letter that asks again, read just before it goes."""
    person, reached = people.person(letter.recipient_id), people.reach_by_email(letter.recipient_id, letter.channel)
    again = renewals(letter.recipient_id, today=clock.today(), until=letter.due_on)
    if person is None or reached is None or not again:
        return None
    to, greeting = reached
    last_day = min(each.last_day for each in again)
    return RenewFacts(to, greeting, choices_token(person), tuple(each.offer.text for each in again), last_day)


def may_ask_again(letter: Letter, now: datetime, *, otherwise: Callable[[Letter, datetime], Answer]) -> Answer:
    """May we ask again? Not when it was answered, nor while they are on a break; otherwise as for any message.

    Whoever has no e-mail address that works, and is reached by phone or post, is asked like that by the team.
    """
    answer = otherwise(letter, now)
    by_hand = isinstance(answer, Stop) and (
        answer.reason is Reason.NEEDS_ANOTHER_WAY
        or (answer.reason in _NO_EMAIL and bool(people.ways_without_email([letter.recipient_id])))
    )
    if not by_hand and not isinstance(answer, Go):
        return answer
    if not renewals(letter.recipient_id, today=clock.day_of(now), until=letter.due_on):
        return Stop(Reason.ALREADY_DONE)
    if break_of(letter.recipient_id) is not None:
        return Stop(Reason.ON_A_BREAK)
    return Stop(Reason.NEEDS_ANOTHER_WAY) if by_hand else answer


def all_may_ask_again(letters: Sequence[Letter], at: Moments, *, otherwise: AskTogether) -> dict[UUID, Answer]:
    """The same for many."""
    answers = otherwise(letters, at)
    silent = {each.recipient_id for each in letters if _reason(answers[each.outgoing_id]) in _NO_EMAIL}
    reached = people.ways_without_email(silent)
    ends, away = _ends({each.recipient_id for each in letters})
    return {each.outgoing_id: _again(each, answers, at, reached, ends, away) for each in letters}


def _again(
    letter: Letter, answers: Mapping[UUID, Answer], at: Moments, reached: Collection[UUID], ends: _Ends, away: Collection[UUID]
) -> Answer:
    answer, person_id = answers[letter.outgoing_id], letter.recipient_id
    reason = _reason(answer)
    by_hand = reason is Reason.NEEDS_ANOTHER_WAY or (reason in _NO_EMAIL and person_id in reached)
    if not by_hand and not isinstance(answer, Go):
        return answer
    today = clock.day_of(at[letter.outgoing_id])
    if not any(today < day <= letter.due_on for day in ends.get(person_id, ())):
        return Stop(Reason.ALREADY_DONE)
    if person_id in away:
        return Stop(Reason.ON_A_BREAK)
    return Stop(Reason.NEEDS_ANOTHER_WAY) if by_hand else answer


def _reason(answer: Answer) -> Reason | None:
    return answer.reason if isinstance(answer, Stop) else None


def _ends(ids: Collection[UUID]) -> tuple[_Ends, frozenset[UUID]]:
    """The days on which a yes of theirs to something in use ends, and who of them is on a break."""
    ways = {(offer.code, channel) for offer in offers() for channel in offer.channels}
    ends: _Ends = {}
    chosen = sa.select(Standing.person_id, Standing.purpose, Standing.channel, Standing.expires_on).where(
        Standing.person_id.in_(ids), Standing.given.is_(True), Standing.expires_on.is_not(None)
    )  # fmt: skip
    for person_id, purpose, channel, day in db.session.execute(chosen):
        if (purpose, channel) in ways and day is not None:
            ends.setdefault(person_id, []).append(day)
    away = db.session.scalars(sa.select(Break.person_id).where(Break.person_id.in_(ids), Break.ended_at.is_(None)))
    return ends, frozenset(away)
