"""The pages of this room."""

from __future__ import annotations

from engage.sharing.views import deciding, overseeing
from engage.sharing.views.room import bp

__all__ = ["bp", "deciding", "overseeing"]
