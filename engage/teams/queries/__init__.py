"""Reading teams and appointments. Which teams somebody serves is asked in the statement itself, never afterwards."""

from __future__ import annotations

from engage.teams.queries.answering import answerable
from engage.teams.queries.scope import serving, teams_of, within
from engage.teams.queries.uncovered import Gap, has_champion, is_open, uncovered

__all__ = ["Gap", "answerable", "has_champion", "is_open", "serving", "teams_of", "uncovered", "within"]
