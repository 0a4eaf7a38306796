"""What the team may and may not do now about one person, and what it might have done at an earlier moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent.models import Break, ConsentEvent, Purpose, Terms
from engage.consent.models import Standing as Consent
from engage.consent.queries import Stance, break_on, stood_on
from engage.consent.queries.offering import NEWEST_TERMS
from engage.consent.rules import Action
from engage.contacts.rules import Allowed, Barrier, Choice, about, decided
from engage.db import db
from engage.needs import queries as needs
from engage.needs.rules import Flags
from engage.outbox.rules import Channel
from engage.people import queries as people
from engage.people.models import ContactPoint, Person
from engage.people.rules import CHANNEL, KIND_WORDS, SPOKEN, Kind
from engage.pool.models import Member
from engage.pool.rules import Standing

_STANDING = {Standing.LEFT: Barrier.LEFT, Standing.NOT_REAL: Barrier.NOT_REAL}


class Whom(Protocol):
    """Whoever has a person, their place in the pool and the break they are on."""

    @property
    def person(self) -> Person: ...

    @property
    def member(self) -> Member | None: ...

    @property
    def on_break(self) -> Break | None: ...


@dataclass(frozen=True)
class Somebody:
    """A person, their place in the pool, and the break they are on."""

    person: Person
    member: Member | None
    on_break: Break | None


def somebody(person_id: UUID) -> Somebody:
    """One person with a record of their own. Raises LookupError when there is none."""
    found = db.session.execute(
        sa.select(Person, Member, Break)
        .outerjoin(Member, Member.person_id == Person.id)
        .outerjoin(Break, sa.and_(Break.person_id == Person.id, Break.ended_at.is_(None)))
        .where(Person.id == person_id, *people.is_current())
    ).first()
    if found is None:
        raise LookupError("nobody has this id")
    return Somebody(*found)


def allowed(person_id: UUID) -> Allowed:
    """What one may and may not do now, in four statements. Raises LookupError."""
    return allowed_of(somebody(person_id), people.contact_points(person_id), flags=needs.flags(person_id))


def allowed_of(
    who: Whom, points: Sequence[ContactPoint], *, on: date | None = None, shown: bool = True, flags: Flags | None = None
) -> Allowed:
    """The same where the person and their ways are read already; `on`: as it was at the end of an earlier day.

    `shown`: whoever asks may see how to reach somebody who is hidden from others. `flags`: what they need, where it was
    read: who asked to be called or for letters gets no e-mail.
    """
    person_id = who.person.id
    on_break = who.on_break is not None if on is None else break_on(person_id, on)
    choices = _choices(person_id) if on is None else _choices_on(person_id, on)
    ways = open_ways(points)
    if flags is not None and flags.another_way is not None:
        ways[Channel.EMAIL] = Barrier.ANOTHER_WAY
    return Allowed(
        whole=_whole(who, on or clock.today()),
        is_on_break=on_break,
        is_hidden=who.person.restricted_at is not None,
        is_shown=shown or who.person.restricted_at is None,
        abouts=[about(choice, ways, on_break=on_break) for choice in choices],
        minds=[words for point in points if (words := mind(point))],
    )


def _whole(who: Whom, day: date) -> Barrier | None:
    if who.person.died_on is not None and who.person.died_on <= day:
        return Barrier.DIED
    if who.member is None or (who.member.left_at is not None and clock.day_of(who.member.left_at) > day):
        return None
    return _STANDING.get(who.member.standing)


def open_ways(points: Iterable[ContactPoint]) -> dict[Channel, Barrier | None]:
    """Whether each channel leads to somebody now: an e-mail address only when it is confirmed, nothing that came back."""
    ways: dict[Channel, Barrier | None] = {}
    for point in points:
        barrier = None
        if point.came_back_at is not None:
            barrier = Barrier.CAME_BACK
        elif point.kind is Kind.EMAIL and point.verified_at is None:
            barrier = Barrier.NOT_CONFIRMED
        channel = CHANNEL[point.kind]
        ways[channel] = None if barrier is None or (channel in ways and ways[channel] is None) else barrier
    return ways


def mind(point: ContactPoint) -> str:
    """What to mind when somebody is reached in this way, in sentences; nothing when there is nothing to mind."""
    said = []
    if point.kind in SPOKEN or point.may_leave_message is not None:
        said.append("You may leave a message." if point.may_leave_message else "Do not leave a message.")
        said.append(
            "You may say that you are from the trust." if point.may_say_trust else "Do not say that you are from the trust."
        )
    if point.safe_name:
        said.append(f"Ask for {point.safe_name}, and do not say where from.")
    if point.best_times:
        said.append(f"Best times: {point.best_times}.")
    return f"{KIND_WORDS[point.kind]}: {' '.join(said)}" if said else ""


def _choices(person_id: UUID) -> list[Choice]:
    """What stands now, by purpose."""
    today = clock.today()
    rows = db.session.execute(_STANDS, {"person_id": person_id, "now": clock.now()})
    found: dict[str, dict[Channel, Barrier | None]] = {}
    purposes = []
    for code, title, essential, ways, channel, action, expires_on in rows:
        if code not in found:
            purposes.append((code, title, essential))
        said = found.setdefault(code, {})
        if channel is not None and action is not None:
            said[channel] = decided(action, expires_on, today=today, is_offered=channel in ways)
    return [Choice(code, title, essential, found[code]) for code, title, essential in purposes]


# asked by every page on which somebody is contacted, so it is put together once
_STANDS = (
    sa.select(
        Purpose.code, Purpose.title, Purpose.essential, Terms.channels, Consent.channel, ConsentEvent.action, Consent.expires_on
    )
    .select_from(Purpose)
    .join(Terms, sa.and_(Terms.purpose == Purpose.code, Terms.version == NEWEST_TERMS))
    .outerjoin(Consent, sa.and_(Consent.purpose == Purpose.code, Consent.person_id == sa.bindparam("person_id", type_=sa.Uuid())))
    .outerjoin(ConsentEvent, ConsentEvent.id == Consent.event_id)
    .where(Terms.in_use.is_(True))
    .order_by(Purpose.position, Purpose.code, Consent.channel)
)
_STANCE = {Stance.YES: None, Stance.RUN_OUT: Barrier.RAN_OUT, Stance.GIVEN_UP: Barrier.GIVEN_UP}


def _choices_on(person_id: UUID, day: date) -> list[Choice]:
    """What stood at the end of an earlier day, out of the ledger."""
    found: dict[str, dict[Channel, Barrier | None]] = {}
    for stood in stood_on(person_id, day):
        said_no = Barrier.WITHDRAWN if stood.action is Action.WITHDRAWN else Barrier.REFUSED
        found.setdefault(stood.purpose, {})[stood.channel] = _STANCE.get(stood.stance, said_no)
    purposes = db.session.execute(
        sa.select(Purpose.code, Purpose.title, Purpose.essential).order_by(Purpose.position, Purpose.code)
    )
    return [Choice(code, title, essential, found.get(code, {})) for code, title, essential in purposes]
