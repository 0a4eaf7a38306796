"""A list of people as a file: with a reason, written down, at most ten a day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from flask import Response, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.models import User
from engage.audit.actions import record
from engage.db import db, expect
from engage.policy import Permission, requires
from engage.throttle.actions import allow
from engage.throttle.rules import EXPORTS
from engage.web import csv
from engage.web.filters import counted, day_and_time
from engage.welcome import forms
from engage.welcome.queries import files, finding
from engage.welcome.rules import REASON_WORDS, Looking, Reason, headings
from engage.welcome.views.pages import bp, kept_looking, question

TOO_MANY = "You have taken out 10 lists in a day. Ask again tomorrow, or ask the person who looks after accounts"


@bp.route("/people/export", methods=["GET", "POST"])
@requires(Permission.POOL_EXPORT)
def export() -> ResponseReturnValue:
    purposes, form = finding.purposes(), forms.Export()
    looking = kept_looking(purposes).looking
    if form.is_sent_and_right():
        if allow(EXPORTS, visitor.user_id().hex):
            return _file(looking, purposes, form)
        form.refuse(form.reason, TOO_MANY)
    count = finding.count(looking)
    words = looking.in_words({code: wording.title for code, wording in purposes.items()}, one=count == 1)
    return question("export", form, words=words, count=count, back=url_for(".people") + looking.as_address())


def _file(looking: Looking, purposes: dict[str, finding.Wording], form: forms.Export) -> Response:
    """Write down who takes out what, then send it a piece at a time."""
    columns, by = form.chosen(), visitor.user_id()
    total = finding.how_many(looking)
    names = ", ".join(column.name.lower() for column in columns)
    record(
        "export begun",
        kind="export",
        about=None,
        by=by,
        rows=total,
        columns=names,
        reason=form.reason.data,
        narrowed_by=looking.for_the_record(),
    )
    mark = _watermark(visitor.current(), REASON_WORDS[Reason(form.reason.data)], total)
    db.session.commit()
    rows = files.rows(looking, columns)
    body = csv.hashed(csv.lines(headings(columns), _with_mark(rows, mark)), done=partial(_finish, by))
    name = f"people-{clock.today().isoformat()}.csv"
    return Response(
        stream_with_context(body), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _with_mark(rows: Iterator[list[object]], mark: str) -> Iterator[list[object]]:
    expect(writes=False)
    yield from rows
    yield [mark]


def _finish(by: UUID, digest: str) -> None:
    """The last line has left: write down the hash of the whole file."""
    expect(writes=True)
    record("export done", kind="export", about=None, by=by, sha256=digest)
    db.session.commit()


def _watermark(user: User | None, reason: str, total: int) -> str:
    name = user.name if user is not None else ""
    people = counted(total, "person", "people")
    return f"{people}. Taken out by {name} on {day_and_time(clock.now())}. Reason: {reason}. Do not pass on."
