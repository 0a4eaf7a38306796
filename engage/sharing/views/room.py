"""What the pages of this room share: the blueprint, one link or a 404, and the words that templates use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort

from engage import clock
from engage.carers.queries import Known
from engage.sharing import queries, rules
from engage.teams.views.room import viewer

bp = Blueprint("sharing", __name__, url_prefix="/carers/sharing")


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of the rules, for the templates of this room."""
    return {
        "agreed_words": rules.AGREED_WORDS, "override_words": rules.OVERRIDE_WORDS,
        "ask_words": rules.ASK_WORDS, "told_topics": _topics, "always": rules.ALWAYS,
    }  # fmt: skip


def _topics(codes: str) -> list[str]:
    return [rules.TOPIC_WORDS[topic] for topic in rules.read_topics(codes)]


def link_or_404(link_id: UUID) -> Known:
    """A carer’s link to a team of the viewer; another team’s is not there."""
    return queries.one(link_id, viewer(), clock.today()) or abort(404)
