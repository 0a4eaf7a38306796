"""A list of teams from a file: the template, looking every row over, and adding those that are new."""

from __future__ import annotations

from io import BytesIO

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.policy import Permission, requires
from engage.sheets.limits import LARGEST_FILE, Unreadable
from engage.sheets.reading import read
from engage.teams import forms
from engage.teams.actions import bringing
from engage.teams.queries import brought
from engage.teams.rules.files import Column, Verdict
from engage.teams.views.room import bp, question
from engage.web import csv, frame
from engage.web.forms import Press


@bp.errorhandler(413)
def too_large(_error: Exception) -> Response:
    """A file so large that it was not taken in at all."""
    return make_response(render_template("teams/too_large.html", **frame.quiet()), 413)


@bp.route("/from-a-file", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def bring() -> ResponseReturnValue:
    form = forms.Bring()
    if form.is_sent_and_right():
        try:
            sheet = read(BytesIO(form.file.data.read(LARGEST_FILE + 1)), one="team")
            brought.judge(sheet)
        except Unreadable as mend:
            form.refuse(form.file, str(mend))
        else:
            bringing.keep(sheet, by=visitor.user_id())
            db.session.commit()
            return redirect(url_for(".check_file"))
    return question("bring", form, back=url_for(".teams"))


@bp.get("/from-a-file/template")
@requires(Permission.TEAMS_KEEP)
def template() -> ResponseReturnValue:
    return Response(
        "".join(csv.lines([column.value for column in Column], [])), mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="teams.csv"'},
    )  # fmt: skip


@bp.route("/from-a-file/check", methods=["GET", "POST"])
@requires(Permission.TEAMS_KEEP)
def check_file() -> ResponseReturnValue:
    lines = brought.lines(visitor.user_id())
    if lines is None:
        return redirect(url_for(".bring"))
    if Press().is_sent_and_right():
        added = bringing.add_all(lines, by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".teams", added=added))
    of = {verdict: [line for line in lines if line.verdict is verdict] for verdict in Verdict}
    return render_template("teams/check_file.html", of=of, form=Press(), Verdict=Verdict)


@bp.post("/from-a-file/throw-away")
@requires(Permission.TEAMS_KEEP)
def throw_away() -> ResponseReturnValue:
    bringing.forget(visitor.user_id())
    db.session.commit()
    return redirect(url_for(".bring"))
