"""The pages of this room."""

from __future__ import annotations

from engage.carer_log.views import details, doing, drafts, export, follow_ups, home, log, people, phone, saved
from engage.carer_log.views.room import bp

__all__ = ["bp", "details", "doing", "drafts", "export", "follow_ups", "home", "log", "people", "phone", "saved"]
