"""What mails to champions, managers and carer leads rest on, asked again as they leave: names of teams, never of carers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.db import among, db
from engage.outbox.rules import Answer, Go, Letter, Moments, Reason, Stop
from engage.policy import Permission
from engage.teams.models import Appointment, Team, Training
from engage.teams.queries.scope import serving
from engage.teams.queries.uncovered import Gap, uncovered
from engage.teams.rules import Part
from engage.teams.rules.training import FOR_GOOD, Course


@dataclass(frozen=True)
class AppointedFacts:
    """What somebody who was appointed is told (E20)."""

    to: str
    name: str
    team: str
    part: Part
    last_day: date | None


@dataclass(frozen=True)
class GapFacts:
    """What a manager or a carer lead is told about a team without a champion (X1)."""

    to: str
    name: str
    gap: Gap
    today: date


@dataclass(frozen=True)
class TrainingFacts:
    """What a champion is told about training that runs out (T1)."""

    to: str
    name: str
    course: Course
    last_day: date
    is_over: bool


def may_welcome(letter: Letter, now: datetime) -> Answer:
    """Whether the mail to somebody who was appointed may go: while the appointment holds, to an account that may be used."""
    kept, user = db.session.get(Appointment, letter.about), accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.TEAMS_READ):
        return Stop(Reason.SUSPENDED)
    if kept is None or kept.ended_at is not None or (kept.last_day is not None and kept.last_day < clock.day_of(now)):
        return Stop(Reason.CALLED_OFF)
    return Go()


def appointed_facts(letter: Letter) -> AppointedFacts | None:
    """Who was appointed, and to what."""
    kept, user = db.session.get(Appointment, letter.about), accounts.user(letter.recipient_id)
    team = None if kept is None else db.session.get(Team, kept.team_id)
    if kept is None or team is None or user is None or user.email is None or user.name is None:
        return None
    return AppointedFacts(user.email, user.name, team.name, kept.part, kept.last_day)


# A team without a champion (X1)


def may_tell(letter: Letter, now: datetime) -> Answer:
    """Whether X1 may still go: while the same gap is open, to whoever manages the team now or keeps the list of teams."""
    return _told([letter], clock.day_of(now))[letter.outgoing_id]


def all_may_tell(letters: Sequence[Letter], at: Moments) -> dict[UUID, Answer]:
    """The same for many, each on its day; in one statement for each day."""
    found: dict[UUID, Answer] = {}
    for day in sorted({clock.day_of(at[each.outgoing_id]) for each in letters}):
        found |= _told([each for each in letters if clock.day_of(at[each.outgoing_id]) == day], day)
    return found


def _told(letters: Sequence[Letter], day: date) -> dict[UUID, Answer]:
    gaps = {gap.team_id: gap for gap in uncovered(day, {each.about for each in letters})}
    users = accounts.users_named(each.recipient_id for each in letters)
    return {each.outgoing_id: _answer(each, gaps.get(each.about), users.get(each.recipient_id)) for each in letters}


def _answer(letter: Letter, gap: Gap | None, user: User | None) -> Answer:
    if user is None or user.suspended_at is not None:
        return Stop(Reason.SUSPENDED)
    if gap is None or gap.since != letter.due_on:
        return Stop(Reason.ALREADY_DONE)
    return Go() if gap.manager_id == user.id or accounts.may(user, Permission.TEAMS_KEEP) else Stop(Reason.CALLED_OFF)


def gap_facts(letter: Letter) -> GapFacts | None:
    """Which team, and since when."""
    user, today = accounts.user(letter.recipient_id), clock.today()
    gaps = uncovered(today, [letter.about])
    if user is None or user.email is None or user.name is None or not gaps:
        return None
    return GapFacts(user.email, user.name, gaps[0], today)


# Training that runs out (T1)


def may_warn(letter: Letter, now: datetime) -> Answer:
    """Whether T1 may still go: while nothing newer counts for longer, to somebody who serves a team."""
    return all_may_warn([letter], {letter.outgoing_id: now})[letter.outgoing_id]


def all_may_warn(letters: Sequence[Letter], at: Moments) -> dict[UUID, Answer]:
    """The same for many."""
    first = min((clock.day_of(moment) for moment in at.values()), default=clock.today())
    standing = set(
        db.session.scalars(sa.select(Training.id).where(among(Training.id, {each.about for each in letters}), newest()))
    )
    chosen = sa.select(Appointment.account_id).where(
        among(Appointment.account_id, {each.recipient_id for each in letters}), serving(first)
    )
    serve = set(db.session.scalars(chosen))

    def why_not(letter: Letter) -> Reason | None:
        if letter.about not in standing:
            return Reason.ALREADY_DONE
        return None if letter.recipient_id in serve else Reason.CALLED_OFF

    return accounts.all_may_be_told(letters, Permission.TRAINING_RECORD, why_not)


def newest() -> sa.ColumnElement[bool]:
    """Whether nothing else that somebody did of the same course counts for longer."""
    other = aliased(Training)
    longer = sa.select(other.id).where(
        other.account_id == Training.account_id, other.course == Training.course, other.removed_at.is_(None),
        sa.func.coalesce(other.valid_until, sa.literal(FOR_GOOD, sa.Date())) > Training.valid_until,
    )  # fmt: skip
    return sa.and_(Training.removed_at.is_(None), Training.valid_until.is_not(None), ~longer.correlate(Training).exists())


def training_facts(letter: Letter) -> TrainingFacts | None:
    """Which course, and until when it counts."""
    kept, user = db.session.get(Training, letter.about), accounts.user(letter.recipient_id)
    if kept is None or kept.valid_until is None or user is None or user.email is None or user.name is None:
        return None
    return TrainingFacts(user.email, user.name, kept.course, kept.valid_until, clock.today() > kept.valid_until)
