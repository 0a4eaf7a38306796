"""The addresses of a batch as a file for labels: with a reason, written down, at most ten lists a day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from flask import Response, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.audit.actions import record, record_readings
from engage.by_hand import forms
from engage.by_hand.models import Batch
from engage.by_hand.queries.batches import Sheet
from engage.by_hand.views.printing import addresses, to_post
from engage.by_hand.views.room import bp, question
from engage.db import db, expect
from engage.policy import Permission, requires
from engage.throttle.actions import allow
from engage.throttle.rules import EXPORTS
from engage.web import csv

LINES = 6
HEADINGS = ("Letter", "Name", *(f"Address line {number}" for number in range(1, LINES + 1)))
TOO_MANY = "You have taken out 10 lists in a day. Ask again tomorrow, or ask the person who looks after accounts"


@bp.route("/batches/<uuid:batch_id>/labels/file", methods=["GET", "POST"])
@requires(Permission.POOL_EXPORT)
def labels_file(batch_id: UUID) -> ResponseReturnValue:
    line, sheets = to_post(batch_id)
    form = forms.Labels()
    if form.is_sent_and_right():
        if allow(EXPORTS, visitor.user_id().hex):
            return _file(line.batch, sheets, form)
        form.refuse(form.reason, TOO_MANY)
    return question("labels_file", form, batch=line.batch, count=len(sheets), back=url_for(".batch", batch_id=batch_id))


def _file(batch: Batch, sheets: list[Sheet], form: forms.Labels) -> Response:
    """Write down who takes out what, then send it."""
    by, on = visitor.user_id(), addresses(sheets)
    rows = [[sheet.printed.place, *on[sheet.person.id]] for sheet in sheets]
    full: list[list[object]] = [[*row, *[""] * (len(HEADINGS) - len(row))] for row in rows]
    record("export begun", kind="export", about=batch.id, by=by, rows=len(full), columns="labels", reason=form.reason.data)
    record_readings(kind="person", abouts=[sheet.person.id for sheet in sheets], by=by, page="labels file")
    name = f"labels-{batch.number}.csv"
    db.session.commit()
    body = csv.hashed(csv.lines(HEADINGS, _only_reading(full)), done=partial(_finish, by, batch.id))
    return Response(
        stream_with_context(body), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _only_reading(rows: list[list[object]]) -> Iterator[list[object]]:
    expect(writes=False)
    yield from rows


def _finish(by: UUID, batch_id: UUID, digest: str) -> None:
    """The last line has left: write down the hash of the whole file."""
    expect(writes=True)
    record("export done", kind="export", about=batch_id, by=by, sha256=digest)
    db.session.commit()
