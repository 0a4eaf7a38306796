"""Champions and deputies: appointed, changed, ended and brought back by whoever leads."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.rules import Role
from engage.db import db
from engage.policy import Permission, requires
from engage.staff import actions as staff
from engage.staff.queries import staff_account
from engage.teams import forms
from engage.teams.actions import appointing
from engage.teams.actions.appointing import Terms
from engage.teams.models import Team
from engage.teams.queries import listing
from engage.teams.queries.listing import Served
from engage.teams.views.room import SUSPENDED, bp, held_or_404, question

OTHER_ROLE = "This address has an account that does not serve teams. Ask an administrator to change its role"
SERVES = "They are appointed in this team already on some of these days"


@bp.route("/<uuid:team_id>/champions/add", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def appoint(team_id: UUID) -> ResponseReturnValue:
    team, form = held_or_404(team_id), forms.Appoint()
    if team.closed_on is not None:
        abort(404)
    if form.is_sent_and_right() and form.fits() and _appointed(team, form):
        db.session.commit()
        return redirect(url_for(".team", team_id=team_id, done="appointed"))
    if request.method == "GET":
        form.starts_on.process(None, clock.today())
    return question("appoint", form, name=team.name, back=url_for(".team", team_id=team_id))


def _appointed(team: Team, form: forms.Appoint) -> bool:
    by = visitor.user_id()
    terms = Terms(forms.chosen_part(form), form.starts_on.data or clock.today(), form.last_day.data, forms.hours_of(form))
    try:
        user = appointing.account_for(name=str(form.name.data), email=str(form.email.data), role=Role.CHAMPION, by=by)
        appointing.appoint(team, user, terms, by=by)
    except appointing.AnotherRole:
        form.refuse(form.email, OTHER_ROLE)
    except appointing.IsSuspended:
        form.refuse(form.email, SUSPENDED)
    except appointing.ServesAlready:
        form.refuse(form.email, SERVES)
    return not form.errors


@bp.route("/<uuid:team_id>/champions/<uuid:appointment_id>", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def change_appointment(team_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    held_or_404(team_id)
    served = _going_or_404(team_id, appointment_id)
    kept, form = served.appointment, forms.ChangeAppointment().filled_in(served.appointment)
    if form.is_sent_and_right() and form.fits(kept):
        try:
            appointing.change(kept, last_day=form.last_day.data, hours_a_month=forms.hours_of(form), by=visitor.user_id())
        except appointing.ServesAlready:
            form.refuse(form.last_day, SERVES)
        else:
            db.session.commit()
            return redirect(url_for(".team", team_id=team_id, done="appointment"))
    return question("change_appointment", form, served=served, back=url_for(".team", team_id=team_id))


@bp.post("/<uuid:team_id>/champions/<uuid:appointment_id>/end")
@requires(Permission.TEAMS_KEEP)
def end(team_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    held_or_404(team_id)
    appointing.end(_going_or_404(team_id, appointment_id).appointment, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".team", team_id=team_id, done="ended", undo=appointment_id))


@bp.post("/<uuid:team_id>/champions/<uuid:appointment_id>/bring-back")
@requires(Permission.TEAMS_KEEP)
def bring_back(team_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    team = held_or_404(team_id)
    served = listing.appointment(appointment_id, team_id) or abort(404)
    try:
        appointing.bring_back(served.appointment, team, by=visitor.user_id())
    except appointing.TooLate:
        db.session.rollback()
        return redirect(url_for(".team", team_id=team_id, done="too-late"))
    db.session.commit()
    return redirect(url_for(".team", team_id=team_id, done="back"))


@bp.post("/<uuid:team_id>/champions/<uuid:appointment_id>/invite-again")
@requires(Permission.TEAMS_KEEP)
def invite_again(team_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    held_or_404(team_id)
    served = _going_or_404(team_id, appointment_id)
    if served.has_accepted or served.is_suspended:
        abort(404)
    staff.invite_again(staff_account(served.appointment.account_id), by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".team", team_id=team_id, done="invited"))


def _going_or_404(team_id: UUID, appointment_id: UUID) -> Served:
    """An appointment that has not ended and whose last day has not passed."""
    served = listing.appointment(appointment_id, team_id) or abort(404)
    kept = served.appointment
    if kept.ended_at is not None or (kept.last_day is not None and kept.last_day < clock.today()):
        abort(404)
    return served
