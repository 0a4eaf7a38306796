"""“Do not remind me about this again”: a link in the letter, no sign-in; opening it changes nothing."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.db import db
from engage.outbox.views import told
from engage.people import queries as people
from engage.policy import public
from engage.reminders import actions
from engage.reminders.queries import stopping
from engage.reminders.views.room import public_bp, roof
from engage.web.forms import Press

WHY = "whoever has the reminder may say that it is enough: the link is signed, and the page names nobody"


@public_bp.route("/r/<token>", methods=["GET", "POST"])
@public(WHY)
def enough(token: str) -> ResponseReturnValue:
    """The page says what stops and what does not; only its button stops it."""
    item = stopping.behind(token, now=clock.now())
    may_stop = {each.kind for each in roof().reminders if each.starter.can_stop}
    if item is None or item.kind not in may_stop:
        return render_template("reminders/gone.html"), 410
    form = Press()
    if form.is_sent_and_right():
        people.hold(item.person_id)
        actions.enough(item.person_id, kind=item.kind, about=item.about, due_on=item.due_on)
        db.session.commit()
        return redirect(url_for(".enough", token=token))
    return render_template("reminders/enough.html", form=form, item=item, told=told())
