"""Leaving and being erased, by whoever is signed in (M35, M36)."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent.rules import Route
from engage.db import db
from engage.people.rules import ErasedBecause
from engage.policy import Permission, public, requires
from engage.privacy.actions import erasing
from engage.privacy.queries import holds, owned
from engage.privacy.rules.register import kept_when_erased
from engage.privacy.views.own import is_fresh
from engage.privacy.views.room import bp
from engage.web.forms import Press

_NUMBER = "erased number"


@bp.route("/me/leave/erase", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def erase() -> ResponseReturnValue:
    """The page that stops somebody for a moment, and the press that erases them."""
    form, person_id = Press(), visitor.person_id()
    if holds.are_held(owned.everybody_in(person_id)):
        return render_template("privacy/held_for_now.html", back=url_for("pool.leave"))
    if form.is_sent_and_right():
        if not is_fresh():
            return redirect(url_for(".sign_in_again", to="erase"))
        number = erasing.erase(person_id, because=ErasedBecause.ASKED, by=None, route=Route.WEB, at=clock.now())
        visitor.forget()
        db.session.commit()
        session[_NUMBER] = number
        return redirect(url_for(".erased"))
    return render_template("privacy/erase.html", form=form, kept=kept_when_erased(), back=url_for("pool.leave"))


@bp.get("/erased")
@public("whoever was erased has no sign-in any more; the page holds nothing but their old pool number")
def erased() -> ResponseReturnValue:
    return render_template("privacy/erased.html", number=session.get(_NUMBER), today=clock.today())
