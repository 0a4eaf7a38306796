"""What will go out: the rooms and the gate are asked as the timetable will ask them, ahead of time; nothing is written."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from engage import clock
from engage.accounts.queries import staff
from engage.outbox.rules import Answer, Due, Go, Hold, Letter
from engage.outbox.rules.reasons import REASON_WORDS
from engage.reminders import queries
from engage.reminders.queries.gate import Asking, ask_all
from engage.reminders.rules import Reminder
from engage.reminders.rules.falling import QuietDays
from engage.reminders.rules.table import Rule
from engage.web.paging import Page, page_of, unmark

AHEAD = timedelta(days=60)
AT_ONCE = 25
"""So many are put to the gate for one page: it asks about each of them what it asks before sending."""


@dataclass(frozen=True)
class Counted:
    """How much falls due by one rule, in all and on each day that has any."""

    rule: Rule
    total: int
    days: tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Line:
    """One message as it would go: when, to whom, and what the gate says of it then."""

    due: Due
    at: datetime
    answer: Answer

    @property
    def goes(self) -> bool:
        """Whether it would be sent."""
        return isinstance(self.answer, Go | Hold)

    @property
    def why(self) -> str:
        """Why it would not, or why it would wait."""
        return "" if isinstance(self.answer, Go) else REASON_WORDS[self.answer.reason]


def counted(rule: Rule, dues: Sequence[Due]) -> Counted:
    """What one rule brings, by day."""
    days = Counter(clock.day_of(due.due_at) for due in dues)
    return Counted(rule, len(dues), tuple(sorted(days.items())))


def dues_of(reminder: Reminder, rule: Rule, resting: QuietDays, moment: datetime) -> list[Due]:
    """Everything that falls due by one rule in the 60 days from a moment, soonest first; nothing while it is off."""
    if not rule.is_on:
        return []
    return sorted(queries.falling(reminder, rule, resting, moment, moment + AHEAD), key=_key)


def dues_by(reminder: Reminder, asking: Asking, moment: datetime) -> list[Due]:
    """Everything that falls due by one rule in the 60 days from a moment, soonest first."""
    return dues_of(reminder, asking.rules[reminder.kind], asking.resting, moment)


def dues_to(recipient_id: UUID, asking: Asking, moment: datetime) -> list[Due]:
    """Everything that falls due to one recipient in these days, soonest first: of the rules for staff, or of those for people."""
    is_staff = recipient_id in {user.id for user in staff()}
    every = [dues_by(each, asking, moment) for each in asking.reminders.values() if each.to_staff == is_staff]
    return sorted((due for dues in every for due in dues if due.recipient_id == recipient_id), key=_key)


def page_of_lines(dues: Sequence[Due], asking: Asking, *, after: str | None) -> Page[Line]:
    """25 of them with the answer of the gate, from a mark on."""
    passed = unmark(after, 4)
    onward = [due for due in dues if passed is None or _key(due) > passed][: AT_ONCE + 1]
    page = page_of(onward, key=_key, came_after=False, going_back=False, size=AT_ONCE)
    return Page(lines(page.rows, asking), page.after, None)


def lines(dues: Sequence[Due], asking: Asking) -> list[Line]:
    """What the gate says of each as if it were then; where it holds one, once more when that is over."""
    first = _ask([(due, due.due_at) for due in dues], asking)
    held = [(due, answer.until) for due, answer in zip(dues, first, strict=True) if isinstance(answer, Hold)]
    later = iter(_ask(held, asking))
    found = []
    for due, answer in zip(dues, first, strict=True):
        if isinstance(answer, Hold):
            then = next(later)
            found.append(Line(due, answer.until, answer if isinstance(then, Go) else then))
        else:
            found.append(Line(due, due.due_at, answer))
    return found


def _ask(asked: Sequence[tuple[Due, datetime]], asking: Asking) -> list[Answer]:
    """The answer of the gate to each at its moment."""
    letters = [letter_of(due) for due, _ in asked]
    answers = ask_all(letters, {letter.outgoing_id: at for letter, (_, at) in zip(letters, asked, strict=True)}, asking)
    return [answers[letter.outgoing_id] for letter in letters]


def letter_of(due: Due) -> Letter:
    """The letter that something due would be, before it has a row."""
    return Letter(
        uuid.uuid4(), due.kind, due.about, due.recipient_id, due.ordinal, due.due_on, due.purpose, due.channel, due.category
    )


def found(dues: Sequence[Due], about: UUID, recipient_id: UUID, ordinal: int) -> Due | None:
    """One of them."""
    same = (due for due in dues if (due.about, due.recipient_id, due.ordinal) == (about, recipient_id, ordinal))
    return next(same, None)


@dataclass(frozen=True)
class Difference:
    """What a change of a rule does in the coming 60 days: how many go by each, and the days on which that differs."""

    before: int
    after: int
    days: tuple[tuple[date, int, int], ...]


def difference(reminder: Reminder, rule: Rule, changed: Rule, resting: QuietDays, now: datetime) -> Difference:
    """What would change."""
    before = dict(counted(rule, dues_of(reminder, rule, resting, now)).days)
    after = dict(counted(changed, dues_of(reminder, changed, resting, now)).days)
    days = [(day, before.get(day, 0), after.get(day, 0)) for day in sorted(before.keys() | after.keys())]
    return Difference(sum(before.values()), sum(after.values()), tuple(line for line in days if line[1] != line[2]))


def _key(due: Due) -> tuple[str, str, str, str]:
    return due.due_at.isoformat(), due.kind, due.about.hex, f"{due.recipient_id.hex}{due.ordinal}"
