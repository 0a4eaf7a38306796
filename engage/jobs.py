"""The timetable on one page, and every kind of message: who writes it and who says whether it may go.

Rule: wiring and timing; an `if` about the subject belongs in a room.
"""

from __future__ import annotations

from typing import Any

from engage.outbox.rules import Kind

KINDS: dict[str, Kind[Any]] = {}
