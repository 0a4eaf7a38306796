"""Pages of what goes by phone, text message and post."""

from __future__ import annotations

from engage.by_hand.views import batches, labels, lists, one, printing
from engage.by_hand.views.room import bp, prepare

__all__ = ["batches", "bp", "labels", "lists", "one", "prepare", "printing"]
