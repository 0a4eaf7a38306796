"""How much a file may hold, and the refusal of one that cannot be read."""

from __future__ import annotations

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of a file that is read."""
LARGEST_UPLOAD = 64 * 1024 * 1024
"""Bytes that are read from the line before it is refused, so that a page can answer and the line is not cut."""
LARGEST_INSIDE = 80 * 1024 * 1024
"""Bytes of all parts of an .xlsx file together, once they are unpacked."""
MOST_PARTS = 2_000
"""Parts in the archive that an .xlsx file is."""
MOST_ROWS = 20_000
"""Rows with something in them, below the headings."""
MOST_COLUMNS = 60
MOST_BLANK = 50_000
"""Empty rows among the others: programs that fill a sheet to its end write a million."""
LONGEST_CELL = 2_000
"""Characters of one cell."""
EMPTY = "Your file is empty. Choose a file with headings and at least one {}"


class Unreadable(ValueError):
    """A file that cannot be read; its words say what to mend."""
