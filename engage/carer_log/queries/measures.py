"""What is counted about a team: one function a measure, used by every page, list, file and mail that shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from engage.carer_log.models import CarerContact, FollowUp
from engage.carer_log.queries.follow_ups import TO_DO

COUNTS = CarerContact.voided_at.is_(None)
"""Whether a contact counts: one that was undone or taken back does not."""


def last_contact(team_id: Any) -> sa.ScalarSelect[date]:
    """The day of the team’s latest contact that counts, with a carer or with somebody who gave no name; None before the first."""
    newest = sa.select(CarerContact.happened_on).where(CarerContact.team_id == team_id, COUNTS)
    return newest.order_by(CarerContact.happened_at.desc(), CarerContact.id.desc()).limit(1).scalar_subquery()


def overdue(team_id: Any, today: date) -> sa.ScalarSelect[int]:
    """How many things promised by the team were due before today and are neither done nor cancelled."""
    late = sa.select(sa.func.count()).select_from(FollowUp).where(FollowUp.team_id == team_id, TO_DO, FollowUp.due_on < today)
    return late.scalar_subquery()
