"""Champions and deputies: appointed from a day to a day, changed, ended and brought back within ten minutes.

Whoever is appointed needs an account: the carer lead may make one, for a champion or a manager and for nobody else
(docs/decisions/0039-appointments-are-access.md).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.audit.actions import record
from engage.db import db
from engage.outbox.actions import put
from engage.outbox.rules import Category, Due
from engage.reminders.rules import held_until
from engage.staff import actions as staff
from engage.teams.models import Appointment, Team
from engage.teams.rules import UNDO_LASTS, Part

KIND, WELCOME = "team appointment", "teams.appointed"
APPOINTED = frozenset({Role.CHAMPION, Role.TEAM_MANAGER})
AT, OF_USE = time(9), timedelta(days=14)


class AnotherRole(ValueError):
    """Somebody has an account with this address, in a role that does not serve teams."""


class IsSuspended(ValueError):
    """Their account is suspended: an administrator has to bring it back first."""


class TeamIsClosed(ValueError):
    """Nobody is appointed in a team that is closed."""


class ServesAlready(ValueError):
    """They are appointed in this team on some of these days."""


class TooLate(ValueError):
    """Ten minutes have passed, the team is closed, or they were appointed anew."""


@dataclass(frozen=True)
class Terms:
    """What somebody is appointed to, and from when to when."""

    part: Part
    starts_on: date
    last_day: date | None = None
    hours_a_month: int | None = None


def account_for(*, name: str, email: str, role: Role, by: UUID) -> User:
    """The account of a champion or a manager: the one they have, or one they are invited to now.

    A manager may serve as a champion too; the other way round an administrator changes the role first.
    Raises AnotherRole, IsSuspended.
    """
    if role not in APPOINTED:
        raise ValueError("a carer lead invites champions and managers")
    found = accounts.user_by_email(email)
    if found is None:
        return staff.invite(name=name, email=email, role=role, by=by)
    if found.role not in (APPOINTED if role is Role.CHAMPION else {role}):
        raise AnotherRole
    if found.suspended_at is not None:
        raise IsSuspended
    return found


def appoint(team: Team, user: User, terms: Terms, *, by: UUID) -> Appointment:
    """Appoint somebody, and tell them on the first day (E20). Raises TeamIsClosed, ServesAlready."""
    if team.closed_on is not None:
        raise TeamIsClosed
    if _overlaps(team.id, user.id, terms.starts_on, terms.last_day):
        raise ServesAlready
    made = Appointment(
        id=uuid.uuid4(), team_id=team.id, account_id=user.id, part=terms.part, starts_on=terms.starts_on,
        last_day=terms.last_day, hours_a_month=terms.hours_a_month, appointed_by=by,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(
        "appointed a champion", kind=KIND, about=made.id, by=by, part=terms.part.value, team=team.id.hex,
        starts_on=terms.starts_on.isoformat(), last_day=terms.last_day.isoformat() if terms.last_day else None,
    )  # fmt: skip
    _tell(made)
    return made


def change(appointment: Appointment, *, last_day: date | None, hours_a_month: int | None, by: UUID) -> None:
    """Another last day or other hours. Raises ServesAlready when they are appointed again before the new last day."""
    if _overlaps(appointment.team_id, appointment.account_id, appointment.starts_on, last_day, but=appointment.id):
        raise ServesAlready
    appointment.last_day, appointment.hours_a_month = last_day, hours_a_month
    record(
        "changed an appointment", kind=KIND, about=appointment.id, by=by, hours=hours_a_month,
        last_day=last_day.isoformat() if last_day else None,
    )  # fmt: skip


def end(appointment: Appointment, *, by: UUID) -> bool:
    """End it now: every page asks anew, so access ends with this transaction. Whether it had not ended before."""
    if appointment.ended_at is not None:
        return False
    appointment.ended_at, appointment.ended_by = clock.now(), by
    record("ended an appointment", kind=KIND, about=appointment.id, by=by)
    return True


def can_bring_back(appointment: Appointment, team: Team) -> bool:
    """Whether an end can still be undone."""
    ended = appointment.ended_at
    return ended is not None and clock.now() - ended <= UNDO_LASTS and team.closed_on is None


def bring_back(appointment: Appointment, team: Team, *, by: UUID) -> None:
    """Undo an end, within ten minutes. Raises TooLate."""
    again = _overlaps(team.id, appointment.account_id, appointment.starts_on, appointment.last_day, but=appointment.id)
    if again or not can_bring_back(appointment, team):
        raise TooLate
    appointment.ended_at = appointment.ended_by = None
    record("took back the end of an appointment", kind=KIND, about=appointment.id, by=by)


def _overlaps(team_id: UUID, account_id: UUID, first: date, last: date | None, *, but: UUID | None = None) -> bool:
    chosen = sa.select(Appointment.id).where(
        Appointment.team_id == team_id, Appointment.account_id == account_id, Appointment.ended_at.is_(None),
        sa.or_(Appointment.last_day.is_(None), Appointment.last_day >= first),
    )  # fmt: skip
    if last is not None:
        chosen = chosen.where(Appointment.starts_on <= last)
    if but is not None:
        chosen = chosen.where(Appointment.id != but)
    return db.session.scalar(chosen.limit(1)) is not None


def _tell(appointment: Appointment) -> None:
    now = clock.now()
    at = max(clock.at(appointment.starts_on, AT), held_until(now) or now)
    put(
        Due(WELCOME, about=appointment.id, recipient_id=appointment.account_id, due_at=at, due_on=clock.day_of(at),
            not_after=at + OF_USE, category=Category.CHANGE)
    )  # fmt: skip
