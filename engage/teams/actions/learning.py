"""Training: written down with its day and who gave it, and taken out again when that was a mistake."""

from __future__ import annotations

import uuid
from datetime import date
from uuid import UUID

from engage import clock
from engage.audit.actions import record
from engage.db import db
from engage.teams.models import Training
from engage.teams.rules.training import Course, valid_until

KIND = "training"


def write_down(account_id: UUID, course: Course, *, done_on: date, given_by: str, months: int, by: UUID) -> Training:
    """Somebody did a course. `months`: for how long carer awareness counts, by the organisation's setting of today."""
    made = Training(
        id=uuid.uuid4(), account_id=account_id, course=course, done_on=done_on, given_by=given_by,
        valid_until=valid_until(course, done_on, months), recorded_by=by,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record("wrote down training", kind=KIND, about=made.id, by=by, course=course.value, of=account_id.hex)
    return made


def take_out(training: Training, *, by: UUID) -> None:
    """It was written down by mistake; it counts on no day."""
    training.removed_at, training.removed_by = clock.now(), by
    record("took out training", kind=KIND, about=training.id, by=by, course=training.course.value, of=training.account_id.hex)
