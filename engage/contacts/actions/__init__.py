"""Writing contacts down, changing how somebody is reached, and what becomes of it. Nothing here commits."""

from __future__ import annotations

from engage.contacts.actions.keeping import forget, move
from engage.contacts.actions.logging import NotPermitted, Told, log_contact, strike_out

__all__ = ["NotPermitted", "Told", "forget", "log_contact", "move", "strike_out"]
