"""One carer as the viewer’s teams know them: contacts, what was offered, whether they joined the pool, who looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.carer_log.models import CarerContact, CarerContactItem
from engage.carer_log.queries.follow_ups import items, read_items
from engage.carer_log.queries.keeping import by_way
from engage.carer_log.rules import OUTCOME_WORDS, About, Outcome
from engage.carers.models import CarerInPool, CarerLink
from engage.db import db
from engage.teams.queries import within
from engage.teams.rules import Viewer
from engage.web.paging import ROWS, Page, page_of, unmark_moment

MOST_SHOWN = 100
OFFERS = (
    Outcome.INTRODUCTORY_LETTER, Outcome.INFORMATION_PACK, Outcome.APPOINTMENT_OFFERED, Outcome.APPOINTMENT_HELD,
    Outcome.ASSESSMENT_OFFERED, Outcome.ASSESSMENT_ACCEPTED, Outcome.ASSESSMENT_DECLINED, Outcome.ASSESSMENT_REFERRED,
    Outcome.GROUP_OFFERED,
)  # fmt: skip
_CAME, _WAY, _JOINED = "came of it", "way of contact", "joined the pool"


@dataclass(frozen=True)
class Talk:
    """One contact, with what it was about and what came of it."""

    contact: CarerContact
    about: tuple[About, ...]
    outcomes: tuple[Outcome, ...]
    by: str | None


@dataclass(frozen=True)
class Told:
    """What contacts that count say of a carer: each outcome with the first and last day, the last day of each way of contact
    with the viewer’s teams, by which it is worked out how long the carer is kept at least: that another team had contact is
    not to be read from a date; and when they joined the pool, if they did.
    """

    first: Mapping[str, date]
    last: Mapping[str, date]
    last_by_way: Mapping[str, date]
    joined_on: date | None

    @property
    def offers(self) -> list[tuple[str, date]]:
        """What they were offered and what they said to it, with the last day, in the order in which it is offered."""
        return [(OUTCOME_WORDS[each], self.last[each.value]) for each in OFFERS if each.value in self.last]


def contacts(link_ids: Collection[UUID], viewer: Viewer, today: date, *, after: str | None, before: str | None) -> Page[Talk]:
    """A page of their contacts with the viewer’s teams, newest first; those that do not count too."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen: Any = sa.select(CarerContact, items(), items(outcomes=True), User.name).outerjoin(
        User, User.id == CarerContact.recorded_by
    )
    chosen = chosen.where(CarerContact.link_id.in_(link_ids), within(CarerContact.team_id, viewer, today))
    if start is not None:
        key = sa.tuple_(CarerContact.happened_at, CarerContact.id)
        here = sa.tuple_(sa.literal(start[0], CarerContact.happened_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key > here if going_back else key < here)
    newest = (CarerContact.happened_at.desc(), CarerContact.id.desc())
    order = (CarerContact.happened_at, CarerContact.id) if going_back else newest
    rows = db.session.execute(chosen.order_by(*order).limit(ROWS + 1))
    talks = [Talk(contact, read_items(about), _outcomes(came), by) for contact, about, came, by in rows]
    return page_of(talks, key=_mark, came_after=start is not None, going_back=going_back)


def told(carer_id: UUID, link_ids: Collection[UUID], viewer: Viewer, today: date) -> Told:
    """What the contacts about these ties say of them, in one statement: ties of the viewer’s teams, also those taken over."""
    came = (
        sa.select(
            sa.literal(_CAME), CarerContactItem.code, sa.func.min(CarerContactItem.happened_on),
            sa.func.max(CarerContactItem.happened_on),
        )
        .join(CarerContact, CarerContact.id == CarerContactItem.contact_id)
        .join(CarerLink, CarerLink.id == CarerContact.link_id)
        .where(
            CarerContactItem.carer_id == carer_id, CarerContactItem.is_outcome.is_(True), CarerContact.link_id.in_(link_ids),
            CarerContact.voided_at.is_(None), within(CarerLink.team_id, viewer, today),
        )
        .group_by(CarerContactItem.code)
    )  # fmt: skip
    ways = by_way([carer_id]).where(within(CarerContact.team_id, viewer, today)).subquery()
    way = sa.select(sa.literal(_WAY), sa.type_coerce(ways.c.how, sa.Text()), ways.c.last, ways.c.last)
    joined_on = sa.func.date(CarerInPool.joined_at, type_=sa.Date())
    joined = sa.select(sa.literal(_JOINED), sa.literal(""), joined_on, joined_on).where(CarerInPool.carer_id == carer_id)
    rows: list[Any] = list(db.session.execute(came.union_all(way, joined)))
    firsts = {code: first for what, code, first, _ in rows if what == _CAME}
    lasts = {code: last for what, code, _, last in rows if what == _CAME}
    by = {code: last for what, code, _, last in rows if what == _WAY}
    return Told(firsts, lasts, by, next((first for what, _, first, _ in rows if what == _JOINED), None))


@dataclass(frozen=True)
class Looked:
    """Somebody opened a page about a carer."""

    at: datetime
    by: str | None
    role: Role | None
    page: str


def looked(carer_id: UUID) -> list[Looked]:
    """Who looked at this carer, newest first."""
    rows = db.session.execute(
        sa.select(Event.at, User.name, User.role, Event.detail)
        .outerjoin(User, User.id == Event.by)
        .where(Event.about == carer_id, Event.what == LOOKED)
        .order_by(Event.at.desc(), Event.id)
        .limit(MOST_SHOWN)
    )
    return [Looked(at, name, role, detail.get("page", "")) for at, name, role, detail in rows]


def _outcomes(codes: str | None) -> tuple[Outcome, ...]:
    found = set((codes or "").split(","))
    return tuple(each for each in Outcome if each.value in found)


def _mark(talk: Talk) -> tuple[str, ...]:
    return talk.contact.happened_at.isoformat(), talk.contact.id.hex
