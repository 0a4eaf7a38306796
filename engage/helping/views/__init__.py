"""Pages of this room: adding somebody with their help, letters to print, forms on paper."""

from __future__ import annotations

from engage.helping.views import adding, letters, on_paper
from engage.helping.views.room import bp, paper

__all__ = ["adding", "bp", "letters", "on_paper", "paper"]
