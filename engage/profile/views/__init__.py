"""Pages about taking part: a person's own, and the team's."""

from __future__ import annotations

from engage.profile.views import own, recording, team, trusted, writing
from engage.profile.views.pages import bp

__all__ = ["bp", "own", "recording", "team", "trusted", "writing"]
