"""Teams: added, changed, closed with or without a successor, opened again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.actions import record
from engage.db import db
from engage.teams.actions.appointing import end
from engage.teams.models import Appointment, Team
from engage.teams.queries import listing
from engage.teams.rules import TeamKind, comparable_name

KIND = "team"
HandOver = Callable[[UUID, UUID, UUID], int]
"""Moves what a team still has to do with carers to another one: (from, to, by), and how many carers; the roof hands it in."""


class NameTaken(ValueError):
    """A team of this name is there already."""


class NotNow(ValueError):
    """The team is closed already, or open already."""


class CannotTakeOver(ValueError):
    """The successor is closed, is this very team, or is needed and was not named."""


@dataclass(frozen=True)
class Said:
    """What is said about a team."""

    name: str
    kind: TeamKind
    care_group: str
    area: str
    stage: int


def add(said: Said, *, by: UUID, manager_id: UUID | None = None) -> Team:
    """A team that is open from today. Raises NameTaken."""
    _free(said.name)
    made = Team(
        id=uuid.uuid4(), name=said.name, name_key=comparable_name(said.name), kind=said.kind, care_group=said.care_group,
        area=said.area or None, stage=said.stage, manager_id=manager_id, opened_on=clock.today(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record("added a team", kind=KIND, about=made.id, by=by, team_kind=said.kind.value, stage=said.stage)
    return made


def change(team: Team, said: Said, *, by: UUID) -> None:
    """Put right what is said about a team. Raises NameTaken."""
    if comparable_name(said.name) != team.name_key:
        _free(said.name)
    team.name, team.name_key, team.kind = said.name, comparable_name(said.name), said.kind
    team.care_group, team.area, team.stage = said.care_group, said.area or None, said.stage
    record("changed a team", kind=KIND, about=team.id, by=by, team_kind=said.kind.value, stage=said.stage)


def name_manager(team: Team, manager_id: UUID | None, *, by: UUID) -> None:
    """Say who manages a team, or that nobody does; whoever managed it sees its carers no more from this moment."""
    if team.manager_id != manager_id:
        team.manager_id = manager_id
        record("named the manager of a team", kind=KIND, about=team.id, by=by, manager=manager_id.hex if manager_id else None)


def close(team: Team, successor: Team | None, *, by: UUID, hand_over: HandOver, is_needed: bool) -> int:
    """Close a team today: appointments end, and the successor has its carers and follow-ups from this moment; how many carers.

    `is_needed`: there are carers or follow-ups, so somebody has to take over. Raises NotNow, CannotTakeOver.
    """
    today = clock.today()
    if team.closed_on is not None:
        raise NotNow
    if (successor is None and is_needed) or (successor is not None and not _can_take_over(successor, team, today)):
        raise CannotTakeOver
    ended = 0
    for appointment in _not_ended(team.id, today):
        end(appointment, by=by)
        ended += 1
    moved = hand_over(team.id, successor.id, by) if successor is not None else 0
    team.closed_on, team.successor_id = today, successor.id if successor is not None else None
    record(
        "closed a team", kind=KIND, about=team.id, by=by, ended=ended, carers=moved,
        successor=successor.id.hex if successor is not None else None,
    )  # fmt: skip
    return moved


def open_again(team: Team, *, by: UUID) -> None:
    """A closed team is open from today, with nobody appointed; its carers stay with whoever took over. Raises NotNow."""
    if team.closed_on is None:
        raise NotNow
    team.closed_on = team.successor_id = None
    team.opened_on = clock.today()
    record("opened a team again", kind=KIND, about=team.id, by=by)


def _free(name: str) -> None:
    if listing.named(name) is not None:
        raise NameTaken


def _can_take_over(successor: Team, team: Team, today: date) -> bool:
    return successor.id != team.id and successor.closed_on is None and successor.opened_on <= today


def _not_ended(team_id: UUID, today: date) -> list[Appointment]:
    chosen = sa.select(Appointment).where(
        Appointment.team_id == team_id, Appointment.ended_at.is_(None),
        sa.or_(Appointment.last_day.is_(None), Appointment.last_day >= today),
    )  # fmt: skip
    return list(db.session.scalars(chosen.order_by(Appointment.id)))
