"""The pages of the pool that are for people who join, are in it, or leave it."""

from __future__ import annotations

from engage.pool.views import confirming, joining, leaving
from engage.pool.views.room import bp

__all__ = ["bp", "confirming", "joining", "leaving"]
