"""“Why did I get this?”: behind a link in every message, without signing in and without naming anybody."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consent import actions, queries
from engage.consent.actions import Told
from engage.consent.rules import Route
from engage.consent.views.room import Door, bp, gone
from engage.db import db
from engage.people import queries as people
from engage.policy import public
from engage.web.forms import Press

WHY = "whoever has the message may ask why it came: the link is signed, and the page names nobody"


@bp.route("/w/<token>", methods=["GET", "POST"])
@public(WHY)
def why(token: str) -> ResponseReturnValue:
    """The rule, the purpose, the permission it rested on, and one button to stop, which is what this page posts."""
    found = queries.why(token, now=clock.now())
    if found is None:
        return gone()
    form = Press()
    if form.is_sent_and_right() and found.offer is not None and found.person_id is not None:
        people.hold(found.person_id)
        actions.stop(Told(found.person_id, Route.EMAIL_LINK, clock.now()), found.offer)
        db.session.commit()
        return redirect(url_for(".why", token=token))
    door = Door(found.person_id, found.choices) if found.person_id and found.choices else None
    return render_template("consent/why.html", form=form, found=found, door=door)
