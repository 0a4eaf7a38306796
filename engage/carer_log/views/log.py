"""C10: the quick log."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.carer_log.actions import logging
from engage.carer_log.actions.logging import PressedElsewhere, Told, With
from engage.carer_log.forms.log import ANOTHER, LogContact, id_of
from engage.carer_log.queries import writing
from engage.carer_log.queries.writing import MOST_FOUND, Known, Served
from engage.carer_log.rules import How
from engage.carer_log.views.room import bp
from engage.db import db
from engage.policy import Permission, requires
from engage.teams.rules import Viewer
from engage.teams.views.room import viewer


@bp.route("/log", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG)
def log() -> ResponseReturnValue:
    who, today = viewer(), clock.today()
    served = writing.served(who.account_id, today)
    if not served.teams:
        return render_template("carer_log/no_team.html")
    number = request.args.get("carer", "")
    form = _asked(number, served)
    carers = writing.offered(who, today, number=number, link_id=id_of(form.who.data))
    if number and number not in {each.number for each in carers}:
        abort(404)
    form.offer(carers, served)
    if number and request.method == "GET":
        form.who.data = carers[0].link_id.hex
    if form.is_sent_and_right():
        made = _write_down(form, carers, served, who)
        if made is not None:
            return redirect(url_for(".saved", contact_id=made))
    return render_template("carer_log/log.html", form=form), 422 if form.errors else 200


def _asked(number: str, served: Served) -> LogContact:
    """The form with what need not be chosen: no follow-up, and the team somebody logged for last."""
    first = {"follow_up": "no", "once": secrets.token_urlsafe(16), "team": served.last.hex if served.last else None}
    clears = request.args.get("follow_up", "") if number else ""
    return LogContact(data={**first, "clears": clears})


def _write_down(form: LogContact, carers: list[Known], served: Served, who: Viewer) -> UUID | None:
    """The id of the contact; None when something is still to be asked."""
    carer = _looked_for(form, served, who) if form.who.data == ANOTHER else _chosen(form, carers)
    if form.errors:
        return None
    team_id = carer.team_id if carer else served.only or UUID(hex=form.team.data)
    try:
        made = logging.log_contact(_told(form, team_id, carer), by=who.account_id, at=clock.now())
    except PressedElsewhere:
        db.session.rollback()
        abort(404)
    db.session.commit()
    return made.id


def _chosen(form: LogContact, carers: list[Known]) -> Known | None:
    return next((each for each in carers if each.link_id == form.link_id), None)


def _looked_for(form: LogContact, served: Served, who: Viewer) -> Known | None:
    """The one carer these words mean; where they mean several, the page asks which."""
    found = writing.found(form.looked_for.data, who, clock.today())
    if len(found) == 1:
        return found[0]
    if not found:
        form.refuse(form.looked_for, "We know no carer like that in your teams. Look at the number or the name")
    elif len(found) > MOST_FOUND:
        form.refuse(form.looked_for, "Enter more of their name, or their number: many carers fit")
    else:
        form.offer(found, served)
        form.who.data = None
        form.refuse(form.who, "Select which of these it was")
    return None


def _told(form: LogContact, team_id: UUID, carer: Known | None) -> Told:
    return Told(
        once=form.once.data or "", team_id=team_id, carer=With(carer.link_id, carer.carer_id) if carer else None,
        how=How(form.how.data), about=form.topics, happened_at=form.happened_at, note=form.note.data or None,
        follow_up_on=form.promised_for, clears=id_of(form.clears.data),
    )  # fmt: skip
