"""What the pages of this room share: the blueprint, its words, and who is still in the pool, which stands above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, Flask, current_app

from engage.bounces import rules
from engage.outbox.views import told
from engage.people.rules import HIDDEN, KIND_WORDS

StillHere = Callable[[], sa.Select[UUID]]
bp = Blueprint("bounces", __name__, url_prefix="/team/came-back")


def prepare(app: Flask, still_here: StillHere) -> None:
    """Take from the roof who is in the pool."""
    app.extensions["still here"] = still_here


def still_here() -> sa.Select[UUID]:
    """The ids of those in the pool."""
    return cast(StillHere, current_app.extensions["still here"])()


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of the rules, for the templates of this room."""
    return {
        "why_words": rules.WHY_WORDS, "lasting_words": rules.LASTING_WORDS, "kind_words": KIND_WORDS, "hidden": HIDDEN,
        "told": told(),
    }  # fmt: skip
