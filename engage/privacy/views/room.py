"""The blueprint of this room, and what the roof tells it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from engage.outbox.views import told

bp = Blueprint("privacy", __name__)


def titles() -> Mapping[str, str]:
    """What each kind of message is called."""
    return told().titles
