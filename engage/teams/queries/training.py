"""What champions have learned, and whether their training is in date: asked the same way on every page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.db import among, db
from engage.teams.models import Training
from engage.teams.rules.training import FOR_GOOD, Course, Standing

_UNTIL = sa.func.coalesce(Training.valid_until, sa.literal(FOR_GOOD, sa.Date()))


def done(account_id: UUID) -> list[Training]:
    """What somebody did, newest first; without what was taken out."""
    chosen = sa.select(Training).where(Training.account_id == account_id, Training.removed_at.is_(None))
    return list(db.session.scalars(chosen.order_by(Training.done_on.desc(), Training.created_at.desc(), Training.id)))


def one(training_id: UUID, account_id: UUID) -> Training | None:
    """One course somebody did, which was not taken out."""
    chosen = sa.select(Training).where(Training.id == training_id, Training.account_id == account_id)
    return db.session.scalar(chosen.where(Training.removed_at.is_(None)).with_for_update())


def standings(account_ids: Iterable[UUID], today: date) -> dict[UUID, Standing]:
    """How the training of each of these accounts stands today, in one statement."""
    found: dict[UUID, dict[Course, date]] = {account_id: {} for account_id in account_ids}
    chosen = (
        sa.select(Training.account_id, Training.course, sa.func.max(_UNTIL, type_=sa.Date()))
        .where(among(Training.account_id, found), Training.removed_at.is_(None))
        .group_by(Training.account_id, Training.course)
    )
    for account_id, course, until in db.session.execute(chosen) if found else ():
        found[account_id][course] = until
    return {account_id: Standing(today, until) for account_id, until in found.items()}


def is_in_date(account_id: Any, today: date) -> sa.ColumnElement[bool]:
    """Whether the training of the account in this column is in date today; the same rule as `Standing.is_in_date`."""
    return sa.and_(*(_holds(account_id, course, today) for course in Course))


def _holds(account_id: Any, course: Course, today: date) -> sa.ColumnElement[bool]:
    held = sa.select(Training.id).where(
        Training.account_id == account_id, Training.course == course, Training.removed_at.is_(None), today <= _UNTIL
    )
    return held.exists()
