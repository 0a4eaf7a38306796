"""Who waits for a welcome, and what the team's home page and its reminder say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.bounces.models import StopReply
from engage.bounces.queries.listing import WAITS as WAITS_FOR_US
from engage.bounces.queries.listing import to_ask
from engage.consent.models import Standing as Consent
from engage.db import db
from engage.needs import queries as needs
from engage.outbox.models import Outgoing
from engage.outbox.rules import Answer, Go, Letter, Moments, Reason, State, Stop
from engage.people.models import ContactPoint, Person
from engage.policy import Permission
from engage.pool.models import ARE_WAITING, Member
from engage.pool.queries import still_here
from engage.pool.rules import IN_THE_POOL
from engage.web.paging import COUNT_UP_TO, ROWS, Page, page_of, unmark_moment
from engage.welcome import rules
from engage.welcome.queries.finding import COLUMNS, Line, as_lines
from engage.welcome.queries.reviewing import overdue

WAITS = sa.text(ARE_WAITING)
DAYS_COUNTED = 30


def waiting(*, after: str | None, before: str | None) -> Page[Line]:
    """A page of those who wait, longest first."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen = sa.select(*COLUMNS).select_from(Member).join(Person, Person.id == Member.person_id).where(WAITS)
    if start is not None:
        key, here = sa.tuple_(Member.applied_at, Member.person_id), _marked(start)
        chosen = chosen.where(key < here if going_back else key > here)
    order = (Member.applied_at.desc(), Member.person_id.desc()) if going_back else (Member.applied_at, Member.person_id)
    lines = as_lines(db.session.execute(chosen.order_by(*order).limit(ROWS + 1)).all())
    found = page_of(lines, key=_mark, came_after=start is not None, going_back=going_back)
    total = db.session.scalar(sa.select(_capped(sa.select(Member.id).where(WAITS)))) or 0
    return Page(found.rows, found.after, found.before, min(total, COUNT_UP_TO), total > COUNT_UP_TO)


def days_joined(first: date) -> list[date]:
    """The days, from one on, on which those joined who wait for their welcome; at most so many as a page counts to."""
    chosen = sa.select(Member.applied_at).where(WAITS, Member.applied_at >= clock.at(first, time()))
    return [clock.day_of(at) for at in db.session.scalars(chosen.order_by(Member.applied_at).limit(COUNT_UP_TO))]


def _mark(line: Line) -> tuple[str, ...]:
    return line.applied_at.isoformat(), line.person_id.hex


def _marked(start: tuple[datetime, UUID]) -> sa.Tuple:
    return sa.tuple_(sa.literal(start[0], Member.applied_at.type), sa.literal(start[1], sa.Uuid()))


def _capped(chosen: sa.Select[Any]) -> sa.ScalarSelect[int]:
    """How many rows there are, counted up to one more than a thousand."""
    return sa.select(sa.func.count()).select_from(chosen.limit(COUNT_UP_TO + 1).subquery()).scalar_subquery()


@dataclass(frozen=True)
class AtAGlance:
    """What the team's home page says; counts go up to one more than a thousand."""

    waiting: int
    oldest_waiting: datetime | None
    uncertain: int
    oldest_uncertain: datetime | None
    came_back: int
    oldest_came_back: datetime | None
    replies: int
    oldest_reply: datetime | None
    by_hand: int
    oldest_by_hand: datetime | None
    reviews: int
    oldest_review: date | None
    in_the_pool: int
    joined_lately: int
    welcomed_lately: int
    newsletter: int


def at_a_glance(now: datetime) -> AtAGlance:
    """What waits and four numbers, in one statement."""
    lately = now - timedelta(days=DAYS_COUNTED)
    return AtAGlance(*db.session.execute(_glance(clock.day_of(now)), {"lately": lately}).one())


