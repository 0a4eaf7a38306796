"""What the form of a contact offers: the carers somebody was in contact with last, and the teams they serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import CarerContact
from engage.carer_log.rules import OFFERED_CARERS
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Relationship, initials
from engage.db import db
from engage.teams.models import Team
from engage.teams.queries import teams_of, within
from engage.teams.rules import Viewer

MOST_FOUND = 10


@dataclass(frozen=True)
class Known:
    """A carer as a team knows them: one link."""

    link_id: UUID
    carer_id: UUID
    team_id: UUID
    team: str
    number: str
    name: str
    relationship: Relationship
    stopped_on: date | None

    @property
    def short(self) -> str:
        """What a phone in a corridor shows of them."""
        return f"{initials(self.name) or '?'} {self.number}"


_OF_A_CARER: tuple[Any, ...] = (
    CarerLink.id, Carer.id, Team.id, Team.name, Carer.number, Carer.name, CarerLink.relationship, Carer.stopped_on,
)  # fmt: skip
_TIES = sa.join(CarerLink, Carer, Carer.id == CarerLink.carer_id).join(Team, Team.id == CarerLink.team_id)
_KNOWN = sa.select(*_OF_A_CARER).select_from(_TIES)


def _open_to(viewer: Viewer, today: date) -> sa.Select[Any]:
    """Carers who are known to a team of the viewer today and whose record was not forgotten."""
    goes_on = sa.or_(CarerLink.ended_on.is_(None), CarerLink.ended_on >= today)
    return _KNOWN.where(within(CarerLink.team_id, viewer, today), goes_on, Carer.forgotten_at.is_(None))


def offered(viewer: Viewer, today: date, *, number: str = "", link_id: UUID | None = None) -> list[Known]:
    """The five carers the viewer’s teams were last in contact with; whoever was chosen before comes first."""
    rows = db.session.execute(_last_met(viewer, today), {"number": number, "link_id": link_id})
    return [Known(*row) for row in rows]


@lru_cache(maxsize=256)  # every showing and every Save of the quick log asks this, so it is put together once a day
def _last_met(viewer: Viewer, today: date) -> sa.Select[Any]:
    last = (
        sa.select(sa.func.max(CarerContact.happened_at)).where(CarerContact.link_id == CarerLink.id).correlate(CarerLink)
    ).scalar_subquery()
    is_chosen = sa.or_(Carer.number == sa.bindparam("number"), CarerLink.id == sa.bindparam("link_id"))
    rows = _open_to(viewer, today).order_by(
        sa.case((is_chosen, 0), else_=1), sa.func.coalesce(last, CarerLink.created_at).desc(), CarerLink.id
    )  # fmt: skip
    return rows.limit(OFFERED_CARERS)


def known(link_id: UUID, viewer: Viewer, today: date) -> Known | None:
    """One carer of the viewer’s teams."""
    row = db.session.execute(_open_to(viewer, today).where(CarerLink.id == link_id)).one_or_none()
    return None if row is None else Known(*row)


def found(words: str, viewer: Viewer, today: date) -> list[Known]:
    """Carers of the viewer’s teams with this number, these initials or this in their name; never more than ten."""
    wanted = " ".join(words.casefold().split())
    by_name = Carer.search_name.contains(wanted, autoescape=True)
    each = [by_name, Carer.number.in_((wanted.upper(), f"C-{wanted.upper()}"))]
    if 1 < len(wanted) <= 3 and wanted.isalpha():
        each.append(sa.and_(
            Carer.search_name.startswith(wanted[0]), Carer.search_name.contains(f" {wanted[-1]}")
        ))  # fmt: skip
    rows = _open_to(viewer, today).where(sa.or_(*each)).order_by(Carer.search_name, CarerLink.id)
    return [Known(*row) for row in db.session.execute(rows.limit(MOST_FOUND + 1))]


@dataclass(frozen=True)
class Served:
    """The teams somebody serves today, and the one they logged a contact for last."""

    teams: Sequence[tuple[UUID, str]]
    last: UUID | None

    @property
    def only(self) -> UUID | None:
        """The one team there is; None where somebody serves several, or none."""
        return self.teams[0][0] if len(self.teams) == 1 else None


def served(account_id: UUID, today: date) -> Served:
    """The teams somebody may log a contact for."""
    rows = db.session.execute(_served(account_id, today)).all()
    return Served([(team_id, name) for team_id, name, _ in rows], rows[0][2] if rows else None)


@lru_cache(maxsize=256)
def _served(account_id: UUID, today: date) -> sa.Select[UUID, str, UUID]:
    last = (
        sa.select(CarerContact.team_id)
        .where(CarerContact.recorded_by == account_id)
        .order_by(CarerContact.happened_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    served = Team.id.in_(teams_of(account_id, today))
    return sa.select(Team.id, Team.name, last).where(served).order_by(Team.name, Team.id)
