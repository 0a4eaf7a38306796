"""The subject of a mailing that gives nothing away."""

from __future__ import annotations

NEWSLETTER = "newsletter"


def plain(purpose: str | None) -> str:
    """The subject that gives nothing away, with the team's name to be filled in."""
    return "News from {team}" if purpose == NEWSLETTER else "{team}: an invitation"
