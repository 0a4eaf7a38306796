"""By what somebody is reached: as they need it, else by e-mail, else by what they gave us and agreed to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.db import among, db, table
from engage.needs import queries as needs
from engage.needs.rules import WAY_CHANNEL, WITHOUT_EMAIL
from engage.outbox.rules import Channel, Reason
from engage.people import queries as people
from engage.people.models import ContactPoint
from engage.people.rules import CHANNEL, Kind
from engage.pool.queries.why import why_not_there

_point = table(ContactPoint).c
_GIVEN = sa.select(_point.person_id, _point.kind, _point.came_back_at).where(among(_point.person_id, "ids"))


@dataclass(frozen=True)
class Ways:
    """By what somebody is reached: of these channels the first they agreed to; by none of them for the reason `why_not`."""

    channels: tuple[Channel, ...] = ()
    why_not: Reason | None = None

    @property
    def by_email(self) -> bool:
        """Whether a message goes by itself; else the team brings it."""
        return self.channels == BY_EMAIL


BY_EMAIL = (Channel.EMAIL,)


def without_email(given: Iterable[tuple[Kind, datetime | None]]) -> Ways:
    """How somebody is reached who has no e-mail address: by what they gave us, and since when nothing arrives there.

    >>> without_email([(Kind.TEXT, None), (Kind.POST, None)]).channels
    (<Channel.POST: 'post'>, <Channel.TEXT: 'text'>)
    >>> without_email([]).why_not
    <Reason.NO_ADDRESS: 'no_address'>
    """
    points = list(given)
    works = {CHANNEL[kind] for kind, came_back_at in points if came_back_at is None}
    if not works:
        return Ways((), Reason.CAME_BACK if points else Reason.NO_ADDRESS)
    return Ways(tuple(channel for channel in WITHOUT_EMAIL if channel in works))


def reached_by(person_id: UUID) -> Ways:
    """By what somebody is reached now. `needs.queries.channel_of` says the same for another select."""
    instead = needs.another_way(person_id)
    if instead is not None:
        return Ways((WAY_CHANNEL[instead],))
    address = people.email(person_id)
    if address is not None:
        return Ways(BY_EMAIL, why_not_there(address))
    return without_email((point.kind, point.came_back_at) for point in people.contact_points(person_id))


def reached_by_each(person_ids: Collection[UUID]) -> dict[UUID, Ways]:
    """The same for several people, in two statements; in three where one of them has no e-mail address."""
    instead, addresses = needs.another_way_of(person_ids), people.email_states_of(person_ids)
    found = {person_id: Ways((WAY_CHANNEL[way],)) for person_id, way in instead.items()}
    silent: dict[UUID, list[tuple[Kind, datetime | None]]] = {}
    for person_id in person_ids:
        if person_id in addresses:
            found.setdefault(person_id, Ways(BY_EMAIL, why_not_there(addresses[person_id])))
        elif person_id not in found:
            silent[person_id] = []
    if silent:
        for person_id, kind, came_back_at in db.session.execute(_GIVEN, {"ids": list(silent)}):
            silent[person_id].append((kind, came_back_at))
    return found | {person_id: without_email(given) for person_id, given in silent.items()}
