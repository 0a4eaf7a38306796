"""What these pages share: the blueprint, a file or a 404, and words for templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template

from engage.accounts import visitor
from engage.policy import Permission
from engage.spreadsheets.models import Spreadsheet
from engage.spreadsheets.queries import files
from engage.spreadsheets.rules import State
from engage.spreadsheets.rules.judging import ERASED
from engage.web import frame

bp = Blueprint("spreadsheets", __name__, url_prefix="/team/spreadsheets")

STATE_WORDS: dict[State, str] = {
    State.MATCHING: "Columns to match",
    State.CHECKING: "Being checked",
    State.CHECKED: "Checked, to be confirmed",
    State.APPROVED: "Being added",
    State.DONE: "Added",
    State.UNDOING: "Being undone",
    State.UNDONE: "Undone",
    State.THROWN_AWAY: "Thrown away",
}
ASKED_TO_BE_ERASED = "This person asked to be erased. They can join again by themselves"
ASK_THE_LEAD = "Ask the participation lead"


@bp.context_processor
def words() -> dict[str, Any]:
    """Words for the templates of this room."""
    return {"state_words": STATE_WORDS, "why": why}


@bp.errorhandler(413)
def too_large(_error: Exception) -> Response:
    """A file so large that it was not taken in at all."""
    return make_response(render_template("spreadsheets/too_large.html", **frame.quiet()), 413)


def why(reasons: Sequence[str], *, is_lead: bool | None = None) -> str:
    """Why a row cannot be added. That somebody was erased is said only to those who confirm."""
    told = visitor.may(Permission.IMPORT_CONFIRM) if is_lead is None else is_lead
    return ". ".join((ASKED_TO_BE_ERASED if told else ASK_THE_LEAD) if reason == ERASED else reason for reason in reasons)


def sheet_or_404(import_id: UUID, *states: State) -> Spreadsheet:
    """A file; not found where it is in none of these states."""
    sheet = files.file(import_id)
    if sheet is None or (states and sheet.state not in states):
        abort(404)
    return sheet
