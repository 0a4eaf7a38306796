"""Looking at a file: how far it has come, what was found, each row, and whom to call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db, expect
from engage.needs.queries import flags_of
from engage.people.queries import contact_points_of
from engage.policy import Permission, requires
from engage.spreadsheets.actions import steps
from engage.spreadsheets.queries import files
from engage.spreadsheets.rules import AtWork, Decision, Outcome, State, Verdict
from engage.spreadsheets.rules.steps import KEPT
from engage.spreadsheets.views.pages import bp, sheet_or_404, why
from engage.web import csv
from engage.web.forms import Press

SHOWN = {"new": Verdict.NEW, "here": Verdict.HERE, "fills": Verdict.FILLS, "refused": Verdict.REFUSED}
CAME_TO = {"refused": Outcome.REFUSED, "changed": Outcome.LEFT_AS_IS}
AT_ONCE = 1000


@bp.get("/<uuid:import_id>")
@requires(Permission.IMPORT_PREPARE)
def show(import_id: UUID) -> ResponseReturnValue:
    sheet = sheet_or_404(import_id)
    if sheet.state is State.MATCHING:
        return redirect(url_for(".match", import_id=import_id))
    if sheet.state in AtWork:
        return render_template("spreadsheets/progress.html", sheet=sheet)
    counts = {verdict: int(sheet.counts.get(verdict.value, 0)) for verdict in Verdict}
    names = files.names_of([sheet])
    if sheet.state is State.CHECKED:
        decided = files.decided(import_id)
        return render_template(
            "spreadsheets/check.html", sheet=sheet, counts=counts, names=names, form=Press(), Verdict=Verdict,
            undecided=decided.get(None, 0), adds=counts[Verdict.NEW] + decided.get(Decision.BOTH, 0),
            changes=counts[Verdict.FILLS] + decided.get(Decision.USE_NEW, 0),
        )  # fmt: skip
    came_to = {outcome: int(sheet.counts.get(outcome.value, 0)) for outcome in Outcome}
    return render_template(
        "spreadsheets/result.html", sheet=sheet, came_to=came_to, names=names, form=Press(), Outcome=Outcome,
        can_undo=steps.can_undo(sheet, at=clock.now()), until=sheet.done_at + KEPT if sheet.done_at else None,
    )  # fmt: skip


@bp.get("/<uuid:import_id>/rows/<any(new, here, fills, refused):which>")
@requires(Permission.IMPORT_PREPARE, logs_reading=True)
def rows(import_id: UUID, which: str) -> ResponseReturnValue:
    sheet = sheet_or_404(import_id, State.CHECKED, State.DONE)
    page = files.page_of_rows(import_id, verdict=SHOWN[which], after=request.args.get("after"), before=request.args.get("before"))
    shown = render_template(
        "spreadsheets/rows.html", sheet=sheet, page=page, verdict=SHOWN[which], saids=files.saids(sheet, page.rows)
    )
    record_reading(kind=steps.KIND, about=import_id, by=visitor.user_id(), page=f"rows {which}")
    db.session.commit()
    return shown


@bp.get("/<uuid:import_id>/outcomes/<any(refused, changed):which>")
@requires(Permission.IMPORT_PREPARE, logs_reading=True)
def outcomes(import_id: UUID, which: str) -> ResponseReturnValue:
    sheet = sheet_or_404(import_id, State.DONE, State.UNDONE)
    page = files.page_of_rows(
        import_id, outcome=CAME_TO[which], after=request.args.get("after"), before=request.args.get("before")
    )
    shown = render_template(
        "spreadsheets/outcomes.html", sheet=sheet, page=page, outcome=CAME_TO[which], saids=files.saids(sheet, page.rows)
    )
    record_reading(kind=steps.KIND, about=import_id, by=visitor.user_id(), page=f"outcomes {which}")
    db.session.commit()
    return shown


@bp.get("/<uuid:import_id>/refused.csv")
@requires(Permission.IMPORT_PREPARE, logs_reading=True)
def refused(import_id: UUID) -> ResponseReturnValue:
    sheet = sheet_or_404(import_id, State.CHECKED, State.DONE)
    headings = files.headings(sheet).headings
    record_reading(kind=steps.KIND, about=import_id, by=visitor.user_id(), page="refused rows as a file")
    rows_out = _refused_rows(import_id, len(headings), is_lead=visitor.may(Permission.IMPORT_CONFIRM))
    db.session.commit()
    body = csv.lines([*headings, "Why"], rows_out)
    return Response(
        stream_with_context(body), mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="not-added.csv"'},
    )  # fmt: skip


def _refused_rows(import_id: UUID, columns: int, *, is_lead: bool) -> Iterator[list[str]]:
    """The rows that cannot be added, as they were, with the reason in a last column."""
    expect(writes=False)
    after = 0
    while some := files.refused_after(import_id, after, most=AT_ONCE):
        after = some[-1].number
        made = []
        for row in some:
            cells = json.loads(row.cells or "[]")
            made.append(
                [*cells[:columns], *[""] * (columns - len(cells)), f"Row {row.number}: {why(row.reasons, is_lead=is_lead)}"]
            )
        db.session.rollback()
        yield from made


@bp.get("/<uuid:import_id>/call-list")
@requires(Permission.IMPORT_PREPARE, logs_reading=True)
def call_list(import_id: UUID) -> ResponseReturnValue:
    sheet = sheet_or_404(import_id, State.DONE)
    page = files.call_list(import_id, after=request.args.get("after"), before=request.args.get("before"))
    ids = [person.id for _, person in page.rows]
    shown = render_template(
        "spreadsheets/call_list.html", sheet=sheet, page=page, points=contact_points_of(ids), flags=flags_of(ids)
    )
    record_reading(kind=steps.KIND, about=import_id, by=visitor.user_id(), page="call list")
    db.session.commit()
    return shown
