"""People in the pool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import actions as accounts
from engage.accounts.models import User
from engage.consent import queries as consent
from engage.db import db
from engage.people import queries as people
from engage.people.actions import Newcomer
from engage.pool import actions
from engage.pool.actions import Joining
from engage.pool.models import Member
from engage.pool.rules import Standing, Tie
from tests.factories import saves
from tests.factories.people import a_newcomer


@saves
def a_member(
    name: str = "Sam Example", *, confirmed: bool = True, gives: Sequence[str] = ("newsletter",), at: datetime | None = None,
    ties: Sequence[Tie] = (Tie.USES,), area: str | None = "Ashford", standing: Standing = Standing.APPLIED, **details: str,
) -> UUID:  # fmt: skip
    """Somebody in the pool; `confirmed`: their e-mail address is theirs and they can sign in."""
    at = at or clock.now()
    newcomer = a_newcomer(name, verified_at=at if confirmed else None, **details)  # type: ignore[arg-type]
    person_id = actions.take_in(Joining(newcomer, ties, area, gives), consent.offers(now=at), at=at)
    if standing is not Standing.APPLIED:
        left_at = at if standing is Standing.LEFT else None
        db.session.execute(sa.update(Member).where(Member.person_id == person_id).values(standing=standing, left_at=left_at))
    address = people.address_of(person_id)
    if confirmed and address is not None:
        accounts.open_for_member(person_id, address, at=at)
    return person_id


@saves
def members(names: Sequence[str]) -> list[UUID]:
    """Many people at once, each reached by nothing and asked for nothing: for lists that must be long."""
    joinings = [Joining(Newcomer(name)) for name in names]
    return actions.take_in_many(joinings, [], ats=[clock.now()] * len(joinings))


@saves
def the_account_of(person_id: UUID) -> User:
    """The account a member signs in with, for `browser.sign_in_as`."""
    return db.session.scalars(sa.select(User).where(User.person_id == person_id)).one()
