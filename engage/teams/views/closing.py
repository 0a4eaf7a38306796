"""Closing a team with or without a successor, opening it again, and the sheet for a handover."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.db import db
from engage.policy import Permission, requires
from engage.teams import forms
from engage.teams.actions import keeping
from engage.teams.models import Team
from engage.teams.queries import answerable, listing
from engage.teams.views.room import bp, held_or_404, question, roof, team_or_404
from engage.web.forms import Press


@bp.route("/<uuid:team_id>/close", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def close(team_id: UUID) -> ResponseReturnValue:
    found, today = _open_or_404(team_id), clock.today()
    left = roof().left(team_id, today)
    form = forms.Close()
    form.among(listing.successors(form.name.data, today, instead_of=found) if form.name.data else [])
    if form.is_sent_and_right():
        successor = form.chosen(is_needed=left.is_anything)
        if successor is not None:
            return redirect(url_for(".check_closing", team_id=team_id, successor=successor))
    return question(
        "close", form, team=found, left=left, has_another=listing.has_another(today, instead_of=found),
        is_again="again" in request.args, back=url_for(".team", team_id=team_id),
    )  # fmt: skip


@bp.route("/<uuid:team_id>/close/check", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def check_closing(team_id: UUID) -> ResponseReturnValue:
    found, today, asked = _open_or_404(team_id), clock.today(), request.args.get("successor", "")
    successor = None if asked == forms.NOBODY else _team(asked) or abort(404)
    left = roof().left(team_id, today)
    if Press().is_sent_and_right():
        try:
            keeping.close(
                found, successor, by=visitor.user_id(), hand_over=roof().hand_over, is_needed=left.is_anything
            )  # fmt: skip
        except keeping.CannotTakeOver:
            db.session.rollback()
            return redirect(url_for(".close", team_id=team_id, again="yes"))
        db.session.commit()
        return redirect(url_for(".team", team_id=team_id, done="closed"))
    return render_template(
        "teams/check_closing.html", team=found, successor=successor, left=left, form=Press(),
        served=listing.serving_by_team([team_id], today)[team_id], back=url_for(".close", team_id=team_id),
    )  # fmt: skip


@bp.post("/<uuid:team_id>/open")
@requires(Permission.TEAMS_KEEP)
def open_again(team_id: UUID) -> ResponseReturnValue:
    try:
        keeping.open_again(held_or_404(team_id), by=visitor.user_id())
    except keeping.NotNow:
        db.session.rollback()
        return redirect(url_for(".team", team_id=team_id))
    db.session.commit()
    return redirect(url_for(".team", team_id=team_id, done="open"))


@bp.get("/<uuid:team_id>/handover")
@requires(Permission.TEAMS_READ)
def handover(team_id: UUID) -> ResponseReturnValue:
    found, today = team_or_404(team_id), clock.today()
    first = answerable([team_id], today)[team_id].first
    names = staff_names(each for each in (first, found.manager_id) if each is not None)
    return render_template(
        "teams/handover.html", team=found, today=today, left=roof().left(team_id, today), size=12,
        waiting=roof().waiting(team_id, today),
        served=listing.serving_by_team([team_id], today)[team_id],
        first=names[first] if first else "", manager=names[found.manager_id] if found.manager_id else "",
    )  # fmt: skip


def _open_or_404(team_id: UUID) -> Team:
    found = held_or_404(team_id)
    return found if found.closed_on is None else abort(404)


def _team(asked: str) -> Team | None:
    try:
        return listing.held(UUID(asked)) if request.method == "POST" else team_or_404(UUID(asked))
    except ValueError:
        return None
