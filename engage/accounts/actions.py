"""Asking for a way in by e-mail, using it, and opening an account."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from engage import clock
from engage.accounts import queries
from engage.accounts.models import Request, SignIn, User, Wish
from engage.accounts.rules import REQUESTS_KEPT, SIGN_IN_LINK_LASTS, SIGN_INS_KEPT, Role
from engage.audit import actions as audit
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Category, Due


class AlreadyHasAnAccount(ValueError):
    """Somebody else signs in with this address: another member, or somebody who works here."""

    def __init__(self, *, is_member: bool) -> None:
        super().__init__("somebody else signs in with this address")
        self.is_member = is_member


def open_for_member(person_id: UUID, address: str, *, at: datetime) -> User:
    """Give a member an account to which their confirmed address is the key. Asking twice opens one."""
    found = queries.user_by_email(address)
    if found is not None and found.person_id == person_id:
        return found
    if found is not None:
        raise AlreadyHasAnAccount(is_member=found.role is Role.MEMBER)
    opened = User(
        role=Role.MEMBER, person_id=person_id, email_index=queries.email_index(address), created_at=at, accepted_at=at,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(opened)
    except IntegrityError as error:  # somebody else was quicker
        raise AlreadyHasAnAccount(is_member=True) from error
    audit.record("opened an account", kind="account", about=opened.id, by=None)
    return opened


def become_one(*, of: UUID, into: UUID, keep_theirs: bool, at: datetime) -> None:
    """Two people are one: one account stays, theirs or ours, and whoever is signed in to either is signed out.

    The other account opens nothing any more; it stays with the record that goes, so that this can be taken back.
    """
    accounts = {user.person_id: user for user in db.session.scalars(sa.select(User).where(User.person_id.in_([of, into])))}
    ours, theirs = accounts.get(into), accounts.get(of)
    if theirs is not None and (keep_theirs or ours is None):
        if ours is not None:  # one of them steps aside, because no two may have one person
            ours.person_id, ours.suspended_at = uuid.uuid4(), ours.suspended_at or at
            db.session.flush()
        theirs.person_id = into
        db.session.flush()
        if ours is not None:
            ours.person_id = of
    elif theirs is not None:
        theirs.suspended_at = theirs.suspended_at or at
    db.session.flush()
    end_sign_ins([user.id for user in accounts.values()], at=at)


def close_for(person_id: UUID, *, at: datetime) -> User | None:
    """A person's record is no more: their account opens nothing, and every browser in which it is signed in is signed out."""
    user = db.session.scalar(sa.select(User).where(User.person_id == person_id, User.suspended_at.is_(None)))
    if user is not None:
        user.suspended_at = at
        end_sign_ins([user.id], at=at)
        audit.record("closed an account", kind="account", about=user.id, by=None)
    return user


def move_to(person_id: UUID, address: str, *, at: datetime) -> None:
    """Another address is the key to a member's account from now on. Raises AlreadyHasAnAccount."""
    user = db.session.scalar(sa.select(User).where(User.person_id == person_id))
    if user is None:
        open_for_member(person_id, address, at=at)
        return
    other = queries.user_by_email(address)
    if other is not None and other.id != user.id:
        raise AlreadyHasAnAccount(is_member=other.role is Role.MEMBER)
    user.email_index, user.suspended_at = queries.email_index(address), None
    db.session.flush()
    audit.record("changed the address of an account", kind="account", about=user.id, by=None)


def give_up_address(person_id: UUID, *, at: datetime) -> None:
    """A member has no address any more: nothing opens their account until they confirm another."""
    user = close_for(person_id, at=at)
    if user is not None:
        user.email_index = f"removed {user.id.hex}"


def end_sign_ins(user_ids: Sequence[UUID], *, at: datetime) -> None:
    """Sign these accounts out everywhere."""
    alive = sa.update(SignIn).where(SignIn.user_id.in_(user_ids), SignIn.ended_at.is_(None))
    db.session.execute(alive.values(ended_at=at).execution_options(synchronize_session="fetch"))


def open_again_for(person_id: UUID) -> None:
    """An account was closed by mistake: its owner may sign in again."""
    user = db.session.scalar(sa.select(User).where(User.person_id == person_id, User.suspended_at.is_not(None)))
    if user is not None:
        user.suspended_at = None
        audit.record("opened an account again", kind="account", about=user.id, by=None)


def ask_for_link(address: str, *, send: bool, at: datetime) -> Request:
    """Somebody wants to sign in. Whether the address is known is found out when the mail is written, not here.

    `send` is whether this address may still be written to; the request is kept either way, so that all look the same.
    One that is not mailed is used up from the start: else its code could be guessed at by asking again and again.
    """
    asked = Request(
        wish=Wish.SIGN_IN, email_index=queries.email_index(address), older_indexes=queries.older_indexes(address), asked_at=at,
        used_at=None if send else at,
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    if send:
        outbox.put(
            Due(
                kind="accounts.sign_in", about=asked.id, recipient_id=asked.id, due_at=at, due_on=clock.day_of(at),
                not_after=at + SIGN_IN_LINK_LASTS, category=Category.SECURITY,
            )
        )  # fmt: skip
    return asked


def supersede(request_id: UUID, *, at: datetime) -> None:
    """A newer request from the same browser takes the place of this one, whose link and code stop working."""
    db.session.execute(sa.update(Request).where(Request.id == request_id, Request.used_at.is_(None)).values(used_at=at))


def use(request: Request, *, at: datetime) -> User | None:
    """Use a link or code, once; the account it opens, or None when there is none or it was used meanwhile."""
    used = db.session.execute(
        sa.update(Request)
        .where(Request.id == request.id, Request.used_at.is_(None), Request.asked_at > at - SIGN_IN_LINK_LASTS)
        .values(used_at=at)
        .returning(Request.id)
        .execution_options(synchronize_session=False)
    ).first()
    user = None if used is None else queries.member_by_index(request.indexes)
    if user is not None:
        audit.record("signed in", kind="account", about=user.id, by=user.id)
    return user


def forget_old(now: datetime) -> int:
    """Delete requests for a link that nobody can use any more, and sign-ins that ended long ago; how many."""
    requests = sa.delete(Request).where(Request.asked_at < now - REQUESTS_KEPT)
    sign_ins = sa.delete(SignIn).where(SignIn.ends_at < now - SIGN_INS_KEPT)
    return sum(cast("sa.CursorResult[Any]", db.session.execute(each)).rowcount for each in (requests, sign_ins))
