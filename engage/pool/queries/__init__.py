"""Members, answers on their way in, what confirming mails say, and whether a message may still go to somebody."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.consent import queries as consent
from engage.db import db
from engage.outbox import queries as outbox
from engage.outbox.rules import Answer, Category, Channel, Go, Hold, Letter, Reason, Stop
from engage.people import queries as people
from engage.people.models import IS_UNCONFIRMED, ContactPoint, Person
from engage.pool.models import Draft, Member, WhyLeft
from engage.pool.queries.asking import all_may_confirm as all_may_confirm
from engage.pool.queries.many import in_its_time
from engage.pool.queries.many import may_go_all as may_go_all
from engage.pool.queries.many import may_go_each as may_go_each
from engage.pool.queries.ways import reached_by
from engage.pool.queries.why import may_go_by_hand, why_no_record, why_no_way
from engage.pool.rules import CONFIRM_LINK_LASTS, DRAFT_KEPT, IN_THE_POOL, WHY_WORDS, Standing
from engage.reminders import rules as reminders
from engage.reminders.queries import enough_until

CONFIRM = "pool.confirm"
GOODBYE = "pool.left"
MOST_AT_ONCE = 500
_CONFIRMING = "confirm an e-mail address"

_MEMBER = sa.select(Member).where(Member.person_id == sa.bindparam("person_id", type_=sa.Uuid()))


def member(person_id: UUID) -> Member | None:
    """Somebody's place in the pool."""
    return db.session.scalar(_MEMBER, {"person_id": person_id})


def still_here() -> sa.Select[UUID]:
    """The ids of those in the pool: a select to be put into another one."""
    return sa.select(Member.person_id).where(Member.standing.in_(IN_THE_POOL))


def is_here(person_id: UUID) -> bool:
    """Whether somebody is in the pool, under this record, and we have not been told that they died."""
    living = (*people.is_current(), Person.died_on.is_(None))
    chosen = sa.select(Person.id).where(Person.id == person_id, Person.id.in_(still_here()), *living)
    return db.session.scalar(chosen) is not None


def whys() -> dict[int, list[tuple[str, int]]]:
    """How often each reason for leaving was given, in its words, newest year first; to be made safe before it is shown."""
    found: dict[int, list[tuple[str, int]]] = {}
    for row in db.session.scalars(sa.select(WhyLeft).order_by(WhyLeft.year.desc(), WhyLeft.reason)):
        found.setdefault(row.year, []).append((WHY_WORDS[row.reason], row.times))
    return found


def has_left(person_id: UUID) -> bool:
    """Whether somebody was in the pool and is not any more."""
    place = member(person_id)
    return place is not None and place.standing is Standing.LEFT


# Answers on their way in


def token_hash(token: str) -> str:
    """How the token of a draft is kept: the token itself is only in the browser."""
    return hashlib.sha256(token.encode()).hexdigest()


def draft(token: str | None) -> dict[str, dict[str, Any]]:
    """The answers given so far, by question; nothing once they are forgotten."""
    if not token:
        return {}
    kept = db.session.scalar(
        sa.select(Draft.answers).where(Draft.token_hash == token_hash(token), Draft.kept_at > clock.now() - DRAFT_KEPT)
    )
    return {} if kept is None else dict(json.loads(kept))


# Confirming an address


@dataclass(frozen=True)
class Confirming:
    """An address somebody is asked to confirm by one mail, and when the link and code of that mail stop working."""

    point: ContactPoint
    ordinal: int
    ends_at: datetime


def confirming(point_id: UUID, ordinal: int, *, now: datetime) -> Confirming | None:
    """What one confirming mail asks, while its link works: not confirmed yet, not run out, no newer mail."""
    point = db.session.get(ContactPoint, point_id)
    newest = outbox.newest_occasion(CONFIRM, point_id, by=now)
    if point is None or point.verified_at is not None or newest is None or newest.ordinal != ordinal:
        return None
    ends_at = newest.due_at + CONFIRM_LINK_LASTS
    return Confirming(point, ordinal, ends_at) if now < ends_at else None


