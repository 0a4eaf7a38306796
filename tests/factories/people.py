"""People; every name and address is obviously made up."""

from __future__ import annotations

import itertools
from datetime import datetime
from uuid import UUID

from engage import clock
from engage.people import actions
from engage.people.actions import Newcomer, Reach
from engage.people.rules import Kind
from tests.factories import saves

_count = itertools.count(1)


def a_newcomer(
    name: str = "Sam Example", *, called: str | None = None, email: str | None = None, phone: str | None = None,
    verified_at: datetime | None = None, **reach: str,
) -> Newcomer:  # fmt: skip
    """Somebody about to be added; without an address of any kind they get an e-mail address of their own."""
    reaches = []
    if email or (phone is None and not reach):
        reaches.append(Reach(Kind.EMAIL, email or f"person-{next(_count)}@people.example", verified_at=verified_at))
    if phone:
        reaches.append(Reach(Kind.PHONE, phone, may_leave_message=True, may_say_trust=False))
    reaches += [Reach(Kind(kind), value) for kind, value in reach.items()]
    return Newcomer(full_name=name, called=called, reaches=reaches)


@saves
def a_person(name: str = "Sam Example", *, confirmed: bool = True, at: datetime | None = None, **details: str) -> UUID:
    """A person in the database who is not in the pool."""
    at = at or clock.now()
    [person_id] = actions.add([a_newcomer(name, verified_at=at if confirmed else None, **details)], ats=[at])  # type: ignore[arg-type]
    return person_id
