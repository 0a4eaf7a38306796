"""How two versions of a text differ, paragraph by paragraph and word by word."""

from __future__ import annotations

import difflib
import itertools

from engage.consent.rules.wording import Piece, differences


def paragraphs(old: str, new: str) -> list[list[Piece]]:
    """The way from one text to the other.

    >>> [[(piece.kind, piece.words) for piece in part] for part in paragraphs("One.\\n\\nTwo.", "One.\\n\\nTwo more.")]
    [[('same', 'One.')], [('removed', 'Two.'), ('added', 'Two more.')]]
    """
    before, after = _parts(old), _parts(new)
    found = []
    for kind, left, right, first, last in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [[Piece("same", part)] for part in before[left:right]]
        else:
            pairs = itertools.zip_longest(before[left:right], after[first:last], fillvalue="")
            found += [differences(one, other) for one, other in pairs]
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
