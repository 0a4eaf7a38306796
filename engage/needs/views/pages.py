"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, abort

from engage.needs import rules
from engage.needs.rules import Need
from engage.people import queries as people
from engage.people.models import Person

bp = Blueprint("needs", __name__)


@bp.context_processor
def words() -> dict[str, Mapping[str, Need]]:
    """The list of needs, for the templates of this room."""
    return {"words_of": rules.needs()}


def person_or_404(person_id: UUID) -> Person:
    """Somebody who still has a record of their own."""
    found = people.person(person_id)
    if found is None or found.erased_at is not None or found.merged_into is not None:
        abort(404)
    return found
