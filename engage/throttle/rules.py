"""The limits, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """At most `most` times in any stretch of `per`."""

    name: str
    most: int
    per: timedelta


MAIL_TO_ADDRESS = Limit("mail to one address", 3, timedelta(hours=6))
ASKING_FOR_MAIL = Limit("asking for mail from one place", 10, timedelta(hours=1))
CODE_TRIES = Limit("tries of one code", 8, timedelta(minutes=15))
SIGN_IN_ACCOUNT = Limit("sign-in tries on one account", 10, timedelta(minutes=5))
SIGN_IN_PLACE = Limit("sign-in tries from one place", 10, timedelta(minutes=5))
SECOND_FACTOR = Limit("second-factor tries", 5, timedelta(minutes=5))
WRONG_TOKENS = Limit("wrong tokens of machines from one place", 20, timedelta(minutes=15))
CARER_CODES = Limit("codes of carers entered by one person", 8, timedelta(hours=1))
EXPORTS = Limit("exports in a day", 10, timedelta(days=1))


def within(times: list[datetime], limit: Limit, now: datetime) -> list[datetime]:
    """The times that still count."""
    return [moment for moment in times if moment > now - limit.per]
