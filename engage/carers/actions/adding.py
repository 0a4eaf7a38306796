"""A new carer, and a carer who becomes known to another team or for another person they care for."""

from __future__ import annotations

import uuid
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.actions import record
from engage.carers.actions.young import mark_young
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Reach, Relationship, new_number
from engage.db import db
from engage.people.rules import comparable_name
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer

NOWHERE = Reach()


class NotYourTeam(LookupError):
    """Whoever does this does not serve the team today."""


def add(
    *, team_id: UUID, name: str, relationship: Relationship, agreed_on: date, by: UUID, reach: Reach = NOWHERE,
    identified_on: date | None = None,
) -> CarerLink:  # fmt: skip
    """Somebody is found to be a carer and agreed on a day that we keep this: a record, and the tie to one team.

    Without their agreement nothing of theirs is kept, so this is not called then. Raises NotYourTeam.
    """
    _serves(team_id, by)
    today = clock.today()
    carer = Carer(
        id=uuid.uuid4(), number=new_number(), name=name, search_name=comparable_name(name), phone=reach.phone, email=reach.email,
        agreed_on=agreed_on, identified_on=identified_on or today, identified_by=by,
    )  # fmt: skip
    db.session.add(carer)
    db.session.flush()
    record("wrote down a carer", kind="carer", about=carer.id, by=by)
    return _tie(carer, team_id=team_id, relationship=relationship, by=by)


def join_team(
    carer: Carer, *, team_id: UUID, relationship: Relationship, by: UUID, cared_for: str | None = None,
    lives_with: bool | None = None,
) -> CarerLink:  # fmt: skip
    """A carer becomes known to another team, or to the same for another person, by an act of somebody who serves that team.

    The caller holds the carer. What the first team wrote stays with the first team. Raises NotYourTeam.
    """
    _serves(team_id, by)
    link = _tie(carer, team_id=team_id, relationship=relationship, by=by)
    link.cared_for, link.lives_with = cared_for or None, lives_with
    return link


def _serves(team_id: UUID, by: UUID) -> None:
    if db.session.scalar(sa.select(Team.id).where(Team.id == team_id, within(Team.id, Viewer(by), clock.today()))) is None:
        raise NotYourTeam


def _tie(carer: Carer, *, team_id: UUID, relationship: Relationship, by: UUID) -> CarerLink:
    link = CarerLink(id=uuid.uuid4(), carer_id=carer.id, team_id=team_id, relationship=relationship, since=clock.today())
    db.session.add(link)
    db.session.flush()
    record("wrote down who a carer is to somebody", kind="carer", about=carer.id, by=by, relationship=relationship.value)
    if relationship is Relationship.YOUNG_CARER:
        mark_young(carer, by=by, at=clock.now())
    return link
