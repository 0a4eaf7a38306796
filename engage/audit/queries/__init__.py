"""Reading who did what: newest first."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.models import Event
from engage.db import db
from engage.web.paging import ROWS, Page, page_of, unmark_moment


def events(
    *, kind: str | None = None, by: UUID | None = None, about: UUID | None = None, on: date | None = None,
    after: str | None = None, before: str | None = None,
) -> Page[Event]:  # fmt: skip
    """A page of events, narrowed by what they are about, who did them or the London day."""
    chosen = sa.select(Event)
    for column, wanted in ((Event.kind, kind), (Event.by, by), (Event.about, about)):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    if on is not None:
        chosen = chosen.where(Event.at >= clock.at(on, time()), Event.at < clock.at(on + timedelta(days=1), time()))
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    if start is not None:
        key, here = sa.tuple_(Event.at, Event.id), _marked(start)
        chosen = chosen.where(key > here if going_back else key < here)
    order = (Event.at, Event.id) if going_back else (Event.at.desc(), Event.id.desc())
    found = list(db.session.scalars(chosen.order_by(*order).limit(ROWS + 1)))
    return page_of(found, key=_mark, came_after=start is not None, going_back=going_back)


def kinds() -> list[str]:
    """What events can be about."""
    return ["account", "consent", "export", "import", "outgoing", "person", "reminder"]


def _mark(event: Event) -> tuple[str, ...]:
    return event.at.isoformat(), event.id.hex


def _marked(start: tuple[datetime, UUID]) -> sa.Tuple:
    return sa.tuple_(sa.literal(start[0], Event.at.type), sa.literal(start[1], sa.Uuid()))
