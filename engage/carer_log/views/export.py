"""A list of carers as a file: with a reason, written down, at most ten a day, and never with a way to reach anybody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from flask import Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record
from engage.carer_log.forms.listing import REASON_WORDS, ExportCarers, Reason
from engage.carer_log.queries import listing
from engage.carer_log.queries.listing import Looking, Scope
from engage.carer_log.views.people import address, looked_for, narrowed_by, scope
from engage.carer_log.views.room import bp
from engage.carers.rules import RELATIONSHIP_WORDS
from engage.db import db, expect
from engage.policy import Permission, requires
from engage.throttle.actions import allow
from engage.throttle.rules import EXPORTS
from engage.web import csv
from engage.web.filters import counted, day, day_and_time

TOO_MANY = "You have taken out 10 lists in a day. Ask again tomorrow, or ask the carer lead"
HEADINGS = ("Carer number", "Name", "Team", "Relationship", "Under 18", "Known since", "Last contact", "Next follow-up")


@bp.route("/people/export", methods=["GET", "POST"])
@requires(Permission.CARERS_READ)
def export_carers() -> ResponseReturnValue:
    of, form = scope(), ExportCarers()
    teams = listing.teams(of)
    looking = looked_for(teams)
    if form.is_sent_and_right():
        if allow(EXPORTS, visitor.user_id().hex):
            return _file(looking, of, Reason(form.reason.data))
        form.refuse(form.reason, TOO_MANY)
    shown = render_template(
        "carer_log/export_carers.html", form=form, count=listing.count(looking, of, most=None),
        words=narrowed_by(looking, of, teams), back=address(looking),
    )  # fmt: skip
    return shown, 422 if form.errors else 200


def _file(looking: Looking, of: Scope, why: Reason) -> Response:
    """Write down who takes out what, then send it a piece at a time."""
    by, total = visitor.user_id(), listing.count(looking, of, most=None)
    record(
        "export begun", kind="export", about=None, by=by, rows=total, columns="carers, without ways to reach them",
        reason=why.value, narrowed_by=looking.for_the_record(),
    )  # fmt: skip
    user = visitor.current()
    name = user.name if user is not None else ""
    mark = (
        f"{counted(total, 'carer')}. Taken out by {name} on {day_and_time(clock.now())}. "
        f"Reason: {REASON_WORDS[why]}. Do not pass on."
    )
    db.session.commit()
    body = csv.hashed(csv.lines(HEADINGS, _rows(looking, of, mark)), done=partial(_finish, by))
    named = f'attachment; filename="carers-{clock.today().isoformat()}.csv"'
    return Response(stream_with_context(body), mimetype="text/csv", headers={"Content-Disposition": named})


def _rows(looking: Looking, of: Scope, mark: str) -> Iterator[list[object]]:
    expect(writes=False)
    for line in listing.everybody(looking, of):
        yield [
            line.number, line.name, line.team, RELATIONSHIP_WORDS[line.relationship], "Yes" if line.is_young else "No",
            day(line.since), day(line.last_at) if line.last_at else "", day(line.due_on) if line.due_on else "",
        ]  # fmt: skip
    yield [mark]


def _finish(by: UUID, digest: str) -> None:
    """The last line has left: write down the hash of the whole file."""
    expect(writes=True)
    record("export done", kind="export", about=None, by=by, sha256=digest)
    db.session.commit()
