"""The members' door: a link and a code by e-mail, and the way out."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import actions, forms, queries, rules, visitor
from engage.accounts.models import User
from engage.db import db
from engage.policy import public
from engage.throttle import actions as throttle
from engage.throttle.rules import ASKING_FOR_MAIL, CODE_TRIES, MAIL_TO_ADDRESS
from engage.web.forms import Press

bp = Blueprint("accounts", __name__)

_ASKED, _NEXT = "asked", "next"


@bp.route("/sign-in", methods=["GET", "POST"])
@public("the members' door")
def sign_in() -> ResponseReturnValue:
    form = forms.Address()
    if form.is_sent_and_right():
        if form.is_from_a_machine:
            return redirect(url_for("accounts.sign_in_code"))
        if not throttle.allow(ASKING_FOR_MAIL, request.remote_addr or ""):
            abort(429)
        _ask(form.email.data)
        return redirect(url_for("accounts.sign_in_code"))
    if request.method == "GET":
        session[_NEXT] = rules.within_the_site(request.args.get("next", ""))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


def _ask(address: str) -> None:
    """The same statements for every address; a newer request from this browser takes the place of the one before."""
    now = clock.now()
    if _ASKED in session:
        actions.supersede(UUID(session[_ASKED]), at=now)
    may_send = throttle.allow(MAIL_TO_ADDRESS, queries.email_index(address))
    session[_ASKED] = actions.ask_for_link(address, send=may_send, at=now).id.hex
    db.session.commit()


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public("whoever asked in this browser types the code here")
def sign_in_code() -> ResponseReturnValue:
    form = forms.Code()
    if form.is_sent_and_right():
        user = _user_by_code(form)
        if user is not None:
            return _enter(user, kept=bool(form.keep.data))
        db.session.commit()
    return render_template("accounts/sign_in_code.html", form=form, back=url_for("accounts.sign_in")), 422 if form.errors else 200


def _user_by_code(form: forms.Code) -> User | None:
    """The account behind the right code; otherwise the form says what is wrong, the same for every address."""
    asked_id = session.get(_ASKED)
    if asked_id and not throttle.allow(CODE_TRIES, f"sign in {asked_id}"):
        form.refuse(form.code, forms.STOPPED)
        return None
    asked = queries.request(UUID(asked_id)) if asked_id else None
    user = None
    if asked is not None and queries.code_is_right(asked, form.code.data):
        user = actions.use(asked, at=clock.now())
    if user is None:
        form.refuse(form.code, forms.CODE_WRONG)
    return user


@bp.route("/s/<token>", methods=["GET", "POST"])
@public("whoever reads the e-mail may sign in by pressing the button")
def sign_in_link(token: str) -> ResponseReturnValue:
    request_id = queries.read_sign_in_token(token)
    asked = queries.request(request_id) if request_id else None
    if asked is None or not queries.works(asked, now=clock.now()):
        return render_template("accounts/gone.html"), 410
    form = forms.Enter()
    if form.is_sent_and_right():
        user = actions.use(asked, at=clock.now())
        return _enter(user, kept=bool(form.keep.data)) if user else (render_template("accounts/gone.html"), 410)
    user = queries.member_by_index(asked.indexes)
    if user is None or user.person_id is None:
        return render_template("accounts/gone.html"), 410
    address = current_app.extensions["address of"](user.person_id)
    return render_template("accounts/sign_in_link.html", form=form, masked=rules.masked(address or ""))


def _enter(user: User, *, kept: bool) -> ResponseReturnValue:
    onward = session.get(_NEXT) or url_for("home.me")
    visitor.begin(user, kept=kept)
    db.session.commit()
    return redirect(onward)


@bp.route("/sign-out", methods=["GET", "POST"])
@public("leaving is open to everybody")
def sign_out() -> ResponseReturnValue:
    form = Press()
    if visitor.current() is None:
        return redirect(url_for("accounts.signed_out"))
    if form.is_sent_and_right():
        visitor.end()
        db.session.commit()
        response = make_response(redirect(url_for("accounts.signed_out")))
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response
    return render_template("accounts/sign_out.html", form=form)


@bp.get("/signed-out")
@public("leaving is open to everybody")
def signed_out() -> ResponseReturnValue:
    return render_template("accounts/signed_out.html")
