"""A carer who is in the pool joins the two records themselves, sees what that means, and may end it at any time."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carers import actions, forms
from engage.carers.queries import joined
from engage.carers.rules import initials
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.throttle.actions import allow
from engage.throttle.rules import CARER_CODES
from engage.web.forms import Press

own = Blueprint("carer_own", __name__, url_prefix="/me/carer")
_ENTERED = "carer code"
NOT_KNOWN = "We do not know this code. It works once and for 7 days. Check it, or ask your team for another one"
TOO_OFTEN = "You have tried too often. Try again in an hour, or ask your team for help"
DONE = {"joined": "Your two records are joined.", "parted": "Your two records are not joined any more."}


@own.route("", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def code() -> ResponseReturnValue:
    person_id, form = visitor.person_id(), forms.PoolCode()
    rows = joined.own(person_id)
    if not rows and form.is_sent_and_right():
        if not allow(CARER_CODES, person_id.hex):
            form.refuse(form.code, TOO_OFTEN)
        elif (found := joined.behind(form.code.data, clock.now())) is None:
            form.refuse(form.code, NOT_KNOWN)
        else:
            session[_ENTERED] = found.id.hex
            db.session.commit()
            return redirect(url_for(".meaning"))
        db.session.commit()
    return render_template(
        "carers/own_code.html", form=form, joined=rows[0] if rows else None, done=DONE.get(request.args.get("done", "")),
        back=url_for("home.me"),
    ), 422 if form.errors else 200  # fmt: skip


@own.route("/join", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def meaning() -> ResponseReturnValue:
    """Exactly what joining means, before anything is joined."""
    person_id, form = visitor.person_id(), Press()
    found = joined.alive(UUID(session[_ENTERED]), clock.now()) if _ENTERED in session else None
    if found is None:
        return redirect(url_for(".code"))
    if form.is_sent_and_right():
        people.hold(person_id)
        try:
            actions.join(found[0].id, person_id=person_id, at=clock.now())
        except actions.NotAlive:
            return redirect(url_for(".code"))
        session.pop(_ENTERED)
        db.session.commit()
        return redirect(url_for(".code", done="joined"))
    return render_template("carers/own_meaning.html", form=form, initials=initials(found[1].name), back=url_for(".code"))


@own.post("/part")
@requires(Permission.OWN_RECORD)
def part() -> ResponseReturnValue:
    if Press().is_sent_and_right():
        people.hold(visitor.person_id())
        actions.part(visitor.person_id())
        db.session.commit()
    return redirect(url_for(".code", done="parted"))
