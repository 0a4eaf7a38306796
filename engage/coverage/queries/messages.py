"""To whom a message goes now and to whom it cannot; what was written before; just before it goes, whether it still may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.coverage.models import ChampionMessage
from engage.coverage.rules.messages import Whom
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import Answer, Go, Letter, Reason, State, Stop, occasion_id
from engage.policy import Permission
from engage.teams.models import Appointment, Team
from engage.teams.queries import is_open, serving, uncovered
from engage.teams.queries.training import is_in_date
from engage.teams.rules import Part
from engage.web.paging import ROWS, Page, page_of, unmark_moment

PARTS: dict[Whom, tuple[Part, ...]] = {
    Whom.CHAMPIONS: (Part.CHAMPION,),
    Whom.DEPUTIES: (Part.DEPUTY,),
    Whom.BOTH: tuple(Part),
    Whom.TRAINING_OUT: tuple(Part),
}
SUSPENDED, NOT_ACCEPTED, NO_ADDRESS = "Their account is suspended", "They have not signed in yet", "We have no address of theirs"


@dataclass(frozen=True)
class Reached:
    """Whom a message reaches now, by id, and whom it cannot reach: a name, and why."""

    whom: tuple[UUID, ...]
    cannot: tuple[tuple[str, str], ...]


def one(message_id: UUID, *, held: bool = False) -> ChampionMessage | None:
    """One message; `held`: locked until the end of the request."""
    chosen = sa.select(ChampionMessage).where(ChampionMessage.id == message_id)
    return db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True) if held else chosen)


def everything(*, after: str | None, before: str | None) -> Page[ChampionMessage]:
    """A page of what was written, newest first."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen, key = sa.select(ChampionMessage), sa.tuple_(ChampionMessage.created_at, ChampionMessage.id)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], ChampionMessage.created_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key > here if going_back else key < here)
    columns = (ChampionMessage.created_at, ChampionMessage.id)
    order = [column.asc() if going_back else column.desc() for column in columns]
    rows = list(db.session.scalars(chosen.order_by(*order).limit(ROWS + 1)))
    return page_of(
        rows, key=lambda each: (each.created_at.isoformat(), each.id.hex), came_after=start is not None, going_back=going_back
    )


def recipients(message: ChampionMessage, today: date) -> sa.Select[Any]:
    """The accounts a message is for today: of open teams, each once."""
    mine = [is_open(today), *([Team.care_group == message.care_group] if message.care_group else [])]
    if message.whom is Whom.ONE_MANAGER:
        return sa.select(Team.manager_id).where(Team.id == message.team_id, Team.manager_id.is_not(None), is_open(today))
    if message.whom is Whom.MANAGERS:
        return sa.select(Team.manager_id).where(*mine, Team.manager_id.is_not(None)).distinct()
    chosen = sa.select(Appointment.account_id).join(Team, Team.id == Appointment.team_id)
    if message.whom is Whom.TRAINING_OUT:
        mine.append(~is_in_date(Appointment.account_id, today))
    return chosen.where(*mine, serving(today), Appointment.part.in_(PARTS[message.whom])).distinct()


def reached(message: ChampionMessage, today: date) -> Reached:
    """Whom it reaches now, in the order of ids, and whom it cannot."""
    chosen = sa.select(User.id, User.name, User.suspended_at, User.accepted_at, User.email_index)
    rows = db.session.execute(chosen.where(User.id.in_(recipients(message, today))).order_by(User.id)).all()
    why = {row.id: _why_not(row) for row in rows}
    cannot = sorted((row.name or "Somebody without a name", why[row.id]) for row in rows if why[row.id])
    return Reached(tuple(row.id for row in rows if not why[row.id]), tuple(cannot))


def _why_not(row: Any) -> str:
    if row.suspended_at is not None:
        return SUSPENDED
    if row.accepted_at is None:
        return NOT_ACCEPTED
    return "" if row.email_index else NO_ADDRESS


def became(message: ChampionMessage, kind: str) -> dict[State, int]:
    """What became of the messages that were put into the outbox: how many stand in each state."""
    put = sa.select(Outgoing.state, sa.func.count()).where(Outgoing.occasion_id == occasion_id(kind, message.id, 0))
    return {row[0]: row[1] for row in db.session.execute(put.group_by(Outgoing.state))}


@dataclass(frozen=True)
class Facts:
    """What a message says, to whom, and who wrote it."""

    to: str
    greeting: str
    subject: str
    body: str
    writer: str


def may_go(letter: Letter, now: datetime) -> Answer:
    """Whether it may still go: to whoever still holds the part it was written to; about a gap, while there is one."""
    message, user, today = one(letter.about), accounts.user(letter.recipient_id), clock.day_of(now)
    if message is None or message.sent_at is None:
        return Stop(Reason.CALLED_OFF)
    if user is None or user.suspended_at is not None:
        return Stop(Reason.SUSPENDED)
    if db.session.scalar(sa.select(User.id).where(User.id == user.id, User.id.in_(recipients(message, today)))) is None:
        return Stop(Reason.APPOINTMENT_ENDED)
    if message.team_id is not None and not uncovered(today, [message.team_id]):
        return Stop(Reason.ALREADY_DONE)
    return Go()


def may_test(letter: Letter, now: datetime) -> Answer:
    """Whether a test may go: to whoever may write to champions."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.NETWORK_WRITE):
        return Stop(Reason.SUSPENDED)
    return Go()


def facts(letter: Letter) -> Facts | None:
    """The facts of one message, or of its test."""
    message, user = one(letter.about), accounts.user(letter.recipient_id)
    if message is None or user is None or user.email is None:
        return None
    writer = accounts.user(message.written_by)
    return Facts(user.email, user.name or "", message.subject, message.body, (writer and writer.name) or "The carer lead")
