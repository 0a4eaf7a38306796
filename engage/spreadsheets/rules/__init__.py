"""How a file is read, what its columns mean, and what is to become of each row."""

from __future__ import annotations

from engage.sheets.limits import MOST_ROWS
from engage.spreadsheets.rules.steps import (
    KEPT,
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
