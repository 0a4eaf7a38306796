"""One's own account: password, second factor, recovery codes, and where one is signed in."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.models import User
from engage.db import db
from engage.policy import Permission, requires
from engage.staff import actions, forms, queries, rules
from engage.staff.views.pages import accepts, bp, forget_new_factor, in_fours, new_factor, picture, question, will_do
from engage.web.forms import Press

DONE = {
    "password": "Your password is changed. You were signed out everywhere else.",
    "sign-in": "You are signed out there.",
}


@bp.get("/account")
@requires(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    me = _me()
    return render_template(
        "staff/account.html", me=me, sign_ins=queries.sign_ins_of(me.id), here=visitor.sign_in_id(), form=Press(),
        codes_left=queries.recovery_codes_left(me.id), done=DONE.get(request.args.get("changed", "")),
    )  # fmt: skip


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    me, form = _me(), forms.ChangePassword()
    if form.is_sent_and_right() and _knows_password(me, form) and will_do(form, form.new_password, me):
        actions.change_password(me, password_hash=rules.hashed(str(form.new_password.data)), keep=visitor.sign_in_id())
        db.session.commit()
        return redirect(url_for(".account", changed="password"))
    return question("change_password", form, back=url_for(".account"))


def _knows_password(me: User, form: forms.ChangePassword) -> bool:
    return accepts(
        form, form.password, lambda: actions.say_password(me, str(form.password.data)), wrong="That is not your password now"
    )


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def recovery_codes() -> ResponseReturnValue:
    me, form = _me(), forms.Code()
    if form.is_sent_and_right() and accepts(form, form.code, lambda: actions.use_code(me, str(form.code.data))):
        codes = actions.renew_recovery_codes(me)
        db.session.commit()
        return render_template("staff/recovery_codes.html", codes=codes, is_new=False)
    return question("new_recovery_codes", form, back=url_for(".account"))


@bp.route("/account/second-factor", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def replace_factor() -> ResponseReturnValue:
    me, form = _me(), forms.ReplaceFactor()
    secret = new_factor(me)
    step = _new_step(form, secret) if form.is_sent_and_right() else None
    if step is not None and accepts(form, form.code, lambda: actions.use_code(me, str(form.code.data))):
        codes = actions.replace_second_factor(me, secret=secret, step=step, keep=visitor.sign_in_id())
        db.session.commit()
        forget_new_factor()
        return render_template("staff/recovery_codes.html", codes=codes, is_new=False)
    return question("replace_factor", form, picture=picture(me, secret), secret=in_fours(secret), back=url_for(".account"))


def _new_step(form: forms.ReplaceFactor, secret: str) -> int | None:
    step = rules.step_of(secret, str(form.new_code.data), clock.now())
    if step is None:
        form.refuse(form.new_code, "That code is not the one the new app shows")
    return step


@bp.post("/account/sign-ins/<uuid:sign_in_id>/end")
@requires(Permission.OWN_ACCOUNT)
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    actions.end_one(_me(), sign_in_id)
    db.session.commit()
    return redirect(url_for(".account", changed="sign-in"))


def _me() -> User:
    return cast(User, visitor.current())
