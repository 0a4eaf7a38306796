"""The same page signed in and by a link from any of our e-mails: stop, start, take a break, and the one press in a message."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consent import actions, forms, queries, rules
from engage.consent.actions import Told
from engage.consent.rules import Route
from engage.consent.views.room import BY_LINK, EVERYTHING, Door, bp, door_behind, gone, own_door
from engage.db import db
from engage.people import queries as people
from engage.people.rules import CHANNEL
from engage.policy import Permission, public, requires


@bp.route("/me/choices", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def choices() -> ResponseReturnValue:
    return _choose(own_door())


@bp.route("/c/<token>", methods=["GET", "POST"])
@public(BY_LINK)
def by_link(token: str) -> ResponseReturnValue:
    door = door_behind(token)
    return gone() if door is None else _choose(door)


def _choose(door: Door) -> ResponseReturnValue:
    # the pool stands above this room: the roof hands the question in
    if current_app.extensions["has left"](door.person_id):
        return render_template("consent/left.html")
    form = forms.Choosing()
    if form.is_sent_and_right():
        people.hold(door.person_id)
        onward = _pressed(door, *form.pressed)
        db.session.commit()
        return redirect(onward)
    away, lines = queries.break_of(door.person_id), queries.lines(door.person_id)
    reading = queries.reading([line.offer for line in lines], door.read)
    return render_template(
        "consent/choices.html", form=form, door=door, lines=lines, reading=reading, away=away, today=clock.today(),
        is_over=rules.is_over, waiting=queries.waiting(door.person_id),
        held_back=queries.stopped_for_break(door.person_id, away) if away else [],
    )  # fmt: skip


def _pressed(door: Door, button: str, about: str) -> str:
    """Do what one button says; where to go then. A button that is not ours does nothing."""
    reading = queries.reading(queries.offers(), door.read)
    offer = next((offer for offer in reading.offers if offer.code == about), None)
    if button == "stop" and offer is not None:
        return door.result("stopped", actions.stop(door.told, offer))
    if button == "start" and offer is not None:
        channels = list(dict.fromkeys(CHANNEL[point.kind] for point in people.contact_points(door.person_id)))
        return door.result("started", actions.start(door.told, offer, channels))
    if button == EVERYTHING:
        return door.result(EVERYTHING, actions.stop_everything(door.told))
    if button == "back":
        actions.end_break(door.person_id, at=clock.now())
    return door.choices


@bp.get("/me/choices/<what>")
@requires(Permission.OWN_RECORD)
def stopping(what: str) -> ResponseReturnValue:
    return _stopping(own_door(), what)


@bp.get("/c/<token>/<what>")
@public(BY_LINK)
def stopping_by_link(token: str, what: str) -> ResponseReturnValue:
    door = door_behind(token)
    return gone() if door is None else _stopping(door, what)


def _stopping(door: Door, what: str) -> ResponseReturnValue:
    """Before the press: the messages that will stop, and those that will not, with the reason."""
    if current_app.extensions["has left"](door.person_id):
        return render_template("consent/left.html")
    lines = queries.lines(door.person_id)
    line = next((line for line in lines if line.offer.code == what), None)
    if line is None and what != EVERYTHING:
        return render_template("errors/404.html"), 404
    return render_template(
        "consent/stopping.html", form=forms.Choosing(), door=door, line=line, lines=lines, waiting=queries.waiting(door.person_id)
    )


@bp.route("/me/break", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def take_break() -> ResponseReturnValue:
    return _break(own_door())


@bp.route("/c/<token>/break", methods=["GET", "POST"])
@public(BY_LINK)
def break_by_link(token: str) -> ResponseReturnValue:
    door = door_behind(token)
    return gone() if door is None else _break(door)


def _break(door: Door) -> ResponseReturnValue:
    form = forms.Away()
    if form.is_sent_and_right():
        people.hold(door.person_id)
        actions.take_break(door.person_id, months=form.months, at=clock.now())
        db.session.commit()
        return redirect(door.choices)
    shown = render_template("consent/take_break.html", form=form, back=door.choices, waiting=queries.waiting(door.person_id))
    return shown, 422 if form.errors else 200


@bp.route("/u/<token>", methods=["GET", "POST"])
@public(BY_LINK)
def one_press(token: str) -> ResponseReturnValue:
    """Stop one kind of message. A mail program posts here by itself (RFC 8058), so no form token is asked for."""
    found = queries.one_press_behind(token)
    if found is None:
        return gone()
    person, purpose = found
    offer = next((offer for offer in queries.offers() if offer.code == purpose), None)
    if offer is None:
        return gone()
    door, batch = Door(person.id, queries.choices_token(person)), None
    if request.method == "POST":
        people.hold(person.id)
        batch = actions.stop(Told(person.id, Route.EMAIL_LINK, clock.now()), offer)
        db.session.commit()
    return render_template(
        "consent/one_press.html", offer=offer, is_done=request.method == "POST", door=door,
        receipt=door.result("receipt", batch) if batch else None, waiting=queries.waiting(person.id),
    )  # fmt: skip
