"""Making and posting batches of letters, and writing down what came of trying somebody. Nothing here commits."""

from __future__ import annotations

from engage.by_hand.actions.printing import forget_words, make, posted, take_out, undo_posted
from engage.by_hand.actions.trying import MayNotGo, Said, tried, undo

__all__ = ["MayNotGo", "Said", "forget_words", "make", "posted", "take_out", "tried", "undo", "undo_posted"]
