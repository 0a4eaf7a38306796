"""Saying yes again, or no, before a yes runs out: signed in, or by the link in the mail that asks."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consent import actions, forms, queries
from engage.consent.views.room import BY_LINK, Door, bp, door_behind, gone, own_door
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, public, requires

DONE = {"renew": "Thank you. We keep sending this.", "stop": "We have stopped this."}


@bp.route("/me/choices/again", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def renew() -> ResponseReturnValue:
    return _renew(own_door())


@bp.route("/c/<token>/again", methods=["GET", "POST"])
@public(BY_LINK)
def renew_by_link(token: str) -> ResponseReturnValue:
    door = door_behind(token)
    return gone() if door is None else _renew(door)


def _renew(door: Door) -> ResponseReturnValue:
    if current_app.extensions["has left"](door.person_id):
        return render_template("consent/left.html")
    form, again = forms.Choosing(), queries.renewals(door.person_id, today=clock.today())
    reading = queries.reading([each.offer for each in again], door.read)
    again = [replace(each, offer=reading.of(each.offer)) for each in again]
    if form.is_sent_and_right():
        button, about = form.pressed
        people.hold(door.person_id)
        renewal = next((each for each in again if each.offer.code == about), None)
        if renewal is not None and button == "renew":
            actions.renew(door.told, renewal)
        elif renewal is not None and button == "stop":
            actions.stop(door.told, renewal.offer)
        db.session.commit()
        return redirect(door.again(button if button in DONE and renewal is not None else None))
    return render_template(
        "consent/renew.html", form=form, door=door, again=again, reading=reading, done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip
