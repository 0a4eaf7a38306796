"""What a team has to do with carers, in numbers: for its handover sheet, and before it is closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import FollowUp
from engage.carer_log.queries.follow_ups import TO_DO
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.sharing.models import SharingPreference
from engage.sharing.queries.standing import is_last
from engage.teams.rules import Left

WEEK, SOON = timedelta(days=7), timedelta(days=28)


def left(team_id: UUID, today: date) -> Left:
    """Carers, follow-ups and agreements to look at again, in one statement. Whoever asks has found the team within their own."""
    link, promise, decision = _links(team_id), _promises(team_id), _decisions(team_id, today)
    row: Any = db.session.execute(
        sa.select(
            _count(link),
            _count(promise.where(FollowUp.due_on < today)),
            _count(promise.where(FollowUp.due_on >= today, FollowUp.due_on < today + WEEK)),
            _count(promise.where(FollowUp.due_on >= today + WEEK)),
            _count(decision.where(SharingPreference.look_again_on <= today)),
            _count(decision.where(SharingPreference.look_again_on > today, SharingPreference.look_again_on <= today + SOON)),
        )
    ).one()
    return Left(*row)


def _links(team_id: UUID) -> sa.Select[Any]:
    chosen: sa.Select[Any] = sa.select(CarerLink.id).join(Carer, Carer.id == CarerLink.carer_id)
    return chosen.where(CarerLink.team_id == team_id, CarerLink.ended_on.is_(None), Carer.forgotten_at.is_(None))


def _promises(team_id: UUID) -> sa.Select[Any]:
    return sa.select(FollowUp.id).where(FollowUp.team_id == team_id, TO_DO)


def _decisions(team_id: UUID, today: date) -> sa.Select[Any]:
    """The agreement that stands about each open link of the team."""
    return _links(team_id).join(SharingPreference, SharingPreference.link_id == CarerLink.id).where(
        is_last(SharingPreference, today)
    )  # fmt: skip


def _count(chosen: sa.Select[Any]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(chosen.subquery()).scalar_subquery()
