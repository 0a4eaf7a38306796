"""M21: what do you need to take part."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent.rules import Route
from engage.db import db
from engage.needs import actions, forms, queries
from engage.needs.actions import Heard
from engage.needs.views.pages import bp
from engage.people import queries as people
from engage.policy import Permission, requires


@bp.route("/me/support", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def support() -> ResponseReturnValue:
    person_id = visitor.person_id()
    now = queries.current(person_id)
    also = [need.code for need in now if need.code in forms.asked_nowhere()]
    form = forms.Support(also=also, data=forms.known(now))
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.tell(Heard(person_id, Route.WEB, clock.now()), form.said())
        db.session.commit()
        return redirect(url_for(".support", saved="yes"))
    return render_template(
        "needs/support.html", form=form, now=now, flags=queries.flags_among(now), is_saved="saved" in request.args,
        back=url_for("home.me"),
    ), 422 if form.errors else 200  # fmt: skip
