"""Reading teams and appointments. Which teams somebody serves is asked in the statement itself, never afterwards."""

from __future__ import annotations

from engage.teams.queries.answering import answerable
from engage.teams.queries.scope import serving, teams_of, within

__all__ = ["answerable", "serving", "teams_of", "within"]
