"""What the pages of this room share: the blueprint for the pages on what may be shared."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("sharing", __name__, url_prefix="/carers/sharing")
