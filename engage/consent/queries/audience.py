"""Whom may we write to about something, by one way: how many there are, and a page of them at a time.

Set-wise, from what stands: for planning and counting. Each message is asked about once more before it goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.elements import ColumnElement

from engage import clock
from engage.consent.models import Break, ConsentEvent, Standing, Terms
from engage.consent.queries.offering import offers
from engage.consent.rules import MEANS_YES, Action
from engage.db import db
from engage.outbox.rules import Channel, Reason
from engage.people.models import Person

AUDIENCE_PAGE = 500

_on_a_break = sa.exists().where(Break.person_id == Standing.person_id, Break.ended_at.is_(None))
# Made once: whoever left said no to everything, so nothing stands for them
_MAY = (
    Standing.purpose == sa.bindparam("purpose"),
    Standing.channel == sa.bindparam("channel", type_=Standing.channel.type),
    Standing.given.is_(True),
    sa.or_(Standing.expires_on.is_(None), Standing.expires_on > sa.bindparam("today", type_=sa.Date())),
    Person.erased_at.is_(None),
    Person.merged_into.is_(None),
    Person.died_on.is_(None),
    ~_on_a_break,
)
_COUNT = sa.select(sa.func.count()).select_from(Standing).join(Person, Person.id == Standing.person_id).where(*_MAY)
_PAGE = (
    sa.select(Standing.person_id)
    .join(Person, Person.id == Standing.person_id)
    .where(*_MAY, Standing.person_id > sa.bindparam("after", type_=sa.Uuid()))
    .order_by(Standing.person_id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
)


def audience_count(purpose: str, channel: Channel) -> int:
    """How many people may be written to about a purpose by a channel now."""
    wanted = _wanted(purpose, channel)
    return 0 if wanted is None else db.session.execute(_COUNT, wanted).scalar_one()


def audience(purpose: str, channel: Channel, *, after: UUID | None = None, most: int = AUDIENCE_PAGE) -> list[UUID]:
    """The next of them in the order of ids, after one; an empty list at the end."""
    wanted = _wanted(purpose, channel)
    if wanted is None:
        return []
    return list(db.session.scalars(_PAGE, wanted | {"after": after or UUID(int=0), "most": most}))


def _wanted(purpose: str, channel: Channel) -> dict[str, Any] | None:
    is_sent = any(offer.code == purpose and channel in offer.channels for offer in offers())
    return {"purpose": purpose, "channel": channel, "today": clock.today()} if is_sent else None


def why_not(
    person_id: ColumnElement[UUID] | InstrumentedAttribute[UUID], purpose: str, channels: Iterable[Channel]
) -> dict[Channel, ColumnElement[str]]:
    """For another select: by each channel, why nothing about a purpose may go to whom a column names; empty where it may.

    The same questions in the same order as `standing.answer`, for many people at once.
    """
    sent = {channel for offer in offers() if offer.code == purpose for channel in offer.channels}
    said, no, yes = sa.literal(purpose), sa.false(), sa.true()
    return {channel: _why_not(person_id, said, channel, yes if channel in sent else no) for channel in channels}


def says_yes(person_id: Any, purpose: Any, channel: Channel) -> ColumnElement[bool]:
    """For another select: whether a yes of whom a column names stands, to a purpose that is sent by a channel.

    It names nothing that must be asked first, and says nothing of a break.
    """
    said, terms, newer = aliased(Standing), aliased(Terms), aliased(Terms)
    in_force = (newer.purpose == terms.purpose, newer.in_force_from <= clock.now())
    version = sa.select(sa.func.max(newer.version)).where(*in_force).correlate(terms).scalar_subquery()
    sent = sa.cast(terms.channels, sa.Text).contains(f'"{channel.value}"')
    return sa.exists().where(
        said.person_id == person_id, said.purpose == purpose, said.channel == channel, said.given.is_(True),
        sa.or_(said.expires_on.is_(None), said.expires_on > clock.today()),
        terms.purpose == said.purpose, terms.version == version, terms.in_use.is_(True), sent,
    )  # fmt: skip


def why_not_each(
    person_id: InstrumentedAttribute[UUID], purpose: InstrumentedAttribute[str | None], channel: Channel
) -> ColumnElement[str]:
    """The same where the purpose stands in a column; empty also where a message has none, because it needs no permission."""
    sent = [offer.code for offer in offers() if channel in offer.channels]
    return sa.case((purpose.is_(None), ""), else_=_why_not(person_id, purpose, channel, purpose.in_(sent)))


def as_it_stands(purpose: str, channel: Channel, *, but: sa.Select[Any]) -> sa.Select[str]:
    """For counting: of each who ever answered about a purpose by a channel why it may not be sent to them; empty where it may.

    The same as `why_not` says of them, read from what stands and not from the people. `but`: whom to leave out; whoever is on
    a break is to be among them.
    """
    is_sent = any(offer.code == purpose and channel in offer.channels for offer in offers())
    said = _said(sa.true() if is_sent else sa.false()).label("said")
    return sa.select(said).where(Standing.purpose == purpose, Standing.channel == channel, Standing.person_id.not_in(but))


def _why_not(person_id: Any, purpose: Any, channel: Channel, is_sent: ColumnElement[bool]) -> ColumnElement[str]:
    away = sa.exists().where(Break.person_id == person_id, Break.ended_at.is_(None))
    said = (
        sa.select(_said(is_sent))
        .where(Standing.person_id == person_id, Standing.purpose == purpose, Standing.channel == channel)
        .scalar_subquery()
    )
    return sa.case((away, Reason.ON_A_BREAK.value), else_=sa.func.coalesce(said, Reason.NO_CONSENT.value))


def _said(is_sent: ColumnElement[bool]) -> sa.Case[str]:
    """What stands in a row of `Standing`, as the reason why nothing may go; empty where it may."""
    lasts = sa.or_(Standing.expires_on.is_(None), Standing.expires_on > clock.today())
    said_yes = sa.exists().where(
        ConsentEvent.person_id == Standing.person_id, ConsentEvent.purpose == Standing.purpose,
        ConsentEvent.channel == Standing.channel, ConsentEvent.action.in_(MEANS_YES),
    )  # fmt: skip
    last = sa.select(ConsentEvent.action).where(ConsentEvent.id == Standing.event_id).scalar_subquery()
    return sa.case(
        (sa.and_(Standing.given.is_(True), lasts, is_sent), ""),
        (sa.and_(Standing.given.is_(True), is_sent), Reason.RUN_OUT.value),
        (Standing.given.is_(True), Reason.GIVEN_UP.value),
        (last == Action.EXPIRED, Reason.RUN_OUT.value),
        (said_yes, Reason.WITHDRAWN.value),
        else_=Reason.NO_CONSENT.value,
    )
