"""What falls due about what was promised to carers: one mail a morning, and the days in the calendars of those who promised."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from engage import clock
from engage.accounts import queries as accounts
from engage.calendars.rules import LOOKS_BACK, Noted, Reader, whole_day
from engage.carer_log.queries import reminding
from engage.carer_log.queries.reminding import morning_of
from engage.outbox.rules import Due
from engage.policy import Permission
from engage.reminders.rules import is_working_day
from engage.web.filters import counted

KIND = "carer_log.follow_ups"
AT = time(8, 30)
OF_USE = timedelta(hours=9)
_DAYS = uuid.UUID("5a6f2a0e-94b7-4c1d-8a51-0f7f7be1d0c9")


def follow_ups_today(since: datetime, until: datetime, _offsets: Sequence[int]) -> list[Due]:
    """At 8:30am on working days, one mail to everybody who has something to do by the end of that day, whatever it is.

    Who takes over in the course of a day is told when they do.
    """
    mornings = list(_mornings(since, until))
    promised = reminding.promised(mornings[-1][0]) if mornings else []
    everybody = reminding.serving({each.team_id for each in promised})
    leads = [user.id for user in accounts.holders_of(Permission.WHOLE_READ)] if promised else []
    found = []
    for day, at in mornings:
        serving = reminding.by_team(everybody, min(until, at + OF_USE), day)
        told = reminding.reckoned(promised, serving, leads, morning_of(day))
        about = uuid.uuid5(_DAYS, day.isoformat())
        found += [
            Due(KIND, about=about, recipient_id=account_id, due_at=at, due_on=day, not_after=at + OF_USE)
            for account_id, counts in sorted(told.items()) if counts.is_worth_a_mail
        ]  # fmt: skip
    return found


def _mornings(since: datetime, until: datetime) -> Iterator[tuple[date, datetime]]:
    day = clock.day_of(since)
    while (at := clock.at(day, AT)) < until:
        if at >= since and is_working_day(day):
            yield day, at
        day += timedelta(days=1)


def promises_due(reader: Reader, today: date) -> list[Noted]:
    """For the calendars of champions and managers: how many promises they answer for are due on a day, and not to whom."""
    return [
        Noted(whole_day(f"follow-ups {day}", counted(number, "follow-up"), day, changed_on=today), "carer_log.follow_ups")
        for day, number in reminding.answered_by_day(reader.user_id, today - LOOKS_BACK, today)
    ]
