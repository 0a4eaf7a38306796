"""What the pages of this room share: the blueprint for seeing the whole."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("coverage", __name__, url_prefix="/carers/coverage")
