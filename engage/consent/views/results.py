"""M31, a receipt to keep: what was decided, what stopped, what still comes, and Undo, which is what this page posts."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent import actions, queries
from engage.consent.views.room import BY_LINK, Door, bp, door_behind, gone
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, public, requires
from engage.web.forms import Press


@bp.route("/me/choices/<any(stopped, started, everything, undone, receipt):what>/<uuid:batch>", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def result(what: str, batch: UUID) -> ResponseReturnValue:
    return _result(Door(visitor.person_id()), what, batch)


@bp.route("/c/<token>/<any(stopped, started, everything, undone, receipt):what>/<uuid:batch>", methods=["GET", "POST"])
@public(BY_LINK)
def result_by_link(token: str, what: str, batch: UUID) -> ResponseReturnValue:
    door = door_behind(token)
    return gone() if door is None else _result(door, what, batch)


def _result(door: Door, what: str, batch: UUID) -> ResponseReturnValue:
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
    yes = {code for code, _ in queries.permits(door.person_id)}
    decided = queries.in_words(events)
    return render_template(
        "consent/result.html", form=form, door=door, what=what, decided=decided, stopped=queries.stopped_by(events),
        number=queries.receipt_number(batch), titles=list(dict.fromkeys(each.title for each in decided)),
        waiting=queries.waiting(door.person_id), coming=[offer for offer in queries.offers() if offer.code in yes],
        can_undo=what not in ("undone", "receipt") and actions.can_undo(events, at=clock.now()),
    )  # fmt: skip
