"""The team's pages on people."""

from __future__ import annotations

from engage.welcome.views import export, people, reviewing, welcoming
from engage.welcome.views.pages import bp

__all__ = ["bp", "export", "people", "reviewing", "welcoming"]
