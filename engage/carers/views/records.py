"""A carer's record for a request about it: looked for with a reason, shown, printed, and erased; every step is written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_readings
from engage.carers import actions, forms, queries, rules
from engage.carers.models import Search
from engage.carers.queries import records as looking
from engage.carers.queries.records import Opened
from engage.carers.rules.pages import Page
from engage.carers.rules.roof import Section
from engage.carers.rules.settings import forget_on
from engage.carers.views.room import noted, roof
from engage.db import db
from engage.policy import Permission, requires
from engage.web.forms import Press

office = Blueprint("carer_records", __name__, url_prefix="/carers")


@office.route("/records", methods=["GET", "POST"])
@requires(Permission.CARERS_REQUEST)
def look_for() -> ResponseReturnValue:
    form = forms.LookFor()
    if form.is_sent_and_right():
        asked = actions.look_for(form.words.data, rules.WhyAsked(form.why.data), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".found", search_id=asked.id))
    shown = render_template("carers/look_for.html", form=form, is_erased="erased" in request.args)
    return shown, 422 if form.errors else 200


def search_or_404(search_id: UUID) -> Search:
    """What whoever is signed in looked for themselves, not long ago."""
    asked = looking.search(search_id, by=visitor.user_id(), now=clock.now())
    if asked is None:
        abort(404)
    return asked


def opened_or_404(asked: Search, number: str) -> Opened:
    """One of the carers who were found."""
    found = looking.opened(asked.words, number)
    if found is None:
        abort(404)
    return found


@office.get("/records/<uuid:search_id>")
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def found(search_id: UUID) -> ResponseReturnValue:
    """Who fits what was looked for."""
    carers = looking.found_by(search_or_404(search_id).words)
    some = carers[: looking.MOST]
    shown = render_template(
        "carers/found.html", carers=some, teams=looking.teams_of([each.id for each in some]), search_id=search_id,
        are_more=len(carers) > len(some), back=url_for(".look_for"),
    )  # fmt: skip
    record_readings(kind="carer", abouts=[each.id for each in some], by=visitor.user_id(), page=Page.FOUND)
    db.session.commit()
    return shown


def _everything(it: Opened) -> dict[str, Any]:
    """Everything that is held about a carer, in every room, without what is empty; and for how long."""
    elsewhere = roof().held(it.carer.id)
    told = (*looking.held(it), *elsewhere.sections)
    filled = [Section(each.heading, [item for item in each.items if item.facts]) for each in told]
    until = forget_on(it.carer.identified_on, elsewhere.last_contacts, queries.settings())
    return {"carer": it.carer, "hold": it.hold, "sections": [each for each in filled if each.items], "forget_on": until}


@office.get("/records/<uuid:search_id>/<number>")
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def one(search_id: UUID, number: str) -> ResponseReturnValue:
    """Everything that is held about a carer, in every room."""
    asked = search_or_404(search_id)
    it = opened_or_404(asked, number)
    shown = render_template(
        "carers/record.html", **_everything(it), why=rules.WHY_ASKED_WORDS[asked.why], search_id=search_id, form=Press(),
        is_placed="held" in request.args, back=url_for(".found", search_id=search_id),
    )  # fmt: skip
    return noted(shown, it.carer.id, Page.REQUEST, asked.why)


@office.post("/records/<uuid:search_id>/<number>/print")
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def to_print(search_id: UUID, number: str) -> ResponseReturnValue:
    """The answer as it is handed over, without what is ticked; it is kept nowhere."""
    it = opened_or_404(search_or_404(search_id), number)
    if not Press().is_sent_and_right():
        abort(400)
    shown = render_template(
        "carers/to_print.html", **_everything(it), made_on=clock.today(), left_out=set(request.form.getlist("leave")),
        back=url_for(".one", search_id=search_id, number=number),
    )  # fmt: skip
    return noted(shown, it.carer.id, Page.PRINTED)


@office.route("/records/<uuid:search_id>/<number>/erase", methods=["GET", "POST"])
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def erase(search_id: UUID, number: str) -> ResponseReturnValue:
    """Erasing, after a page that says what goes; or that a legal hold is open, and nothing is erased."""
    form, it = forms.Erase(), opened_or_404(search_or_404(search_id), number)
    back = url_for(".one", search_id=search_id, number=number)
    if it.hold is not None:
        return noted(
            render_template("carers/held_for_now.html", carer=it.carer, hold=it.hold, back=back), it.carer.id, Page.ERASE
        )
    if form.is_sent_and_right():
        try:
            roof().forget(it.carer.id, visitor.user_id(), clock.now())
        except actions.MustBeKept:
            db.session.rollback()
            return redirect(url_for(".erase", search_id=search_id, number=number))
        db.session.commit()
        return redirect(url_for(".look_for", erased="yes"))
    shown = render_template("carers/erase.html", form=form, carer=it.carer, back=back)
    return noted(shown, it.carer.id, Page.ERASE), 422 if form.errors else 200
