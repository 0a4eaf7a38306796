"""What a carer needs to be able to read, hear and come to us: codes of the house's list, kept together as one sealed text."""

from __future__ import annotations

import json
from collections.abc import Mapping

from engage.needs import rules


def as_text(said: Mapping[str, str | None]) -> str | None:
    """As it is kept: nothing when nothing is needed."""
    return json.dumps(dict(said)) if said else None


def read(kept: str | None) -> dict[str, str | None]:
    """What was kept, by code, without codes that the list has no longer.

    >>> read(as_text({"bsl": None, "long gone": None})), read(None)
    ({'bsl': None}, {})
    """
    said: dict[str, str | None] = json.loads(kept) if kept else {}
    return {code: words for code, words in said.items() if code in rules.needs()}


def in_words(kept: str | None) -> list[str]:
    """Each need as a short line.

    >>> in_words(as_text({"interpreter": "Punjabi", "print-24": None}))
    ['Interpreter: Punjabi', 'Large print (24 point)']
    """
    return [words if code == rules.ANOTHER and words else rules.flag_of(code, words) for code, words in read(kept).items()]
