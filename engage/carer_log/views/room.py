"""What the pages of this room share: the blueprint for the log of contacts, follow-ups, and the carers of a team."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("carer_log", __name__, url_prefix="/carers")
