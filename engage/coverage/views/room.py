"""What the pages of this room share: the blueprint for seeing the whole, and words for templates."""

from __future__ import annotations

from datetime import timedelta
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


@bp.app_template_filter("file_size")
def file_size(many: int) -> str:
    """How large a file is.

    >>> file_size(900), file_size(34_000), file_size(2_600_000)
    ('1 kB', '34 kB', '2.6 MB')
    """
    return f"{many / 1_000_000:.1f} MB" if many >= 1_000_000 else f"{max(1, round(many / 1000))} kB"


def no_contact_for() -> timedelta:
    """For how long a team may be without a contact before it is on the list of those."""
    return timedelta(days=settings().organisation.carer_quiet_days)


def settings() -> Settings:
    """What this installation was told at its start."""
    return cast(Settings, current_app.extensions["settings"])
