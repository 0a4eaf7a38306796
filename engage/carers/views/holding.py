"""What must be kept of carers for now: placed on a record that was opened for a request, listed by number, lifted."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carers import actions, forms, queries
from engage.carers.models import CarerHold
from engage.carers.queries import holds
from engage.carers.rules.keeping import WHY_HELD_WORDS, WhyHeld
from engage.carers.rules.pages import Page
from engage.carers.views.records import office, opened_or_404, search_or_404
from engage.carers.views.room import noted
from engage.db import db
from engage.policy import Permission, requires
from engage.web.forms import Press


@office.route("/records/<uuid:search_id>/<number>/hold", methods=["GET", "POST"])
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def place_hold(search_id: UUID, number: str) -> ResponseReturnValue:
    """The question. Teams may read who looked at their carers; there it is the opened record and nothing more."""
    asked, form = search_or_404(search_id), forms.Hold()
    it = opened_or_404(asked, number)
    back = url_for(".one", search_id=search_id, number=number)
    if it.hold is not None:
        return redirect(back)
    if form.is_sent_and_right():
        held = queries.hold(it.carer.id)
        if held is None:
            abort(404)
        try:
            actions.place_hold(held, WhyHeld(form.reason.data), note=form.note.data, by=visitor.user_id(), at=clock.now())
        except actions.HeldAlready:
            db.session.rollback()
            return redirect(back)
        db.session.commit()
        return redirect(url_for(".one", search_id=search_id, number=number, held="yes"))
    shown = render_template("carers/place_hold.html", form=form, carer=it.carer, back=back)
    return noted(shown, it.carer.id, Page.REQUEST, asked.why), 422 if form.errors else 200


@office.get("/holds")
@requires(Permission.CARERS_REQUEST)
def all_holds() -> ResponseReturnValue:
    return render_template(
        "carers/holds.html", holds=holds.open_holds(), why=WHY_HELD_WORDS, form=Press(), is_lifted="lifted" in request.args,
        back=url_for(".look_for"),
    )  # fmt: skip


@office.post("/holds/<uuid:hold_id>/lift")
@requires(Permission.CARERS_REQUEST)
def lift_hold(hold_id: UUID) -> ResponseReturnValue:
    placed = db.session.get(CarerHold, hold_id)
    if placed is None or not Press().is_sent_and_right():
        abort(404)
    actions.lift_hold(placed, by=visitor.user_id(), at=clock.now())
    db.session.commit()
    return redirect(url_for(".all_holds", lifted="yes"))
