"""The pages of this room."""

from __future__ import annotations

from engage.coverage.views import coverage, materials, messages, network, numbers
from engage.coverage.views.room import bp

__all__ = ["bp", "coverage", "materials", "messages", "network", "numbers"]
