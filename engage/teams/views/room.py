"""What the pages of this room share: the blueprint for the pages on teams and champions."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("teams", __name__, url_prefix="/carers/teams")
