"""New words for what people are asked: one wording that followed another, and one that is only drafted."""

from __future__ import annotations

from datetime import datetime

from engage import clock
from engage.accounts.rules import Role
from engage.consent import actions, queries
from engage.consent.rules import Change
from engage.demo import staff

PUBLISHED = "Ask me to take part in surveys. Each says how long it takes, and I can skip any question."
DRAFTED = "Send me the newsletter, about once a month. It says what came of what people told you."


def add(now: datetime) -> None:
    """A small change to the words about surveys, in force from now on, and a draft about the newsletter."""
    by = staff.id_of(Role.INFORMATION_GOVERNANCE)
    surveys, newsletter = queries.purpose_of("surveys"), queries.purpose_of("newsletter")
    if surveys is not None:
        actions.draft(surveys, PUBLISHED, by=by, at=now)
        actions.publish(surveys, change=Change.MINOR, from_day=clock.day_of(now), renew_by=None, by=by, at=now)
    if newsletter is not None:
        actions.draft(newsletter, DRAFTED, by=by, at=now)
