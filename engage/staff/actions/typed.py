"""What somebody had typed when their sign-in ran out: kept for an hour, handed back once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import changed_rows, db
from engage.staff import rules
from engage.staff.models import KeptForm


def keep_form(user_id: UUID, *, path: str, fields: Sequence[tuple[str, str]]) -> None:
    """Keep what somebody sent after their sign-in had run out, instead of what was kept before."""
    _forget_form(user_id)
    db.session.add(KeptForm(user_id=user_id, path=path, fields=json.dumps(fields), kept_at=clock.now()))


def take_kept_form(user_id: UUID) -> tuple[str, list[tuple[str, str]]] | None:
    """Hand back what was kept, once: the address and the fields."""
    kept = db.session.scalar(
        sa.select(KeptForm).where(KeptForm.user_id == user_id, KeptForm.kept_at > clock.now() - rules.TYPED_WORDS_KEPT)
    )
    taken = None if kept is None else (kept.path, [(name, value) for name, value in json.loads(kept.fields)])
    _forget_form(user_id)
    return taken


def forget_old_forms(now: datetime) -> int:
    """Delete kept forms that nobody came back for within an hour; how many."""
    old = sa.delete(KeptForm).where(KeptForm.kept_at <= now - rules.TYPED_WORDS_KEPT)
    return changed_rows(old)


def _forget_form(user_id: UUID) -> None:
    db.session.execute(sa.delete(KeptForm).where(KeptForm.user_id == user_id))
