"""The words somebody searched for, by the key that stands in the address."""

from __future__ import annotations

import json
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.welcome.models import KeptSearch
from engage.welcome.rules import SEARCH_KEPT


def words(key: str, *, sign_in_id: UUID) -> dict[str, str] | None:
    """What was typed in this sign-in and is kept under this key; None when it is unknown, somebody else's or too old."""
    try:
        kept_id = UUID(key)
    except ValueError:
        return None
    kept = db.session.scalar(
        sa.select(KeptSearch.words).where(
            KeptSearch.id == kept_id, KeptSearch.sign_in_id == sign_in_id, KeptSearch.kept_at > clock.now() - SEARCH_KEPT
        )
    )
    return None if kept is None else {str(name): str(typed) for name, typed in json.loads(kept).items()}