def confirming_by_code(point_id: UUID, code: str, *, now: datetime) -> Confirming | None:
    """The newest mail about an address, when this is its code and it still works."""
    newest = outbox.newest_occasion(CONFIRM, point_id, by=now)
    if newest is None or not vault.same(code, confirm_code(point_id, newest.ordinal)):
        return None
    return confirming(point_id, newest.ordinal, now=now)


def confirm_token(point_id: UUID, ordinal: int) -> str:
    """The link of one confirming mail."""
    return vault.sign([point_id.hex, str(ordinal)], purpose=_CONFIRMING)


def confirm_code(point_id: UUID, ordinal: int) -> str:
    """The six digits of one confirming mail."""
    return vault.code(f"{point_id.hex} {ordinal}", purpose=_CONFIRMING)


def read_confirm_token(token: str) -> tuple[UUID, int] | None:
    """The address and the mail behind a link, when it is one of ours."""
    payload = vault.read(token, purpose=_CONFIRMING)
    return None if payload is None else (UUID(payload[0]), int(payload[1]))


@dataclass(frozen=True)
class ConfirmFacts:
    """What a confirming mail needs. `is_known`: somebody else confirmed this address before."""

    to: str
    token: str
    code: str
    is_reminder: bool
    is_known: bool


def confirm_facts(letter: Letter) -> ConfirmFacts | None:
    """The facts of a confirming mail, read just before it goes."""
    point = db.session.get(ContactPoint, letter.about, populate_existing=True)
    if point is None:
        return None
    return ConfirmFacts(
        to=point.value,
        token=confirm_token(point.id, letter.ordinal),
        code=confirm_code(point.id, letter.ordinal),
        is_reminder=letter.category is Category.REMINDER,
        is_known=people.holder_of_email(point.value) is not None,
    )


def may_confirm(letter: Letter, now: datetime) -> Answer:
    """May a confirming mail still go? It is asked for, so it goes at night too; its reminders wait for the morning."""
    person = people.hold(letter.recipient_id, sharing=True)
    why_not = why_no_record(person)
    if person is None or why_not is not None:
        return Stop(why_not or Reason.ERASED)
    if person.restricted_at is not None:
        return Stop(Reason.RESTRICTED)
    point = db.session.get(ContactPoint, letter.about, populate_existing=True)
    if point is None:
        return Stop(Reason.SUPERSEDED)
    stop = _why_not_confirm(point, letter, now)
    if stop is not None:
        return Stop(stop)
    held_until = reminders.held_until(now) if letter.category is Category.REMINDER else None
    return Go() if held_until is None else Hold(held_until, Reason.QUIET_HOURS)


def _why_not_confirm(point: ContactPoint, letter: Letter, now: datetime) -> Reason | None:
    if point.verified_at is not None:
        return Reason.ALREADY_DONE
    if point.came_back_at is not None:
        return Reason.CAME_BACK
    newest = outbox.newest_occasion(CONFIRM, point.id, by=now)
    if newest is not None and newest.ordinal != letter.ordinal:
        return Reason.SUPERSEDED
    if letter.category is Category.REMINDER and people.holder_of_email(point.value) is not None:
        return Reason.ALREADY_DONE
    return None


def unconfirmed_between(since: datetime, until: datetime) -> list[tuple[UUID, UUID, datetime]]:
    """Addresses given in a stretch of time, asked about and not confirmed: address, person, when; oldest first.

    Whoever did not join by themselves was never asked, and is not reminded of what they were not asked.
    """
    rows = db.session.execute(
        sa.select(ContactPoint.id, ContactPoint.person_id, ContactPoint.created_at)
        .join(Person, Person.id == ContactPoint.person_id)
        .join(Member, Member.person_id == Person.id)
        .where(
            IS_UNCONFIRMED,
            ContactPoint.created_at >= since,
            ContactPoint.created_at < until,
            *people.is_current(),
            Member.standing.in_(IN_THE_POOL),
            outbox.has_occasion(CONFIRM, ContactPoint.id),
        )
        .order_by(ContactPoint.created_at, ContactPoint.id)
    )
    return [(point_id, person_id, given_at) for point_id, person_id, given_at in rows]


