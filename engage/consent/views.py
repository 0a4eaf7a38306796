"""What we send you: the same page signed in and by a link from any of our e-mails, and the one press that stops a message."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent import actions, forms, queries, rules
from engage.consent.actions import Told
from engage.consent.rules import Route
from engage.db import db
from engage.people import queries as people
from engage.people.rules import CHANNEL
from engage.policy import Permission, public, requires
from engage.web.forms import Press

bp = Blueprint("consent", __name__)

BY_LINK = "stopping needs no sign-in: the link is signed, and shows choices and nothing else about the person"


@dataclass(frozen=True)
class Door:
    """How somebody came to their choices: signed in, or by a link from an e-mail."""

    person_id: UUID
    token: str | None = None

    @property
    def told(self) -> Told:
        return Told(self.person_id, Route.WEB if self.token is None else Route.EMAIL_LINK, clock.now())

    @property
    def choices(self) -> str:
        return url_for("consent.choices") if self.token is None else url_for("consent.by_link", token=self.token)

    @property
    def away(self) -> str:
        return url_for("consent.take_break") if self.token is None else url_for("consent.break_by_link", token=self.token)

    def result(self, what: str, batch: UUID) -> str:
        """The page that says what was done."""
        if self.token is None:
            return url_for("consent.result", what=what, batch=batch)
        return url_for("consent.result_by_link", token=self.token, what=what, batch=batch)


@bp.route("/me/choices", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def choices() -> ResponseReturnValue:
    return _choose(Door(visitor.person_id()))


@bp.route("/c/<token>", methods=["GET", "POST"])
@public(BY_LINK)
def by_link(token: str) -> ResponseReturnValue:
    found = queries.person_behind(token)
    return _gone() if found is None else _choose(Door(found.id, token))


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
    return render_template(
        "consent/choices.html", form=form, door=door, lines=queries.lines(door.person_id), away=queries.break_of(door.person_id),
        today=clock.today(), is_over=rules.is_over,
    )  # fmt: skip


def _pressed(door: Door, button: str, about: str) -> str:
    """Do what one button says; where to go then. A button that is not ours does nothing."""
    offer = next((offer for offer in queries.offers() if offer.code == about), None)
    if button == "stop" and offer is not None:
        return door.result("stopped", actions.stop(door.told, offer))
    if button == "start" and offer is not None:
        channels = list(dict.fromkeys(CHANNEL[point.kind] for point in people.contact_points(door.person_id)))
        return door.result("started", actions.start(door.told, offer, channels))
    if button == "everything":
        return door.result("everything", actions.stop_everything(door.told))
    if button == "back":
        actions.end_break(door.person_id, at=clock.now())
    return door.choices


@bp.route("/me/choices/<any(stopped, started, everything, undone):what>/<uuid:batch>", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def result(what: str, batch: UUID) -> ResponseReturnValue:
    return _result(Door(visitor.person_id()), what, batch)


@bp.route("/c/<token>/<any(stopped, started, everything, undone):what>/<uuid:batch>", methods=["GET", "POST"])
@public(BY_LINK)
def result_by_link(token: str, what: str, batch: UUID) -> ResponseReturnValue:
    found = queries.person_behind(token)
    return _gone() if found is None else _result(Door(found.id, token), what, batch)


def _result(door: Door, what: str, batch: UUID) -> ResponseReturnValue:
    """M31: what was done, what still comes, and Undo, which is what this page posts."""
    form = Press()
    if form.is_sent_and_right():
        people.hold(door.person_id)
        try:
            undone = actions.undo(door.told, batch)
        except actions.TooLateToUndo:
            return render_template("consent/too_late.html", door=door), 422
        db.session.commit()
        return redirect(door.result("undone", undone))
    events = queries.batch(batch, person_id=door.person_id)
    changed = {event.purpose for event in events}
    lines = queries.lines(door.person_id)
    return render_template(
        "consent/result.html", form=form, door=door, what=what, lines=lines, events=events,
        titles=[line.offer.title for line in lines if line.offer.code in changed],
        can_undo=what != "undone" and actions.can_undo(events, at=clock.now()),
    )  # fmt: skip


@bp.route("/me/break", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def take_break() -> ResponseReturnValue:
    return _break(Door(visitor.person_id()))


@bp.route("/c/<token>/break", methods=["GET", "POST"])
@public(BY_LINK)
def break_by_link(token: str) -> ResponseReturnValue:
    found = queries.person_behind(token)
    return _gone() if found is None else _break(Door(found.id, token))


def _break(door: Door) -> ResponseReturnValue:
    form = forms.Away()
    if form.is_sent_and_right():
        people.hold(door.person_id)
        actions.take_break(door.person_id, months=form.months, at=clock.now())
        db.session.commit()
        return redirect(door.choices)
    return render_template("consent/take_break.html", form=form, back=door.choices), 422 if form.errors else 200


@bp.route("/u/<token>", methods=["GET", "POST"])
@public(BY_LINK)
def one_press(token: str) -> ResponseReturnValue:
    """Stop one kind of message. A mail program posts here by itself (RFC 8058), so no form token is asked for."""
    found = queries.one_press_behind(token)
    if found is None:
        return _gone()
    person, purpose = found
    offer = next((offer for offer in queries.offers() if offer.code == purpose), None)
    if offer is None:
        return _gone()
    if request.method == "POST":
        people.hold(person.id)
        actions.stop(Told(person.id, Route.EMAIL_LINK, clock.now()), offer)
        db.session.commit()
    door = Door(person.id, queries.choices_token(person))
    return render_template("consent/one_press.html", offer=offer, is_done=request.method == "POST", door=door)


def _gone() -> ResponseReturnValue:
    return render_template("consent/gone.html"), 410
