"""One team: its page, and what whoever leads says about it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.rules import Role
from engage.db import db
from engage.policy import Permission, requires
from engage.teams import forms
from engage.teams.actions import appointing, keeping
from engage.teams.actions.appointing import can_bring_back
from engage.teams.actions.keeping import Said
from engage.teams.queries import listing, uncovered
from engage.teams.queries import training as trainings
from engage.teams.rules import TeamKind
from engage.teams.views.room import SUSPENDED, bp, held_or_404, question, team_or_404, too_long
from engage.web.forms import Press

DONE = {
    "added": "The team is added.", "changed": "What is said about this team is changed.",
    "manager": "The manager of this team is named.", "no-manager": "Nobody is named as manager of this team now.",
    "appointed": "They are appointed. They get an e-mail on their first day.",
    "appointment": "The appointment is changed.", "ended": "They do not serve this team any more.",
    "back": "They serve this team again, as before.", "too-late": "That cannot be undone any more. Appoint them anew.",
    "invited": "A new invitation is on its way. Its link works for 7 days.",
    "closed": "The team is closed.", "open": "The team is open again. Nobody is appointed in it yet.",
}  # fmt: skip
NOT_A_MANAGER = "This address has an account that is not a team manager’s. Ask an administrator to change its role"
TAKEN = "A team with this name is there already"


@bp.get("/<uuid:team_id>")
@requires(Permission.TEAMS_READ)
def team(team_id: UUID) -> ResponseReturnValue:
    found, today = team_or_404(team_id), clock.today()
    served, before = listing.serving_by_team([team_id], today)[team_id], listing.past(team_id, today)
    undo = request.args.get("undo", type=UUID)
    return render_template(
        "teams/team.html", team=found, served=served, past=before, today=today, form=Press(), too_long=too_long(),
        gap=next(iter(uncovered(today, [team_id])), None), manager=listing.managers([found.manager_id]).get(found.manager_id),
        training=trainings.standings({each.appointment.account_id for each in served}, today),
        successor=listing.names([found.successor_id] if found.successor_id else []).get(found.successor_id),
        done=DONE.get(request.args.get("done", "")),
        undo=next((each for each in before if each.appointment.id == undo and can_bring_back(each.appointment, found)), None),
    )  # fmt: skip


@bp.route("/add", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def add() -> ResponseReturnValue:
    form = forms.AboutTeam()
    if form.is_sent_and_right():
        try:
            made = keeping.add(_said(form), by=visitor.user_id())
        except keeping.NameTaken:
            form.refuse(form.name, TAKEN)
        else:
            db.session.commit()
            return redirect(url_for(".team", team_id=made.id, done="added"))
    return question("add", form, back=url_for(".teams"))


@bp.route("/<uuid:team_id>/change", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def change(team_id: UUID) -> ResponseReturnValue:
    found = held_or_404(team_id)
    form, here = forms.AboutTeam().filled_in(found), url_for(".team", team_id=team_id)
    if form.is_sent_and_right():
        try:
            keeping.change(found, _said(form), by=visitor.user_id())
        except keeping.NameTaken:
            form.refuse(form.name, TAKEN)
        else:
            db.session.commit()
            return redirect(url_for(".team", team_id=team_id, done="changed"))
    return question("change", form, name=found.name, back=here)


def _said(form: forms.AboutTeam) -> Said:
    return Said(
        str(form.name.data), TeamKind(form.kind.data), str(form.care_group.data), str(form.area.data or ""), form.chosen_stage
    )


@bp.route("/<uuid:team_id>/manager", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def name_manager(team_id: UUID) -> ResponseReturnValue:
    found, form = held_or_404(team_id), forms.NameManager()
    if form.is_sent_and_right():
        by = visitor.user_id()
        try:
            user = appointing.account_for(name=str(form.name.data), email=str(form.email.data), role=Role.TEAM_MANAGER, by=by)
        except appointing.AnotherRole:
            form.refuse(form.email, NOT_A_MANAGER)
        except appointing.IsSuspended:
            form.refuse(form.email, SUSPENDED)
        else:
            keeping.name_manager(found, user.id, by=by)
            db.session.commit()
            return redirect(url_for(".team", team_id=team_id, done="manager"))
    return question(
        "name_manager", form, team=found, now=listing.managers([found.manager_id]).get(found.manager_id), press=Press(),
        back=url_for(".team", team_id=team_id),
    )  # fmt: skip


@bp.post("/<uuid:team_id>/no-manager")
@requires(Permission.TEAMS_KEEP)
def no_manager(team_id: UUID) -> ResponseReturnValue:
    keeping.name_manager(held_or_404(team_id), None, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".team", team_id=team_id, done="no-manager"))
