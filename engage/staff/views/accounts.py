"""The administrator's pages: who has an account, and what may be done about it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.db import db
from engage.policy import Permission, requires
from engage.staff import actions, forms, queries
from engage.staff.views.pages import bp, question
from engage.web.forms import Press

DONE = {
    "invited": "The invitation is on its way. Its link works for 7 days.",
    "role": "The role is changed. They were signed out everywhere.",
    "suspended": "The account is suspended. They were signed out everywhere.",
    "back": "The account can be used again.",
    "ended": "They were signed out everywhere.",
}


@bp.get("/accounts")
@requires(Permission.ACCOUNTS_MANAGE)
def accounts() -> ResponseReturnValue:
    page = queries.staff_accounts(after=request.args.get("after"), before=request.args.get("before"))
    return render_template("staff/accounts.html", page=page)


@bp.route("/accounts/invite", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def invite() -> ResponseReturnValue:
    form = forms.Invite()
    if form.is_sent_and_right():
        try:
            user = actions.invite(
                name=str(form.name.data), email=str(form.email.data), role=Role(form.role.data), by=visitor.user_id()
            )
        except actions.AlreadyHasAnAccount:
            form.refuse(form.email, "Somebody has an account with this e-mail address already")
        else:
            db.session.commit()
            return redirect(url_for(".one_account", user_id=user.id, done="invited"))
    return question("invite", form, back=url_for(".accounts"))


@bp.get("/accounts/<uuid:user_id>")
@requires(Permission.ACCOUNTS_MANAGE)
def one_account(user_id: UUID) -> ResponseReturnValue:
    user = _user(user_id)
    return render_template(
        "staff/one_account.html",
        user=user,
        sign_ins=queries.sign_ins_of(user.id),
        form=Press(),
        done=DONE.get(request.args.get("done", "")),
        is_me=user.id == visitor.user_id(),
    )


@bp.route("/accounts/<uuid:user_id>/role", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def change_role(user_id: UUID) -> ResponseReturnValue:
    user = _user(user_id)
    form = forms.ChangeRole(role=user.role.value)
    if form.is_sent_and_right():
        return _done(user, "role", lambda: actions.change_role(user, role=Role(form.role.data), by=visitor.user_id()))
    return question("change_role", form, user=user, back=url_for(".one_account", user_id=user.id))


@bp.post("/accounts/<uuid:user_id>/invite-again")
@requires(Permission.ACCOUNTS_MANAGE)
def invite_again(user_id: UUID) -> ResponseReturnValue:
    user = _user(user_id)
    return _done(user, "invited", lambda: actions.invite_again(user, by=visitor.user_id()))


@bp.route("/accounts/<uuid:user_id>/set-up-again", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def set_up_again(user_id: UUID) -> ResponseReturnValue:
    user, form = _user(user_id), Press()
    if form.is_sent_and_right():
        return _done(user, "invited", lambda: actions.set_up_again(user, by=visitor.user_id()))
    return question("set_up_again", form, user=user, back=url_for(".one_account", user_id=user.id))


@bp.post("/accounts/<uuid:user_id>/suspend")
@requires(Permission.ACCOUNTS_MANAGE)
def suspend(user_id: UUID) -> ResponseReturnValue:
    user = _user(user_id)
    return _done(user, "suspended", lambda: actions.suspend(user, by=visitor.user_id()))


@bp.post("/accounts/<uuid:user_id>/bring-back")
@requires(Permission.ACCOUNTS_MANAGE)
def bring_back(user_id: UUID) -> ResponseReturnValue:
    user = _user(user_id)
    return _done(user, "back", lambda: actions.bring_back(user, by=visitor.user_id()))


@bp.post("/accounts/<uuid:user_id>/end-sign-ins")
@requires(Permission.ACCOUNTS_MANAGE)
def end_sign_ins(user_id: UUID) -> ResponseReturnValue:
    user = _user(user_id)
    return _done(user, "ended", lambda: actions.end_sign_ins(user, by=visitor.user_id()))


def _user(user_id: UUID) -> User:
    try:
        return queries.staff_account(user_id)
    except LookupError:
        abort(404)


def _done(user: User, what: str, act: Callable[[], object]) -> ResponseReturnValue:
    try:
        act()
    except (actions.NotYourOwn, actions.HasAccepted):
        abort(403)
    db.session.commit()
    return redirect(url_for(".one_account", user_id=user.id, done=what))
