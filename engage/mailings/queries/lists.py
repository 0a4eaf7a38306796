"""The list of mailings, one of them, its words, and audiences that were saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.consent import queries as consent
from engage.consent.rules import Offer
from engage.db import db
from engage.mailings.models import Mailing, Named, SavedAudience, Text
from engage.mailings.rules import Audience, State
from engage.outbox.rules import Channel
from engage.people.models import Person
from engage.people.queries import is_current
from engage.profile.models import Topic
from engage.web.paging import ROWS, Page, page_of, unmark_moment

MOST_SAVED = 50
_later = sa.orm.aliased(Text)
_NEWEST = sa.select(sa.func.max(_later.number)).where(_later.mailing_id == Mailing.id).correlate(Mailing).scalar_subquery()


@dataclass(frozen=True)
class Line:
    """One mailing on the list; `subject` is empty before anything was written."""

    id: UUID
    state: State
    subject: str
    writer: str
    created_at: datetime
    send_at: datetime | None
    put_count: int


def page(state: State | None, *, after: str | None, before: str | None) -> Page[Line]:
    """A page of mailings, newest first, of one state if it is named."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen = (
        sa.select(
            Mailing.id, Mailing.state, Text.subject, User.name, Mailing.created_at, Mailing.send_at, Mailing.put_count,
        )
        .select_from(Mailing)
        .outerjoin(Text, sa.and_(Text.mailing_id == Mailing.id, Text.number == _NEWEST))
        .outerjoin(User, User.id == Mailing.written_by)
    )  # fmt: skip
    if state is not None:
        chosen = chosen.where(Mailing.state == state)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], Mailing.created_at.type), sa.literal(start[1], sa.Uuid()))
        key = sa.tuple_(Mailing.created_at, Mailing.id)
        chosen = chosen.where(key > here if going_back else key < here)
    order = (Mailing.created_at, Mailing.id) if going_back else (Mailing.created_at.desc(), Mailing.id.desc())
    rows = db.session.execute(chosen.order_by(*order).limit(ROWS + 1))
    lines = [Line(row[0], row[1], row[2] or "", row[3] or "Somebody whose account is gone", *row[4:]) for row in rows]
    return page_of(
        lines, key=lambda line: (line.created_at.isoformat(), line.id.hex), came_after=start is not None, going_back=going_back
    )


def one(mailing_id: UUID) -> Mailing | None:
    """One mailing."""
    return db.session.get(Mailing, mailing_id)


def held(mailing_id: UUID, *, or_skip: bool = False) -> Mailing | None:
    """The same, locked until the transaction ends; `or_skip`: nothing where somebody else has it."""
    chosen = sa.select(Mailing).where(Mailing.id == mailing_id).execution_options(populate_existing=True)
    return db.session.scalar(chosen.with_for_update(skip_locked=or_skip))


def text(mailing: Mailing) -> Text | None:
    """The words that go out; of a draft the newest version. None before anything was written."""
    if mailing.text_id is not None:
        return db.session.get(Text, mailing.text_id)
    chosen = sa.select(Text).where(Text.mailing_id == mailing.id).order_by(Text.number.desc()).limit(1)
    return db.session.scalar(chosen)


def versions(mailing_id: UUID) -> list[Text]:
    """Every version of a mailing's words, newest first."""
    chosen = sa.select(Text).where(Text.mailing_id == mailing_id).order_by(Text.number.desc()).limit(ROWS)
    return list(db.session.scalars(chosen))


def purposes() -> list[Offer]:
    """What one may write about: everything people may say yes to that is sent by e-mail."""
    return [offer for offer in consent.offers() if Channel.EMAIL in offer.channels]


def saved() -> list[SavedAudience]:
    """Audiences that were saved, by name."""
    return list(db.session.scalars(sa.select(SavedAudience).order_by(SavedAudience.name).limit(MOST_SAVED)))


def saved_one(saved_id: UUID) -> SavedAudience | None:
    """One of them."""
    return db.session.get(SavedAudience, saved_id)


def name_is_taken(name: str) -> bool:
    """Whether an audience of this name was saved before."""
    return db.session.scalar(sa.select(SavedAudience.id).where(SavedAudience.name == name)) is not None


def titles_of(audiences: Iterable[Audience]) -> dict[UUID, str]:
    """The interests that stand in some audiences, by id."""
    wanted = {topic for audience in audiences for topic in audience.topics}
    if not wanted:
        return {}
    return {row[0]: row[1] for row in db.session.execute(sa.select(Topic.id, Topic.title).where(Topic.id.in_(wanted)))}


def named(mailing_id: UUID) -> list[str]:
    """The pool numbers of the people a mailing names, in order."""
    chosen = sa.select(Person.number).join(Named, Named.person_id == Person.id).where(Named.mailing_id == mailing_id)
    return list(db.session.scalars(chosen.order_by(Person.number)))


def people_numbered(numbers: Sequence[str]) -> dict[str, UUID]:
    """The people of the pool with these numbers."""
    chosen = sa.select(Person.number, Person.id).where(Person.number.in_(numbers), *is_current())
    return {row[0]: row[1] for row in db.session.execute(chosen)}


def waits_for_work(now: datetime) -> list[UUID]:
    """Mailings that have something to be done: whose time has come, that are being sent, or that were stopped halfway."""
    due = sa.or_(Mailing.state != State.WAITING, Mailing.send_at <= now)
    chosen = sa.select(Mailing.id).where(sa.text("mailing.ended_at IS NULL AND mailing.state <> 'draft'"), due)
    return list(db.session.scalars(chosen.order_by(Mailing.send_at, Mailing.id)))
