"""What somebody has begun to log and not saved: kept sealed for them alone, until they save it or it is forgotten."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage.carer_log.models import CarerLogDraft
from engage.carer_log.rules import DRAFT_KEPT, LONGEST_DRAFT, PHONE_KEPT, is_showing
from engage.db import changed_rows, db, is_sqlite, table

Fields = Sequence[tuple[str, str]]


def keep(fields: Fields, *, by: UUID, at: datetime, from_phone: bool = False) -> UUID | None:
    """Keep one showing of the form as it stands; its id. None when it is no form of ours.

    Of what was begun on the page the last two are kept, so that whoever was called away and logs something else first finds
    both; what came from a phone without a line stays beside them.
    """
    once = dict(fields).get("once", "")
    told = json.dumps(fields)
    if not is_showing(once) or len(told) > LONGEST_DRAFT:
        return None
    if not from_phone:
        db.session.execute(sa.delete(CarerLogDraft).where(CarerLogDraft.id.in_(_begun_before(once, by=by))))
    insert = (sqlite if is_sqlite() else postgresql).insert(table(CarerLogDraft))
    new = insert.values(id=uuid.uuid4(), user_id=by, once=once, fields=told, from_phone=from_phone, kept_at=at)
    is_phones = sa.or_(table(CarerLogDraft).c.from_phone, new.excluded.from_phone)
    anew = {"fields": new.excluded.fields, "kept_at": new.excluded.kept_at, "from_phone": is_phones}
    kept = new.on_conflict_do_update(index_elements=["user_id", "once"], set_=anew).returning(table(CarerLogDraft).c.id)
    draft_id: UUID = db.session.execute(kept).scalar_one()
    return draft_id


def _begun_before(once: str, *, by: UUID) -> sa.Select[UUID]:
    """Everything else that was begun on the page, but for the newest."""
    others = (CarerLogDraft.user_id == by, CarerLogDraft.from_phone.is_(False), CarerLogDraft.once != once)
    newest = (CarerLogDraft.kept_at.desc(), CarerLogDraft.id)
    return sa.select(CarerLogDraft.id).where(*others).order_by(*newest).offset(1)


def saved(once: str, *, by: UUID) -> None:
    """It is a contact now: what was kept of this showing is not needed any more."""
    db.session.execute(sa.delete(CarerLogDraft).where(CarerLogDraft.user_id == by, CarerLogDraft.once == once))


def throw_away(draft_id: UUID, *, by: UUID) -> None:
    """Whoever began it does not want it."""
    db.session.execute(sa.delete(CarerLogDraft).where(CarerLogDraft.user_id == by, CarerLogDraft.id == draft_id))


def forget_old(now: datetime) -> int:
    """Delete what nobody came back for: a draft after half a day, what came from a phone after 7 days; how many."""
    old = sa.or_(
        sa.and_(CarerLogDraft.from_phone.is_(False), CarerLogDraft.kept_at <= now - DRAFT_KEPT),
        CarerLogDraft.kept_at <= now - PHONE_KEPT,
    )
    return changed_rows(sa.delete(CarerLogDraft).where(old))
