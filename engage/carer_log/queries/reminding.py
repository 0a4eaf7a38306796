"""Who is told each morning how much was promised to carers: worked out from who serves each team on that morning.

Who answers may change until the mail leaves, so its facts and whether it goes are asked again then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.carer_log.models import FollowUp
from engage.carer_log.queries.follow_ups import TO_DO
from engage.db import among, db
from engage.outbox.rules import Answer, Go, Letter, Moments, Reason, Stop
from engage.policy import Permission
from engage.reminders.rules import is_working_day
from engage.teams.models import Appointment, Team
from engage.teams.queries import answerable, teams_of
from engage.teams.rules import Answering, Part, serves_on

RAISED_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Promised:
    """So many promises of one team, made by one of its people, that are due on one day and not done; the first made on a day."""

    team_id: UUID
    owner_id: UUID
    due_on: date
    number: int
    first_on: date


@dataclass(frozen=True)
class Serves:
    """Somebody who serves a team, as champion (0), deputy (1) or manager (2), from when to when."""

    team_id: UUID
    account_id: UUID
    place: int
    starts_on: date
    last_day: date | None = None
    ended_at: datetime | None = None
    known_from: datetime | None = None

    def on(self, at: datetime, day: date) -> bool:
        """Whether they served at an instant, as it was known then."""
        ended = self.ended_at if self.ended_at is not None and self.ended_at <= at else None
        known = self.known_from is None or self.known_from <= at
        return known and serves_on(day, starts_on=self.starts_on, last_day=self.last_day, ended_at=ended)


@dataclass(frozen=True)
class Counts:
    """What one person is told: how much is due today, overdue, due by the next working day, and passed on to them."""

    today: int = 0
    overdue: int = 0
    soon: int = 0
    raised: int = 0

    @property
    def now(self) -> int:
        """What they are to do by the end of the day."""
        return self.today + self.overdue

    @property
    def is_worth_a_mail(self) -> bool:
        """Whether there is anything to do today; what is only due soon is told when a mail goes anyway."""
        return bool(self.now or self.raised)

    def and_(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(self.today + other.today, self.overdue + other.overdue, self.soon + other.soon, self.raised + other.raised)


NOTHING = Counts()


@dataclass(frozen=True)
class Morning:
    """One working day, with the one before it and the one after it."""

    day: date
    before: date
    after: date

    def of(self, due_on: date) -> Counts:
        """What one promise counts as that is due by the next working day, for whoever answers for it."""
        return Counts(today=int(due_on == self.day), overdue=int(due_on < self.day), soon=int(due_on > self.day))

    def is_raised(self, due_on: date) -> bool:
        """Whether this is the first working day on which it has been overdue for seven days: once, never day after day."""
        return self.before < due_on + RAISED_AFTER <= self.day


def morning_of(day: date) -> Morning:
    """The morning of a working day."""
    return Morning(day, _working_day(day, -1), _working_day(day, 1))


def _working_day(day: date, step: int) -> date:
    day += timedelta(days=step)
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def reckoned(
    promised: Iterable[Promised], serving: Mapping[UUID, Sequence[Serves]], leads: Collection[UUID], morning: Morning
) -> dict[UUID, Counts]:
    """What each person is told on a morning of what was promised before it. serving: by team, who serves it, the first first."""
    told: dict[UUID, Counts] = defaultdict(Counts)
    answering = {
        team_id: Answering(frozenset(one.account_id for one in team), team[0].account_id)
        for team_id, team in serving.items() if team
    }  # fmt: skip
    for each in promised:
        if each.first_on >= morning.day or each.due_on > morning.after:
            continue
        answers = answering.get(each.team_id, Answering()).for_owner(each.owner_id)
        own = morning.of(each.due_on)
        times = Counts(own.today * each.number, own.overdue * each.number, own.soon * each.number)
        for whom in [answers] if answers is not None else leads:
            told[whom] = told[whom].and_(times)
        if morning.is_raised(each.due_on):
            above = {one.account_id for one in serving.get(each.team_id, ()) if one.place > 0 and one.account_id != answers}
            for whom in above:
                told[whom] = told[whom].and_(Counts(raised=each.number))
    return told


def promised(until: date, *, before: date | None = None, team_ids: Any = None) -> list[Promised]:
    """What is to do and due by a day, in one statement: all of it, what was promised before a day, or what some teams did."""
    chosen = sa.select(
        FollowUp.team_id, FollowUp.owner_id, FollowUp.due_on, sa.func.count(), sa.func.min(FollowUp.promised_on)
    ).where(TO_DO, FollowUp.due_on <= until)
    if before is not None:
        chosen = chosen.where(FollowUp.promised_on < before)
    if team_ids is not None:
        chosen = chosen.where(FollowUp.team_id.in_(team_ids))
    rows: Iterable[Any] = db.session.execute(chosen.group_by(FollowUp.team_id, FollowUp.owner_id, FollowUp.due_on))
    return [Promised(*row) for row in rows]


def serving(team_ids: Collection[UUID]) -> list[Serves]:
    """Everybody who served or will serve these teams and is not suspended, in the order in which they answer: one statement."""
    if not team_ids:
        return []
    place = sa.case((Appointment.part == Part.CHAMPION, 0), else_=1)
    appointed = (
        sa.select(
            Appointment.team_id, Appointment.account_id, place.label("place"), Appointment.starts_on.label("since"),
            Appointment.last_day, Appointment.ended_at, Appointment.created_at.label("known"),
        )
        .join(User, User.id == Appointment.account_id)
        .where(among(Appointment.team_id, team_ids), User.suspended_at.is_(None))
    )  # fmt: skip
    managing = (
        sa.select(Team.id, User.id, sa.literal(2), Team.opened_on, Team.closed_on, sa.null(), sa.null())
        .join(User, User.id == Team.manager_id)
        .where(among(Team.id, team_ids), User.suspended_at.is_(None))
    )
    each = appointed.union_all(managing).subquery()
    rows: Iterable[Any] = db.session.execute(sa.select(each).order_by(each.c.place, each.c.since, each.c.account_id))
    return [Serves(*row) for row in rows]


def by_team(everybody: Iterable[Serves], at: datetime, day: date) -> dict[UUID, list[Serves]]:
    """Those who serve each team at an instant."""
    found: dict[UUID, list[Serves]] = {}
    for each in everybody:
        if each.on(at, day):
            found.setdefault(each.team_id, []).append(each)
    return found


@dataclass(frozen=True)
class FollowUpFacts:
    """What the mail says: how many, never for whom."""

    name: str
    to: str
    counts: Counts


def counts_of(account_id: UUID, day: date, at: datetime, *, is_lead: bool) -> Counts:
    """What one person is told on a day, by who serves each team at this instant."""
    morning = morning_of(day)
    found = promised(morning.after, before=day, team_ids=None if is_lead else teams_of(account_id, day))
    serves = by_team(serving({each.team_id for each in found}), at, day)
    return reckoned(found, serves, [account_id] if is_lead else [], morning).get(account_id, NOTHING)


def follow_up_facts(letter: Letter) -> FollowUpFacts | None:
    """The facts of the mail on the day it is for."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.email is None or user.name is None:
        return None
    counts = counts_of(user.id, letter.due_on, clock.now(), is_lead=accounts.may(user, Permission.WHOLE_READ))
    return FollowUpFacts(user.name, user.email, counts) if counts.is_worth_a_mail else None


