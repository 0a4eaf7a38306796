"""Days on which no reminder goes to people in the pool."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.policy import Permission, requires
from engage.reminders import actions, forms
from engage.reminders.views.room import bp, question
from engage.web.forms import Press


@bp.route("/quiet-days/new", methods=["GET", "POST"])
@requires(Permission.REMINDERS_CHANGE)
def add_quiet_day() -> ResponseReturnValue:
    form = forms.Quiet()
    if form.is_right() and form.day.data is not None:
        try:
            actions.keep_quiet(
                form.day.data, every_year=form.every_year.data == "yearly", words=form.words.data, by=visitor.user_id()
            )
            db.session.commit()
            return redirect(url_for(".rules", done="quiet"))
        except actions.KeptAlready:
            form.refuse(form.day, "This day is on the list already")
    return question("quiet_day", form, back=url_for(".rules"))


@bp.post("/quiet-days/<uuid:day_id>/take-away")
@requires(Permission.REMINDERS_CHANGE)
def take_away_quiet_day(day_id: UUID) -> ResponseReturnValue:
    if Press().is_sent_and_right():
        actions.let_speak(day_id, by=visitor.user_id())
        db.session.commit()
    return redirect(url_for(".rules", done="speaks"))
