"""Confirming a new e-mail address: by the code, signed in; or by the link, which needs no sign-in."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock, vault
from engage.accounts import visitor
from engage.consent.actions import Told
from engage.consent.queries import offers
from engage.consent.rules import Route
from engage.contacts import actions, forms
from engage.contacts.queries import reach as addresses
from engage.contacts.views.reach import bp
from engage.contacts.views.room import question
from engage.db import db
from engage.people.models import NewAddress
from engage.policy import Permission, public, requires
from engage.pool.actions import AlreadyInThePool
from engage.pool.forms import CODE_WRONG, STOPPED
from engage.throttle import actions as throttle
from engage.throttle.rules import CODE_TRIES


@bp.route("/me/contact/e-mail/code", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def email_code() -> ResponseReturnValue:
    asked = addresses.new_address(visitor.person_id(), now=clock.now())
    if asked is None:
        return redirect(url_for(".reach"))
    form = forms.confirm_by_code(offers())
    if form.is_sent_and_right():
        if not throttle.allow(CODE_TRIES, f"new address {asked.id}"):
            form.refuse(form.code, STOPPED)
        elif vault.same(form.code.data, addresses.code(asked.id)):
            return _confirm(asked, Route.WEB, form.purposes.data) or redirect(url_for(".reach"))
        else:
            form.refuse(form.code, CODE_WRONG)
        db.session.commit()
    return question("email_code", form, asked=asked, back=url_for(".reach"))


@bp.route("/confirm/e-mail/<token>", methods=["GET", "POST"])
@public("whoever reads the e-mail may say that the address is theirs")
def email_link(token: str) -> ResponseReturnValue:
    asked = addresses.behind(token, now=clock.now())
    if asked is None:
        return render_template("contacts/gone.html"), 410
    form = forms.confirm(offers())
    if form.is_sent_and_right():
        return _confirm(asked, Route.EMAIL_LINK, form.purposes.data) or redirect(url_for(".changed"))
    return question("email_link", form, asked=asked)


@bp.get("/confirm/e-mail/changed")
@public("whoever reads the e-mail may say that the address is theirs")
def changed() -> ResponseReturnValue:
    return render_template("contacts/changed.html")


def _confirm(asked: NewAddress, route: Route, wanted: list[str]) -> ResponseReturnValue | None:
    """Nothing when it worked; the page that says why it did not."""
    try:
        actions.confirm_address(asked, Told(asked.person_id, route, clock.now()), wanted=wanted)
    except AlreadyInThePool:
        db.session.rollback()
        return render_template("contacts/gone.html"), 410
    db.session.commit()
    return None
