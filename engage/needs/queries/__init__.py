"""What people need: for the top of a page, for a letter, for the question whether an e-mail may go, for themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from engage import clock
from engage.db import among, db, table
from engage.needs import rules
from engage.needs.models import AccessNeed, ByHand
from engage.needs.queries.ways import channel_of as channel_of
from engage.needs.queries.ways import reached_another_way as reached_another_way
from engage.needs.rules import Effect, Flags, Formats, needs
from engage.outbox.models import WENT_ANOTHER_WAY, Occasion, Outgoing
from engage.outbox.rules import MAY_YET_ARRIVE, Answer, AskTogether, Channel, Letter, Moments, Reason, State, Stop
from engage.people import queries as people
from engage.people.models import Person
from engage.people.queries import is_current

MayGo = Callable[[Letter, datetime], Answer]

# asked for every message that is sent, so it is put together once
_CODES = sa.select(AccessNeed.code).where(
    AccessNeed.person_id == sa.bindparam("person_id", type_=sa.Uuid()), AccessNeed.ended_at.is_(None)
)
_need = table(AccessNeed).c
_CODES_OF = sa.select(_need.person_id, _need.code).where(among(_need.person_id, "ids"), _need.ended_at.is_(None))


def current(person_id: UUID) -> list[AccessNeed]:
    """What somebody needs now, in the order of the list."""
    return current_of([person_id])[person_id]


def current_of(person_ids: Iterable[UUID]) -> dict[UUID, list[AccessNeed]]:
    """What several people need now, in one statement."""
    wanted = set(person_ids)
    found: dict[UUID, list[AccessNeed]] = {person_id: [] for person_id in wanted}
    if wanted:
        chosen = sa.select(AccessNeed).where(AccessNeed.person_id.in_(wanted), AccessNeed.ended_at.is_(None))
        for need in db.session.scalars(chosen.order_by(AccessNeed.recorded_at, AccessNeed.id)):
            found[need.person_id].append(need)
    return {person_id: current_among(some) for person_id, some in found.items()}


def history(person_id: UUID) -> list[AccessNeed]:
    """Everything somebody ever said they need, newest first."""
    chosen = sa.select(AccessNeed).where(AccessNeed.person_id == person_id)
    return list(db.session.scalars(chosen.order_by(AccessNeed.recorded_at.desc(), AccessNeed.id)))


def flags(person_id: UUID) -> Flags:
    """What stands at the top of a page on which somebody is contacted."""
    return flags_of([person_id])[person_id]


def flags_of(person_ids: Iterable[UUID]) -> dict[UUID, Flags]:
    """The same for several people, in one statement."""
    return {person_id: flags_among(some) for person_id, some in current_of(person_ids).items()}


def flags_among(now: Sequence[AccessNeed]) -> Flags:
    """The same for what somebody needs now, where that was read already."""
    if not now:
        return Flags()
    review_on = min(need.review_due for need in now)
    words = tuple(rules.flag_of(need.code, need.own_words) for need in now)
    return Flags(words, review_on, review_on <= clock.today(), way_among(now))


def current_among(told: Iterable[AccessNeed]) -> list[AccessNeed]:
    """What of a history still holds, in the order of the list."""
    return sorted((need for need in told if need.ended_at is None), key=lambda need: rules.place(need.code))


def formats(person_id: UUID) -> Formats:
    """How to send something to somebody."""
    codes = _codes(person_id)
    return Formats(rules.another_way(codes), Effect.EASY_READ in rules.effects(codes), rules.print_size(codes))


def print_size(person_id: UUID) -> int:
    """In how many points a letter to somebody is printed."""
    return rules.print_size(_codes(person_id))


def another_way(person_id: UUID) -> Effect | None:
    """How somebody wants to be reached instead of by e-mail; None when e-mail is fine."""
    return rules.another_way(_codes(person_id))


def another_way_of(person_ids: Iterable[UUID]) -> dict[UUID, Effect]:
    """Of several people those who want to be reached in another way than by e-mail, each with how."""
    codes: dict[UUID, list[str]] = {}
    rows = db.session.execute(_CODES_OF, {"ids": list(person_ids)})
    for person_id, code in rows:
        codes.setdefault(person_id, []).append(code)
    return {person_id: way for person_id, some in codes.items() if (way := rules.another_way(some)) is not None}


def _codes(person_id: UUID) -> list[str]:
    return list(db.session.scalars(_CODES, {"person_id": person_id}))


# Asking again, and letters in the format somebody needs

REVIEW = "needs.review"


def reviews_between(first: date, last: date, *, among: sa.Select[UUID]) -> list[tuple[UUID, date]]:
    """Who of a selection is asked on a day of these whether what they need is still right, in order."""
    rows = db.session.execute(
        sa.select(AccessNeed.person_id, AccessNeed.review_due)
        .join(Person, Person.id == AccessNeed.person_id)
        .where(AccessNeed.ended_at.is_(None), AccessNeed.review_due >= first, AccessNeed.review_due <= last)
        .where(AccessNeed.person_id.in_(among), *is_current())
        .distinct()
        .order_by(AccessNeed.review_due, AccessNeed.person_id)
    )
    return [(person_id, day) for person_id, day in rows]


def review_of(person_id: UUID) -> tuple[date, date] | None:
    """The day on which somebody is asked again what they need, and the day since when that stands; None with no needs."""
    row = db.session.execute(
        sa.select(AccessNeed.review_due, AccessNeed.reviewed_at)
        .where(AccessNeed.person_id == person_id, AccessNeed.ended_at.is_(None))
        .order_by(AccessNeed.review_due, AccessNeed.id)
        .limit(1)
    ).first()
    return None if row is None else (row.review_due, clock.day_of(row.reviewed_at))


def may_review(letter: Letter, now: datetime, *, otherwise: MayGo) -> Answer:
    """May we ask whether it is still right? Not when somebody said so since; otherwise as for any message."""
    waits = (AccessNeed.person_id == letter.recipient_id, AccessNeed.ended_at.is_(None), AccessNeed.review_due <= letter.due_on)
    answer = otherwise(letter, now)
    is_due = db.session.scalar(sa.select(AccessNeed.id).where(*waits).limit(1)) is not None
    return answer if is_due else Stop(Reason.ALREADY_DONE)


def all_may_review(letters: Sequence[Letter], at: Moments, *, otherwise: AskTogether) -> dict[UUID, Answer]:
    """The same for many."""
    answers, ids = otherwise(letters, at), {each.recipient_id for each in letters}
    chosen = sa.select(AccessNeed.person_id, sa.func.min(AccessNeed.review_due).label("first"))
    chosen = chosen.where(AccessNeed.person_id.in_(ids), AccessNeed.ended_at.is_(None)).group_by(AccessNeed.person_id)
    first = {row.person_id: row.first for row in db.session.execute(chosen)}
    return {
        each.outgoing_id: answers[each.outgoing_id]
        if first.get(each.recipient_id, date.max) <= each.due_on
        else Stop(Reason.ALREADY_DONE)
        for each in letters
    }


@dataclass(frozen=True)
class ReviewFacts:
    """What asking again needs: whom it greets, and when they told us. Never what."""

    to: str
    greeting: str
    said_on: date


def review_facts(letter: Letter) -> ReviewFacts | None:
    """The facts of asking again, read just before it goes."""
    reached, now = people.reach_by_email(letter.recipient_id, letter.channel), current(letter.recipient_id)
    if reached is None or not now:
        return None
    to, greeting = reached
    return ReviewFacts(to, greeting, min(clock.day_of(need.reviewed_at) for need in now))


@dataclass(frozen=True)
class InFormat:
    """The facts of a letter, and whether its reader needs Easy Read."""

    facts: Any
    easy_read: bool = False


def in_format(letter: Letter, *, facts: Callable[[Letter], Any]) -> InFormat | None:
    """The facts of a letter of which there is an Easy Read version."""
    found = facts(letter)
    return None if found is None else InFormat(found, formats(letter.recipient_id).easy_read)


# Messages brought by phone, text or post


@dataclass(frozen=True)
class ToDo:
    """A message that did not go by e-mail because somebody is reached another way: when it was due, to whom, and by what.

    The channel of its letter is the one it goes by now.
    """

    letter: Letter
    due_at: datetime
    person: Person


def goes_by_text(of: type[Outgoing]) -> ColumnElement[bool]:
    """For another select: whether a text message of ours stands for a message and may yet arrive; else a person brings it."""
    text = aliased(Outgoing)
    same = (text.occasion_id == of.occasion_id, text.recipient_id == of.recipient_id)
    return sa.exists().where(*same, text.channel == Channel.TEXT, text.state.in_(MAY_YET_ARRIVE))


_TO_DO: sa.Select[Outgoing, Occasion, Person] = (
    sa.select(Outgoing, Occasion, Person)
    .join(Occasion, Occasion.id == Outgoing.occasion_id)
    .join(Person, Person.id == Outgoing.recipient_id)
    .where(
        sa.text(f"outgoing.{WENT_ANOTHER_WAY}"),
        Outgoing.state == State.SUPPRESSED,
        Outgoing.channel == Channel.EMAIL,
        sa.not_(goes_by_text(Outgoing)),
        sa.not_(sa.exists().where(ByHand.outgoing_id == Outgoing.id)),
        *is_current(),
    )
    .order_by(Outgoing.next_at, Outgoing.id)
)


def to_do() -> sa.Select[Outgoing, Occasion, Person, str]:
    """What the team has to bring, longest due first; each row read by `read_to_do`."""
    return _TO_DO.add_columns(channel_of(Person.id, Outgoing.purpose).label("channel"))


def waiting_to_be_brought() -> sa.Select[UUID, datetime]:
    """Ids of these messages and when they were due, to be counted."""
    return _TO_DO.with_only_columns(Outgoing.id, Outgoing.next_at, maintain_column_froms=True).order_by(None)


def one_to_do(outgoing_id: UUID) -> ToDo | None:
    """One of these, while nobody has dealt with it."""
    row = db.session.execute(to_do().where(Outgoing.id == outgoing_id)).first()
    return None if row is None else read_to_do(*row)


def read_to_do(outgoing: Outgoing, occasion: Occasion, person: Person, channel: str) -> ToDo:
    """One row of `to_do`."""
    letter = Letter(
        outgoing.id, occasion.kind, occasion.about, person.id, occasion.ordinal, occasion.due_on, outgoing.purpose,
        Channel(channel), outgoing.category,
    )  # fmt: skip
    return ToDo(letter, outgoing.next_at, person)


def way_among(now: Iterable[AccessNeed]) -> Effect | None:
    """How somebody is reached instead of by e-mail, where their needs were read already."""
    return rules.another_way([need.code for need in now])


def everything(person_id: UUID) -> list[dict[str, Any]]:
    """What we hold about somebody's needs, for their own eyes, oldest first."""
    return [
        {
            "need": needs()[need.code].words,
            "code": need.code,
            "snomed_ct": needs()[need.code].snomed,
            "own_words": need.own_words,
            "shared_with_hosts": need.share_with_host,
            "route": need.route.value,
            "said_on": need.said_on,
            "recorded_at": need.recorded_at,
            "reviewed_at": need.reviewed_at,
            "review_due": need.review_due,
            "ended_at": need.ended_at,
        }
        for need in reversed(history(person_id))
    ]
