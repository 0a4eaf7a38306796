"""What staff do with a carer's record: add, change, end, stop, forget. Nothing here commits."""

from __future__ import annotations

from engage.carers.actions.adding import NotYourTeam, add, join_team

__all__ = ["NotYourTeam", "add", "join_team"]
