"""Who was erased, by the journal, and is whole in the database: after a backup was restored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage import clock, journal
from engage.db import db
from engage.people.models import Person
from engage.people.rules import JOURNAL_WORDS, ErasedBecause
from engage.privacy.models import LegalHold

AT_ONCE = 10_000
_BECAUSE = {word: because for because, word in JOURNAL_WORDS.items()}


def because_of(word: str) -> ErasedBecause:
    """Why, from the word in a journal; a word from another version of this program means that they asked."""
    return _BECAUSE.get(word, ErasedBecause.ASKED)


def back(erased: Iterable[UUID]) -> list[UUID]:
    """Which of these are in the database as if nobody had erased them."""
    wanted, found = sorted(erased, key=lambda each: each.hex), list[UUID]()
    for start in range(0, len(wanted), AT_ONCE):
        among = Person.id.in_(wanted[start : start + AT_ONCE])
        found += db.session.scalars(sa.select(Person.id).where(among, Person.erased_at.is_(None)).order_by(Person.id))
    return found


def how_many() -> int:
    """How many people are back whom our own journal knows as erased. Raises journal.CannotWrite."""
    return len(back(journal.known().erased))


def missing() -> Iterator[tuple[date, UUID, str]]:
    """Whoever is erased here and is not in the journal: before it was kept, or by another machine that keeps its own."""
    written = journal.known().erased
    for each, at, because in db.session.execute(
        sa.select(Person.id, Person.erased_at, Person.erased_reason).where(Person.erased_at.is_not(None)).order_by(Person.id)
    ):
        if each not in written and at is not None:
            yield clock.day_of(at), each, JOURNAL_WORDS[because or ErasedBecause.ASKED]


def joined_with_others(erased: Iterable[UUID], all_erased: Iterable[UUID]) -> list[str]:
    """Pool numbers of people who are one record here with somebody who is erased again, and were not erased themselves."""
    these, known = set(erased), set(all_erased)
    linked = sa.select(Person.id, Person.number, Person.merged_into).where(Person.merged_into.is_not(None))
    numbers = set[str]()
    for each, number, into in db.session.execute(linked):
        if each in these and into not in known:
            numbers.add(db.session.scalars(sa.select(Person.number).where(Person.id == into)).one())
        if into in these and each not in known:
            numbers.add(number)
    return sorted(numbers)


def held(person_id: UUID) -> bool:
    """Whether this database says that the record must be kept; whoever erased it had found that it need not be."""
    hold = sa.select(LegalHold.id).where(LegalHold.person_id == person_id, LegalHold.lifted_at.is_(None))
    return bool(db.session.scalar(sa.select(hold.exists())))
