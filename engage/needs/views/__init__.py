"""Pages about needs: a person’s own, and the team’s."""

from __future__ import annotations

from engage.needs.views import by_hand, own, team
from engage.needs.views.by_hand import prepare
from engage.needs.views.pages import bp

__all__ = ["bp", "by_hand", "own", "prepare", "team"]
