"""What is done with the digest: items written, published, taken back, closed; and each week's put into the outbox.

Nothing here commits. Whoever calls these locks the item or the week first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

import engage.outbox.actions
from engage import clock
from engage.audit.actions import record
from engage.db import db, ids_in_order, is_sqlite, table
from engage.digests import queries
from engage.digests.models import Item, Sent, Week
from engage.digests.rules import KIND, PURPOSE, REMEMBERED, NotAllowedNow, State, Words, ends_at, week_id
from engage.mailings.rules import Audience
from engage.outbox.rules import Category, Due

ABOUT, WEEK = "digest item", "digest"


def begin(words: Words, audience: Audience, *, by: UUID) -> Item:
    """Write a new item; it is a draft."""
    item = Item(written_by=by, criteria=audience.kept(), **asdict(words))
    db.session.add(item)
    db.session.flush()
    record("wrote", kind=ABOUT, about=item.id, by=by)
    return item


def write(item: Item, words: Words, audience: Audience) -> None:
    """Change a draft. Raises NotAllowedNow."""
    _only(item.state is State.DRAFT)
    for name, value in asdict(words).items():
        setattr(item, name, value)
    item.criteria = audience.kept()
    db.session.flush()


def throw_away(item: Item, *, by: UUID) -> None:
    """Delete a draft. Raises NotAllowedNow."""
    _only(item.state is State.DRAFT)
    record("threw away", kind=ABOUT, about=item.id, by=by)
    db.session.delete(item)
    db.session.flush()


def publish(item: Item, *, by: UUID) -> None:
    """It is open: people see it on their page at once, and it goes with the next digest. Raises NotAllowedNow."""
    _only(item.state is State.DRAFT and item.closes_on >= clock.today())
    item.state, item.published_at, item.published_by = State.OPEN, clock.now(), by
    db.session.flush()
    record("published", kind=ABOUT, about=item.id, by=by)


def take_back(item: Item, *, by: UUID) -> None:
    """It is a draft again. Raises NotAllowedNow once a digest has begun since."""
    _only(item.state is State.OPEN and item.went_at is None)
    item.state, item.published_at, item.published_by = State.DRAFT, None, None
    db.session.flush()
    record("took back", kind=ABOUT, about=item.id, by=by)


def close(item: Item, *, by: UUID) -> None:
    """It is open no more, before its last day: it leaves the page, and mails that have not left. Raises NotAllowedNow."""
    _only(item.state is State.OPEN)
    item.state, item.closed_at, item.closed_by = State.CLOSED, clock.now(), by
    db.session.flush()
    record("closed", kind=ABOUT, about=item.id, by=by)


# The worker


def begin_week(monday: date, *, now: datetime) -> bool:
    """The digest of a week begins, once; whether it was this call that began it."""
    insert = (sqlite if is_sqlite() else postgresql).insert
    row = {"id": week_id(monday), "monday": monday, "began_at": now, "reached": None, "put_count": 0, "put_at": None}
    begun = db.session.scalar(insert(table(Week)).values(row).on_conflict_do_nothing().returning(table(Week).c.id))
    if begun is None:
        return False
    db.session.execute(sa.update(Item).where(Item.state == State.OPEN, Item.went_at.is_(None)).values(went_at=now))
    db.session.execute(sa.delete(Sent).where(queries.never_left()).execution_options(synchronize_session=False))
    long_closed = sa.select(Item.id).where(Item.closes_on < monday - REMEMBERED)
    db.session.execute(sa.delete(Sent).where(Sent.item_id.in_(long_closed)).execution_options(synchronize_session=False))
    return True


def put_some(week: Week, pairs: Sequence[tuple[UUID, UUID]], *, now: datetime) -> int:
    """Put the digest into the outbox for the next people, with what it says to each; how many. With nobody left all was put."""
    _only(week.put_at is None)
    if not pairs:
        week.put_at, week.reached = now, None
        db.session.flush()
        return 0
    people = sorted({person_id for person_id, _ in pairs})
    due = Due(
        kind=KIND, about=week.id, recipient_id=people[0], due_at=week.began_at, not_after=ends_at(week.monday),
        due_on=clock.day_of(week.began_at), category=Category.NEWS, purpose=PURPOSE,
    )  # fmt: skip
    _note_sent(week, pairs)
    put = engage.outbox.actions.put_to_all(due, people)
    week.reached, week.put_count = people[-1], week.put_count + put
    db.session.flush()
    return put


def _note_sent(week: Week, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    insert = (sqlite if is_sqlite() else postgresql).insert
    rows = [
        {"id": new_id, "person_id": person_id, "item_id": item_id, "week_id": week.id}
        for new_id, (person_id, item_id) in zip(ids_in_order(len(pairs)), sorted(pairs), strict=True)
    ]
    db.session.execute(insert(table(Sent)).on_conflict_do_nothing(), rows)


def _only(allowed: bool) -> None:
    if not allowed:
        raise NotAllowedNow("this cannot be done with it now")