def never_confirmed(before: datetime, *, only: UUID | None = None) -> list[UUID]:
    """People who joined before an instant, were asked to confirm an address and did not, and nobody has welcomed.

    Who can be reached in another way stays, and who was added by the team and never asked.
    """
    other = sa.exists().where(ContactPoint.person_id == Member.person_id, sa.not_(IS_UNCONFIRMED))
    own = sa.exists().where(
        ContactPoint.person_id == Member.person_id, IS_UNCONFIRMED, ContactPoint.created_at < before,
        outbox.has_occasion(CONFIRM, ContactPoint.id),
    )  # fmt: skip
    merged = sa.select(Person.id).where(Person.merged_into.is_not(None))
    chosen = sa.select(Member.person_id).where(
        Member.standing == Standing.APPLIED, Member.applied_at < before, own, sa.not_(other), Member.person_id.not_in(merged)
    )
    if only is not None:
        chosen = chosen.where(Member.person_id == only)
    return list(db.session.scalars(chosen.order_by(Member.applied_at, Member.person_id).limit(MOST_AT_ONCE)))


# May a message go?


def may_go(letter: Letter, now: datetime) -> Answer:
    """May a message go to somebody in the pool now? The person is locked, so that a withdrawal cannot overtake it."""
    why_not = why_no_record(people.hold(letter.recipient_id, sharing=True, counting=letter.purpose is not None))
    if why_not is not None:
        return Stop(why_not)
    place = member(letter.recipient_id)
    if place is None or place.standing in (Standing.LEFT, Standing.NOT_REAL):
        return Stop(Reason.LEFT)
    if letter.channel is not Channel.EMAIL:
        return may_go_by_hand(letter, now)
    reached = reached_by(letter.recipient_id)
    if reached.why_not is not None:
        return Stop(reached.why_not)
    answer = consent.letter_may_go(letter, now, reached.channels)
    if not isinstance(answer, Go):
        return answer
    if not reached.by_email:
        return Stop(Reason.NEEDS_ANOTHER_WAY)
    enough = None if letter.purpose is None else enough_until([letter], now).get(letter.recipient_id)
    return in_its_time(letter, now, answer, enough)


# The last message


@dataclass(frozen=True)
class LeftFacts:
    """What the last message needs."""

    to: str
    greeting: str
    left_at: datetime


def left_facts(letter: Letter) -> LeftFacts | None:
    """The facts of the last message."""
    place, reached = member(letter.recipient_id), people.reach_by_email(letter.recipient_id, letter.channel)
    return None if place is None or place.left_at is None or reached is None else LeftFacts(*reached, place.left_at)


def may_say_goodbye(letter: Letter, now: datetime) -> Answer:
    """May the last message go? To somebody who left and did not come back, by what they are reached."""
    person, place = people.hold(letter.recipient_id, sharing=True), member(letter.recipient_id)
    why_not = why_no_record(person)
    if why_not is not None or place is None:
        return Stop(why_not or Reason.ERASED)
    if place.standing is not Standing.LEFT:
        return Stop(Reason.SUPERSEDED)
    if letter.channel is not Channel.EMAIL:
        why_not = why_no_way(letter.recipient_id, letter.channel)
        return Go() if why_not is None else Stop(why_not)
    reached = reached_by(letter.recipient_id)
    if reached.why_not is not None:
        return Stop(reached.why_not)
    return Go() if reached.by_email else Stop(Reason.NEEDS_ANOTHER_WAY)
