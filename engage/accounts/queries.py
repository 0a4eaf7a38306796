"""Accounts, and who is behind this request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.accounts.models import SignIn, User
from engage.accounts.rules import EMAIL_INDEX, MAY, Role
from engage.db import db
from engage.policy import Permission


def email_index(address: str) -> str:
    """The blind index under which an address is kept, whoever holds it."""
    return vault.blind(address.strip().casefold(), context=EMAIL_INDEX)


def user(user_id: UUID) -> User | None:
    """One account."""
    return db.session.get(User, user_id)


def user_by_email(address: str) -> User | None:
    """The account that signs in with this address."""
    indexes = vault.blinds(address.strip().casefold(), context=EMAIL_INDEX)
    return db.session.scalar(sa.select(User).where(User.email_index.in_(indexes)))


def member_by_index(email_index: str) -> User | None:
    """The member who signs in with the address behind a blind index and is not suspended."""
    return db.session.scalar(
        sa.select(User).where(User.email_index == email_index, User.role == Role.MEMBER, User.suspended_at.is_(None))
    )


def users_named(user_ids: Iterable[UUID]) -> dict[UUID, User]:
    """Accounts by id, for showing who did something."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    return {found.id: found for found in db.session.scalars(sa.select(User).where(User.id.in_(wanted)))}


def holders_of(permission: Permission) -> list[User]:
    """Everybody who may do something and is not suspended, in a stable order."""
    roles = [role for role, held in MAY.items() if permission in held]
    return list(
        db.session.scalars(
            sa.select(User)
            .where(User.role.in_(roles), User.suspended_at.is_(None), User.accepted_at.is_not(None))
            .order_by(User.created_at, User.id)
        )
    )


def token_hash(token: str) -> str:
    """How a sign-in token is kept: the token itself is only in the browser."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(token: str) -> tuple[SignIn, User] | None:
    """The living sign-in behind a token, with its account: not ended, not run out, not suspended."""
    found = db.session.execute(
        sa.select(SignIn, User)
        .join(User, User.id == SignIn.user_id)
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.ended_at.is_(None),
            SignIn.ends_at > clock.now(),
            User.suspended_at.is_(None),
        )
    ).first()
    return None if found is None else (found[0], found[1])


def ran_out(token: str) -> User | None:
    """Whose sign-in this was, if nobody ended it: it was left alone for too long or reached its end."""
    return db.session.scalar(
        sa.select(User)
        .join(SignIn, User.id == SignIn.user_id)
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), User.suspended_at.is_(None))
    )


def may(holder: User, permission: Permission) -> bool:
    """Whether an account holds a permission."""
    return permission in MAY[Role(holder.role)]
