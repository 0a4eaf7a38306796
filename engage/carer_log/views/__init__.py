"""The pages of this room."""

from __future__ import annotations

from engage.carer_log.views import details, drafts, home, log, saved
from engage.carer_log.views.room import bp

__all__ = ["bp", "details", "drafts", "home", "log", "saved"]
