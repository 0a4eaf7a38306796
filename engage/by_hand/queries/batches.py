"""Batches of letters: the list of them, one with its letters, and why a letter must be taken out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.by_hand.models import Batch, PrintedLetter
from engage.by_hand.queries.waiting import verdict
from engage.by_hand.rules import BATCH, UNDO_WITHIN, WORDS_KEPT
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Reason
from engage.people.models import Person
from engage.pool.models import Member
from engage.web.paging import ROWS, Page, page_of, unmark

GONE = "Somebody whose account is gone"
_poster = sa.orm.aliased(User)
_IN = (
    sa.select(sa.func.count()).select_from(PrintedLetter)
    .where(PrintedLetter.batch_id == Batch.id, PrintedLetter.out_at.is_(None)).scalar_subquery()
)  # fmt: skip
_LINES = (
    sa.select(Batch, User.name, _poster.name, _IN)
    .outerjoin(User, User.id == Batch.made_by)
    .outerjoin(_poster, _poster.id == Batch.posted_by)
)


@dataclass(frozen=True)
class Line:
    """One batch: who made it, who posted it, and how many letters are in it."""

    batch: Batch
    made_by: str
    posted_by: str
    letters: int

    def can_be_undone(self, now: datetime) -> bool:
        """Whether saying that it was posted can still be taken back."""
        return self.batch.posted_at is not None and now < self.batch.posted_at + UNDO_WITHIN


@dataclass(frozen=True)
class Sheet:
    """One letter in a batch: to whom, about which kind of message, and why it may not go any more."""

    printed: PrintedLetter
    person: Person
    kind: str
    reason: Reason | None

    @property
    def may_go(self) -> bool:
        """Whether it is in the batch and may be posted."""
        return self.printed.out_at is None and self.reason is None


def page(*, after: str | None, before: str | None) -> Page[Line]:
    """A page of batches: those that were not posted first, then newest first."""
    start = _place(before or after)
    going_back = before is not None and start is not None
    key = sa.tuple_(sa.case((Batch.posted_at.is_(None), 0), else_=1), -Batch.number)
    chosen = _LINES
    if start is not None:
        here = sa.tuple_(sa.literal(start[0]), sa.literal(start[1]))
        chosen = chosen.where(key < here if going_back else key > here)
    order = [column.desc() if going_back else column for column in key]
    rows = [_line(row) for row in db.session.execute(chosen.order_by(*order).limit(ROWS + 1))]
    return page_of(rows, key=_mark, came_after=start is not None, going_back=going_back)


def _place(word: str | None) -> tuple[int, int] | None:
    key = unmark(word, 2)
    if key is None or not all(part.lstrip("-").isdecimal() and len(part) < 10 for part in key):
        return None
    return int(key[0]), int(key[1])


def _mark(line: Line) -> tuple[str, str]:
    return str(int(line.batch.posted_at is not None)), str(-line.batch.number)


def _line(row: Any) -> Line:
    return Line(row[0], row[1] or GONE, row[2] or GONE, row[3])


def one(batch_id: UUID) -> Line | None:
    """One batch."""
    row = db.session.execute(_LINES.where(Batch.id == batch_id)).first()
    return None if row is None else _line(row)


def held(batch_id: UUID) -> Batch | None:
    """The same, locked until the transaction ends."""
    chosen = sa.select(Batch).where(Batch.id == batch_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(chosen)


def sheets(batch: Batch) -> list[Sheet]:
    """Every letter of a batch in the order it was printed. Of an open one each is asked about again."""
    why = verdict(Channel.POST) if batch.posted_at is None else sa.literal("")
    rows = db.session.execute(
        sa.select(PrintedLetter, Person, Outgoing.kind, why)
        .join(Person, Person.id == PrintedLetter.person_id)
        .outerjoin(Outgoing, Outgoing.id == PrintedLetter.outgoing_id)
        .outerjoin(Member, Member.person_id == Person.id)
        .where(PrintedLetter.batch_id == batch.id)
        .order_by(PrintedLetter.place)
        .limit(BATCH)
    )
    return [Sheet(printed, person, kind or "", Reason(why) if why else None) for printed, person, kind, why in rows]


def sheet(batch: Batch, letter_id: UUID) -> Sheet | None:
    """One letter of a batch."""
    return next((each for each in sheets(batch) if each.printed.id == letter_id), None)


def still_in(batch_id: UUID) -> list[PrintedLetter]:
    """The letters that nobody took out, in the order in which people are held."""
    chosen = sa.select(PrintedLetter).where(PrintedLetter.batch_id == batch_id, PrintedLetter.out_at.is_(None))
    return list(db.session.scalars(chosen.order_by(PrintedLetter.person_id, PrintedLetter.id)))


def next_number() -> int:
    """The number of the next batch. The caller is the only one who makes one now."""
    return (db.session.scalar(sa.select(sa.func.max(Batch.number))) or 0) + 1


def to_forget(now: datetime) -> sa.Select[UUID]:
    """Batches of which the words are kept no longer: a select to be put into another one."""
    return sa.select(Batch.id).where(Batch.posted_at <= now - WORDS_KEPT)
