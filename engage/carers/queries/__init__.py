"""Reading carers: always within the teams of whoever looks, never anybody who was forgotten."""

from __future__ import annotations

from engage.carers.queries.known import Known, Seen, hold, hold_link, known, of_teams, one, same_reach

__all__ = ["Known", "Seen", "hold", "hold_link", "known", "of_teams", "one", "same_reach"]
