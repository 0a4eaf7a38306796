"""Decisions to be looked at again, team by team: whom to remind, and how many there are when the reminder leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.outbox.rules import Answer, Letter, Moments, Reason
from engage.policy import Permission
from engage.sharing.models import SharingPreference
from engage.sharing.queries.standing import is_last
from engage.teams.queries import answerable

LOOK_AGAIN = "sharing.look_again"


@dataclass(frozen=True)
class LookAgainFacts:
    """What the reminder says: how many decisions, by when, and whether that day has passed; never about whom."""

    name: str
    to: str
    count: int
    by: date
    has_run_out: bool


def teams_by_day(first: date, last: date) -> dict[date, dict[UUID, int]]:
    """On each day of a stretch that somebody named for looking again: how many decisions of which team, in one statement.

    Only what still stands: a newer decision or the end of a link takes it out.
    """
    return _counted(_to_look_at().where(SharingPreference.look_again_on.between(first, last)))


def whom(team_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who is reminded for each team: whoever answers in it today, and where nobody does the carer lead."""
    answering = answerable(team_ids, clock.today())
    nobody = [team_id for team_id, each in answering.items() if each.first is None]
    leads = [user.id for user in accounts.holders_of(Permission.WHOLE_READ)] if nobody else []
    return {team_id: leads if each.first is None else [each.first] for team_id, each in answering.items()}


def may_remind(letter: Letter, now: datetime) -> Answer:
    """Whether the reminder may still go: to somebody who answers for a team, while something is to be looked at again."""
    return all_may_remind([letter], {letter.outgoing_id: now})[letter.outgoing_id]


def all_may_remind(letters: Sequence[Letter], _at: Moments) -> dict[UUID, Answer]:
    """The same for many."""
    counts = _counts({each.due_on for each in letters})
    return accounts.all_may_be_told(
        letters, Permission.SHARING_READ,
        lambda each: None if counts[each.due_on].get(each.recipient_id) else Reason.ALREADY_DONE,
    )  # fmt: skip


def look_again_facts(letter: Letter) -> LookAgainFacts | None:
    """How many decisions of the recipient’s teams are to be looked at again on the day the reminder hangs on."""
    user = accounts.user(letter.recipient_id)
    count = _counts({letter.due_on})[letter.due_on].get(letter.recipient_id, 0)
    if user is None or user.email is None or user.name is None or not count:
        return None
    return LookAgainFacts(user.name, user.email, count, letter.due_on, letter.due_on < clock.today())


def _counts(days: set[date]) -> dict[date, dict[UUID, int]]:
    """For each of these days, how many decisions each recipient answers for."""
    found = _counted(_to_look_at().where(SharingPreference.look_again_on.in_(days)))
    reminded = whom({team_id for teams in found.values() for team_id in teams}) if found else {}
    counts: dict[date, dict[UUID, int]] = {day: defaultdict(int) for day in days}
    for day, teams in found.items():
        for team_id, count in teams.items():
            for user_id in reminded[team_id]:
                counts[day][user_id] += count
    return counts


def _to_look_at() -> sa.Select[date | None, UUID, int]:
    today = clock.today()
    return (
        sa.select(SharingPreference.look_again_on, CarerLink.team_id, sa.func.count())
        .join(CarerLink, CarerLink.id == SharingPreference.link_id)
        .join(Carer, Carer.id == CarerLink.carer_id)
        .where(
            is_last(SharingPreference, today), Carer.forgotten_at.is_(None),
            sa.or_(CarerLink.ended_on.is_(None), CarerLink.ended_on > today),
        )
        .group_by(SharingPreference.look_again_on, CarerLink.team_id)
        .order_by(SharingPreference.look_again_on, CarerLink.team_id)
    )  # fmt: skip


def _counted(chosen: sa.Select[date | None, UUID, int]) -> dict[date, dict[UUID, int]]:
    found: dict[date, dict[UUID, int]] = {}
    for day, team_id, count in db.session.execute(chosen):
        if day is None:
            continue
        found.setdefault(day, {})[team_id] = count
    return found
