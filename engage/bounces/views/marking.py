"""Writing down that something came back, and that this was a mistake."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.bounces import actions, forms, queries
from engage.bounces.views.room import bp
from engage.db import db
from engage.outbox.rules import State
from engage.people import queries as people
from engage.people.models import Person
from engage.people.rules import Kind
from engage.people.visitor import see_or_say_why
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.route("/messages/<uuid:outgoing_id>", methods=["GET", "POST"])
@requires(Permission.CONTACTS_CHANGE, logs_reading=True)
def mark_message(outgoing_id: UUID) -> ResponseReturnValue:
    outgoing, form = queries.message(outgoing_id), forms.came_back(Kind.EMAIL)
    person = None if outgoing is None else people.person(outgoing.recipient_id)
    if outgoing is None or person is None or person.erased_at is not None:
        abort(404)
    back = url_for("outbox.message", outgoing_id=outgoing_id)
    if outgoing.state not in (State.ACCEPTED, State.UNCERTAIN):
        return redirect(back)
    if form.is_sent_and_right():
        on, why = form.told
        try:
            actions.mark_message(outgoing_id, on=on, why=why, by=visitor.user_id(), at=clock.now())
        except actions.NotPossible:
            db.session.rollback()
            return redirect(back)
        db.session.commit()
        return redirect(url_for(".came_back", done="marked"))
    return _question(form, person, Kind.EMAIL, back)


@bp.route("/points/<uuid:point_id>", methods=["GET", "POST"])
@requires(Permission.CONTACTS_CHANGE, logs_reading=True)
def mark_point(point_id: UUID) -> ResponseReturnValue:
    point = people.contact_point(point_id)
    person = None if point is None else people.person(point.person_id)
    if point is None or person is None:
        abort(404)
    see_or_say_why(person)
    kind, form = Kind(point.kind), forms.came_back(point.kind)
    if form.is_sent_and_right():
        on, why = form.told
        try:
            actions.mark_point(person.id, kind, on=on, why=why, by=visitor.user_id(), at=clock.now())
        except actions.NotPossible:
            db.session.rollback()
            abort(404)
        db.session.commit()
        return redirect(url_for(".came_back", done="marked"))
    return _question(form, person, kind, url_for("contacts.change", person_id=person.id))


@bp.route("/<uuid:mark_id>/take-back", methods=["GET", "POST"])
@requires(Permission.CONTACTS_CHANGE, logs_reading=True)
def take_back(mark_id: UUID) -> ResponseReturnValue:
    mark, form = queries.mark(mark_id), Press()
    person = None if mark is None else people.person(mark.person_id)
    if mark is None or person is None:
        abort(404)
    see_or_say_why(person)
    if mark.noted_by is None or mark.taken_back_at is not None:
        return redirect(url_for(".came_back"))
    if form.is_sent_and_right():
        try:
            actions.take_back(mark, by=visitor.user_id(), at=clock.now())
        except actions.NotPossible:
            db.session.rollback()
            return redirect(url_for(".came_back"))
        db.session.commit()
        return redirect(url_for(".came_back", done="taken-back"))
    shown = render_template("bounces/take_back.html", form=form, mark=mark, person=person, back=url_for(".came_back"))
    _note_reading(person)
    return shown


def _question(form: forms.CameBack, person: Person, kind: Kind, back: str) -> ResponseReturnValue:
    shown = render_template("bounces/mark.html", form=form, person=person, kind=kind, back=back)
    _note_reading(person)
    return shown, 422 if form.errors else 200


def _note_reading(person: Person) -> None:
    record_reading(kind="person", about=person.id, by=visitor.user_id(), page="came back")
    db.session.commit()
