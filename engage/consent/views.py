"""Pages."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("consent", __name__)


@bp.post("/u/<token>")
def one_press(token: str) -> str:
    return token
