"""The pages of this room."""

from __future__ import annotations

from engage.carer_log.views import drafts, home, log, saved
from engage.carer_log.views.room import bp

__all__ = ["bp", "drafts", "home", "log", "saved"]
