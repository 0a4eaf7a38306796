"""What is written down, how the chain is made, how late an event may come to it, and how its head is written down."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

BEGINNING = "0" * 64
LOOKED = "looked at"
REFUSED = "was refused"
KINDS = (
    "account", "calendar", "carer", "carer follow-up", "champions’ material", "champions’ meeting", "consent", "data request",
    "digest", "digest item", "export", "import", "interest", "letters", "mailing", "message template", "message to champions",
    "outgoing", "person", "purpose", "refusal", "reminder", "reply", "retention", "sharing", "team", "team appointment",
    "training",
)  # fmt: skip
"""What an event can be about."""


WORTH_A_QUESTION = 20
"""How many different records in a week, if that is twice as many as usual."""


class Reason(StrEnum):
    """Why the record is taken out of the system."""

    CONCERN = "a concern"
    ASKED = "somebody asked"
    CHECK = "a regular check"
    INSPECTION = "an inspection"

    @staticmethod
    def words() -> dict[Reason, str]:
        """As the question says it."""
        return {
            Reason.CONCERN: "To look into a concern about who saw or changed something",
            Reason.ASKED: "Somebody asked who looked at their record",
            Reason.CHECK: "For a regular check",
            Reason.INSPECTION: "For an inspection or an audit of the organisation",
        }


class Deed(StrEnum):
    """The three things one can have done."""

    CHANGED = "changed"
    LOOKED = "looked"
    REFUSED = "refused"


# an event is written down with the rest of what it tells of, so it may come to light when that is done: an import, say
LATEST = timedelta(minutes=15)
_HEAD = re.compile(r"([0-9]{1,18})-([0-9a-f]{64})")


def linked(
    previous: str, *, id: UUID, at: datetime, by: UUID | None, what: str, kind: str, about: UUID | None, detail: dict[str, Any]
) -> str:
    """The hash of an event and of everything before it, by plain SHA-256, so that anybody can work it out again."""
    told = [previous, id.hex, at.isoformat(timespec="microseconds"), by and by.hex, what, kind, about and about.hex, detail]
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def head(ordinal: int, hash: str) -> str:
    """The end of the chain as one writes it down.

    >>> head(12, "0a" * 32)[:10]
    '12-0a0a0a0'
    """
    return f"{ordinal}-{hash}"


def read_head(text: str) -> tuple[int, str] | None:
    """What was written down, or None when it is not the end of a chain.

    >>> read_head("12-" + "0a" * 32)[0], read_head("12")
    (12, None)
    """
    found = _HEAD.fullmatch(text.strip())
    return None if found is None else (int(found[1]), found[2])