@lru_cache(maxsize=2)  # every showing of the team's home asks this, so it is put together once a day
def _glance(today: date) -> sa.Select[Any]:
    lately: sa.BindParameter[datetime] = sa.bindparam("lately")
    uncertain = Outgoing.state == State.UNCERTAIN
    silent = to_ask(still_here()).with_only_columns(ContactPoint.id, ContactPoint.came_back_at).subquery()
    news = sa.select(Consent.id).where(Consent.purpose == "newsletter", Consent.channel == "email", Consent.given.is_(True))
    by_hand, review = needs.waiting_to_be_brought().subquery(), overdue(today).subquery()
    return sa.select(
        _capped(sa.select(Member.id).where(WAITS)),
        sa.select(sa.func.min(Member.applied_at)).where(WAITS).scalar_subquery(),
        _capped(sa.select(Outgoing.id).where(uncertain)),
        sa.select(sa.func.min(Outgoing.next_at)).where(uncertain).scalar_subquery(),
        _capped(sa.select(silent.c.id)),
        sa.select(sa.func.min(silent.c.came_back_at)).scalar_subquery(),
        _capped(sa.select(StopReply.id).where(WAITS_FOR_US)),
        sa.select(sa.func.min(StopReply.created_at)).where(WAITS_FOR_US).scalar_subquery(),
        _capped(sa.select(by_hand.c.id)),
        sa.select(sa.func.min(by_hand.c.next_at)).scalar_subquery(),
        _capped(sa.select(review.c.person_id)),
        sa.select(sa.func.min(review.c.review_due)).scalar_subquery(),
        _capped(sa.select(Member.id).where(Member.standing.in_(IN_THE_POOL))),
        _capped(sa.select(Member.id).where(Member.standing.in_(IN_THE_POOL), Member.applied_at >= lately)),
        _capped(sa.select(Member.id).where(Member.welcomed_at >= lately)),
        _capped(news),
    )


# The reminder that people wait (W1)


def joined_between(stretches: Sequence[tuple[date, date]]) -> list[bool]:
    """For each stretch of days, both ends included, whether somebody who joined then still waits: in one statement."""
    if not stretches:
        return []
    asked = [
        sa.select(Member.id)
        .where(
            WAITS, Member.applied_at >= clock.at(first, time()), Member.applied_at < clock.at(last + timedelta(days=1), time())
        )
        .exists()
        for first, last in stretches
    ]
    return [bool(found) for found in db.session.execute(sa.select(*asked)).one()]


@dataclass(frozen=True)
class WaitingFacts:
    """What the reminder says: how many, never who."""

    name: str
    to: str
    count: int
    days: int


def waiting_facts(letter: Letter) -> WaitingFacts | None:
    """How many have waited so long on the day the reminder is for."""
    user = accounts.user(letter.recipient_id)
    count = _waited(letter)
    if user is None or user.email is None or user.name is None or not count:
        return None
    return WaitingFacts(user.name, user.email, count, days_of(letter.ordinal))


def may_remind(letter: Letter, now: datetime) -> Answer:
    """Whether the reminder may still go: to somebody who may welcome, while somebody waits."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.POOL_WELCOME):
        return Stop(Reason.SUSPENDED)
    return Go() if _waited(letter) else Stop(Reason.ALREADY_DONE)


def all_may_remind(letters: Sequence[Letter], _at: Moments) -> dict[UUID, Answer]:
    """The same for many."""
    days = sorted({(each.due_on, each.ordinal) for each in letters})
    asked = [sa.exists().where(WAITS, Member.applied_at < _joined_by(*day)) for day in days]
    waits = dict(zip(days, db.session.execute(sa.select(*asked)).one(), strict=True)) if days else {}
    return accounts.all_may_be_told(
        letters, Permission.POOL_WELCOME, lambda each: None if waits[each.due_on, each.ordinal] else Reason.ALREADY_DONE
    )


def days_of(ordinal: int) -> int:
    """After how many working days the first and the second reminder come."""
    return (rules.FIRST_REMINDER, rules.SECOND_REMINDER)[ordinal]


def reminded() -> tuple[list[User], list[User]]:
    """Whom the reminders go to: the first to everybody who welcomes, the second to those of them who lead."""
    everybody = accounts.holders_of(Permission.POOL_WELCOME)
    return everybody, [user for user in everybody if accounts.may(user, Permission.POOL_REFUSE)]


def _waited(letter: Letter) -> int:
    until = _joined_by(letter.due_on, letter.ordinal)
    return db.session.scalar(sa.select(_capped(sa.select(Member.id).where(WAITS, Member.applied_at < until)))) or 0


def _joined_by(day: date, ordinal: int) -> datetime:
    """Whoever joined before this instant has waited so long on a day."""
    return clock.at(rules.newest_day_due(day, days_of(ordinal)) + timedelta(days=1), time())
