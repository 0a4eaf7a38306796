"""Who is behind this request: the bridge between Flask-Login, the cookie and the list of sign-ins.

The cookie holds a random token and the minute it was last used; the idle limit is read from the cookie, so that
opening a page changes nothing in the database, and the list of sign-ins decides whether the token still lives.
See docs/decisions/0004-sign-ins-on-the-server.md.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from engage import clock
from engage.accounts import queries, rules
from engage.accounts.models import SignIn, User
from engage.db import db
from engage.policy import Permission

_SEEN = "seen"
_STAFF_PATHS = ("/team", "/staff", "/carers")


class Visitor(UserMixin):
    """A signed-in account as a request sees it."""

    def __init__(self, user: User, sign_in: SignIn, token: str) -> None:
        self.user, self.sign_in, self.token = user, sign_in, token

    def get_id(self) -> str:
        return self.token

    @property
    def id(self) -> UUID:
        return self.user.id


def prepare(app: Flask) -> None:
    """Give the application its login manager; nobody is remembered by a cookie of Flask-Login's own."""
    manager = LoginManager(app, add_context_processor=False)  # a page that needs nobody must not look anybody up
    manager.session_protection = None
    manager.user_loader(_load)


def current() -> User | None:
    """The account behind this request."""
    found = current_user._get_current_object()
    return found.user if isinstance(found, Visitor) else None


def user_id() -> UUID:
    """The id of the account behind this request; only behind `@requires`."""
    return cast(Visitor, current_user).id


def person_id() -> UUID:
    """The person behind this request; only for members."""
    found = cast(Visitor, current_user).user.person_id
    if found is None:
        raise LookupError("only members have a person")
    return found


def _clean_session() -> None:
    """Begin a session anew; a form shown later in this same request gets its token from the new one."""
    session.clear()
    g.pop("csrf_token", None)


def sign_in_id() -> UUID:
    """This browser's sign-in; only behind `@requires`."""
    return cast(Visitor, current_user).sign_in.id


def signed_in_at() -> datetime:
    """When this browser's sign-in began; only behind `@requires`."""
    return cast(Visitor, current_user).sign_in.started_at


def permissions() -> frozenset[Permission]:
    """Everything that whoever is behind this request may do."""
    found = current()
    return frozenset() if found is None else queries.permissions(found)


def may(permission: Permission) -> bool:
    """Whether whoever is behind this request holds a permission; templates ask this."""
    return permission in permissions()


def begin(user: User, *, kept: bool = False) -> None:
    """Start a sign-in for this browser: a new token, a clean session."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    lasting = rules.lasting(user.role, kept=kept)
    started = SignIn(token_hash=queries.token_hash(token), user_id=user.id, started_at=now, ends_at=now + lasting.most, kept=kept)
    db.session.add(started)
    _clean_session()
    session.permanent = kept
    session[_SEEN] = now.timestamp()
    login_user(Visitor(user, started, token))


def end() -> None:
    """End this browser's sign-in for good: its token is dead everywhere."""
    if current_user.is_authenticated:
        cast(Visitor, current_user).sign_in.ended_at = clock.now()
    logout_user()
    _clean_session()


def forget() -> None:
    """Sign this browser out when its sign-in is in the database no more."""
    logout_user()
    _clean_session()


def ran_out() -> User | None:
    """Whose sign-in this browser's cookie still names although it has run out; not one that was ended by somebody."""
    token = session.get("_user_id")
    if not isinstance(token, str) or current_user.is_authenticated:
        return None
    return queries.ran_out(token)


def ask_to_sign_in() -> ResponseReturnValue:
    """Send somebody who must sign in to the right door, with where they were going."""
    door = "staff.sign_in" if request.path.startswith(_STAFF_PATHS) else "accounts.sign_in"
    onward = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(door, next=onward))


def _load(token: str) -> Visitor | None:
    found = queries.signed_in(token)
    if found is None:
        return None
    sign_in, user = found
    seen = datetime.fromtimestamp(float(session.get(_SEEN, 0)), UTC)
    now = clock.now()
    if now - seen > rules.lasting(user.role, kept=sign_in.kept).idle:
        return None
    session[_SEEN] = now.timestamp()
    return Visitor(user, sign_in, token)
