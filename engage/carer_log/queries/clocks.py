"""What every new carer is offered by a day, and has not been offered yet by a team of the viewer: the longest known first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage.carer_log.models import CarerContact, CarerContactItem
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Limits, Running, clocks
from engage.carers.rules.clocks import CLOSED_BY, Clock
from engage.db import db
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer
from engage.web.paging import ROWS, Page, page_of, unmark_day


@dataclass(frozen=True)
class Line:
    """A carer as a team knows them, with the three clocks."""

    link_id: UUID
    number: str
    name: str
    team: str
    identified_on: date
    running: tuple[Running, ...]


def page(viewer: Viewer, today: date, limits: Limits, *, after: str | None, before: str | None) -> Page[Line]:
    """A page of carers who have not had everything yet; not those who asked us not to get in touch."""
    start = unmark_day(before or after)
    going_back = before is not None and start is not None
    key = sa.tuple_(Carer.identified_on, CarerLink.id)
    chosen = _chosen(viewer, today)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0]), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    oldest = (Carer.identified_on, CarerLink.id)
    order = (Carer.identified_on.desc(), CarerLink.id.desc()) if going_back else oldest
    rows: Iterable[Any] = db.session.execute(chosen.order_by(*order).limit(ROWS + 1))
    lines = [_line(row, today, limits) for row in rows]
    return page_of(lines, key=_mark, came_after=start is not None, going_back=going_back)


def how_many_overdue(viewer: Viewer, today: date, limits: Limits) -> int:
    """How many carers of that list have not had something whose last day is over."""
    late = [
        sa.and_(Carer.identified_on < today - timedelta(days=limits.days(each)), _first(each, viewer, today).is_(None))
        for each in Clock
    ]
    return db.session.scalar(_to_offer(viewer, today, sa.func.count(Carer.id.distinct())).where(sa.or_(*late))) or 0


def _chosen(viewer: Viewer, today: date) -> sa.Select[Any]:
    done = [_first(each, viewer, today) for each in Clock]
    columns = (CarerLink.id, Carer.number, Carer.name, Team.name, Carer.identified_on, *done)
    return _to_offer(viewer, today, *columns).where(sa.or_(*(each.is_(None) for each in done)))


def _to_offer(viewer: Viewer, today: date, *columns: Any) -> sa.Select[Any]:
    """Carers whom the viewer’s teams know today and who did not ask us not to get in touch."""
    goes_on = sa.or_(CarerLink.ended_on.is_(None), CarerLink.ended_on > today)
    chosen: sa.Select[Any] = sa.select(*columns).select_from(CarerLink)
    return (
        chosen.join(Carer, Carer.id == CarerLink.carer_id)
        .join(Team, Team.id == CarerLink.team_id)
        .where(within(CarerLink.team_id, viewer, today), goes_on, Carer.forgotten_at.is_(None), Carer.stopped_on.is_(None))
    )


def _first(which: Clock, viewer: Viewer, today: date) -> sa.ScalarSelect[date]:
    """The first day on which a contact that counts closed a clock; the same contacts as on the carer’s page (`one.told`).

    A contact belongs to the tie it was about, so that what a team gave before another one took over is not to be given again.
    """
    about = aliased(CarerLink)
    return (
        sa.select(sa.func.min(CarerContactItem.happened_on))
        .join(CarerContact, CarerContact.id == CarerContactItem.contact_id)
        .join(about, about.id == CarerContact.link_id)
        .where(
            CarerContactItem.carer_id == CarerLink.carer_id, CarerContactItem.code.in_(sorted(CLOSED_BY[which])),
            within(about.team_id, viewer, today), CarerContact.voided_at.is_(None),
        )
        .correlate(CarerLink)
        .scalar_subquery()
    )  # fmt: skip


def _line(row: Any, today: date, limits: Limits) -> Line:
    closed = {min(CLOSED_BY[which]): day for which, day in zip(Clock, row[5:], strict=True) if day is not None}
    return Line(row[0], row[1], row[2], row[3], row[4], clocks(row[4], closed, today, limits))


def _mark(line: Line) -> tuple[str, ...]:
    return line.identified_on.isoformat(), line.link_id.hex
