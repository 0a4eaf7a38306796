"""Accounts, and who is behind this request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.accounts.models import Request, SignIn, User
from engage.accounts.rules import EMAIL_INDEX, MAY, SIGN_IN_LINK_LASTS, STAFF_ROLES, Role, comparable_email
from engage.db import db
from engage.outbox.rules import Answer, Go, Letter, Reason, Stop
from engage.policy import Permission

_read: ContextVar[list[User] | None] = ContextVar("staff read once", default=None)


def email_index(address: str) -> str:
    """The blind index under which an address is kept, whoever holds it."""
    return vault.blind(comparable_email(address), context=EMAIL_INDEX)


def older_indexes(address: str) -> str | None:
    """The same under the older keys, for as long as there are any."""
    return " ".join(email_indexes(address)[1:]) or None


def email_indexes(address: str) -> list[str]:
    """Every blind index under which an address may be kept, the newest first."""
    return vault.blinds(comparable_email(address), context=EMAIL_INDEX)


def user(user_id: UUID) -> User | None:
    """One account."""
    return db.session.get(User, user_id)


def user_by_email(address: str) -> User | None:
    """The account that signs in with this address."""
    return db.session.scalar(sa.select(User).where(User.email_index.in_(email_indexes(address))))


def member_by_index(indexes: Sequence[str]) -> User | None:
    """The member who signs in with the address behind these blind indexes of it and is not suspended."""
    return db.session.scalar(
        sa.select(User).where(User.email_index.in_(indexes), User.role == Role.MEMBER, User.suspended_at.is_(None))
    )


def users_named(user_ids: Iterable[UUID]) -> dict[UUID, User]:
    """Accounts by id, for showing who did something."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    known = {found.id: found for found in _read.get() or () if found.id in wanted}
    missing = wanted - known.keys()
    if missing:
        known |= {found.id: found for found in db.session.scalars(sa.select(User).where(User.id.in_(missing)))}
    return known


@contextmanager
def staff_read_once() -> Iterator[None]:
    """Within this block, which only looks, everybody who may be written to as staff is read at most once."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def staff() -> list[User]:
    """Everybody of the staff who took up their account and is not suspended, in a stable order."""
    kept = _read.get()
    if kept:
        return kept
    chosen = sa.select(User).where(User.role.in_(STAFF_ROLES), User.suspended_at.is_(None), User.accepted_at.is_not(None))
    found = list(db.session.scalars(chosen.order_by(User.created_at, User.id)))
    if kept is not None:
        kept.extend(found)
    return found


def staff_names(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those accounts that have one: staff. A member's name stays with their person."""
    return {user_id: found.name for user_id, found in users_named(user_ids).items() if found.name is not None}


def holders_of(permission: Permission) -> list[User]:
    """Everybody of the staff who may do something and is not suspended, in a stable order."""
    return [user for user in staff() if permission in MAY[user.role]]


def token_hash(token: str) -> str:
    """How a sign-in token is kept: the token itself is only in the browser."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(token: str) -> tuple[SignIn, User] | None:
    """The living sign-in behind a token, with its account: not ended, not run out, not suspended."""
    found = db.session.execute(_ALIVE, {"token_hash": token_hash(token), "now": clock.now()}).first()
    return None if found is None else (found[0], found[1])


# asked by every page of somebody signed in, so it is put together once
_ALIVE = (
    sa.select(SignIn, User)
    .join(User, User.id == SignIn.user_id)
    .where(
        SignIn.token_hash == sa.bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.ends_at > sa.bindparam("now", type_=SignIn.ends_at.type),
        User.suspended_at.is_(None),
    )
)


def ran_out(token: str) -> User | None:
    """Whose sign-in this was, if nobody ended it: it was left alone for too long or reached its end."""
    return db.session.scalar(
        sa.select(User)
        .join(SignIn, User.id == SignIn.user_id)
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), User.suspended_at.is_(None))
    )


def permissions(holder: User) -> frozenset[Permission]:
    """The permissions of an account."""
    return MAY[Role(holder.role)]


def may(holder: User, permission: Permission) -> bool:
    """Whether an account holds a permission."""
    return permission in permissions(holder)


def all_may_be_told(
    letters: Sequence[Letter], permission: Permission, why_not: Callable[[Letter], Reason | None]
) -> dict[UUID, Answer]:
    """May these messages go to whoever holds a permission? `why_not`: why there is nothing to tell, if so."""
    users, found = users_named(each.recipient_id for each in letters), dict[UUID, Answer]()
    for each in letters:
        user = users.get(each.recipient_id)
        if user is None or user.suspended_at is not None or not may(user, permission):
            found[each.outgoing_id] = Stop(Reason.SUSPENDED)
        else:
            reason = why_not(each)
            found[each.outgoing_id] = Go() if reason is None else Stop(reason)
    return found


# Signing in by a mailed link or code


SIGN_IN = "accounts.sign_in"
_PURPOSE = "sign in"


def request(request_id: UUID) -> Request | None:
    """Something somebody asked for."""
    return db.session.get(Request, request_id, populate_existing=True)


def works(asked: Request | None, *, now: datetime) -> bool:
    """Whether the link and code of a request can still be used."""
    return asked is not None and asked.used_at is None and now < asked.asked_at + SIGN_IN_LINK_LASTS


def sign_in_token(request_id: UUID) -> str:
    """The link of one request."""
    return vault.sign([request_id.hex], purpose=_PURPOSE)


def sign_in_code(request_id: UUID) -> str:
    """The six digits of one request."""
    return vault.code(request_id.hex, purpose=_PURPOSE)


def code_is_right(asked: Request, code: str) -> bool:
    """Whether these are the six digits of a request."""
    return vault.same(code, sign_in_code(asked.id))


def read_sign_in_token(token: str) -> UUID | None:
    """The request behind a link, when the link is one of ours."""
    payload = vault.read(token, purpose=_PURPOSE)
    return None if payload is None else UUID(payload[0])


@dataclass(frozen=True)
class SignInFacts:
    """What the mail with the link and the code needs."""

    to: str
    greeting: str
    token: str
    code: str


def may_sign_in(letter: Letter, now: datetime) -> Answer:
    """May the mail with the link go? Here, and nowhere before, it is found out whether the address is known."""
    asked = request(letter.about)
    if asked is None or not works(asked, now=now):
        return Stop(Reason.SUPERSEDED)
    return Stop(Reason.UNKNOWN_ADDRESS) if member_by_index(asked.indexes) is None else Go()


def sign_in_facts(letter: Letter, *, reach: Callable[[UUID], tuple[str, str] | None]) -> SignInFacts | None:
    """The facts of that mail; `reach` says where to write to a person and what to call them, which this room does not know."""
    asked = request(letter.about)
    member = None if asked is None else member_by_index(asked.indexes)
    reached = None if member is None or member.person_id is None else reach(member.person_id)
    if asked is None or reached is None:
        return None
    to, greeting = reached
    return SignInFacts(to, greeting, sign_in_token(asked.id), sign_in_code(asked.id))
