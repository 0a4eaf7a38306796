"""Pages on records that may be one person."""

from __future__ import annotations

from engage.doubles.views import comparing, merges
from engage.doubles.views.pages import bp

__all__ = ["bp", "comparing", "merges"]
