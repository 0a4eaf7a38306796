"""Inviting staff and accepting, and what an administrator does with accounts."""

from __future__ import annotations

import uuid
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import RecoveryCode, User
from engage.accounts.rules import INVITATION_LASTS, Role
from engage.audit.actions import record
from engage.calendars import actions as calendars
from engage.db import db
from engage.staff import rules
from engage.staff.actions.writing import KIND, end_all, mail


class AlreadyHasAnAccount(ValueError):
    """Somebody signs in with this address already."""


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
    mail(user, "staff.invitation", about=user.id, lasts=INVITATION_LASTS)
    return user


def invite_again(user: User, *, by: UUID | None) -> None:
    """Send a new link to somebody who has not accepted yet; the old one is useless from now on."""
    if user.accepted_at is not None:
        raise HasAccepted
    user.link_serial += 1
    user.invited_at = clock.now()
    record("account invited again", kind=KIND, about=user.id, by=by)
    mail(user, "staff.invitation", about=user.id, ordinal=user.link_serial, lasts=INVITATION_LASTS)


def set_up_again(user: User, *, by: UUID) -> None:
    """Somebody lost their second step for good and showed who they are: they begin anew by a link, with nothing of the old."""
    _not_own(user, by)
    user.password_hash = user.second_factor = user.accepted_at = None
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    end_all(user.id)
    record("account to be set up again", kind=KIND, about=user.id, by=by)
    invite_again(user, by=by)


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


def change_role(user: User, *, role: Role, by: UUID) -> None:
    """Give somebody another role; they are signed out everywhere."""
    _not_own(user, by)
    if role is Role.MEMBER:
        raise ValueError("staff do not become members: they join")
    record("role changed", kind=KIND, about=user.id, by=by, before=user.role.value, after=role.value)
    user.role = role
    end_all(user.id)


def suspend(user: User, *, by: UUID) -> None:
    """Shut an account at once: its sign-ins end now."""
    _not_own(user, by)
    if user.suspended_at is None:
        user.suspended_at = clock.now()
        end_all(user.id)
        calendars.turn_off(user.id, by=by)
        record("account suspended", kind=KIND, about=user.id, by=by)


def bring_back(user: User, *, by: UUID) -> None:
    """Let a suspended account sign in again, with the password and second factor it had."""
    if user.suspended_at is not None:
        user.suspended_at = None
        record("account brought back", kind=KIND, about=user.id, by=by)


def end_sign_ins(user: User, *, by: UUID) -> int:
    """Sign somebody out everywhere; how many sign-ins ended."""
    ended = end_all(user.id)
    record("sign-ins ended", kind=KIND, about=user.id, by=by, ended=ended)
    return ended


def _not_own(user: User, by: UUID) -> None:
    if user.id == by:
        raise NotYourOwn
