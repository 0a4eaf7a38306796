"""Pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pool_team", __name__, url_prefix="/team")
