"""Erasing on request: whoever was asked prepares it, and somebody who leads confirms it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.privacy import forms
from engage.privacy.actions import erasing
from engage.privacy.queries import erasures, holds, owned
from engage.privacy.queries.erasures import Line
from engage.privacy.rules.register import kept_when_erased
from engage.privacy.views.requests import question
from engage.privacy.views.room import bp
from engage.web.forms import Press

DONE = {"done": "The record is erased.", "down": "It is not erased. Nothing was changed."}


@bp.route("/team/people/<uuid:person_id>/erase", methods=["GET", "POST"])
@requires(Permission.ERASURE_PREPARE)
def prepare_erasure(person_id: UUID) -> ResponseReturnValue:
    person, form = people.person(person_id), forms.PrepareErasure()
    if person is None or person.erased_at is not None or person.merged_into is not None:
        abort(404)
    waits = erasures.waits_for(person_id)
    if not waits and form.is_sent_and_right():
        erasing.prepare(person_id, asked_on=form.asked_on.data or clock.today(), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".prepare_erasure", person_id=person_id))
    page = "erasure_waits" if waits else "prepare_erasure"
    return question(
        page, form, number=person.number, kept=kept_when_erased(), is_held=holds.are_held(owned.everybody_in(person_id)),
        back=url_for("pool_team.person", person_id=person_id),
    )  # fmt: skip


@bp.get("/team/erasures", endpoint="erasures")
@requires(Permission.ERASURE_CONFIRM)
def all_erasures() -> ResponseReturnValue:
    return render_template("privacy/erasures.html", waiting=erasures.waiting(), done=DONE.get(request.args.get("done", "")))


def _line_or_404(erasure_id: UUID) -> Line:
    try:
        return erasures.one(erasure_id)
    except LookupError:
        abort(404)


@bp.get("/team/erasures/<uuid:erasure_id>")
@requires(Permission.ERASURE_CONFIRM, logs_reading=True)
def one_erasure(erasure_id: UUID) -> ResponseReturnValue:
    line = _line_or_404(erasure_id)
    person_id = line.erasure.person_id
    shown = render_template(
        "privacy/one_erasure.html", line=line, form=Press(), kept=kept_when_erased(), back=url_for(".erasures"),
        is_mine=line.erasure.prepared_by == visitor.user_id(), is_held=holds.are_held(owned.everybody_in(person_id)),
    )  # fmt: skip
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="erasure")
    db.session.commit()
    return shown


@bp.post("/team/erasures/<uuid:erasure_id>/confirm")
@requires(Permission.ERASURE_CONFIRM)
def confirm_erasure(erasure_id: UUID) -> ResponseReturnValue:
    line = _line_or_404(erasure_id)
    if not Press().is_sent_and_right():
        abort(400)
    try:
        erasing.confirm(line.erasure, by=visitor.user_id(), at=clock.now())
    except (erasing.SamePerson, erasing.MustBeKept):
        db.session.rollback()
        return redirect(url_for(".one_erasure", erasure_id=erasure_id))
    except erasing.NobodyToErase:
        abort(404)
    db.session.commit()
    return redirect(url_for(".erasures", done="done"))


@bp.post("/team/erasures/<uuid:erasure_id>/turn-down")
@requires(Permission.ERASURE_CONFIRM)
def turn_down_erasure(erasure_id: UUID) -> ResponseReturnValue:
    line = _line_or_404(erasure_id)
    if not Press().is_sent_and_right():
        abort(400)
    erasing.turn_down(line.erasure, by=visitor.user_id(), at=clock.now())
    db.session.commit()
    return redirect(url_for(".erasures", done="down"))
