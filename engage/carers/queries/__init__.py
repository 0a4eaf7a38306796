"""Reading carers: always within the teams of whoever looks, never anybody who was forgotten."""

from __future__ import annotations

from engage.carers.queries.known import Known, Seen, hold, hold_link, how_many_young, known, of_teams, one, own_teams, same_reach
from engage.carers.queries.settings import limits, settings

__all__ = [
    "Known",
    "Seen",
    "hold",
    "hold_link",
    "how_many_young",
    "known",
    "limits",
    "of_teams",
    "one",
    "own_teams",
    "same_reach",
    "settings",
]
