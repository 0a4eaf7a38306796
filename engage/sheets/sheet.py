"""What was read from a file, for those who never read one themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """What a file holds: headings, and the rows below them, each with its number in the file. `name`: of the sheet that was
    read; `others`: how many sheets with rows were left out."""

    headings: Sequence[str]
    rows: Sequence[tuple[int, list[str]]]
    name: str = ""
    others: int = 0
