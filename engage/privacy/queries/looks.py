"""The weekly mail about unusual reading: a count, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from engage import clock
from engage.accounts import queries as accounts
from engage.audit.queries import looks_of_the_week
from engage.audit.rules import WORTH_A_QUESTION
from engage.outbox.rules import Answer, Go, Letter, Moments, Reason, Stop
from engage.policy import Permission

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class LooksFacts:
    """What the mail says: how many of the staff, and from how many records on it is worth a question."""

    name: str
    to: str
    count: int
    many: int = WORTH_A_QUESTION


def unusual(now: datetime) -> int:
    """How many of the staff opened unusually many records in the seven days before."""
    return sum(line.is_unusual for line in looks_of_the_week(now))


def may_tell(letter: Letter, now: datetime) -> Answer:
    """Whether the mail may go: to somebody who may see who read how much, while there is anything unusual."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.LOOKS_READ):
        return Stop(Reason.SUSPENDED)
    return Go() if unusual(now) else Stop(Reason.NOTHING_TO_SAY)


def all_may_tell(letters: Sequence[Letter], at: Moments) -> dict[UUID, Answer]:
    """The same for many. Of a week that has not begun nothing is known: nobody has read anything in it."""
    begun = clock.now() + WEEK
    says = {now: now < begun and bool(unusual(now)) for now in set(at.values())}
    return accounts.all_may_be_told(
        letters, Permission.LOOKS_READ, lambda each: None if says[at[each.outgoing_id]] else Reason.NOTHING_TO_SAY
    )


def looks_facts(letter: Letter) -> LooksFacts | None:
    """The facts of that mail."""
    user, count = accounts.user(letter.recipient_id), unusual(clock.now())
    if user is None or user.email is None or user.name is None or not count:
        return None
    return LooksFacts(user.name, user.email, count)
