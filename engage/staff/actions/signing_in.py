"""Both halves of a sign-in, a new password, and what somebody does with their own account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import RecoveryCode, Request, SignIn, User, Wish
from engage.audit.actions import record
from engage.db import db
from engage.outbox.actions import put
from engage.outbox.rules import Category, Due
from engage.staff import queries, rules
from engage.staff.actions.looking_after import renew_recovery_codes
from engage.staff.actions.writing import KIND, changed, end_all, mail
from engage.throttle import rules as limits
from engage.throttle.actions import allow, give_back


class TooManyTries(ValueError):
    """A limit of throttle/rules.py was reached; the tries count whoever exists."""


class NotRight(ValueError):
    """A password or a code is not right; which of them, and whether anybody has this address, is not said."""


@dataclass(frozen=True)
class Try:
    """A sign-in that was counted and has still to be compared: outside a transaction, because that takes its time."""

    user_id: UUID | None
    kept: str | None


def count_try(email: str, *, place: str) -> Try:
    """Count a try for the address and for where it comes from, known or not. Raises TooManyTries."""
    index = accounts.email_index(email)
    allowed = [allow(limits.SIGN_IN_PLACE, place), allow(limits.SIGN_IN_ACCOUNT, index)]
    if not all(allowed):
        record("sign-in limit reached", kind=KIND, about=None, by=None)
        raise TooManyTries
    user = queries.staff_by_email(email)
    return Try(user.id, user.password_hash) if user is not None and queries.may_sign_in(user) else Try(None, None)


def password_was_right(tried: Try, *, typed: str, email: str, place: str) -> User:
    """The account, after its password was right: the try is given back, an old hash is made new."""
    user = queries.staff_account(cast(UUID, tried.user_id))
    for limit, subject in ((limits.SIGN_IN_PLACE, place), (limits.SIGN_IN_ACCOUNT, accounts.email_index(email))):
        give_back(limit, subject)
    if rules.is_stale(tried.kept or ""):
        user.password_hash = rules.hashed(typed)
    return user


def password_was_wrong(tried: Try) -> None:
    """Write down a refused sign-in."""
    record("sign-in refused", kind=KIND, about=tried.user_id, by=None)


def say_password(user: User, typed: str) -> None:
    """Somebody who is signed in says their password again. Raises TooManyTries, NotRight."""
    if not allow(limits.SIGN_IN_ACCOUNT, user.email_index):
        raise TooManyTries
    if not rules.matches(user.password_hash, typed):
        record("password refused", kind=KIND, about=user.id, by=user.id)
        raise NotRight
    give_back(limits.SIGN_IN_ACCOUNT, user.email_index)


def use_code(user: User, code: str) -> None:
    """Accept a code of the second factor, each step once. Raises TooManyTries, NotRight."""
    _count_second_factor(user)
    step = rules.step_of(user.second_factor or "", code, clock.now())
    used = sa.update(User).where(User.id == user.id, User.last_factor_step < (step or 0)).values(last_factor_step=step)
    if step is None or not changed(used):
        record("second factor refused", kind=KIND, about=user.id, by=None)
        raise NotRight


def use_recovery_code(user: User, code: str) -> int:
    """Accept a recovery code once; how many are left. Raises TooManyTries, NotRight."""
    _count_second_factor(user)
    mine = RecoveryCode.user_id == user.id
    unused = sa.update(RecoveryCode).where(
        mine, RecoveryCode.used_at.is_(None), RecoveryCode.code_hash == rules.recovery_hash(user.id, code)
    )
    if not changed(unused.values(used_at=clock.now())):
        record("recovery code refused", kind=KIND, about=user.id, by=None)
        raise NotRight
    record("recovery code used", kind=KIND, about=user.id, by=user.id)
    left = sa.select(sa.func.count()).select_from(RecoveryCode).where(mine, RecoveryCode.used_at.is_(None))
    return db.session.scalar(left) or 0


def note_sign_in(user: User) -> None:
    """Write down a completed sign-in; links for a new password that were asked for before it are useless now."""
    _shut_requests(user)
    record("signed in", kind=KIND, about=user.id, by=user.id)


def ask_for_new_password(email: str, *, place: str) -> None:
    """Somebody asks for a link; whether the address is known is found out when the mail is written."""
    index = accounts.email_index(email)
    if not (allow(limits.ASKING_FOR_MAIL, place) and allow(limits.MAIL_TO_ADDRESS, index)):
        return
    now = clock.now()
    request = Request(
        id=uuid.uuid4(), wish=Wish.NEW_PASSWORD, email_index=index, older_indexes=accounts.older_indexes(email), asked_at=now
    )
    db.session.add(request)
    db.session.flush()
    put(
        Due("staff.new_password", about=request.id, recipient_id=request.id, due_at=now, due_on=clock.day_of(now),
            not_after=now + rules.NEW_PASSWORD_LINK_LASTS, category=Category.SECURITY)
    )  # fmt: skip


def change_password(user: User, *, password_hash: str, keep: UUID | None = None) -> None:
    """Keep another password: every sign-in but `keep` ends, open links die, and their owner is told by mail."""
    user.password_hash = password_hash
    end_all(user.id, but=keep)
    _shut_requests(user)
    record("password changed", kind=KIND, about=user.id, by=user.id)
    _tell_changed(user)


def replace_second_factor(user: User, *, secret: str, step: int, keep: UUID) -> list[str]:
    """Use another authenticator app from now on; other sign-ins end. Answers new recovery codes."""
    user.second_factor, user.last_factor_step = secret, step
    end_all(user.id, but=keep)
    record("second factor replaced", kind=KIND, about=user.id, by=user.id)
    _tell_changed(user)
    return renew_recovery_codes(user)


def end_one(user: User, sign_in_id: UUID) -> None:
    """Sign out in one other place, if it is one of one's own."""
    one = sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if changed(one.values(ended_at=clock.now())):
        record("sign-ins ended", kind=KIND, about=user.id, by=user.id, ended=1)


def _count_second_factor(user: User) -> None:
    if not allow(limits.SECOND_FACTOR, user.id.hex):
        record("second factor limit reached", kind=KIND, about=user.id, by=None)
        raise TooManyTries


def _shut_requests(user: User) -> None:
    open_ones = sa.update(Request).where(
        Request.email_index.in_(accounts.email_indexes(user.email or "")), Request.wish == Wish.NEW_PASSWORD,
        Request.used_at.is_(None),
    )  # fmt: skip
    db.session.execute(open_ones.values(used_at=clock.now()))


def _tell_changed(user: User) -> None:
    mail(user, "staff.changed", about=uuid.uuid4(), lasts=timedelta(days=1))
