"""Where something was told without an agreement: the list for those who oversee it, one of them, and the mail about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.carers.models import Carer, CarerLink
from engage.carers.queries import Known
from engage.db import db
from engage.outbox.rules import Answer, Go, Letter, Reason, Stop
from engage.policy import Permission
from engage.sharing.models import SharingOverride
from engage.sharing.rules import Override
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer
from engage.web.paging import COUNT_UP_TO, ROWS, Page, page_of, unmark_moment

OVERRIDDEN = "sharing.override"


@dataclass(frozen=True)
class Line:
    """One override: about which carer of which team, who wrote the contact down, and who looked at it; names may be gone."""

    override: SharingOverride
    known: Known
    by: str
    looked_by: str


_maker, _looker = aliased(User), aliased(User)


def _lines(viewer: Viewer, today: date) -> sa.Select[SharingOverride, CarerLink, Carer, Team, str | None, str | None]:
    return (
        sa.select(SharingOverride, CarerLink, Carer, Team, _maker.name, _looker.name)
        .join(CarerLink, CarerLink.id == SharingOverride.link_id)
        .join(Carer, Carer.id == CarerLink.carer_id)
        .join(Team, Team.id == CarerLink.team_id)
        .outerjoin(_maker, _maker.id == SharingOverride.made_by)
        .outerjoin(_looker, _looker.id == SharingOverride.looked_by)
        .where(within(CarerLink.team_id, viewer, today))
    )


def page(
    viewer: Viewer, today: date, *, why: Override | None = None, month: date | None = None,
    after: str | None = None, before: str | None = None,
) -> Page[Line]:  # fmt: skip
    """Overrides in the viewer’s teams, newest first; for one reason, or written down in the month that begins on a day."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen = _lines(viewer, today)
    if why is not None:
        chosen = chosen.where(SharingOverride.why == why)
    if month is not None:
        chosen = chosen.where(SharingOverride.made_at >= _begins(month), SharingOverride.made_at < _begins(month_after(month)))
    key = sa.tuple_(SharingOverride.made_at, SharingOverride.id)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], SharingOverride.made_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key > here if going_back else key < here)
    order = (SharingOverride.made_at, SharingOverride.id)
    newest = order if going_back else [column.desc() for column in order]
    rows = [_line(row) for row in db.session.execute(chosen.order_by(*newest).limit(ROWS + 1))]
    return page_of(
        rows, key=lambda line: (line.override.made_at.isoformat(), line.override.id.hex), came_after=start is not None,
        going_back=going_back,
    )  # fmt: skip


def one(override_id: UUID, viewer: Viewer, today: date) -> Line | None:
    """One override; None in another team."""
    row = db.session.execute(_lines(viewer, today).where(SharingOverride.id == override_id)).first()
    return None if row is None else _line(row)


def how_many_not_looked_at() -> int:
    """How many overrides wait to be looked at, in all teams; for those who oversee sharing."""
    some = sa.select(SharingOverride.id).where(SharingOverride.looked_at.is_(None)).limit(COUNT_UP_TO + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def of_contact(contact_id: UUID) -> SharingOverride | None:
    """The override of one contact, if it has one; the caller has found the contact within the viewer’s teams."""
    return db.session.scalar(sa.select(SharingOverride).where(SharingOverride.contact_id == contact_id))


def held(override_id: UUID) -> SharingOverride | None:
    """One override, locked until the transaction ends."""
    chosen = sa.select(SharingOverride).where(SharingOverride.id == override_id).with_for_update()
    return db.session.scalar(chosen.execution_options(populate_existing=True))


def month_after(month: date) -> date:
    """The first day of the month after the one that begins on a day."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _begins(day: date) -> datetime:
    return clock.at(day, time())


def _line(row: Any) -> Line:
    override, link, carer, team, by, looked_by = row
    return Line(override, Known(link, carer, team), by or "", looked_by or "")


# The mail to those who oversee it


@dataclass(frozen=True)
class OverrideFacts:
    """What the mail says: where to look, and nothing about anybody."""

    name: str
    to: str
    override_id: UUID


def may_tell_of(letter: Letter, now: datetime) -> Answer:
    """Whether the mail may go: to somebody who oversees sharing, about an override that is there."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.SHARING_OVERSEE):
        return Stop(Reason.SUSPENDED)
    return Go() if db.session.get(SharingOverride, letter.about) is not None else Stop(Reason.NOTHING_TO_SAY)


def override_facts(letter: Letter) -> OverrideFacts | None:
    """The facts of that mail."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.email is None or user.name is None:
        return None
    return OverrideFacts(user.name, user.email, letter.about)
