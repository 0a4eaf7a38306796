"""The question of this room before a reminder goes, asked after the room it is about has said yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import HAVE_LEFT, Answer, Category, Go, Hold, Kind, Letter, Moments, Reason, Stop
from engage.outbox.rules.occurrences import by_hand
from engage.reminders import queries
from engage.reminders.models import NotAgain
from engage.reminders.rules import AWAKE_FROM, Reminder, held_until
from engage.reminders.rules.again import REPLACES, Earlier, why_not
from engage.reminders.rules.falling import QuietDays, next_day, rests
from engage.reminders.rules.table import Rule

_Key = tuple[str, UUID, UUID]


@dataclass
class _Known:
    """What went to somebody before about the same thing, and the days of which they want no more."""

    went: dict[UUID, Earlier] = field(default_factory=dict)
    contacted: Sequence[datetime] = ()
    not_again: set[date] = field(default_factory=set)


def guarded(kind: Kind[Any], reminder: Reminder) -> Kind[Any]:
    """The same kind, of which a reminder also has to keep to its rule."""
    return Kind(kind.name, _asking(kind.may_go, reminder), kind.facts, kind.email, kind.title)


def _asking(otherwise: Callable[[Letter, datetime], Answer], reminder: Reminder) -> Callable[[Letter, datetime], Answer]:
    def may_go(letter: Letter, now: datetime) -> Answer:
        answer = otherwise(letter, now)
        if not isinstance(answer, Go) or letter.category is not Category.REMINDER:
            return answer
        rule = queries.rules([reminder])[reminder.kind]
        known = _known([letter], {letter.kind: reminder}, {letter.kind: rule}, now)[_key(letter)]
        resting = queries.quiet() if rule.quiet_days else QuietDays()
        return _by_the_rule(letter, rule, resting, known, now) or answer

    return may_go


@dataclass(frozen=True)
class Asking:
    """What the gate is asked with: every reminder by its kind, the rules in force, the quiet days, every kind of message."""

    reminders: Mapping[str, Reminder]
    rules: Mapping[str, Rule]
    resting: QuietDays
    kinds: Mapping[str, Kind[Any]]


def ask_all(letters: Sequence[Letter], at: Moments, asking: Asking) -> dict[UUID, Answer]:
    """What would be answered to many reminders, each at its moment; nothing is sent on it.

    Each room is asked once about all of its own; one that has no question for many is asked about each. What went to them
    before is read once for all.
    """
    answers: dict[UUID, Answer] = {}
    together: list[Letter] = []
    for kind in dict.fromkeys(letter.kind for letter in letters):
        some, ask = [letter for letter in letters if letter.kind == kind], asking.reminders[kind].ask
        if ask is None:
            answers |= {each.outgoing_id: _supposing(asking.kinds[kind], each, at[each.outgoing_id]) for each in some}
        else:
            answers |= ask(some, at)
            together += [each for each in some if isinstance(answers[each.outgoing_id], Go)]
    known = _known(together, asking.reminders, asking.rules, min(at.values())) if together else {}
    for each in together:
        which, rule = each.outgoing_id, asking.rules[each.kind]
        answers[which] = _by_the_rule(each, rule, asking.resting, known[_key(each)], at[which]) or answers[which]
    return answers


def _supposing(kind: Kind[Any], letter: Letter, at: datetime) -> Answer:
    with clock.supposing(at):
        return kind.may_go(letter, at)


def _by_the_rule(letter: Letter, rule: Rule, resting: QuietDays, known: _Known, now: datetime) -> Answer | None:
    if letter.due_on in known.not_again:
        return Stop(Reason.NOT_AGAIN)
    earlier = [each for which, each in known.went.items() if which != letter.outgoing_id]
    earlier += [
        Earlier(by_hand(clock.day_of(at)), letter.due_on, at) for at in known.contacted if now - REPLACES < at <= now
    ]  # fmt: skip
    reason = why_not(letter, rule, earlier, now)
    if reason is not None:
        return Stop(reason)
    morning = held_until(now) if rule.quiet_hours else None
    if morning is not None:
        return Hold(morning, Reason.QUIET_HOURS)
    today = clock.day_of(now)
    onward = next_day(today, rule, resting) if rests(today, rule, resting) else today
    return None if onward == today else Hold(clock.at(onward, AWAKE_FROM), Reason.QUIET_DAY)


def _known(
    letters: Sequence[Letter], reminders: Mapping[str, Reminder], rules: Mapping[str, Rule], now: datetime
) -> Mapping[_Key, _Known]:
    """What went before to whom about what, what they want no more of, and when the team reached them since."""
    found: dict[_Key, _Known] = {}
    for kind in dict.fromkeys(letter.kind for letter in letters):
        some, contacted, contacts = (
            [each for each in letters if each.kind == kind],
            reminders[kind].contacted,
            rules[kind].contacts,
        )
        people = {each.recipient_id for each in some}
        spoken = contacted(people, contacts, now - REPLACES) if contacted is not None and contacts else {}
        found |= {_key(each): _Known(contacted=spoken.get(each.recipient_id, ())) for each in some}
    for row in db.session.execute(_went_or_stopped(letters)) if found else ():
        known = found.get((row.kind, row.about, row.recipient_id))
        if known is not None and row.id is not None:
            known.went[row.id] = Earlier(row.ordinal, row.due_on, row.at)
        elif known is not None:
            known.not_again.add(row.due_on)
    return found


def _went_or_stopped(letters: Sequence[Letter]) -> sa.CompoundSelect[Any]:
    kinds, abouts = {each.kind for each in letters}, {each.about for each in letters}
    people = {each.recipient_id for each in letters}
    went = (
        sa.select(
            Outgoing.id, Occasion.kind, Occasion.about, Outgoing.recipient_id, Occasion.ordinal, Occasion.due_on,
            Outgoing.authorised_at.label("at"),
        )
        .join(Outgoing, Outgoing.occasion_id == Occasion.id)
        .where(
            Occasion.kind.in_(kinds), Occasion.about.in_(abouts), Outgoing.recipient_id.in_(people),
            Outgoing.category == Category.REMINDER, Outgoing.state.in_(HAVE_LEFT), Outgoing.authorised_at.is_not(None),
        )
    )  # fmt: skip
    stopped = sa.select(
        sa.null(), NotAgain.kind, NotAgain.about, NotAgain.person_id, sa.null(), NotAgain.due_on, NotAgain.created_at
    ).where(NotAgain.person_id.in_(people), NotAgain.kind.in_(kinds), NotAgain.about.in_(abouts))
    return sa.union_all(went, stopped)


def _key(letter: Letter) -> _Key:
    return letter.kind, letter.about, letter.recipient_id
