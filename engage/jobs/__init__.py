"""What the clock sets off: the timetable, the loops that commit an item at a time, and what each room adds to them.

Rule: wiring and timing; an `if` about the subject belongs in a room. A room adds its messages and what falls due
in `wiring.py`, a job that runs once a day in `timetable.py`, and nothing else.
"""

from __future__ import annotations

from engage.jobs.timetable import TIMETABLE, at_work, tick
from engage.jobs.wiring import DUES, KINDS

__all__ = ["DUES", "KINDS", "TIMETABLE", "at_work", "tick"]
