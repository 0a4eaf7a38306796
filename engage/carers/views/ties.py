"""To whom a carer is what, in which team of the viewer: changing it, somebody else they care for, ending it."""

from __future__ import annotations

from uuid import UUID

from flask import abort
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carers import actions, forms, queries
from engage.carers.rules import Relationship, WhyEnded
from engage.carers.views.room import bp, held, question, saved, seen_or_404, tie_or_404, young_or
from engage.policy import Permission, requires
from engage.teams.views.room import viewer


@bp.route("/<number>/cares-for/<uuid:link_id>", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def tie(number: str, link_id: UUID) -> ResponseReturnValue:
    seen = seen_or_404(number)
    now = tie_or_404(seen, link_id)
    form = forms.Tie(data=forms.known_tie(now.link.relationship, now.link.lives_with, now.link.cared_for))
    if form.is_sent_and_right():
        told = actions.Tie(Relationship(form.relationship.data), form.lives(), form.cared_for.data)
        was_young = seen.carer.is_young
        actions.set_tie(held(seen), now.link, told, by=visitor.user_id(), at=clock.now())
        return saved(seen, young_or("tie", seen, was_young=was_young))
    return question("tie", form, seen, tie=now)


@bp.route("/<number>/cares-for/another", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def another(number: str) -> ResponseReturnValue:
    """Somebody else they care for, with the same team or with another team of whoever writes this down."""
    seen = seen_or_404(number)
    teams = queries.own_teams(viewer(), clock.today())
    form = forms.AnotherTie(teams=[(team.id.hex, team.name) for team in teams])
    if form.is_sent_and_right():
        was_young = seen.carer.is_young
        try:
            actions.join_team(
                held(seen), team_id=UUID(form.team.data), relationship=Relationship(form.relationship.data), by=visitor.user_id(),
                cared_for=form.cared_for.data, lives_with=form.lives(),
            )  # fmt: skip
        except actions.NotYourTeam:
            abort(404)
        return saved(seen, young_or("tie", seen, was_young=was_young))
    return question("another", form, seen)


@bp.route("/<number>/cares-for/<uuid:link_id>/end", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def end(number: str, link_id: UUID) -> ResponseReturnValue:
    seen, form = seen_or_404(number), forms.EndTie()
    now = tie_or_404(seen, link_id)
    if form.is_sent_and_right():
        actions.end_tie(held(seen), now.link, WhyEnded(form.why.data), by=visitor.user_id())
        return saved(seen, "ended")
    return question("end", form, seen, tie=now)
