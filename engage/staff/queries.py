"""Reading staff accounts, their sign-ins and the links they were sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.accounts import queries as accounts
from engage.accounts.models import RecoveryCode, Request, SignIn, User, Wish
from engage.accounts.rules import INVITATION_LASTS, STAFF_ROLES, Role
from engage.db import db
from engage.outbox.rules import Answer, Go, Letter, Reason, Stop
from engage.staff import rules
from engage.web.paging import ROWS, Page, page_of, unmark_moment

INVITATION = "staff invitation"
NEW_PASSWORD = "staff new password"  # noqa: S105 - what a link is for, not a password


def is_staff(user: User | None) -> bool:
    """Whether an account belongs to somebody who works here."""
    return user is not None and user.role is not Role.MEMBER


def may_sign_in(user: User) -> bool:
    """Whether the account has been accepted and is not suspended."""
    return is_staff(user) and user.accepted_at is not None and user.suspended_at is None


def staff_by_email(address: str) -> User | None:
    """The staff account that signs in with this address."""
    found = accounts.user_by_email(address)
    return found if is_staff(found) else None


def staff_account(user_id: UUID) -> User:
    """One staff account. Raises LookupError."""
    found = accounts.user(user_id)
    if found is None or not is_staff(found):
        raise LookupError("no such staff account")
    return found


def staff_accounts(*, after: str | None = None, before: str | None = None) -> Page[User]:
    """Everybody who works here, newest first, a page at a time."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen = sa.select(User).where(User.role.in_(STAFF_ROLES))
    if start is not None:
        key, here = sa.tuple_(User.created_at, User.id), _marked(start)
        chosen = chosen.where(key > here if going_back else key < here)
    order = (User.created_at, User.id) if going_back else (User.created_at.desc(), User.id.desc())
    found = list(db.session.scalars(chosen.order_by(*order).limit(ROWS + 1)))
    return page_of(found, key=_mark, came_after=start is not None, going_back=going_back)


def _mark(user: User) -> tuple[str, ...]:
    return user.created_at.isoformat(), user.id.hex


def _marked(start: tuple[datetime, UUID]) -> sa.Tuple:
    return sa.tuple_(sa.literal(start[0], User.created_at.type), sa.literal(start[1], sa.Uuid()))


def sign_ins_of(user_id: UUID) -> list[SignIn]:
    """Where somebody is signed in now, newest first."""
    living = sa.select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.ends_at > clock.now())
    return list(db.session.scalars(living.order_by(SignIn.started_at.desc(), SignIn.id)))


def recovery_codes_left(user_id: UUID) -> int:
    """How many recovery codes somebody has not used."""
    unused = sa.select(sa.func.count()).select_from(RecoveryCode)
    return db.session.scalar(unused.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))) or 0


def invitation_token(user: User) -> str:
    """The one-time link's token for an invited account; a newer invitation makes it useless."""
    return vault.sign([user.id.hex, str(user.link_serial)], purpose=INVITATION)


def invited(token: str, now: datetime) -> User | None:
    """The account an invitation is for, unless it was used, replaced or has run out."""
    payload = vault.read(token, purpose=INVITATION)
    user = accounts.user(UUID(payload[0])) if payload else None
    if payload is None or user is None or user.accepted_at or user.suspended_at or user.invited_at is None:
        return None
    return user if payload[1] == str(user.link_serial) and now < user.invited_at + INVITATION_LASTS else None


def new_password_token(request_id: UUID) -> str:
    """The token of the link that is mailed to somebody who asked for a new password."""
    return vault.sign([request_id.hex], purpose=NEW_PASSWORD)


def new_password_request(token: str, now: datetime) -> tuple[Request, User] | None:
    """The request behind such a link with its account, unless it was used, superseded or has run out."""
    payload = vault.read(token, purpose=NEW_PASSWORD)
    request = db.session.get(Request, UUID(payload[0])) if payload else None
    if request is None or request.wish is not Wish.NEW_PASSWORD or request.used_at is not None:
        return None
    if now >= request.asked_at + rules.NEW_PASSWORD_LINK_LASTS or _has_newer(request):
        return None
    user = account_of_request(request)
    return None if user is None else (request, user)


def account_of_request(request: Request) -> User | None:
    """The staff account that asked, if there is one that may sign in."""
    user = db.session.scalar(sa.select(User).where(User.email_index.in_(request.indexes)))
    return user if user is not None and may_sign_in(user) else None


@dataclass(frozen=True)
class AccountFacts:
    """What a message about an account needs; `token` is worked out when the message is written and kept nowhere."""

    name: str
    email: str
    when: datetime
    token: str = ""


def may_write(letter: Letter, now: datetime) -> Answer:
    """Whether a message to a member of staff may still go: to nobody who is suspended."""
    user = accounts.user(letter.recipient_id)
    if user is None or not is_staff(user):
        return Stop(Reason.NO_ADDRESS)
    return Stop(Reason.SUSPENDED) if user.suspended_at is not None else Go()


def may_invite(letter: Letter, now: datetime) -> Answer:
    """Whether an invitation may still go: not after it was accepted or a newer one was made."""
    user = accounts.user(letter.recipient_id)
    if user is not None and user.accepted_at is not None:
        return Stop(Reason.ALREADY_DONE)
    if user is not None and user.link_serial != letter.ordinal:
        return Stop(Reason.SUPERSEDED)
    return may_write(letter, now)


def may_mail_new_password(letter: Letter, now: datetime) -> Answer:
    """Whether the link may go: here, and only here, it is found out whether the address is known."""
    request = db.session.get(Request, letter.about)
    if request is None or request.used_at is not None or _has_newer(request):
        return Stop(Reason.SUPERSEDED)
    return Go() if account_of_request(request) is not None else Stop(Reason.UNKNOWN_ADDRESS)


def invitation_facts(letter: Letter) -> AccountFacts | None:
    """Who is invited, with the link."""
    return _facts(accounts.user(letter.recipient_id), token=invitation_token)


def new_password_facts(letter: Letter) -> AccountFacts | None:
    """Who asked for a new password, with the link."""
    request = db.session.get(Request, letter.about)
    asker = None if request is None else account_of_request(request)
    return _facts(asker, token=lambda _user: new_password_token(letter.about))


def changed_facts(letter: Letter) -> AccountFacts | None:
    """Whose sign-in details changed."""
    return _facts(accounts.user(letter.recipient_id), token=lambda _user: "")


def _facts(user: User | None, *, token: Callable[[User], str]) -> AccountFacts | None:
    if user is None or user.email is None or user.name is None:
        return None
    return AccountFacts(user.name, user.email, clock.now(), token(user))


def _has_newer(request: Request) -> bool:
    newer = sa.select(Request.id).where(
        Request.wish == request.wish, Request.email_index == request.email_index, Request.asked_at > request.asked_at
    )
    return db.session.scalar(newer.limit(1)) is not None
