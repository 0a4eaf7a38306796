"""Pages about needs: a person’s own, and the team’s."""

from __future__ import annotations

from engage.needs.views import own, team
from engage.needs.views.pages import bp

__all__ = ["bp", "own", "team"]
