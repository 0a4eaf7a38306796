"""By what somebody is reached, for another select: the same for many people at once as `pool.queries.ways` says of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.elements import ColumnElement

from engage.consent.queries import says_yes
from engage.needs.models import AccessNeed
from engage.needs.rules import INSTEAD_CHANNEL, INSTEAD_KINDS, WITHOUT_EMAIL, AboutEmail
from engage.outbox.rules import Channel
from engage.people.models import ContactPoint
from engage.people.rules import CHANNEL, Kind

_Id = ColumnElement[UUID] | InstrumentedAttribute[UUID]
_KINDS = {channel: [kind for kind, by in CHANNEL.items() if by is channel] for channel in WITHOUT_EMAIL}
_NOT_EMAIL = [kind for kind in Kind if kind is not Kind.EMAIL]


def reached_another_way(person_id: _Id) -> ColumnElement[bool]:
    """Whether whom a column names asked to be reached in another way than by e-mail."""
    now = (AccessNeed.person_id == person_id, AccessNeed.ended_at.is_(None))
    instead = sa.exists().where(*now, AccessNeed.about_email == AboutEmail.INSTEAD)
    return sa.and_(instead, sa.not_(sa.exists().where(*now, AccessNeed.about_email == AboutEmail.FINE)))


def channel_of(person_id: _Id, purpose: Any) -> ColumnElement[str]:
    """The channel by which whom a column names is reached instead of by e-mail, as the value of `Channel`.

    As they asked. Without an e-mail address by the first way that works and that they agreed to for the `purpose`; where
    they agreed to none, or it has no purpose, by the first that works. Else by what they gave us, and by phone where we
    know nothing.
    """
    now = (AccessNeed.person_id == person_id, AccessNeed.ended_at.is_(None))
    fine = sa.exists().where(*now, AccessNeed.about_email == AboutEmail.FINE)
    no_email, whens = sa.not_(_gave(person_id, [Kind.EMAIL])), []
    for way, channel in INSTEAD_CHANNEL.items():
        whens.append((sa.and_(sa.not_(fine), sa.exists().where(*now, AccessNeed.instead == way)), channel.value))
    works = {channel: sa.and_(no_email, _gave(person_id, _KINDS[channel], works=True)) for channel in WITHOUT_EMAIL}
    for channel in WITHOUT_EMAIL:
        whens.append((sa.and_(works[channel], says_yes(person_id, purpose, channel)), channel.value))
    whens += [(works[channel], channel.value) for channel in WITHOUT_EMAIL]
    whens += [(_gave(person_id, INSTEAD_KINDS[way]), channel.value) for way, channel in INSTEAD_CHANNEL.items()]
    return sa.case(*whens, else_=Channel.PHONE.value)


def is_reached(person_id: _Id) -> ColumnElement[bool]:
    """Whether whom a column names gave us a way other than e-mail that works."""
    return _gave(person_id, _NOT_EMAIL, works=True)


def gave_a_way(person_id: _Id) -> ColumnElement[bool]:
    """Whether whom a column names gave us a way other than e-mail, whatever came back from there."""
    return _gave(person_id, _NOT_EMAIL)


def _gave(person_id: _Id, kinds: Collection[Kind], *, works: bool = False) -> ColumnElement[bool]:
    point = aliased(ContactPoint)
    there = (point.person_id == person_id, point.kind.in_(kinds))
    return sa.exists().where(*there, point.came_back_at.is_(None)) if works else sa.exists().where(*there)
