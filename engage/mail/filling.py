"""A message built once with marks where people differ, and filled in for each of them.

The library builds it; what is filled in must be byte for byte what the library would have built. Whoever fills in
compares the first of many, and values that a mail may write in another way are not filled in at all.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from engage.mail.letters import LONGEST_LINE

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Mould:
    """The message with gaps: one for each mark, as often as it stands there."""

    def __init__(self, marked: bytes, marks: Sequence[str]) -> None:
        places = {mark.encode(): place for place, mark in enumerate(marks)}
        parts = re.split(b"(" + b"|".join(map(re.escape, places)) + b")", marked)
        self._parts = parts
        self._gaps = [(at, places[part]) for at, part in enumerate(parts) if at % 2]

    def fill(self, values: Sequence[bytes]) -> bytes | None:
        """The message with these values; None when a line of it would be too long to travel."""
        parts = self._parts.copy()
        for at, place in self._gaps:
            parts[at] = values[place]
        filled = b"".join(parts)
        return filled if max(map(len, filled.split(b"\r\n"))) <= LONGEST_LINE else None


def a_mark(*, plain: bool = True) -> str:
    """Letters that stand nowhere else; not plain: with one that is not ASCII, which changes how a mail is encoded."""
    return f"q{secrets.token_hex(12)}z" if plain else f"q{secrets.token_hex(12)}é"


def can_be_filled_in(value: str) -> bool:
    """Whether a value is written in a text as it stands. Raises ValueError for a line break, which no value may hold."""
    if "\r" in value or "\n" in value:
        raise ValueError("a value holds a line break")
    return bool(value) and value.isprintable() and value == value.strip()


def is_plain_address(address: str) -> bool:
    """Whether an address is written in a header as it stands."""
    return len(address) <= 254 and _PLAIN_ADDRESS.fullmatch(address) is not None
