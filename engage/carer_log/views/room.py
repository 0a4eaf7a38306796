"""What the pages of this room share: the blueprint for the log of contacts, follow-ups, and the carers of a team."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from engage import clock
from engage.accounts import visitor
from engage.carer_log.models import CarerContact
from engage.carer_log.rules import DETAILS_LAST, How

bp = Blueprint("carer_log", __name__, url_prefix="/carers")


def may_have_details(contact: CarerContact) -> bool:
    """Whether whoever looks may add details: to a talk of their own with a carer somebody knows, for a week."""
    took_place = contact.carer_id is not None and contact.how is not How.TRIED and contact.voided_at is None
    is_fresh = clock.now() - contact.recorded_at <= DETAILS_LAST
    return took_place and is_fresh and contact.recorded_by == visitor.user_id()


@bp.context_processor
def asked_by_templates() -> dict[str, Callable[[CarerContact], bool]]:
    """Where a contact is shown with what can be done with it."""
    return {"may_have_details": may_have_details}
