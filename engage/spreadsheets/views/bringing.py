"""Bringing a file in: choosing it, saying what its columns hold, and what its people agreed to."""

from __future__ import annotations

import hashlib
from io import BytesIO
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.consent.queries import offers
from engage.db import db
from engage.policy import Permission, requires
from engage.sheets.limits import LARGEST_FILE, Unreadable
from engage.sheets.reading import read
from engage.spreadsheets import forms
from engage.spreadsheets.actions import steps
from engage.spreadsheets.queries import files
from engage.spreadsheets.rules import State, columns
from engage.spreadsheets.views.pages import bp, sheet_or_404
from engage.web import csv
from engage.web.filters import day
from engage.web.forms import Press

_BEFORE_CHECKING = (State.MATCHING, State.CHECKED)


@bp.route("", methods=["GET", "POST"])
@requires(Permission.IMPORT_PREPARE)
def add() -> ResponseReturnValue:
    form = forms.Upload()
    if form.is_sent_and_right():
        content = form.file.data.read(LARGEST_FILE + 1)
        try:
            sheet = read(BytesIO(content))
        except Unreadable as mend:
            form.refuse(form.file, str(mend))
        else:
            sha256 = hashlib.sha256(content).hexdigest()
            known = files.added_before(sha256)
            if known is None:
                kept = steps.keep(sheet, sha256=sha256, columns=columns.guessed(sheet.headings, offers()), by=visitor.user_id())
                db.session.commit()
                return redirect(url_for(".match", import_id=kept.id))
            form.refuse(form.file, f"This file came in on {day(known.created_at)} already. Adding it again would change nothing")
    latest = files.everything()
    names = files.names_of(latest)
    return render_template("spreadsheets/add.html", form=form, latest=latest, names=names), 422 if form.errors else 200


@bp.get("/template")
@requires(Permission.IMPORT_PREPARE)
def template() -> ResponseReturnValue:
    headings = [words for meaning, words in columns.choices(()).items() if meaning]
    headings += [offer.title for offer in offers()]
    return Response(
        "".join(csv.lines(headings, [])), mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="people.csv"'},
    )  # fmt: skip


@bp.route("/<uuid:import_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORT_PREPARE)
def match(import_id: UUID) -> ResponseReturnValue:
    sheet, form = sheet_or_404(import_id, *_BEFORE_CHECKING), Press()
    head, choices = files.headings(sheet), columns.choices(offers())
    said, wrong = list(sheet.columns), {}
    if form.is_sent_and_right():
        said = forms.meanings(request.form, len(head.headings), choices)
        wrong = dict(reversed(columns.problems(said, choices)))  # of two beside one column the first counts
        if not wrong:
            steps.match(sheet, said)
            db.session.commit()
            return redirect(url_for(".agreements", import_id=import_id))
    page = render_template(
        "spreadsheets/match.html", form=form, sheet=sheet, head=head, choices=choices, said=said,
        problems=[{"href": f"#column-{place}", "text": words} for place, words in sorted(wrong.items())], wrong=wrong,
        guesses=[] if wrong else [words for _, words in columns.problems(said, choices)], examples=files.examples(sheet),
    )  # fmt: skip
    return page, 422 if wrong else 200


@bp.route("/<uuid:import_id>/agreements", methods=["GET", "POST"])
@requires(Permission.IMPORT_PREPARE)
def agreements(import_id: UUID) -> ResponseReturnValue:
    sheet, form = sheet_or_404(import_id, *_BEFORE_CHECKING), forms.Agreements()
    purposes = offers()
    if columns.problems(sheet.columns, columns.choices(purposes)):
        return redirect(url_for(".match", import_id=import_id))
    if form.is_sent_and_right():
        steps.begin_checking(sheet, welcomed=form.welcomed.data == "yes")
        db.session.commit()
        return redirect(url_for(".show", import_id=import_id))
    asked = set(columns.answers(sheet.columns))
    missing = [columns.WORDS[column] for column in columns.missing_evidence(sheet.columns)]
    page = render_template(
        "spreadsheets/agreements.html", form=form, sheet=sheet, missing=missing,
        titles=[offer.title for offer in purposes if offer.code in asked],
    )  # fmt: skip
    return page, 422 if form.errors else 200
