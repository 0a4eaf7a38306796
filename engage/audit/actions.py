"""Writing the record of what was done."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.models import Event
from engage.db import db, table

LOOKED = "looked at"
_ADD = sa.insert(table(Event))


def record(what: str, *, kind: str, about: UUID | None, by: UUID | None, **detail: str | int | bool | None) -> None:
    """Add one event in the caller's transaction. `detail` holds codes and counts, never a name, address or answer."""
    event = {"at": clock.now(), "by": by, "what": what, "kind": kind, "about": about, "detail": detail}
    db.session.execute(_ADD, event)


def record_for_all(what: str, *, kind: str, abouts: Iterable[UUID], by: UUID | None, **detail: str | int | bool | None) -> None:
    """Add the same event about each of many, in one statement; for what is done to many people at once."""
    at = clock.now()
    events = [{"at": at, "by": by, "what": what, "kind": kind, "about": about, "detail": detail} for about in abouts]
    if events:
        db.session.execute(_ADD, events)


def record_reading(*, kind: str, about: UUID, by: UUID, page: str) -> None:
    """Write down that `by` opened a page about somebody."""
    record(LOOKED, kind=kind, about=about, by=by, page=page)
