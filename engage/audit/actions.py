"""Writing the record of what was done, and linking it into a chain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.models import Event, Link
from engage.audit.queries import chain
from engage.audit.rules import LOOKED, REFUSED, linked
from engage.db import db, is_sqlite, table

AT_ONCE = 2000
_ADD, _LINK = sa.insert(table(Event)), sa.insert(table(Link))
_ONE_AT_A_TIME = 0x0A0D17


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


def record_readings(*, kind: str, abouts: Iterable[UUID], by: UUID, page: str) -> None:
    """Write down that `by` opened one page about several."""
    record_for_all(LOOKED, kind=kind, abouts=abouts, by=by, page=page)


def record_refusal(*, by: UUID, about: UUID | None, page: str) -> None:
    """Write down that `by` asked for a page they may not see."""
    record(REFUSED, kind="refusal", about=about, by=by, page=page)


def link(now: datetime) -> int:
    """Link the next events into the chain; how many. Pages do not wait for this: events are linked when they are there."""
    if not is_sqlite():
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    waiting = chain.unlinked(now, most=AT_ONCE)
    last, previous = chain.end()
    rows = []
    for ordinal, event in enumerate(waiting, start=last + 1):
        previous = linked(previous, **event)
        rows.append({"id": event["id"], "ordinal": ordinal, "hash": previous})
    if rows:
        db.session.connection().execute(_LINK, rows)
    return len(rows)
