"""A carer's record for a request about it: looked for with a reason, shown, printed, and erased; every step is written down."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_readings
from engage.carers import actions, forms, queries, rules
from engage.carers.models import Carer, Search
from engage.carers.queries import records as looking
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


def _search_or_404(search_id: UUID) -> Search:
    asked = looking.search(search_id, by=visitor.user_id(), now=clock.now())
    if asked is None:
        abort(404)
    return asked


def _carer_or_404(asked: Search, number: str) -> Carer:
    found = next((carer for carer in looking.found_by(asked.words) if carer.number == number), None)
    if found is None:
        abort(404)
    return found


@office.get("/records/<uuid:search_id>")
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def found(search_id: UUID) -> ResponseReturnValue:
    """Who fits what was looked for."""
    carers = looking.found_by(_search_or_404(search_id).words)
    some = carers[: looking.MOST]
    shown = render_template(
        "carers/found.html", carers=some, teams=looking.teams_of([each.id for each in some]), search_id=search_id,
        are_more=len(carers) > len(some), back=url_for(".look_for"),
    )  # fmt: skip
    record_readings(kind="carer", abouts=[each.id for each in some], by=visitor.user_id(), page=Page.FOUND)
    db.session.commit()
    return shown


def _everything(carer: Carer) -> list[Section]:
    told = [
        Section(section.heading, [item for item in section.items if item.facts])
        for section in (*looking.held(carer), *roof().held(carer.id))
    ]
    return [section for section in told if section.items]


@office.get("/records/<uuid:search_id>/<number>")
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def one(search_id: UUID, number: str) -> ResponseReturnValue:
    """Everything that is held about a carer, in every room."""
    asked = _search_or_404(search_id)
    carer = _carer_or_404(asked, number)
    until = forget_on(carer.identified_on, roof().last_contacts(carer.id), queries.settings())
    shown = render_template(
        "carers/record.html", carer=carer, why=rules.WHY_ASKED_WORDS[asked.why], search_id=search_id,
        sections=_everything(carer), form=Press(), forget_on=until,
        back=url_for(".found", search_id=search_id),
    )  # fmt: skip
    return noted(shown, carer.id, Page.REQUEST, asked.why)


@office.post("/records/<uuid:search_id>/<number>/print")
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def to_print(search_id: UUID, number: str) -> ResponseReturnValue:
    """The answer as it is handed over, without what is ticked; it is kept nowhere."""
    asked = _search_or_404(search_id)
    carer = _carer_or_404(asked, number)
    if not Press().is_sent_and_right():
        abort(400)
    shown = render_template(
        "carers/to_print.html", carer=carer, sections=_everything(carer), made_on=clock.today(),
        left_out=set(request.form.getlist("leave")), back=url_for(".one", search_id=search_id, number=number),
    )  # fmt: skip
    return noted(shown, carer.id, Page.PRINTED)


@office.route("/records/<uuid:search_id>/<number>/erase", methods=["GET", "POST"])
@requires(Permission.CARERS_REQUEST, logs_reading=True)
def erase(search_id: UUID, number: str) -> ResponseReturnValue:
    form = forms.Erase()
    carer = _carer_or_404(_search_or_404(search_id), number)
    if form.is_sent_and_right():
        roof().forget(carer.id, visitor.user_id(), clock.now())
        db.session.commit()
        return redirect(url_for(".look_for", erased="yes"))
    back = url_for(".one", search_id=search_id, number=number)
    shown = render_template("carers/erase.html", form=form, carer=carer, back=back)
    return noted(shown, carer.id, Page.ERASE), 422 if form.errors else 200
