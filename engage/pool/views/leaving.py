"""Leaving the pool in one step, and coming back."""

from __future__ import annotations

from flask import current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent.rules import Route
from engage.db import db
from engage.equality.rules import shown
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.pool import actions, forms, queries
from engage.pool.rules import Why
from engage.pool.views.room import bp
from engage.settings import Settings
from engage.web.forms import Press

TOLD = "told why"


@bp.route("/me/leave", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def leave() -> ResponseReturnValue:
    form = Press()
    if form.is_sent_and_right():
        people.hold(visitor.person_id())
        actions.leave(visitor.person_id(), route=Route.WEB, at=clock.now())
        db.session.commit()
    if _has_left():
        return redirect(url_for("pool.left"))
    return render_template("pool/leave.html", form=form, back=url_for("home.me"))


@bp.route("/me/left", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def left() -> ResponseReturnValue:
    """M36, with the way back, which is what this page posts."""
    form = Press()
    if form.is_sent_and_right():
        people.hold(visitor.person_id())
        actions.come_back(visitor.person_id(), at=clock.now())
        db.session.commit()
    if not _has_left():
        return redirect(url_for("home.me"))
    return render_template("pool/left.html", form=form, has_told=TOLD in session)


@bp.route("/me/left/why", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def why() -> ResponseReturnValue:
    """Asked once a sign-in, and counted; what was answered is kept with nobody."""
    if TOLD in session or not _has_left():
        return redirect(url_for("pool.left"))
    form = forms.WhyLeft()
    if form.is_sent_and_right():
        actions.count_why(Why(form.why.data), year=clock.today().year)
        session[TOLD] = True
        db.session.commit()
        return redirect(url_for("pool.left"))
    return render_template("pool/why.html", form=form, back=url_for("pool.left")), 422 if form.errors else 200


@bp.get("/team/why-people-left")
@requires(Permission.POOL_READ)
def whys() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    floor = settings.small_number_floor
    years = {year: shown(counts, floor=floor) for year, counts in queries.whys().items()}
    return render_template("pool/whys.html", years=years, floor=floor)


def _has_left() -> bool:
    return queries.has_left(visitor.person_id())
