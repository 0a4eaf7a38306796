"""How soon a new carer is offered what, and how long what we know of carers is kept: settings of the carer lead."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.carers import actions, forms, queries
from engage.carers.queries.settings import versions
from engage.carers.rules.settings import MOST_DAYS, MOST_MONTHS, told
from engage.carers.views.records import office
from engage.carers.views.room import roof
from engage.db import db
from engage.policy import Permission, requires


@office.get("/settings")
@requires(Permission.CARERS_SET)
def settings() -> ResponseReturnValue:
    return render_template(
        "carers/settings.html", told=told(roof().kinds), now=queries.settings(), is_saved="saved" in request.args
    )


@office.route("/settings/<what>", methods=["GET", "POST"])
@requires(Permission.CARERS_SET)
def setting(what: str) -> ResponseReturnValue:
    said = told(roof().kinds).get(what)
    if said is None:
        abort(404)
    form = forms.Number(unit=said.unit, most=MOST_DAYS if said.unit == "day" else MOST_MONTHS)
    if form.is_sent_and_right():
        actions.set_number(what, int(form.number.data), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".settings", saved="yes"))
    before = versions(what)
    return render_template(
        "carers/setting.html", form=form, said=said, number=queries.settings().number(what), versions=before,
        names=staff_names({each.set_by for each in before}), back=url_for(".settings"),
    ), 422 if form.errors else 200  # fmt: skip
