"""Where nothing was planned: what is known of the day on which it was decided, and what the answer would be today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engage import clock
from engage.consent.queries import Stance, break_on, stood_on
from engage.mailings.models import Mailing
from engage.mailings.queries import audience
from engage.mailings.rules import State as Stands
from engage.outbox.rules import Channel, Due, Go, Hold, Kind, Reason
from engage.outbox.rules.reasons import REASON_WORDS
from engage.people.models import Person
from engage.pool.models import Member
from engage.reminders import queries as reminders
from engage.reminders.queries import rehearsal
from engage.reminders.queries.gate import Asking
from engage.reminders.rules import Reminder
from engage.reminders.rules.table import Rule
from engage.stories.queries.telling import Part
from engage.stories.rules import HOW, LOOK_BACK, SAID, USUALLY, Entry, to_do
from engage.web.filters import day, day_and_time

Who = tuple[Person, Member]


def not_in_mailing(mailing: Mailing, who: Who, told: Sequence[Entry], audience_words: Sequence[str]) -> Part:
    """Why a mailing was never planned for somebody: what was decided then, and what would be answered today."""
    verdict = audience.verdict(mailing, who[0].id)
    today = Entry("Today the answer would be", _said_of(verdict, audience_words))
    return Part(
        "Nothing of it was planned for them", [*told, *_then(mailing, who), today], to_do(None, verdict.reason), None
    )  # fmt: skip


def _said_of(verdict: audience.Verdict, audience_words: Sequence[str]) -> str:
    would = REASON_WORDS[verdict.reason] if verdict.reason else "It would be sent to them."
    if verdict.is_meant is None:
        return f"Whom it named is not kept after it was planned. If they were named: {would}"
    if not verdict.is_meant:
        return f"It is not for them. It is for: {', '.join(audience_words)}. If it were: {would}"
    return f"It is for them. {would}"


def _then(mailing: Mailing, who: Who) -> list[Entry]:
    """What is known of the moment in which people were chosen."""
    if mailing.began_at is None:
        begins = f"It begins on {day_and_time(mailing.send_at)}." if mailing.send_at else ""
        waits = f"It has not begun, so nobody has been chosen yet. {begins}"
        return [Entry("What was decided then", "It was stopped before it began." if mailing.stopped_at else waits)]
    if mailing.put_at is None and mailing.state is Stands.SENDING:
        return [Entry("What was decided then", "People are still being chosen. It may be planned for them in a moment.")]
    kept = "They were left out when it began. We keep how many were left out and why, and not who."
    known = " ".join(known_of(mailing.purpose, who, mailing.began_at))
    return [Entry("What was decided then", f"{kept} {known}".strip(), mailing.began_at)]


def known_of(purpose: str | None, who: Who, began_at: datetime) -> list[str]:
    """What is known of somebody on the day on which people were chosen for a message about a purpose, as sentences."""
    person, member = who
    on = clock.day_of(began_at)
    found = []
    if member.applied_at > began_at:
        found.append(f"They joined later, on {day(member.applied_at)}.")
    if member.left_at is not None and member.left_at <= began_at:
        found.append(f"They had left on {day(member.left_at)}.")
    if person.died_on is not None and person.died_on <= on:
        found.append(f"It is written down that they died on {day(person.died_on)}.")
    if break_on(person.id, on):
        found.append("They were on a break.")
    return [*found, _consent_on(purpose, person, began_at)]


def _consent_on(purpose: str | None, person: Person, began_at: datetime) -> str:
    on = clock.day_of(began_at)
    stood = [each for each in stood_on(person.id, on, known_on=on) if each.purpose == purpose and each.channel is Channel.EMAIL]
    if not stood:
        return "Nobody had asked them about this kind of message by the end of that day."
    last = stood[0]
    ended = " It had run out." if last.stance is Stance.RUN_OUT else ""
    return f"{SAID[last.action]} on {day(last.said_at)}, {HOW[last.route]}.{ended}"


def coming(reminder: Reminder, rule: Rule, who: Who, kinds: Mapping[str, Kind[Any]], now: datetime, *, any_row: bool) -> Part:
    """What a rule would bring somebody today: what falls due in the coming 60 days, with the answer of the gate."""
    resting = reminders.quiet()
    entries = [] if any_row else _fell_due(reminder, rule, who, now, resting)
    if not rule.is_on:
        off = Entry("Today the answer would be", REASON_WORDS[Reason.SWITCHED_OFF])
        return Part("What comes next", [*entries, off], to_do(None, Reason.SWITCHED_OFF))
    asking = Asking({reminder.kind: reminder}, {reminder.kind: rule}, resting, kinds)
    theirs = [due for due in rehearsal.dues_of(reminder, rule, resting, now) if due.recipient_id == who[0].id]
    lines = rehearsal.lines(theirs, asking)
    entries += [_line(line) for line in lines] or [_nothing(rule)]
    stop = next((line.answer.reason for line in lines if not isinstance(line.answer, Go)), None)
    return Part("What comes next", entries, to_do(None, stop) if lines else USUALLY)


def _fell_due(reminder: Reminder, rule: Rule, who: Who, now: datetime, resting: Any) -> list[Entry]:
    dues = reminders.falling(reminder, rule, resting, now - LOOK_BACK, now) if rule.is_on else []
    theirs: list[Due] = [due for due in dues if due.recipient_id == who[0].id]
    if not theirs:
        words = f"In the last {LOOK_BACK.days} days nothing was planned, and by what is written today nothing fell due for them."
        return [Entry("What was decided then", words)]
    late = "By what is written today it fell due then, and nothing was planned. It was not known yet, or it was too late to send."
    return [Entry("It fell due", late, due.due_at) for due in theirs]


def _line(line: rehearsal.Line) -> Entry:
    if isinstance(line.answer, Go):
        return Entry("It falls due, and would go", "By what is written today.", line.at)
    if isinstance(line.answer, Hold):
        return Entry("It falls due, is held, and goes then", line.why, line.at)
    return Entry("It falls due, and would not go", f"Today the answer would be: {line.why}", line.at)


def _nothing(rule: Rule) -> Entry:
    audience_words = f"{rule.audience[:1].lower()}{rule.audience[1:]}"
    return Entry(
        "Today the answer would be",
        f"Nothing falls due for them in the next {rehearsal.AHEAD.days} days. It hangs on {rule.anchor}, goes to "
        f"{audience_words}, and ends when {rule.stops[:1].lower()}{rule.stops[1:]}.",
    )
