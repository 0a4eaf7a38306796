"""A team is closed and another one takes over: its carers with what was agreed about them, and what was promised to them."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage.audit.actions import record
from engage.carer_log.models import FollowUp
from engage.carer_log.queries.follow_ups import TO_DO
from engage.carers.models import CarerLink
from engage.db import changed_rows


def hand_over(team_id: UUID, to: UUID, by: UUID) -> int:
    """Every open link and every follow-up still to do belongs to the other team from now on; how many links.

    A link moves whole and does not end, so what may be shared stays as it was agreed. Contacts stay where they happened.
    """
    moves = sa.update(CarerLink).where(CarerLink.team_id == team_id, CarerLink.ended_on.is_(None)).values(team_id=to)
    links = changed_rows(moves.execution_options(synchronize_session="fetch"))
    promised = sa.update(FollowUp).where(FollowUp.team_id == team_id, TO_DO).values(team_id=to)
    follow_ups = changed_rows(promised.execution_options(synchronize_session="fetch"))
    record("handed carers over", kind="team", about=team_id, by=by, to=to.hex, carers=links, follow_ups=follow_ups)
    return links
