"""Links that need no sign-in, and what letters about choices say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.consent.models import Break
from engage.consent.queries.offering import offers
from engage.consent.queries.standing import permits
from engage.db import db
from engage.outbox.rules import Answer, AskTogether, Letter, Moments, Reason, Stop
from engage.people import queries as people
from engage.people.models import Person

RECEIPT = "consent.changed"
BREAK_OVER = "consent.break_over"
_CHOICES, _ONE_PRESS = "choices", "one press"


@dataclass(frozen=True)
class StopLinks:
    """The tokens an optional message carries: to the page with all choices, and to stop this kind with one press."""

    choices: str
    one_press: str


def choices_token(person: Person | people.Reached) -> str:
    """The link to somebody's choices; it dies when their serial changes."""
    return vault.sign([person.id.hex, str(person.link_serial)], purpose=_CHOICES)


def stop_links(person: Person | people.Reached, *, purpose: str, outgoing_id: UUID) -> StopLinks:
    """The ways out of one optional message."""
    token = vault.sign([person.id.hex, purpose, outgoing_id.hex], purpose=_ONE_PRESS)
    return StopLinks(choices_token(person), token)


def person_behind(token: str) -> Person | None:
    """Whose choices a link leads to, when it is one of ours and still works. Of two records joined, to the one that stayed."""
    payload = vault.read(token, purpose=_CHOICES)
    found = None if payload is None else people.person(UUID(payload[0]))
    if payload is None or found is None or found.erased_at is not None or str(found.link_serial) != payload[1]:
        return None
    return people.lives_on_in(found)


def one_press_behind(token: str) -> tuple[Person, str] | None:
    """Whose message of which purpose a one-press link stops."""
    payload = vault.read(token, purpose=_ONE_PRESS)
    found = None if payload is None else people.person(UUID(payload[0]))
    return None if payload is None or found is None else (people.lives_on_in(found), payload[1])


@dataclass(frozen=True)
class ChoiceFacts:
    """What a letter about somebody's choices needs; `wanted`: the sentences they said yes to."""

    to: str
    greeting: str
    token: str
    wanted: tuple[str, ...]


def choice_facts(letter: Letter) -> ChoiceFacts | None:
    """The facts of a letter about somebody's choices, read just before it goes."""
    person, reached = people.person(letter.recipient_id), people.reach_by_email(letter.recipient_id, letter.channel)
    if person is None or reached is None:
        return None
    yes = {code for code, _ in permits(person.id)}
    to, greeting = reached
    return ChoiceFacts(to, greeting, choices_token(person), tuple(offer.text for offer in offers() if offer.code in yes))


@dataclass(frozen=True)
class Named:
    """A break somebody is on, with the day they named for its end."""

    id: UUID
    person_id: UUID
    until: date


def breaks_named(first: date, last: date) -> list[Named]:
    """Breaks that somebody is on and that they meant to end on a day of these, in order."""
    rows = db.session.execute(
        sa.select(Break.id, Break.person_id, Break.until)
        .where(Break.until >= first, Break.until <= last, Break.ended_at.is_(None))
        .order_by(Break.until, Break.id)
    )
    return [Named(break_id, person_id, until) for break_id, person_id, until in rows if until is not None]


def may_say_over(letter: Letter, now: datetime, *, otherwise: Callable[[Letter, datetime], Answer]) -> Answer:
    """May we say that a break is over? Not when the person said so before or moved the day; otherwise as for any message."""
    answer = otherwise(letter, now)
    away = db.session.get(Break, letter.about, populate_existing=True)
    if away is None or away.ended_at is not None:
        return Stop(Reason.ALREADY_DONE)
    return answer if away.until == letter.due_on else Stop(Reason.MOVED)


def all_may_say_over(letters: Sequence[Letter], at: Moments, *, otherwise: AskTogether) -> dict[UUID, Answer]:
    """The same for many."""
    answers = otherwise(letters, at)
    chosen = sa.select(Break.id, Break.until).where(Break.id.in_({each.about for each in letters}), Break.ended_at.is_(None))
    away = {row.id: row.until for row in db.session.execute(chosen)}
    return {
        each.outgoing_id: Stop(Reason.ALREADY_DONE)
        if each.about not in away
        else answers[each.outgoing_id]
        if away[each.about] == each.due_on
        else Stop(Reason.MOVED)
        for each in letters
    }
