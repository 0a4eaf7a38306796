"""Pages about what came back: the team’s lists, marks by hand, and mail that asks us to stop; and a door for receipts."""

from __future__ import annotations

from engage.bounces.views import lists, marking, receipts, replies
from engage.bounces.views.room import bp, prepare

__all__ = ["bp", "lists", "marking", "prepare", "receipts", "replies"]
