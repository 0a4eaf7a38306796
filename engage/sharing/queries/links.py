"""Links of carers to a viewer’s teams, as the pages about sharing need them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.carers import queries as carers
from engage.carers.models import CarerLink
from engage.carers.queries import Known
from engage.db import db
from engage.sharing.models import SharingPreference
from engage.sharing.queries.standing import is_last, read, standing_of
from engage.sharing.rules import SOON, Agreed, Ask, Standing, is_to_ask
from engage.teams.rules import Viewer
from engage.web.paging import COUNT_UP_TO, ROWS, Page, page_of, unmark_day


@dataclass(frozen=True)
class Decided:
    """One decision with the name of who wrote it down; empty once their account is gone."""

    decision: SharingPreference
    by: str


@dataclass(frozen=True)
class Line:
    """One link on the list: what stands about it, and why somebody should ask."""

    known: Known
    standing: Standing
    ask: Ask
    day: date


def one(link_id: UUID, viewer: Viewer, today: date) -> Known | None:
    """One link within the viewer’s teams; None for another team’s."""
    return carers.known([link_id], viewer, today).get(link_id)


def history(link_id: UUID) -> list[Decided]:
    """Every decision about one link, newest first; the caller has found the link within the viewer’s teams."""
    rows = db.session.execute(
        sa.select(SharingPreference, User.name)
        .outerjoin(User, User.id == SharingPreference.recorded_by)
        .where(SharingPreference.link_id == link_id)
        .order_by(SharingPreference.ordinal.desc())
        .limit(ROWS)
    )
    return [Decided(decision, name or "") for decision, name in rows]


def stood_on(link_id: UUID, day: date) -> Standing:
    """What held on a day about one link."""
    return standing_of(link_id, day)


def to_ask(
    viewer: Viewer, today: date, ask: Ask | None = None, *, after: str | None = None, before: str | None = None
) -> Page[Line]:
    """Open links nobody was asked about, or where the decision has run out or does so within 14 days; longest waiting first."""
    start, going_back = unmark_day(before or after), before is not None
    going_back = going_back and start is not None
    chosen = _waiting(viewer, today, ask)
    key = sa.tuple_(_SINCE, CarerLink.id)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], sa.Date()), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    order = (_SINCE.desc(), CarerLink.id.desc()) if going_back else (_SINCE, CarerLink.id)
    rows = [_line(row, today) for row in db.session.execute(chosen.order_by(*order).limit(ROWS + 1))]
    return page_of(
        rows, key=lambda line: (line.day.isoformat(), line.known.link.id.hex), came_after=start is not None,
        going_back=going_back,
    )  # fmt: skip


def how_many_to_ask(viewer: Viewer, today: date) -> int:
    """How many links stand on that list."""
    some = _waiting(viewer, today, None).with_only_columns(CarerLink.id).limit(COUNT_UP_TO + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


_SINCE = sa.func.coalesce(SharingPreference.look_again_on, CarerLink.since, type_=sa.Date())
_NOT_ASKED = sa.or_(SharingPreference.id.is_(None), SharingPreference.agreed == Agreed.NOT_ASKED)


def _waiting(viewer: Viewer, today: date, ask: Ask | None) -> sa.Select[Any]:
    decided = sa.and_(SharingPreference.link_id == CarerLink.id, is_last(SharingPreference, today))
    again, asked = SharingPreference.look_again_on, sa.not_(_NOT_ASKED)
    which = {
        None: sa.or_(_NOT_ASKED, again <= today + SOON),
        Ask.NOT_ASKED: _NOT_ASKED,
        Ask.RAN_OUT: sa.and_(asked, again < today),
        Ask.SOON: sa.and_(asked, again >= today, again <= today + SOON),
    }
    return (
        carers.of_teams(viewer, today)
        .add_columns(SharingPreference)
        .outerjoin(SharingPreference, decided)
        .where(sa.or_(CarerLink.ended_on.is_(None), CarerLink.ended_on > today), which[ask])
    )


def _line(row: Any, today: date) -> Line:
    link, carer, team, decision = row
    stands = read(link.id, link.ended_on, decision, today)
    ask = is_to_ask(stands, today)
    if ask is None:
        raise LookupError("a link on the list is one to ask about")
    return Line(Known(link, carer, team), stands, ask, stands.look_again_on or link.since)
