"""Writing contacts down, changing how somebody is reached, and what becomes of it. Nothing here commits."""

from __future__ import annotations

from engage.contacts.actions.keeping import forget, move
from engage.contacts.actions.logging import NotPermitted, Told, log_contact, strike_out
from engage.contacts.actions.reaching import (
    ask_for_address,
    confirm_address,
    forget_addresses,
    keep_way,
    mark_checked,
    prefer,
    remove_way,
    rename,
)
from engage.contacts.actions.states import lift, open_hidden, record_death, restrict, take_back_death

__all__ = [
    "NotPermitted",
    "Told",
    "ask_for_address",
    "confirm_address",
    "forget",
    "forget_addresses",
    "keep_way",
    "lift",
    "log_contact",
    "mark_checked",
    "move",
    "open_hidden",
    "prefer",
    "record_death",
    "remove_way",
    "rename",
    "restrict",
    "strike_out",
    "take_back_death",
]
