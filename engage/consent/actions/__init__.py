"""What is done about consent: each writes the ledger and what stands in one transaction. Nothing here commits.

Whoever calls these holds the person first (`people.queries.hold`), so that two presses are written one after the other
and the last question before sending waits for them.
"""

from __future__ import annotations

from engage.consent.actions.breaks import end_break, forget_standing, take_break
from engage.consent.actions.choosing import (
    RECEIPT_WAITS,
    TooLateToUndo,
    can_undo,
    start,
    stop,
    stop_everything,
    undo,
)
from engage.consent.actions.deciding import Told, decide, decide_for_all
from engage.consent.actions.merging import stand_apart, stand_no_more, take_stricter, would_stand
from engage.consent.actions.publishing import (
    Holding,
    NothingToPublish,
    TooSoon,
    add_purpose,
    change_terms,
    draft,
    give_up,
    publish,
    publish_also,
    withdraw_draft,
)
from engage.consent.actions.recording import NotToBeCorrected, correct, record
from engage.consent.actions.renewing import end_after_changes, let_run_out, note_asked, renew

__all__ = [
    "RECEIPT_WAITS",
    "Holding",
    "NotToBeCorrected",
    "NothingToPublish",
    "Told",
    "TooLateToUndo",
    "TooSoon",
    "add_purpose",
    "can_undo",
    "change_terms",
    "correct",
    "decide",
    "decide_for_all",
    "draft",
    "end_after_changes",
    "end_break",
    "forget_standing",
    "give_up",
    "let_run_out",
    "note_asked",
    "publish",
    "publish_also",
    "record",
    "renew",
    "stand_apart",
    "stand_no_more",
    "start",
    "stop",
    "stop_everything",
    "take_break",
    "take_stricter",
    "undo",
    "withdraw_draft",
    "would_stand",
]  # fmt: skip
