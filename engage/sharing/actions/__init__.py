"""Writing down what was decided about sharing, and letting specific information through the gate. Nothing here commits."""

from __future__ import annotations

from engage.sharing.actions.permitting import Allowed, NotAgreed, permit

__all__ = ["Allowed", "NotAgreed", "permit"]
