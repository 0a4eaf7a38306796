"""Inviting staff and accepting, both halves of a sign-in, one's own account, and what an administrator does with accounts."""

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
from engage.accounts.rules import INVITATION_LASTS, Role
from engage.audit.actions import record
from engage.db import db
from engage.outbox.actions import put
from engage.outbox.rules import Category, Due
from engage.staff import queries, rules
from engage.throttle import rules as limits
from engage.throttle.actions import allow, give_back

KIND = "account"


class AlreadyHasAnAccount(ValueError):
    """Somebody signs in with this address already."""


class TooManyTries(ValueError):
    """A limit of throttle/rules.py was reached; the tries count whoever exists."""


class NotRight(ValueError):
    """A password or a code is not right; which of them, and whether anybody has this address, is not said."""


class HasAccepted(ValueError):
    """Somebody who accepted is not invited again: they ask for a new password."""


class NotYourOwn(ValueError):
    """An administrator cannot suspend or change their own account: somebody else must."""


def invite(*, name: str, email: str, role: Role, by: UUID | None) -> User:
    """Make an account that its owner has still to accept, by a one-time link that lasts seven days."""
    if role is Role.MEMBER:
        raise ValueError("members are not invited: they join")
    if accounts.user_by_email(email) is not None:
        raise AlreadyHasAnAccount
    user = User(
        id=uuid.uuid4(), role=role, email=email.strip(), name=name, email_index=accounts.email_index(email),
        invited_at=clock.now(), link_serial=0, last_factor_step=0,
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    record("account invited", kind=KIND, about=user.id, by=by, role=role.value)
    _mail(user, "staff.invitation", about=user.id, lasts=INVITATION_LASTS)
    return user


def invite_again(user: User, *, by: UUID | None) -> None:
    """Send a new link to somebody who has not accepted yet; the old one is useless from now on."""
    if user.accepted_at is not None:
        raise HasAccepted
    user.link_serial += 1
    user.invited_at = clock.now()
    record("account invited again", kind=KIND, about=user.id, by=by)
    _mail(user, "staff.invitation", about=user.id, ordinal=user.link_serial, lasts=INVITATION_LASTS)


def accept(user: User, *, password_hash: str, secret: str, step: int = 0) -> list[str]:
    """Accept an invitation: from now on the account can sign in. Answers the recovery codes, shown once.

    `step` is the step of the code that proved the second factor, so that it cannot be used again.
    """
    user.password_hash, user.second_factor, user.last_factor_step = password_hash, secret, step
    user.accepted_at = clock.now()
    user.link_serial += 1
    record("account accepted", kind=KIND, about=user.id, by=user.id)
    return renew_recovery_codes(user)


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new recovery codes; the old ones stop working."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = rules.new_recovery_codes()
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=rules.recovery_hash(user.id, code)) for code in codes)
    record("recovery codes made", kind=KIND, about=user.id, by=user.id)
    return codes


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
    if step is None or not _changed(used):
        record("second factor refused", kind=KIND, about=user.id, by=None)
        raise NotRight


def use_recovery_code(user: User, code: str) -> int:
    """Accept a recovery code once; how many are left. Raises TooManyTries, NotRight."""
    _count_second_factor(user)
    mine = RecoveryCode.user_id == user.id
    unused = sa.update(RecoveryCode).where(
        mine, RecoveryCode.used_at.is_(None), RecoveryCode.code_hash == rules.recovery_hash(user.id, code)
    )
    if not _changed(unused.values(used_at=clock.now())):
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
    request = Request(id=uuid.uuid4(), wish=Wish.NEW_PASSWORD, email_index=index, asked_at=now)
    db.session.add(request)
    db.session.flush()
    put(
        Due("staff.new_password", about=request.id, recipient_id=request.id, due_at=now, due_on=clock.day_of(now),
            not_after=now + rules.NEW_PASSWORD_LINK_LASTS, category=Category.SECURITY)
    )  # fmt: skip


