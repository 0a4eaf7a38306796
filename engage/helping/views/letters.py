"""Letters to print to one person, in the size of print they need."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.helping import actions, forms, queries
from engage.helping.rules import SIZES
from engage.helping.views.room import bp, question, somebody_or_404
from engage.needs.queries import flags, print_size
from engage.people.rules import Kind
from engage.people.visitor import see_or_say_why
from engage.policy import Permission, requires

CONFIRMATION = "what we wrote down"


@bp.route("/people/<uuid:person_id>/letter", methods=["GET", "POST"])
@requires(Permission.PEOPLE_ADD)
def print_letter(person_id: UUID) -> ResponseReturnValue:
    """In which size: the one they need is chosen beforehand, because they told us."""
    person = somebody_or_404(person_id).person
    see_or_say_why(person)
    form = forms.Printing(data={"size": str(print_size(person_id))})
    if form.is_sent_and_right():
        actions.printed(person_id, what=CONFIRMATION, size=int(form.size.data), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".letter", person_id=person_id, size=form.size.data))
    return question(
        "print_letter", form, person=person, flags=flags(person_id), back=url_for("pool_team.person", person_id=person_id)
    )


@bp.get("/people/<uuid:person_id>/letter/<int:size>")
@requires(Permission.PEOPLE_ADD, logs_reading=True)
def letter(person_id: UUID, size: int) -> ResponseReturnValue:
    found = somebody_or_404(person_id)
    see_or_say_why(found.person)
    if size not in SIZES:
        abort(404)
    told = queries.confirmation(found.person, found.member)
    post = next((point.value.split("\n") for point in told.points if point.kind is Kind.POST), [])
    shown = render_template("helping/letter.html", told=told, person=found.person, post=post, size=size, today=clock.today())
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="letter")
    db.session.commit()
    return shown
