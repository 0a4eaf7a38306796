"""How the chain is made, how late an event may come to it, and how its head is written down."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

BEGINNING = "0" * 64
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
