"""A message built once with marks where people differ, and filled in for each of them.

The library builds it; what is filled in must be byte for byte what the library would have built. Whoever fills in
compares the first of many, and values that a mail may write in another way are not filled in at all.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence

from engage.mail.letters import LONGEST_LINE, Email
from engage.mail.marked_up import SCHEMES

# words that mean the same as any other words, in the text and in the HTML made of it; and what may stand in a link
_WORDS = re.compile(r"(?!- |-$)[\w.-](?:[\w .,'’@+-]*[\w-])?(?<!\bhttp)(?<!\bhttps)(?<!\bmailto)(?<!\btel)", re.IGNORECASE)
_IN_A_LINK = re.compile(rb"[\w.-]*[\w-]")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Mould:
    """The message with gaps: one for each mark, as often as it stands there."""

    def __init__(self, marked: bytes, marks: Sequence[str]) -> None:
        places = {mark.encode(): place for place, mark in enumerate(marks)}
        parts = re.split(b"(" + b"|".join(map(re.escape, places)) + b")", marked)
        self._parts = parts
        self._gaps = [(at, places[part]) for at, part in enumerate(parts) if at % 2]
        self._in_links = [
            place
            for mark, place in places.items()
            if re.search(rb"(?:" + SCHEMES.encode() + rb")[^\s<>\"]*" + re.escape(mark), marked)
        ]
        self._fits: dict[tuple[int, ...], bool] = {}
        self._lines = [_gaps_and_rest(line, places) for line in marked.split(b"\r\n") if any(mark in line for mark in places)]

    def fill(self, values: Sequence[bytes]) -> bytes | None:
        """The message with these values; None when one would end a link, or a line of it would be too long to travel.

        Only lines with a gap can be: the others are what the library built. Values of the same lengths are measured once.
        """
        if not all(_IN_A_LINK.fullmatch(values[place]) for place in self._in_links):
            return None
        lengths = tuple(map(len, values))
        if lengths not in self._fits:
            self._fits[lengths] = all(rest + sum(lengths[place] for place in gaps) <= LONGEST_LINE for gaps, rest in self._lines)
        if not self._fits[lengths]:
            return None
        parts = self._parts.copy()
        for at, place in self._gaps:
            parts[at] = values[place]
        return b"".join(parts)


def _gaps_and_rest(line: bytes, places: Mapping[bytes, int]) -> tuple[list[int], int]:
    """Which gaps a line has, and how long it is without them."""
    gaps = [(mark, place) for mark, place in places.items() for _ in range(line.count(mark))]
    return [place for _, place in gaps], len(line) - sum(len(mark) for mark, _ in gaps)


def a_mark(*, plain: bool = True) -> str:
    """Letters that stand nowhere else; not plain: with one that is not ASCII, which changes how a mail is encoded."""
    return f"q{secrets.token_hex(15)}z" if plain else f"q{secrets.token_hex(15)}é"


def can_be_marked(email: Email, marks: Sequence[str]) -> bool:
    """Whether marks in this e-mail stand for any words: none in a line that is broken, none before what may become a link."""
    lines = [line for line in (*email.text.split("\n"), *email.html.split("\n")) if any(mark in line for mark in marks)]
    runs_on = re.compile("(?:" + "|".join(marks) + r")\w*:\S")
    return all(len(line.encode()) <= LONGEST_LINE and not runs_on.search(line) for line in lines)


def can_be_filled_in(value: str) -> bool:
    """Whether a value is written in a text as it stands, and in HTML as in a text.

    Raises ValueError for a line break, which no value may hold.
    """
    if "\r" in value or "\n" in value:
        raise ValueError("a value holds a line break")
    return value.isprintable() and _WORDS.fullmatch(value) is not None


def is_plain_address(address: str) -> bool:
    """Whether an address is written in a header as it stands."""
    return len(address) <= 254 and _PLAIN_ADDRESS.fullmatch(address) is not None
