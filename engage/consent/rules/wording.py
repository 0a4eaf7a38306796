"""What may be published, and how two wordings differ."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

RENEW_DAYS = 28
"""How many days people have at least to say yes again after a material change."""

LONGEST_WORDING = 600
LONGEST_ALSO = 1_200
"""Easy Read says the same in more and shorter sentences."""


@dataclass(frozen=True)
class Piece:
    """Some words of a wording: in both ("same"), only in the new one ("added"), only in the old one ("removed")."""

    kind: str
    words: str


def differences(old: str, new: str) -> list[Piece]:
    """The way from one wording to the other, word by word.

    >>> [(piece.kind, piece.words) for piece in differences("Send me news.", "Send me the news.")]
    [('same', 'Send me'), ('added', 'the'), ('same', 'news.')]
    """
    before, after = old.split(), new.split()
    pieces = []
    for kind, left, right, first, last in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", " ".join(before[left:right])))
        if kind in ("replace", "delete"):
            pieces.append(Piece("removed", " ".join(before[left:right])))
        if kind in ("replace", "insert"):
            pieces.append(Piece("added", " ".join(after[first:last])))
    return pieces


def earliest_renewal(from_day: date) -> date:
    """The first day by which people may have to say yes again to words in force from a day."""
    return from_day + timedelta(days=RENEW_DAYS)


def code_for(title: str, taken: Collection[str]) -> str:
    """A purpose's code from its title: small letters, with a number where that code is taken.

    >>> code_for("Stories and images", []), code_for("Surveys!", ["surveys"])
    ('stories_and_images', 'surveys_2')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    code = "_".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("_") or "purpose"
    number, found = 1, code
    while found in taken:
        number += 1
        found = f"{code}_{number}"
    return found
