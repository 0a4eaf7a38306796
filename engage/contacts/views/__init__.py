"""The pages on what passes between the team and one person."""

from __future__ import annotations

from engage.contacts.views import hidden, log
from engage.contacts.views.room import bp

__all__ = ["bp", "hidden", "log"]
