"""The pages on what passes between the team and one person, and on how to reach you."""

from __future__ import annotations

from engage.contacts.views import change, confirming, hidden, log
from engage.contacts.views.reach import bp as own
from engage.contacts.views.room import bp

__all__ = ["bp", "change", "confirming", "hidden", "log", "own"]
