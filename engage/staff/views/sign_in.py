"""Both halves of signing in, accepting an invitation, and a new password through a mailed link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import queries as all_accounts
from engage.accounts import visitor
from engage.accounts.models import User
from engage.db import db
from engage.policy import Permission, public
from engage.staff import actions, forms, queries, rules
from engage.staff.views.pages import (
    TOO_MANY,
    accepts,
    bp,
    in_fours,
    keep_for,
    kept_for,
    new_factor,
    onward,
    picture,
    question,
    sign_in_address,
    will_do,
)  # fmt: skip
from engage.web.errors import Gone, comes_from_elsewhere, typed

WRONG = "That e-mail address or password is not right"
FIRST_PAGES = (
    (Permission.TEAM_HOME, "home.team"),
    (Permission.CARERS_HOME, "carer_log.home"),
    (Permission.ACCOUNTS_MANAGE, "staff.accounts"),
    (Permission.AUDIT_READ, "audit.events"),
)
GOES_ON = "forms that go on"
"""Under this name a room hands in, by address, who keeps a form whose sign-in had run out and says where it goes on."""

GoesOn = dict[str, Callable[[UUID, list[tuple[str, str]]], str | None]]
_HALF = "half"
_CHOSEN = "chosen password"


@bp.route("/sign-in", methods=["GET", "POST"])
@public("somebody has to be able to sign in")
def sign_in() -> ResponseReturnValue:
    form = forms.SignIn()
    if form.is_sent_and_right() and (user := _password_half(form)) is not None:
        session[_HALF] = [user.id.hex, rules.password_version(user.password_hash), clock.now().timestamp()]
        db.session.commit()
        return redirect(url_for(".sign_in_code", next=onward()))
    return question("sign_in", form)


def _password_half(form: forms.SignIn) -> User | None:
    """The account when the password is right. The try is counted and committed before the slow comparison."""
    email, typed, place = str(form.email.data), str(form.password.data), request.remote_addr or ""
    try:
        tried = actions.count_try(email, place=place)
    except actions.TooManyTries:
        db.session.commit()
        form.refuse(form.password, TOO_MANY)
        return None
    db.session.commit()
    if rules.matches(tried.kept, typed):
        return actions.password_was_right(tried, typed=typed, email=email, place=place)
    actions.password_was_wrong(tried)
    db.session.commit()
    form.refuse(form.password, WRONG)
    return None


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public("the second half of signing in; nobody is signed in yet")
def sign_in_code() -> ResponseReturnValue:
    user, form = _half_way(), forms.Code()
    if user is None:
        return redirect(sign_in_address())
    if form.is_sent_and_right() and accepts(form, form.code, lambda: actions.use_code(user, str(form.code.data))):
        return _sign_in_now(user)
    return question("sign_in_code", form, onward=onward(), back=sign_in_address())


@bp.route("/sign-in/recovery", methods=["GET", "POST"])
@public("the second half of signing in, with a recovery code; nobody is signed in yet")
def sign_in_recovery() -> ResponseReturnValue:
    user, form = _half_way(), forms.Recovery()
    if user is None:
        return redirect(sign_in_address())
    if form.is_sent_and_right() and accepts(
        form, form.recovery, lambda: actions.use_recovery_code(user, str(form.recovery.data))
    ):
        return _sign_in_now(user)
    return question("sign_in_recovery", form, back=url_for(".sign_in_code", next=onward()))


def _half_way() -> User | None:
    """Whoever gave the right password in this browser in the last ten minutes, while it still is their password."""
    user_id, version, at = session.get(_HALF) or (None, "", 0)
    if user_id is None or clock.now() - datetime.fromtimestamp(float(at), UTC) > rules.HALF_WAY_LASTS:
        return None
    user = all_accounts.user(UUID(user_id))
    if user is None or not queries.may_sign_in(user) or version != rules.password_version(user.password_hash):
        return None
    return user


def _sign_in_now(user: User) -> ResponseReturnValue:
    where = onward()
    visitor.begin(user)
    actions.note_sign_in(user)
    kept = actions.take_kept_form(user.id)
    same_form = _goes_on(user, kept)
    db.session.commit()
    if kept is not None and same_form is None:
        return render_template("staff/typed.html", address=kept[0], typed=kept[1])
    return redirect(same_form or where or url_for(_first_page(user)))


def _goes_on(user: User, kept: tuple[str, list[tuple[str, str]]] | None) -> str | None:
    """The page that shows the same form with what was typed in it, where a room has one for this address."""
    rooms: GoesOn = current_app.extensions.get(GOES_ON, {})
    keeper = rooms.get(kept[0].partition("?")[0]) if kept else None
    return keeper(user.id, kept[1]) if keeper and kept else None


def _first_page(user: User) -> str:
    for permission, endpoint in FIRST_PAGES:
        if all_accounts.may(user, permission):
            return endpoint
    return "staff.account"


def ask_to_sign_in() -> ResponseReturnValue:
    """Ask somebody to sign in; what they had typed when their sign-in ran out is kept for them."""
    user = visitor.ran_out() if request.method == "POST" and not comes_from_elsewhere() else None
    words = [(name, value) for name, value in typed() if name != "csrf_token"]
    if user is not None and queries.may_sign_in(user) and words:
        actions.keep_form(user.id, path=request.full_path.rstrip("?"), fields=words)
        db.session.commit()
    return visitor.ask_to_sign_in()


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public("the link itself says who is invited")
def invitation(token: str) -> ResponseReturnValue:
    user, form = _invited(token), forms.ChoosePassword()
    if form.is_sent_and_right() and will_do(form, form.new_password, user):
        keep_for(user, _CHOSEN, rules.hashed(str(form.new_password.data)))
        return redirect(url_for(".invitation_factor", token=token))
    return question("invitation", form, user=user)


@bp.route("/invitation/<token>/second-factor", methods=["GET", "POST"])
@public("the link itself says who is invited")
def invitation_factor(token: str) -> ResponseReturnValue:
    user, form = _invited(token), forms.Code()
    chosen = kept_for(user, _CHOSEN)
    if chosen is None:
        return redirect(url_for(".invitation", token=token))
    secret = new_factor(user)
    if form.is_sent_and_right():
        step = rules.step_of(secret, str(form.code.data), clock.now())
        if step is not None:
            codes = actions.accept(user, password_hash=chosen, secret=secret, step=step)
            db.session.commit()
            session.clear()
            return render_template("staff/recovery_codes.html", codes=codes, is_new=True)
        form.refuse(form.code, "That code is not right. Check that your phone shows the right time")
    return question("invitation_factor", form, picture=picture(user, secret), secret=in_fours(secret))


def _invited(token: str) -> User:
    user = queries.invited(token, clock.now())
    if user is None:
        raise Gone
    return user


@bp.route("/new-password", methods=["GET", "POST"])
@public("somebody who forgot their password cannot sign in")
def ask_new_password() -> ResponseReturnValue:
    form = forms.Address()
    if form.is_sent_and_right():
        actions.ask_for_new_password(str(form.email.data), place=request.remote_addr or "")
        db.session.commit()
        return redirect(url_for(".new_password_asked"))
    return question("ask_new_password", form, back=url_for(".sign_in"))


@bp.get("/new-password/sent")
@public("says the same to everybody")
def new_password_asked() -> ResponseReturnValue:
    return render_template("staff/new_password_asked.html")


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@public("the mailed link itself says whose password")
def new_password(token: str) -> ResponseReturnValue:
    found, form = queries.new_password_request(token, clock.now()), forms.ChoosePassword()
    if found is None:
        raise Gone
    if form.is_sent_and_right() and will_do(form, form.new_password, found[1]):
        actions.change_password(found[1], password_hash=rules.hashed(str(form.new_password.data)))
        db.session.commit()
        session.clear()
        return redirect(url_for(".password_changed"))
    return question("new_password", form)


@bp.get("/password-changed")
@public("says what comes next; shows nothing of anybody")
def password_changed() -> ResponseReturnValue:
    return render_template("staff/password_changed.html")
