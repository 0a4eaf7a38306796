"""Deciding close matches, asking a lead, confirming, undoing and throwing away."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.policy import Permission, requires
from engage.spreadsheets import forms
from engage.spreadsheets.actions import steps
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.queries import files, known
from engage.spreadsheets.rules import Decision, NotAllowedNow, State
from engage.spreadsheets.rules.judging import Known
from engage.spreadsheets.views.pages import bp, sheet_or_404
from engage.web.forms import Press


@bp.route("/<uuid:import_id>/close", methods=["GET", "POST"])
@requires(Permission.IMPORT_PREPARE, logs_reading=True)
def close(import_id: UUID) -> ResponseReturnValue:
    sheet, form = sheet_or_404(import_id, State.CHECKED), Press()
    after = request.args.get("after", 0, type=int)
    some = files.close_rows(import_id, after=max(0, min(after, 10_000_000)))
    rows, last = some[: files.CLOSE_AT_ONCE], len(some) <= files.CLOSE_AT_ONCE
    if form.is_sent_and_right():
        steps.decide(sheet, forms.decisions(request.form))
        db.session.commit()
        if last or not rows:
            return redirect(url_for(".show", import_id=import_id))
        return redirect(url_for(".close", import_id=import_id, after=rows[-1].number))
    people = known.facts({UUID(who) for row in rows for who in row.matches})
    shown = render_template(
        "spreadsheets/close.html", form=form, sheet=sheet, rows=rows, saids=files.saids(sheet, rows), last=last,
        people={who.hex: each for who, each in people.items()}, choices_for=_choices,
        is_lead=visitor.may(Permission.IMPORT_CONFIRM),
    )  # fmt: skip
    record_reading(kind=steps.KIND, about=import_id, by=visitor.user_id(), page="close matches")
    db.session.commit()
    return shown


def _choices(row: SheetRow, closest: Known | None) -> list[dict[str, object]]:
    """What may be decided about a close match: a record that a file may not touch is kept, or somebody else is added."""
    untouchable = closest is None or closest.why_not is not None
    name = "" if closest is None else closest.full_name
    return [
        {"value": decision.value, "text": words.format(name=name), "checked": row.decision is decision}
        for decision, words in forms.DECISION_WORDS.items()
        if not (untouchable and decision is Decision.USE_NEW)
    ]


@bp.post("/<uuid:import_id>/ask")
@requires(Permission.IMPORT_PREPARE)
def ask(import_id: UUID) -> ResponseReturnValue:
    sheet = _pressed(import_id)
    try:
        steps.ask(sheet, by=visitor.user_id())
    except (NotAllowedNow, steps.StillToDecide):
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".show", import_id=import_id))


@bp.post("/<uuid:import_id>/approve")
@requires(Permission.IMPORT_CONFIRM)
def approve(import_id: UUID) -> ResponseReturnValue:
    sheet = _pressed(import_id)
    try:
        steps.approve(sheet, by=visitor.user_id())
    except (NotAllowedNow, steps.StillToDecide):
        db.session.rollback()
    db.session.commit()
    return redirect(url_for(".show", import_id=import_id))


@bp.route("/<uuid:import_id>/undo", methods=["GET", "POST"])
@requires(Permission.IMPORT_CONFIRM)
def undo(import_id: UUID) -> ResponseReturnValue:
    sheet, form = sheet_or_404(import_id, State.DONE), Press()
    if not steps.can_undo(sheet, at=clock.now()):
        return redirect(url_for(".show", import_id=import_id))
    if form.is_sent_and_right():
        steps.begin_undoing(sheet, by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".show", import_id=import_id))
    return render_template("spreadsheets/undo.html", form=form, sheet=sheet)


@bp.route("/<uuid:import_id>/throw-away", methods=["GET", "POST"])
@requires(Permission.IMPORT_PREPARE)
def throw_away(import_id: UUID) -> ResponseReturnValue:
    sheet, form = sheet_or_404(import_id, State.MATCHING, State.CHECKED), Press()
    if form.is_sent_and_right():
        steps.throw_away(sheet, by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".add"))
    return render_template("spreadsheets/throw_away.html", form=form, sheet=sheet)


def _pressed(import_id: UUID) -> Spreadsheet:
    sheet = sheet_or_404(import_id)
    if not Press().is_sent_and_right():
        abort(403)
    return sheet
