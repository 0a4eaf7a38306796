"""Writing down what was decided about sharing, and letting specific information through the gate. Nothing here commits."""

from __future__ import annotations

from engage.sharing.actions.permitting import Allowed, NotAgreed, permit
from engage.sharing.actions.recording import Decision, LinkHasEnded, mark_looked_at, write_down

__all__ = ["Allowed", "Decision", "LinkHasEnded", "NotAgreed", "mark_looked_at", "permit", "write_down"]
