"""What stands in the invented team's weekly digest: one item that is open, and a draft."""

from __future__ import annotations

from datetime import datetime, timedelta

from engage import clock
from engage.accounts.rules import Role
from engage.demo import staff
from engage.digests import actions
from engage.digests.rules import Words
from engage.mailings.rules import Audience


def add(now: datetime) -> None:
    """Both, by the same actions as the team's own pages."""
    by, today = staff.id_of(Role.OFFICER), clock.day_of(now)
    garden = Words(
        "Help us plan the garden",
        "The garden at Upper Fiction is planned anew. We meet three times in the afternoon, and pay for your bus.",
        today + timedelta(days=28), "Call us on 01632 960 100 and ask for the garden", "https://trust.example/garden",
    )  # fmt: skip
    letters = Words(
        "Read our new letters", "Are they clear? You read two letters at home and tell us what you think. It takes an hour.",
        today + timedelta(days=21), "", "https://trust.example/letters",
    )  # fmt: skip
    actions.publish(actions.begin(garden, Audience(), by=by), by=by)
    actions.begin(letters, Audience(areas=("Upper Fiction",)), by=by)
