"""What keeps a carer's record for now, and what the journal of erasures calls a carer."""

from __future__ import annotations

from enum import StrEnum

IN_JOURNAL = "carer"
"""The word beside the id of a carer in the journal, which holds people of the pool as well; a code, it never changes."""


class WhyHeld(StrEnum):
    """Why a carer's record must be kept for now."""

    COMPLAINT = "complaint"
    CLAIM = "legal claim"
    INQUIRY = "inquiry"
    REQUEST = "open request"


WHY_HELD_WORDS: dict[WhyHeld, str] = {why: why.value.capitalize() for why in WhyHeld}
