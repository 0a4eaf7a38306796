"""Whose calendar stands behind a secret address, and what stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.calendars.models import Feed
from engage.calendars.rules import LOOKS_BACK, Noted, Reader, Source, in_order
from engage.db import db


def token_of(serial: UUID) -> str:
    """The token of an address: 160 bits that only whoever holds the secret key can work out."""
    return vault.mac(serial.hex, purpose="calendar address")[:40]


def token_hash(token: str) -> str:
    """How a token is looked up: it is as good as random, so a plain digest tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed(user_id: UUID) -> Feed | None:
    """The calendar address of an account, if it is turned on."""
    return db.session.scalar(sa.select(Feed).where(Feed.user_id == user_id))


def user_behind(token: str) -> User | None:
    """Whose calendar an address is: nobody's where it was replaced, turned off or never made, or the account is shut."""
    return db.session.scalar(
        sa.select(User)
        .join(Feed, Feed.user_id == User.id)
        .where(Feed.token_hash == token_hash(token), User.suspended_at.is_(None))
    )


def noted(user: User, sources: Iterable[Source], today: date) -> list[Noted]:
    """What stands in somebody's calendar, by day: what their role lets them see, and nothing long past."""
    reader = Reader(user.id, user.person_id)
    found = [each for source in sources if accounts.may(user, source.permission) for each in source.noted(reader, today)]
    return in_order(each for each in found if each.entry.day >= today - LOOKS_BACK)
