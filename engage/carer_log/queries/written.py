"""What was written down: one contact on the page after it, and the last ones somebody logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.rules import HOW_WORDS, How
from engage.carers.models import Carer
from engage.carers.rules import initials
from engage.db import db
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer
from engage.web.filters import counted, short_day

LATEST = 5
ONE_PRESS = timedelta(minutes=1)
"""A carer who was written down so shortly before a contact was added by the same press."""


@dataclass(frozen=True)
class Written:
    """One contact in a line. `number`, `name` and `added_at`: of the carer; None for a count alone."""

    contact: CarerContact
    team: str
    number: str | None
    name: str | None
    topics: int
    follow_up_on: date | None
    cleared: int
    added_at: datetime | None

    @property
    def is_first(self) -> bool:
        """Whether the carer was added with this contact: taking it back leaves them among the carers of the team."""
        return self.added_at is not None and self.contact.recorded_at - self.added_at < ONE_PRESS

    @property
    def who(self) -> str:
        """Whom it was with, as a phone in a corridor shows it."""
        return f"{initials(self.name or '') or '?'} {self.number}" if self.number else "No name"

    @property
    def words(self) -> str:
        """The contact in a line: “Phone, 2 topics, follow up Fri 27 Nov”."""
        topics = counted(self.topics, "topic") if self.contact.how is not How.TRIED else ""
        promise = f"follow up {short_day(self.follow_up_on)}" if self.follow_up_on else ""
        return ", ".join(filter(None, [HOW_WORDS[self.contact.how], topics, promise]))


_topics = sa.select(sa.func.count()).where(
    CarerContactItem.contact_id == CarerContact.id, CarerContactItem.is_outcome.is_(False)
)  # fmt: skip
_promise = sa.select(sa.func.max(FollowUp.due_on)).where(
    FollowUp.made_by_contact_id == CarerContact.id, FollowUp.cancelled_at.is_(None)
)  # fmt: skip
_cleared = sa.select(sa.func.count()).where(FollowUp.cleared_by_contact_id == CarerContact.id)
_WRITTEN = (
    sa.select(
        CarerContact, Team.name, Carer.number, Carer.name, _topics.correlate(CarerContact).scalar_subquery(),
        _promise.correlate(CarerContact).scalar_subquery(), _cleared.correlate(CarerContact).scalar_subquery(),
        Carer.created_at,
    )
    .join(Team, Team.id == CarerContact.team_id)
    .outerjoin(Carer, Carer.id == CarerContact.carer_id)
)  # fmt: skip


def _within(viewer: Viewer, today: date) -> sa.Select[Any]:
    return _WRITTEN.where(within(CarerContact.team_id, viewer, today))


def written(contact_id: UUID, viewer: Viewer, today: date) -> Written | None:
    """One contact of the viewer’s teams."""
    row = db.session.execute(_within(viewer, today).where(CarerContact.id == contact_id)).one_or_none()
    return None if row is None else Written(*row)


def outcomes(contact_id: UUID) -> list[str]:
    """The codes of what came of one contact."""
    chosen = sa.select(CarerContactItem.code).where(CarerContactItem.contact_id == contact_id, CarerContactItem.is_outcome)
    return list(db.session.scalars(chosen.order_by(CarerContactItem.code)))


def topics(contact_id: UUID) -> frozenset[str]:
    """The codes of what one contact was about."""
    chosen = sa.select(CarerContactItem.code).where(
        CarerContactItem.contact_id == contact_id, CarerContactItem.is_outcome.is_(False)
    )  # fmt: skip
    return frozenset(db.session.scalars(chosen))


def promised(contact_id: UUID) -> date | None:
    """The day of what one contact promised, as it stands now."""
    return db.session.scalar(sa.select(sa.func.max(FollowUp.due_on)).where(FollowUp.made_by_contact_id == contact_id))


def latest(viewer: Viewer, today: date) -> list[Written]:
    """The last contacts the viewer logged for the teams they serve, newest first."""
    own = _within(viewer, today).where(CarerContact.recorded_by == viewer.account_id)
    newest = own.order_by(CarerContact.happened_at.desc(), CarerContact.id.desc()).limit(LATEST)
    return [Written(*row) for row in db.session.execute(newest)]
