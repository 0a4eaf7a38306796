"""Carers as the teams of a viewer know them. The viewer's teams stand in every statement: another team's carer is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Reach
from engage.db import db
from engage.people.rules import Kind, comparable
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer


@dataclass(frozen=True)
class Known:
    """A carer as one team knows them, because of one person they care for."""

    link: CarerLink
    carer: Carer
    team: Team


@dataclass(frozen=True)
class Seen:
    """A carer with everything that ties them to the viewer's teams, what ended too; of other teams nothing."""

    carer: Carer
    links: tuple[Known, ...]

    @property
    def open_links(self) -> tuple[Known, ...]:
        """What still holds."""
        return tuple(each for each in self.links if each.link.ended_on is None)


def of_teams(viewer: Viewer, today: date) -> sa.Select[CarerLink, Carer, Team]:
    """Every tie of a carer to a team of the viewer, for a statement of one's own: ended ties too, forgotten carers never."""
    return (
        sa.select(CarerLink, Carer, Team)
        .join(Carer, Carer.id == CarerLink.carer_id)
        .join(Team, Team.id == CarerLink.team_id)
        .where(within(CarerLink.team_id, viewer, today), Carer.forgotten_at.is_(None))
    )


def known(link_ids: Iterable[UUID], viewer: Viewer, today: date) -> dict[UUID, Known]:
    """Several ties by id; another team's is not among them."""
    wanted = set(link_ids)
    if not wanted:
        return {}
    rows = db.session.execute(of_teams(viewer, today).where(CarerLink.id.in_(wanted)))
    return {link.id: Known(link, carer, team) for link, carer, team in rows}


def one(number: str, viewer: Viewer, today: date) -> Seen | None:
    """A carer by number; None also when only other teams know them."""
    order = (CarerLink.ended_on.is_not(None), Team.name_key, CarerLink.since, CarerLink.id)
    rows = db.session.execute(of_teams(viewer, today).where(Carer.number == number).order_by(*order))
    links = tuple(Known(link, carer, team) for link, carer, team in rows)
    return Seen(links[0].carer, links) if links else None


def how_many_young(viewer: Viewer, today: date) -> int:
    """How many young carers the viewer's teams know now."""
    known_now = of_teams(viewer, today).where(Carer.is_young.is_(True), CarerLink.ended_on.is_(None))
    return db.session.scalar(known_now.with_only_columns(sa.func.count(Carer.id.distinct()))) or 0


def own_teams(viewer: Viewer, today: date) -> list[Team]:
    """The teams the viewer serves, from A to Z."""
    return list(db.session.scalars(sa.select(Team).where(within(Team.id, viewer, today)).order_by(Team.name_key, Team.id)))


def hold(carer_id: UUID) -> Carer | None:
    """A carer, locked until the transaction ends, as they are now."""
    chosen = sa.select(Carer).where(Carer.id == carer_id, Carer.forgotten_at.is_(None))
    return db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))


def hold_link(link_id: UUID) -> CarerLink | None:
    """A tie, locked until the transaction ends, as it is now."""
    chosen = sa.select(CarerLink).where(CarerLink.id == link_id)
    return db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))


def same_reach(reach: Reach, viewer: Viewer, today: date) -> list[Known]:
    """Who in the viewer's own teams has this phone number or e-mail address already; nobody whom only other teams know.

    Compared one by one, so that no fingerprint of a carer's number is kept: a team has at most some hundred carers.
    """
    asked = _comparable(reach.phone, reach.email)
    if not asked:
        return []
    reachable = sa.or_(Carer.phone.is_not(None), Carer.email.is_not(None))
    order = (CarerLink.ended_on.is_not(None), Carer.search_name, CarerLink.id)
    rows = db.session.execute(of_teams(viewer, today).where(reachable).order_by(*order))
    found = [Known(*row) for row in rows if asked & _comparable(row.Carer.phone, row.Carer.email)]
    return _once_each(found)


def _comparable(phone: str | None, email: str | None) -> set[str]:
    given = ((Kind.PHONE, phone), (Kind.EMAIL, email))
    return {comparable(kind, value) for kind, value in given if value and comparable(kind, value)}


def _once_each(found: Sequence[Known]) -> list[Known]:
    first: dict[UUID, Known] = {}
    for each in found:
        first.setdefault(each.carer.id, each)
    return list(first.values())
