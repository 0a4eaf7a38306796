"""The chain that shows when an event was changed, taken out or put in: its end, what waits for it, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from engage.audit.models import Event, Link
from engage.audit.rules import BEGINNING, LATEST, head, linked, read_head
from engage.db import db

AT_ONCE, A_FEW = 2000, 50
IS_LINKED = sa.select(Link.id).where(Link.id == Event.id).exists()
EVENT = (Event.id, Event.at, Event.by, Event.what, Event.kind, Event.about, Event.detail)
_TOLD = [column.key for column in EVENT]


def end() -> tuple[int, str]:
    """The newest link: its number and its hash. Before the first one, nought."""
    found = db.session.execute(sa.select(Link.ordinal, Link.hash).order_by(Link.ordinal.desc()).limit(1)).first()
    return (0, BEGINNING) if found is None else (found.ordinal, found.hash)


def newest_head() -> str:
    """The same, as one writes it down."""
    return head(*end())


def unlinked(now: datetime, *, most: int) -> list[dict[str, Any]]:
    """The next events that wait for their link, oldest first; an event that comes later than it may never gets one."""
    chosen = sa.select(*EVENT).where(Event.at <= now, sa.not_(IS_LINKED)).order_by(Event.at, Event.id).limit(most)
    newest = _newest_linked(now)
    if newest is not None:
        chosen = chosen.where(Event.at > newest - LATEST)
    return [dict(row) for row in db.session.execute(chosen).mappings()]


def _newest_linked(now: datetime) -> datetime | None:
    """The newest time among the last links; not one that lies ahead, from when a clock was wrong."""
    last = sa.select(Link.id).order_by(Link.ordinal.desc()).limit(A_FEW)
    return db.session.scalar(sa.select(sa.func.max(Event.at)).where(Event.id.in_(last), Event.at <= now))


@dataclass(frozen=True)
class Verdict:
    """How many links were looked at, the end of the chain, and the first place where it does not hold."""

    links: int
    head: str
    broken: str | None


def verdict(now: datetime, *, since: str | None = None) -> Verdict:
    """Whether every event is as it was when it was linked, none is gone, none was put in, and an earlier end is still there."""
    links, broken = _walk()
    return Verdict(links, newest_head(), broken or _put_in(now) or (lost(since) if since else None))


def lost(since: str) -> str | None:
    """Why an earlier end of the chain is no longer in it; None when it is."""
    kept = read_head(since)
    if kept is None:
        return f"“{since}” is not a head: it is a number, a hyphen and 64 letters and digits"
    there = db.session.scalar(sa.select(Link.hash).where(Link.ordinal == kept[0]))
    return (
        None if there == kept[1] else f"the head {since[:20]}… is not in the chain: it was written anew, or its end was cut off"
    )


def _put_in(now: datetime) -> str | None:
    """The first event that came later than it may: somebody wrote it with a time that had passed."""
    newest = _newest_linked(now)
    if newest is None:
        return None
    late = sa.select(Event.id, Event.at).where(sa.not_(IS_LINKED), Event.at <= newest - LATEST)
    found = db.session.execute(late.order_by(Event.at, Event.id).limit(1)).first()
    return None if found is None else f"event {found.id}, dated {found.at:%Y-%m-%d %H:%M:%S}Z, was put in afterwards"


def _walk() -> tuple[int, str | None]:
    count, previous = 0, BEGINNING
    for link in _links():
        if link["ordinal"] != count + 1:
            return count, f"link {count + 1} is missing"
        count += 1
        if link["at"] is None:
            return count, f"link {count}: event {link['id']} was taken out"
        if link["hash"] != linked(previous, **{name: link[name] for name in _TOLD}):
            return count, f"link {count}: event {link['id']}, dated {link['at']:%Y-%m-%d %H:%M:%S}Z, or its link was changed"
        previous = link["hash"]
    return count, None


def _links() -> Iterator[RowMapping]:
    told = [column for column in EVENT if column.key != "id"]
    every = sa.select(Link.ordinal, Link.hash, Link.id, *told).outerjoin(Event, Event.id == Link.id).order_by(Link.ordinal)
    after = 0
    while some := db.session.execute(every.where(Link.ordinal > after).limit(AT_ONCE)).mappings().all():
        yield from some
        after = some[-1]["ordinal"]
