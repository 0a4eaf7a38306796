"""Reading who did what: newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.models import Event
from engage.audit.rules import KINDS, LOOKED, REFUSED, WORTH_A_QUESTION, Deed
from engage.db import db
from engage.web.paging import ROWS, Page, page_of, unmark_moment


@dataclass(frozen=True)
class Asked:
    """What narrows the record: what it is about, who did it, about which row, on which London day, and what kind of deed."""

    kind: str | None = None
    by: UUID | None = None
    about: UUID | None = None
    on: date | None = None
    deed: Deed | None = None

    def as_query(self) -> dict[str, str]:
        """The same as the part of an address behind the question mark."""
        parts = {
            "kind": self.kind, "by": self.by and self.by.hex, "about": self.about and self.about.hex,
            "on": self.on and self.on.isoformat(), "deed": self.deed and self.deed.value,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value}


def events(asked: Asked, *, after: str | None = None, before: str | None = None) -> Page[Event]:
    """A page of events, newest first."""
    chosen = _narrowed(asked)
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    if start is not None:
        key, here = sa.tuple_(Event.at, Event.id), _marked(start)
        chosen = chosen.where(key > here if going_back else key < here)
    order = (Event.at, Event.id) if going_back else (Event.at.desc(), Event.id.desc())
    found = list(db.session.scalars(chosen.order_by(*order).limit(ROWS + 1)))
    return page_of(found, key=_mark, came_after=start is not None, going_back=going_back)


def some_events(asked: Asked, *, before: tuple[datetime, UUID] | None, most: int) -> list[Event]:
    """The next so many events, newest first, for files."""
    chosen = _narrowed(asked)
    if before is not None:
        chosen = chosen.where(sa.tuple_(Event.at, Event.id) < _marked(before))
    return list(db.session.scalars(chosen.order_by(Event.at.desc(), Event.id.desc()).limit(most)))


def how_many(asked: Asked) -> int:
    """How many events fit, all of them: for the record of an export."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_narrowed(asked).subquery())) or 0


def _narrowed(asked: Asked) -> sa.Select[Event]:
    chosen = sa.select(Event)
    for column, wanted in ((Event.kind, asked.kind), (Event.by, asked.by), (Event.about, asked.about)):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    if asked.on is not None:
        until = clock.at(asked.on + timedelta(days=1), time())
        chosen = chosen.where(Event.at >= clock.at(asked.on, time()), Event.at < until)
    if asked.deed is Deed.CHANGED:
        return chosen.where(Event.what.not_in([LOOKED, REFUSED]))
    if asked.deed is not None:
        return chosen.where(Event.what == {Deed.LOOKED: LOOKED, Deed.REFUSED: REFUSED}[asked.deed])
    return chosen


@dataclass(frozen=True)
class Reading:
    """How often one account looked at one record on one London day."""

    on: date
    by: UUID | None
    times: int


def readers_of(person_ids: Iterable[UUID], *, most: int = 200) -> list[Reading]:
    """Who looked at somebody's record, newest day first: the latest so many looks. Give every id the person ever had."""
    looks = sa.select(Event.at, Event.by).where(Event.about.in_(list(person_ids)), Event.what == LOOKED)
    rows = db.session.execute(looks.order_by(Event.at.desc(), Event.id).limit(most))
    counted = Counter((clock.day_of(at), by) for at, by in rows)
    return [Reading(day, by, times) for (day, by), times in counted.items()]


@dataclass(frozen=True)
class Looks:
    """How many different records one account opened in the last seven days, how often, and in an ordinary week before."""

    by: UUID
    records: int
    times: int
    usual: int

    @property
    def is_unusual(self) -> bool:
        """Whether this is worth a question: many, and twice as many as usual."""
        return self.records >= WORTH_A_QUESTION and self.records > 2 * self.usual


def looks_of_the_week(now: datetime, *, most: int = 100) -> list[Looks]:
    """Who opened the records of how many people lately, the most first; `usual` is the mean of the four weeks before."""
    week, before = now - timedelta(days=7), now - timedelta(days=35)
    looks = sa.select(Event.by, sa.func.count(Event.about.distinct()), sa.func.count()).where(
        Event.kind == "person", Event.what == LOOKED, Event.by.is_not(None)
    )
    ordered = looks.where(Event.at > week).group_by(Event.by).order_by(sa.func.count(Event.about.distinct()).desc(), Event.by)
    lately = db.session.execute(ordered.limit(most)).all()
    wanted = looks.where(Event.by.in_([by for by, _, _ in lately]), Event.at > before, Event.at <= week).group_by(Event.by)
    usual = {by: -(-records // 4) for by, records, _ in db.session.execute(wanted)}
    return [Looks(by, records, times, usual.get(by, 0)) for by, records, times in lately if by is not None]


def kinds() -> list[str]:
    """What events can be about."""
    return list(KINDS)


def _mark(event: Event) -> tuple[str, ...]:
    return event.at.isoformat(), event.id.hex


def _marked(start: tuple[datetime, UUID]) -> sa.Tuple:
    return sa.tuple_(sa.literal(start[0], Event.at.type), sa.literal(start[1], sa.Uuid()))
