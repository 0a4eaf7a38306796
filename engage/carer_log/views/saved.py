"""C11: what was saved, and taking it back within ten minutes."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.carer_log.actions import voiding
from engage.carer_log.actions.detailing import hold
from engage.carer_log.queries.written import Written, written
from engage.carer_log.rules import UNDO_LASTS
from engage.carer_log.views.room import bp
from engage.db import db
from engage.policy import Permission, requires
from engage.teams.views.room import viewer
from engage.web.forms import Press


def own_or_404(contact_id: UUID) -> Written:
    """A contact that whoever is behind this request has logged, for a team they serve."""
    who = viewer()
    found = written(contact_id, who, clock.today())
    if found is None or found.contact.recorded_by != who.account_id:
        abort(404)
    return found


@bp.get("/log/<uuid:contact_id>/saved")
@requires(Permission.CARERS_LOG)
def saved(contact_id: UUID) -> ResponseReturnValue:
    return _shown(own_or_404(contact_id))


def _shown(one: Written) -> str:
    until = one.contact.recorded_at + UNDO_LASTS
    return render_template("carer_log/saved.html", one=one, until=until if clock.now() <= until else None, form=Press())


@bp.post("/log/<uuid:contact_id>/undo")
@requires(Permission.CARERS_LOG)
def undo(contact_id: UUID) -> ResponseReturnValue:
    one = own_or_404(contact_id)
    if not Press().is_sent_and_right():
        abort(400)
    try:
        voiding.undo(hold(contact_id), by=viewer().account_id, at=clock.now())
    except voiding.TooLate:
        return _shown(one), 422
    db.session.commit()
    return redirect(url_for(".saved", contact_id=contact_id))
