"""What must be kept for now and how long everything else is, for whoever looks after information here."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.db import db
from engage.policy import Permission, requires
from engage.privacy import forms
from engage.privacy.actions import holding, keeping
from engage.privacy.models import LegalHold
from engage.privacy.queries import holds
from engage.privacy.queries import keeping as kept
from engage.privacy.queries import requests as asking
from engage.privacy.rules.requests import HoldReason
from engage.privacy.rules.retention import FIXED, TOLD, What
from engage.privacy.views.requests import NOBODY, SEVERAL, question
from engage.privacy.views.room import bp
from engage.web.forms import Press


@bp.get("/team/holds", endpoint="holds")
@requires(Permission.HOLDS_PLACE)
def all_holds() -> ResponseReturnValue:
    return render_template("privacy/holds.html", holds=holds.open_holds(), form=Press())


@bp.route("/team/holds/new", methods=["GET", "POST"])
@requires(Permission.HOLDS_PLACE)
def place_hold() -> ResponseReturnValue:
    form = forms.PlaceHold()
    if form.is_sent_and_right():
        found = asking.whose(form.whose.data)
        if len(found) == 1:
            try:
                holding.place(
                    found[0], reason=HoldReason(form.reason.data), note=form.note.data, by=visitor.user_id(), at=clock.now()
                )
            except holding.HeldAlready:
                return redirect(url_for(".holds"))
            db.session.commit()
            return redirect(url_for(".holds"))
        form.refuse(form.whose, SEVERAL if found else NOBODY)
    return question("place_hold", form, back=url_for(".holds"))


@bp.post("/team/holds/<uuid:hold_id>/lift")
@requires(Permission.HOLDS_PLACE)
def lift_hold(hold_id: UUID) -> ResponseReturnValue:
    placed = db.session.get(LegalHold, hold_id)
    if placed is None or not Press().is_sent_and_right():
        abort(404)
    holding.lift(placed, by=visitor.user_id(), at=clock.now())
    db.session.commit()
    return redirect(url_for(".holds"))


@bp.get("/team/keeping", endpoint="keeping")
@requires(Permission.RETENTION_KEEP)
def how_long() -> ResponseReturnValue:
    now = clock.now()
    in_force = kept.rules(now)
    return render_template(
        "privacy/keeping.html", rules=in_force, told=TOLD, coming=kept.coming(now, in_force), disposals=kept.disposals(),
        fixed=FIXED,
    )  # fmt: skip


@bp.route("/team/keeping/<any(CONTACTS, RECORDS, WORDS):name>", methods=["GET", "POST"])
@requires(Permission.RETENTION_KEEP)
def change_keeping(name: str) -> ResponseReturnValue:
    what, form = What[name], forms.Keep()
    if form.is_sent_and_right():
        keeping.publish(what, months=int(form.months.data), basis=form.basis.data, by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".keeping"))
    return question("change_keeping", form, told=TOLD[what], versions=kept.versions(what), back=url_for(".keeping"))