def change_password(user: User, *, password_hash: str, keep: UUID | None = None) -> None:
    """Keep another password: every sign-in but `keep` ends, open links die, and their owner is told by mail."""
    user.password_hash = password_hash
    _end_all(user.id, but=keep)
    _shut_requests(user)
    record("password changed", kind=KIND, about=user.id, by=user.id)
    _tell_changed(user)


def replace_second_factor(user: User, *, secret: str, step: int, keep: UUID) -> list[str]:
    """Use another authenticator app from now on; other sign-ins end. Answers new recovery codes."""
    user.second_factor, user.last_factor_step = secret, step
    _end_all(user.id, but=keep)
    record("second factor replaced", kind=KIND, about=user.id, by=user.id)
    _tell_changed(user)
    return renew_recovery_codes(user)


def end_one(user: User, sign_in_id: UUID) -> None:
    """Sign out in one other place, if it is one of one's own."""
    one = sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if _changed(one.values(ended_at=clock.now())):
        record("sign-ins ended", kind=KIND, about=user.id, by=user.id, ended=1)


def change_role(user: User, *, role: Role, by: UUID) -> None:
    """Give somebody another role; they are signed out everywhere."""
    _not_own(user, by)
    if role is Role.MEMBER:
        raise ValueError("staff do not become members: they join")
    record("role changed", kind=KIND, about=user.id, by=by, before=user.role.value, after=role.value)
    user.role = role
    _end_all(user.id)


def suspend(user: User, *, by: UUID) -> None:
    """Shut an account at once: its sign-ins end now."""
    _not_own(user, by)
    if user.suspended_at is None:
        user.suspended_at = clock.now()
        _end_all(user.id)
        record("account suspended", kind=KIND, about=user.id, by=by)


def bring_back(user: User, *, by: UUID) -> None:
    """Let a suspended account sign in again, with the password and second factor it had."""
    if user.suspended_at is not None:
        user.suspended_at = None
        record("account brought back", kind=KIND, about=user.id, by=by)


def end_sign_ins(user: User, *, by: UUID) -> int:
    """Sign somebody out everywhere; how many sign-ins ended."""
    ended = _end_all(user.id)
    record("sign-ins ended", kind=KIND, about=user.id, by=by, ended=ended)
    return ended


def _count_second_factor(user: User) -> None:
    if not allow(limits.SECOND_FACTOR, user.id.hex):
        record("second factor limit reached", kind=KIND, about=user.id, by=None)
        raise TooManyTries


def _shut_requests(user: User) -> None:
    open_ones = sa.update(Request).where(
        Request.email_index == user.email_index, Request.wish == Wish.NEW_PASSWORD, Request.used_at.is_(None)
    )
    db.session.execute(open_ones.values(used_at=clock.now()))


def _tell_changed(user: User) -> None:
    _mail(user, "staff.changed", about=uuid.uuid4(), lasts=timedelta(days=1))


def _mail(user: User, kind: str, *, about: UUID, lasts: timedelta, ordinal: int = 0) -> None:
    now = clock.now()
    put(
        Due(kind, about=about, recipient_id=user.id, due_at=now, due_on=clock.day_of(now), not_after=now + lasts,
            ordinal=ordinal, category=Category.SECURITY)
    )  # fmt: skip


def _changed(update: sa.Update) -> bool:
    return bool(db.session.execute(update.execution_options(synchronize_session="fetch")).rowcount)  # type: ignore[attr-defined]


def _not_own(user: User, by: UUID) -> None:
    if user.id == by:
        raise NotYourOwn


def _end_all(user_id: UUID, *, but: UUID | None = None) -> int:
    living = sa.update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but is not None:
        living = living.where(SignIn.id != but)
    return int(db.session.execute(living.values(ended_at=clock.now())).rowcount)  # type: ignore[attr-defined]
