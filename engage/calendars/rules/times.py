"""A time of the day as people write it."""

from __future__ import annotations

import re
from datetime import time

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


def read_time(text: str) -> time | None:
    """A time as people write it; None when it is not one, or could be in the morning or in the evening.

    >>> [str(read_time(text)) for text in ("10am", "2.30 PM", "14:30", "12pm", "12am")]
    ['10:00:00', '14:30:00', '14:30:00', '12:00:00', '00:00:00']
    >>> [read_time(text) for text in ("2", "25:00", "13pm", "10:75", "noon", "")]
    [None, None, None, None, None, None]
    """
    found = _TIME.fullmatch(text.strip())
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None
