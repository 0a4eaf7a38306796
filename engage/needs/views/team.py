"""What somebody needs as the team sees and records it, following the steps of the Accessible Information Standard."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.audit.actions import record_reading
from engage.consent.rules import Route
from engage.db import db
from engage.needs import actions, forms, queries
from engage.needs.actions import Heard
from engage.needs.views.pages import bp, person_or_404
from engage.people import queries as people
from engage.policy import Permission, requires


@bp.get("/team/people/<uuid:person_id>/needs")
@requires(Permission.NEEDS_RECORD, logs_reading=True)
def of_person(person_id: UUID) -> ResponseReturnValue:
    person, told = person_or_404(person_id), queries.history(person_id)
    now = queries.current_among(told)
    shown = render_template(
        "needs/of_person.html", person=person, now=now, ended=[need for need in told if need.ended_at],
        flags=queries.flags_among(now), is_saved="saved" in request.args,
        names=staff_names({by for need in told for by in (need.recorded_by, need.ended_by) if by}),
    )  # fmt: skip
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="needs")
    db.session.commit()
    return shown


@bp.route("/team/people/<uuid:person_id>/needs/record", methods=["GET", "POST"])
@requires(Permission.NEEDS_RECORD)
def record(person_id: UUID) -> ResponseReturnValue:
    person, now = person_or_404(person_id), queries.current(person_id)
    form = forms.Recorded(also=forms.asked_nowhere(), data={**forms.known(now), "said_on": clock.today()})
    if form.is_sent_and_right():
        people.hold(person_id)
        heard = Heard(person_id, Route(form.route.data), clock.now(), visitor.user_id(), form.said_on.data)
        actions.tell(heard, form.said())
        db.session.commit()
        return redirect(url_for(".of_person", person_id=person_id, saved="yes"))
    return render_template(
        "needs/record.html", form=form, person=person, flags=queries.flags_among(now),
        back=url_for(".of_person", person_id=person_id),
    ), 422 if form.errors else 200  # fmt: skip
