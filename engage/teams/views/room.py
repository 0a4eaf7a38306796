"""What the pages of this room share: their blueprint, who looks, a team or a 404, and what the roof hands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Flask, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.db import db
from engage.policy import Permission
from engage.teams.actions.keeping import HandOver
from engage.teams.models import Team
from engage.teams.queries import listing
from engage.teams.rules import PART_WORDS, STAGE_WORDS, TEAM_KIND_WORDS, Left, Part, Sheet, Viewer
from engage.teams.rules.training import COURSE_WORDS
from engage.web.forms import Form
from engage.web.letters import our_organisation

bp = Blueprint("teams", __name__, url_prefix="/carers/teams")
_ROOF = "teams"
SUSPENDED = "This account is suspended. Ask an administrator to let them use it again"


@dataclass(frozen=True)
class Roof:
    """What rooms above know: what a team has to do with carers, each of it on a sheet, and how it goes over to another team."""

    left: Callable[[UUID, date], Left]
    waiting: Callable[[UUID, date], Sheet]
    hand_over: HandOver


def prepare(app: Flask, told: Roof) -> None:
    """Take this from the roof."""
    app.extensions[_ROOF] = told


def roof() -> Roof:
    """What the roof handed in."""
    return cast(Roof, current_app.extensions[_ROOF])


@bp.context_processor
def words() -> dict[str, Any]:
    """Words for the templates of this room."""
    return {
        "kind_words": TEAM_KIND_WORDS, "part_words": PART_WORDS, "stage_words": STAGE_WORDS, "course_words": COURSE_WORDS,
        "Part": Part,
    }  # fmt: skip


def viewer() -> Viewer:
    """Whoever is behind this request, for `teams.queries.within`; only behind `@requires`."""
    return Viewer(visitor.user_id(), visitor.may(Permission.WHOLE_READ))


def team_or_404(team_id: UUID) -> Team:
    """A team this viewer serves or, for whoever leads, any; another one is not there."""
    return listing.one(team_id, viewer(), clock.today()) or abort(404)


def held_or_404(team_id: UUID) -> Team:
    """Any team, for those who keep the list; locked where something is sent: whoever changes it or appoints in it waits here."""
    return (listing.held(team_id) if request.method == "POST" else team_or_404(team_id)) or abort(404)


def too_long() -> timedelta:
    """For longer than this no team may be without a champion."""
    return timedelta(days=our_organisation().uncovered_after_days)


def question(template: str, form: Form, **facts: Any) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    if form.errors:
        db.session.rollback()
    return render_template(f"teams/{template}.html", form=form, **facts), 422 if form.errors else 200
