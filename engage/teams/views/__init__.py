"""The pages of this room."""

from __future__ import annotations

from engage.teams.views import appointing, bringing, closing, learning, lists, one
from engage.teams.views.room import Roof, bp, prepare, viewer

__all__ = ["Roof", "appointing", "bp", "bringing", "closing", "learning", "lists", "one", "prepare", "viewer"]
