"""Writing contacts down, changing how somebody is reached, and what becomes of it. Nothing here commits."""

from __future__ import annotations

from engage.contacts.actions.keeping import forget, move
from engage.contacts.actions.logging import NotPermitted, Told, log_contact, strike_out
from engage.contacts.actions.states import lift, open_hidden, record_death, restrict, take_back_death

__all__ = [
    "NotPermitted",
    "Told",
    "forget",
    "lift",
    "log_contact",
    "move",
    "open_hidden",
    "record_death",
    "restrict",
    "strike_out",
    "take_back_death",
]
