"""Turning one's calendar address on, replacing it, turning it off. Nothing here commits."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.accounts.models import User
from engage.audit.actions import record
from engage.calendars.models import Feed
from engage.calendars.queries import token_hash, token_of
from engage.db import changed_rows, db, is_sqlite, table

ABOUT = "calendar"


def turn_on(user_id: UUID) -> None:
    """Make somebody an address; where there is one, it stays."""
    insert = (sqlite if is_sqlite() else postgresql).insert(table(Feed))
    new = {"id": uuid.uuid4(), "user_id": user_id, **_address()}
    done = db.session.execute(insert.values(new).on_conflict_do_nothing().returning(table(Feed).c.id)).first()
    if done is not None:
        record("turned on a calendar address", kind=ABOUT, about=user_id, by=user_id)


def replace(user_id: UUID) -> None:
    """A new address in place of the old one, which is dead at once; nothing where it is turned off."""
    if changed_rows(sa.update(Feed).where(Feed.user_id == user_id).values(**_address())):
        record("replaced a calendar address", kind=ABOUT, about=user_id, by=user_id)


def turn_off(user_id: UUID, *, by: UUID | None) -> None:
    """No address any more: by its owner, or by whoever ends what they were."""
    if changed_rows(sa.delete(Feed).where(Feed.user_id == user_id)):
        record("turned off a calendar address", kind=ABOUT, about=user_id, by=by)


def turn_off_of(person_id: UUID, *, by: UUID | None) -> None:
    """The same for somebody of the pool: they have left, or how they are reached is hidden now."""
    user_id = db.session.scalar(sa.select(User.id).where(User.person_id == person_id))
    if user_id is not None:
        turn_off(user_id, by=by)


def _address() -> dict[str, Any]:
    serial = uuid.uuid4()
    return {"serial": serial, "token_hash": token_hash(token_of(serial)), "made_at": clock.now()}
