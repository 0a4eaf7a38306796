"""Which carers were forgotten, by the journal, and are whole in the database: after a backup was restored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage import clock, journal
from engage.carers.models import Carer
from engage.carers.rules.keeping import IN_JOURNAL
from engage.db import db

AT_ONCE = 10_000


def of_carers(erased: Mapping[UUID, str]) -> list[UUID]:
    """Those of what a journal says that are carers. erased: the word of why by id."""
    return sorted((each for each, word in erased.items() if word == IN_JOURNAL), key=lambda each: each.hex)


def back(erased: Mapping[UUID, str]) -> list[UUID]:
    """Which of them are in the database as if nobody had forgotten them."""
    wanted, found = of_carers(erased), list[UUID]()
    for start in range(0, len(wanted), AT_ONCE):
        among = Carer.id.in_(wanted[start : start + AT_ONCE])
        found += db.session.scalars(sa.select(Carer.id).where(among, Carer.forgotten_at.is_(None)).order_by(Carer.id))
    return found


def how_many() -> int:
    """How many carers are back whom our own journal knows as forgotten. Raises journal.CannotWrite."""
    return len(back(journal.known().erased))


def missing() -> Iterator[tuple[date, UUID, str]]:
    """Whoever is forgotten here and is not in the journal: before carers stood in it, or by another machine."""
    written = journal.known().erased
    gone = sa.select(Carer.id, Carer.forgotten_at).where(Carer.forgotten_at.is_not(None)).order_by(Carer.id)
    for each, at in db.session.execute(gone):
        if each not in written and at is not None:
            yield clock.day_of(at), each, IN_JOURNAL
