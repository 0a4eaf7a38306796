"""Mail that came in is read and acted on; what people tell us is marked. Nothing here commits."""

from __future__ import annotations

from engage.bounces.actions.keeping import forget_old
from engage.bounces.actions.marking import NotPossible, mark_message, mark_point, take_back
from engage.bounces.actions.reading import NotYet, take_in
from engage.bounces.actions.receipts import take_failure, take_receipt
from engage.bounces.actions.settling import not_asked, settle_elsewhere, stop_all, stop_one

__all__ = [
    "NotPossible", "NotYet", "forget_old", "mark_message", "mark_point", "not_asked", "settle_elsewhere", "stop_all", "stop_one",
    "take_back", "take_failure", "take_in", "take_receipt",
]  # fmt: skip
