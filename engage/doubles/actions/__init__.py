"""Saying that two records are not one person, merging them, and taking a merge back. Nothing here commits."""

from __future__ import annotations

from engage.doubles.actions.merging import call_off, channels_of_other, confirm, prepare
from engage.doubles.actions.pairs import are_not_the_same, keep_pairs, may_be_the_same
from engage.doubles.actions.undoing import forget_old, take_back

__all__ = [
    "are_not_the_same", "call_off", "channels_of_other", "confirm", "forget_old", "keep_pairs", "may_be_the_same",
    "prepare", "take_back",
]  # fmt: skip
