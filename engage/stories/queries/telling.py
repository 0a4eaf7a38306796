"""The story of messages that were planned, told from the outbox and from what stands elsewhere about each reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import WAITING, Reason, State
from engage.outbox.rules.occurrences import is_by_hand
from engage.people.models import Person
from engage.pool.models import Member
from engage.reminders.models import Version
from engage.reminders.queries import change_of
from engage.reminders.rules.table import Rule, in_force
from engage.stories.queries import reading
from engage.stories.queries.reading import Row, Sent
from engage.stories.rules import SAYS_SO, Entry, Step, on_a_break, reasons, since, tell, to_do, waits_until
from engage.web.filters import counted, day, day_and_time

Who = tuple[Person, Member]


@dataclass(frozen=True)
class Part:
    """One message of a story, or what is said where there is none: what happened in order, and what can be done now."""

    heading: str
    entries: Sequence[Entry]
    to_do: Step
    outgoing_id: UUID | None = None


def of_mailing(sent: Sent, subject: str, who: Sequence[str]) -> list[Entry]:
    """How a mailing came to be sent."""
    mailing = sent.mailing
    people = counted(mailing.asked_count or 0, "person", "people")
    told = f"By {sent.asked_by}: “{subject}”, version {sent.text.number} of its words, to {people} by the count of that moment."
    entries = [Entry("It was told to go", told, mailing.asked_at)]
    if mailing.began_at is not None:
        entries.append(Entry("It began", f"People were chosen and asked about: {', '.join(who)}.", mailing.began_at))
    if mailing.stopped_at is not None:
        entries.append(Entry("It was stopped", f"By {sent.stopped_by}. What had not left did not leave.", mailing.stopped_at))
    return entries


@dataclass(frozen=True)
class Rules:
    """A rule as it comes, with everything that was decided about it and by whom."""

    starter: Rule
    versions: Sequence[tuple[Version, str]]

    def at(self, instant: datetime) -> Entry:
        """The rule as it was in force at an instant, in words."""
        known = [(version, name) for version, name in self.versions if version.created_at <= instant]
        rule = in_force(self.starter, [change_of(version) for version, _ in known])
        decided = f"Version {known[-1][0].version}, decided by {known[-1][1]} on {day(known[-1][0].created_at)}." if known else ""
        state = "" if rule.is_on else "It was switched off. "
        return Entry("The rule", f"{rule.subject}. {rule.when}. {state}{decided or 'As it comes.'}")

    def changed_by(self, instant: datetime) -> str:
        """Who decided last before an instant."""
        known = [(version, name) for version, name in self.versions if version.created_at <= instant]
        return f"By {known[-1][1]}, on {day(known[-1][0].created_at)}." if known else ""


def parts(
    rows: Sequence[Row], who: Who, heading: Callable[[Row], str], *, before: Sequence[Entry] = (), rules: Rules | None = None
) -> list[Part]:
    """Each message with what happened to it."""
    decided = reading.done_by_hand([row.outgoing.id for row in rows if _was_decided(row)]) if any(map(_was_decided, rows)) else {}
    returned = [row.outgoing.id for row in rows if any(step.state is State.BOUNCED for step in row.steps)]
    back = reading.came_back(returned) if returned else {}
    return [_part(row, who, heading(row), before, rules, decided, back) for row in rows]


def _was_decided(row: Row) -> bool:
    return row.outgoing.state is State.CLOSED or is_by_hand(row.occasion.ordinal) or row.outgoing.resend_of is not None


def _part(
    row: Row, who: Who, heading: str, before: Sequence[Entry], rules: Rules | None, decided: Mapping[UUID, str],
    back: Mapping[UUID, str],
) -> Part:  # fmt: skip
    outgoing = row.outgoing
    because = {reason: _because(reason, row, who, rules) for reason in reasons(row.steps)}
    because |= {step.reason: back[outgoing.id] for step in row.steps if step.reason and step.state is State.BOUNCED and back}
    told = tell(row.steps, because=because, permission=_permission(outgoing), decided_by=decided.get(outgoing.id, ""))
    entries = [*before, *([rules.at(outgoing.created_at)] if rules else []), _put(row, decided.get(outgoing.id, "")), *told]
    if outgoing.state in WAITING:
        entries.append(waits_until(outgoing.next_at))
    return Part(heading, in_order(entries), to_do(outgoing.state, outgoing.reason), outgoing.id)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """By their moments; what has none stays before what follows it."""
    dated: list[tuple[float, int, Entry]] = []
    last = 0.0
    for place, entry in enumerate(entries):
        last = entry.at.timestamp() if entry.at else last
        dated.append((last, place, entry))
    return [entry for _, _, entry in sorted(dated, key=lambda each: each[:2])]


def _put(row: Row, by: str) -> Entry:
    outgoing, occasion = row.outgoing, row.occasion
    what = "It was planned for them"
    if outgoing.resend_of is not None:
        what = "It was put into the outbox again, because the one before was uncertain"
    elif is_by_hand(occasion.ordinal):
        what = "Somebody of the team sent it by hand"
    needs = f"It needs their yes to {outgoing.purpose}" if outgoing.purpose else "It needs no permission"
    times = f"to go on {day_and_time(occasion.due_at)}, of no use after {day_and_time(occasion.not_after)}"
    return Entry(what, f"{f'{by} ' if by else ''}{needs}; {times}.", outgoing.created_at)


def _permission(outgoing: Outgoing) -> str:
    words = f" Its words: {outgoing.wording_version}." if outgoing.wording_version else ""
    if outgoing.authorised_at is None:
        return ""
    if outgoing.consent_event_id is None:
        return f"It needed no permission, and nothing spoke against it. It was handed to the mail server.{words}"
    said = reading.permission(outgoing.consent_event_id)
    return f"{said.words if said else ''} It was handed to the mail server.{words}".strip()


def _because(reason: Reason, row: Row, who: Who, rules: Rules | None) -> str:
    """What is known about a reason beyond its own words."""
    at = next(step.at for step in row.steps if step.reason is reason)
    if reason in SAYS_SO and row.outgoing.purpose:
        said = reading.last_said(who[0].id, row.outgoing.purpose, row.outgoing.channel, by=at)
        return said.words if said else "Nobody had asked them about it."
    if reason in (Reason.SWITCHED_OFF, Reason.RULE_CHANGED):
        return rules.changed_by(at) if rules else ""
    return _about_them(reason, row.occasion, who, at)


def _about_them(reason: Reason, occasion: Occasion, who: Who, at: datetime) -> str:
    person, member = who
    if reason is Reason.ON_A_BREAK:
        away = reading.break_at(person.id, at)
        return on_a_break(away.started_at, away.until) if away else ""
    if reason is Reason.NOT_AGAIN:
        return since("They asked", reading.not_again(person.id, occasion))
    if reason is Reason.CAME_BACK:
        point = reading.address_state(person.id)
        return since("It came back", point.came_back_at if point else None)
    known = {
        Reason.LEFT: since("They left", member.left_at),
        Reason.DIED: since("It is written down that they died", person.died_on),
        Reason.RESTRICTED: since("It is hidden", person.restricted_at),
    }
    return known.get(reason, "")
