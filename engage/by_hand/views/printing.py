"""A batch of letters as one document to print, and its addresses as a sheet of labels."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.by_hand.queries import batches
from engage.by_hand.queries.batches import Sheet
from engage.by_hand.rules import first_lines
from engage.by_hand.views.room import batch_or_404, bp, read
from engage.people import queries as people
from engage.people.rules import Kind
from engage.policy import Permission, requires


def addresses(sheets: list[Sheet]) -> dict[UUID, list[str]]:
    """What stands on each envelope, by the ids of people; nobody who is hidden is among them."""
    points = people.contact_points_of({sheet.person.id for sheet in sheets})
    found = {}
    for sheet in sheets:
        post = next((point.value for point in points[sheet.person.id] if point.kind is Kind.POST), "")
        found[sheet.person.id] = first_lines(sheet.person.full_name, post.split("\n"))
    return found


def to_post(batch_id: UUID) -> tuple[batches.Line, list[Sheet]]:
    """An open batch with the letters that may be posted."""
    line = batch_or_404(batch_id)
    if line.batch.posted_at is not None:
        abort(redirect(url_for("by_hand.batch", batch_id=batch_id)))
    return line, [sheet for sheet in batches.sheets(line.batch) if sheet.may_go]


@bp.get("/batches/<uuid:batch_id>/print")
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def print_batch(batch_id: UUID) -> ResponseReturnValue:
    line, sheets = to_post(batch_id)
    shown = render_template(
        "by_hand/print_batch.html", line=line, batch=line.batch, sheets=sheets, addresses=addresses(sheets),
        day=clock.day_of(line.batch.made_at),
    )  # fmt: skip
    read((sheet.person.id for sheet in sheets), "letters")
    return shown


@bp.get("/batches/<uuid:batch_id>/labels")
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def labels(batch_id: UUID) -> ResponseReturnValue:
    line, sheets = to_post(batch_id)
    shown = render_template("by_hand/labels.html", line=line, batch=line.batch, sheets=sheets, addresses=addresses(sheets))
    read((sheet.person.id for sheet in sheets), "labels")
    return shown
