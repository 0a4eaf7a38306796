"""Training (C2): a champion's own, and what whoever leads writes down for somebody."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.models import User
from engage.accounts.queries import user as account
from engage.db import db
from engage.policy import Permission, requires
from engage.teams import forms
from engage.teams.actions import learning
from engage.teams.actions.appointing import APPOINTED
from engage.teams.queries import training as trainings
from engage.teams.views.room import bp, question
from engage.web.forms import Press
from engage.web.letters import our_organisation

DONE = {"written": "The training is written down.", "out": "It is taken out, and counts no more."}


@bp.get("/training")
@requires(Permission.TRAINING_RECORD)
def training() -> ResponseReturnValue:
    return _shown(visitor.user_id(), None)


@bp.route("/training/add", methods=["GET", "POST"])
@requires(Permission.TRAINING_RECORD)
def add_training() -> ResponseReturnValue:
    return _added(visitor.user_id(), None)


@bp.post("/training/<uuid:training_id>/take-out")
@requires(Permission.TRAINING_RECORD)
def take_out_training(training_id: UUID) -> ResponseReturnValue:
    return _taken_out(training_id, visitor.user_id(), None)


@bp.get("/training/of/<uuid:account_id>")
@requires(Permission.TEAMS_KEEP)
def training_of(account_id: UUID) -> ResponseReturnValue:
    return _shown(account_id, _somebody_or_404(account_id))


@bp.route("/training/of/<uuid:account_id>/add", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def add_training_of(account_id: UUID) -> ResponseReturnValue:
    return _added(account_id, _somebody_or_404(account_id))


@bp.post("/training/of/<uuid:account_id>/<uuid:training_id>/take-out")
@requires(Permission.TEAMS_KEEP)
def take_out_training_of(account_id: UUID, training_id: UUID) -> ResponseReturnValue:
    return _taken_out(training_id, account_id, _somebody_or_404(account_id))


def _somebody_or_404(account_id: UUID) -> User:
    """Somebody who serves or manages teams."""
    found = account(account_id)
    return found if found is not None and found.role in APPOINTED else abort(404)


def _page(whose: User | None, done: str | None = None) -> str:
    return url_for(".training", done=done) if whose is None else url_for(".training_of", account_id=whose.id, done=done)


def _shown(account_id: UUID, whose: User | None) -> ResponseReturnValue:
    today = clock.today()
    return render_template(
        "teams/training.html", done_before=trainings.done(account_id), whose=whose, today=today, form=Press(),
        standing=trainings.standings([account_id], today)[account_id], done=DONE.get(request.args.get("done", "")),
        months=our_organisation().awareness_valid_months,
    )  # fmt: skip


def _added(account_id: UUID, whose: User | None) -> ResponseReturnValue:
    form = forms.WriteDownTraining()
    if form.is_sent_and_right() and form.fits() and form.done_on.data is not None:
        learning.write_down(
            account_id, form.chosen_course, done_on=form.done_on.data, given_by=str(form.given_by.data),
            months=our_organisation().awareness_valid_months, by=visitor.user_id(),
        )  # fmt: skip
        db.session.commit()
        return redirect(_page(whose, done="written"))
    return question("add_training", form, whose=whose, back=_page(whose))


def _taken_out(training_id: UUID, account_id: UUID, whose: User | None) -> ResponseReturnValue:
    kept = trainings.one(training_id, account_id) or abort(404)
    learning.take_out(kept, by=visitor.user_id())
    db.session.commit()
    return redirect(_page(whose, done="out"))
