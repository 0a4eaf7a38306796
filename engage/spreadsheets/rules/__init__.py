"""How a file is read, what its columns mean, and what is to become of each row."""

from __future__ import annotations

from engage.spreadsheets.rules.steps import (
    KEPT,
    MOST_ROWS,
    NEXT,
    AtWork,
    Decision,
    NotAllowedNow,
    Note,
    Outcome,
    State,
    Verdict,
    step,
)

__all__ = ["KEPT", "MOST_ROWS", "NEXT", "AtWork", "Decision", "NotAllowedNow", "Note", "Outcome", "State", "Verdict", "step"]
