"""What these actions share: a message to somebody about their account, and ending sign-ins."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.models import SignIn, User
from engage.db import changed_rows
from engage.outbox.actions import put
from engage.outbox.rules import Category, Due

KIND = "account"


def end_all(user_id: UUID, *, but: UUID | None = None) -> int:
    living = sa.update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but is not None:
        living = living.where(SignIn.id != but)
    return changed_rows(living.values(ended_at=clock.now()))


def mail(user: User, kind: str, *, about: UUID, lasts: timedelta, ordinal: int = 0) -> None:
    now = clock.now()
    put(
        Due(kind, about=about, recipient_id=user.id, due_at=now, due_on=clock.day_of(now), not_after=now + lasts,
            ordinal=ordinal, category=Category.SECURITY)
    )  # fmt: skip


def changed(update: sa.Update) -> bool:
    return bool(changed_rows(update.execution_options(synchronize_session="fetch")))