def may_remind(letter: Letter, now: datetime) -> Answer:
    """Whether the mail may go: to somebody who may see carers, while there is anything that they answer for."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.CARERS_READ):
        return Stop(Reason.SUSPENDED)
    counts = counts_of(user.id, letter.due_on, now, is_lead=accounts.may(user, Permission.WHOLE_READ))
    return Go() if counts.is_worth_a_mail else Stop(Reason.ALREADY_DONE)


def all_may_remind(letters: Sequence[Letter], at: Moments) -> dict[UUID, Answer]:
    """The same for many, in as many statements as for one."""
    days = {each.due_on for each in letters}
    found = promised(morning_of(max(days)).after) if days else []
    everybody = serving({each.team_id for each in found})
    leads = [user.id for user in accounts.holders_of(Permission.WHOLE_READ)] if found else []
    told = {}
    for moment, day in {(at[each.outgoing_id], each.due_on) for each in letters}:
        told[moment, day] = reckoned(found, by_team(everybody, moment, day), leads, morning_of(day))
    return accounts.all_may_be_told(
        letters, Permission.CARERS_READ,
        lambda each: None
        if told[at[each.outgoing_id], each.due_on].get(each.recipient_id, NOTHING).is_worth_a_mail
        else Reason.ALREADY_DONE,
    )  # fmt: skip


def answered_by_day(account_id: UUID, first: date, today: date) -> list[tuple[date, int]]:
    """How much somebody answers for on each day from one on."""
    found = [each for each in promised(date.max, team_ids=teams_of(account_id, today)) if each.due_on >= first]
    answering = answerable({each.team_id for each in found}, today)
    days: dict[date, int] = {}
    for each in found:
        if answering[each.team_id].for_owner(each.owner_id) == account_id:
            days[each.due_on] = days.get(each.due_on, 0) + each.number
    return sorted(days.items())
