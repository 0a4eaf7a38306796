"""In which order we show what we hold, and what stored codes are called in words people know."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from engage.bounces.rules import WHY_WORDS, Why
from engage.by_hand.rules import WHY_OUT_WORDS, WhyOut, read_words
from engage.needs.rules import needs
from engage.outbox.rules import REASON_WORDS, STATE_WORDS, Reason, State
from engage.profile.rules import MAY_WORDS, OFTEN_WORDS, PAYMENT_WORDS, May, Often, Payment

HEADINGS = (
    "Who you are", "How we reach you", "Your new address", "What helps you", "Your place in the pool", "Taking part",
    "What interests you", "Your supporter", "Whom we may also talk to", "What you said about them", "What stands now",
    "What you agreed to", "What your agreement rests on",
    "What we noted when you told us", "Your breaks", "Messages", "Messages we brought another way",
    "Letters we printed", "When we tried to reach you", "Reminders you stopped",
    "When we spoke", "Your equality answers", "Balanced groups", "How you sign in", "Where you are signed in", "Your calendar",
    "What came back", "Mail in which you may have asked us to stop",
    "The list you came in by", "Two records of yours that were joined",
    "What you asked us", "Erasing your record", "What we must keep for now",
)  # fmt: skip

UNSAID = frozenset(
    {"account_sign_in.kept", "contact_point.is_primary", "profile.is_not_sure", "member.cared", "member.cares",
     "member.interested", "member.used_services", "member.uses_services", "contact.incoming"}
)  # fmt: skip
"""What is said only where it is so: nobody asked for the no."""


def _experience(stored: str) -> str:
    """What somebody ticked and wrote, as one text."""
    said = json.loads(stored)
    return "\n".join(filter(None, [", ".join(said["areas"]), said["words"]]))


def _cells(stored: str) -> str:
    """What stood in a row of a list, cell by cell."""
    cells = json.loads(stored)
    return ", ".join(str(each) for each in (cells.values() if isinstance(cells, dict) else cells) if each)


def _letter(stored: str) -> str:
    """What a printed letter says, line by line."""
    words = read_words(json.loads(stored))
    return "\n".join([line for lines in words.paragraphs for line in lines] + [each.text for each in words.asks])


def _may(stored: str) -> str:
    return ", ".join(MAY_WORDS[May(each)] for each in filter(None, stored.split(",")))


def _need(stored: str) -> str:
    return needs()[stored].words if stored in needs() else stored


CODES: Mapping[str, Callable[[str], str]] = {
    "access_need.code": _need,
    "came_back.why": lambda stored: WHY_WORDS[Why(stored)],
    "letter_printed.content": _letter,
    "letter_printed.out_why": lambda stored: WHY_OUT_WORDS[WhyOut(stored)],
    "letter_printed.reason": lambda stored: REASON_WORDS[Reason(stored)],
    "outgoing.reason": lambda stored: REASON_WORDS[Reason(stored)],
    "outgoing.state": lambda stored: STATE_WORDS[State(stored)],
    "profile.experience": _experience,
    "profile.often": lambda stored: OFTEN_WORDS[Often(stored)],
    "profile.payment": lambda stored: PAYMENT_WORDS[Payment(stored)],
    "profile_trusted_word.may": _may,
    "spreadsheet_row.cells": _cells,
}


def in_words(column: str, stored: str) -> str:
    """What a stored code is called; other text as it is."""
    said = CODES[column](stored) if column in CODES else stored
    return said[:1].upper() + said[1:] if said.islower() and "@" not in said and "\n" not in said else said
