"""What the pages of this room share: the blueprint for seeing the whole, and words for templates."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, current_app

from engage.coverage.rules import covering, messages
from engage.outbox.rules import STATE_WORDS
from engage.settings import Settings

bp = Blueprint("coverage", __name__, url_prefix="/carers")


@bp.context_processor
def words() -> dict[str, Any]:
    """Words for the templates of this room."""
    return {
        "Show": covering.Show, "Where": covering.Where, "where_words": covering.WHERE_WORDS, "By": covering.By,
        "by_words": covering.BY_WORDS, "whom_words": messages.WHOM_WORDS, "state_words": STATE_WORDS,
    }  # fmt: skip


def settings() -> Settings:
    """What this installation was told at its start."""
    return cast(Settings, current_app.extensions["settings"])
