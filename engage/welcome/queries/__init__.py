"""Reading people for the team: the list, one person, who waits, and what an export holds."""

from __future__ import annotations
