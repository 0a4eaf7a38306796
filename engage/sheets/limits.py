"""How much a file may hold, and the refusal of one that cannot be read."""

from __future__ import annotations

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UPLOAD = 64 * 1024 * 1024
"""What is read from the line before it is refused, so that a page can answer and the line is not cut."""
LARGEST_INSIDE = 80 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_BLANK = 50_000
LONGEST_CELL = 2_000
EMPTY = "Your file is empty. Choose a file with headings and at least one {}"


class Unreadable(ValueError):
    """A file that cannot be read; its words say what to mend."""
