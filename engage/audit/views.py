"""Who did what, for those who watch over it: as pages, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.audit import forms, queries
from engage.audit.actions import record
from engage.audit.models import Event
from engage.audit.queries import Asked, chain
from engage.audit.rules import Deed, Reason
from engage.db import db, expect
from engage.policy import Permission, requires
from engage.web import csv
from engage.web.filters import counted, day_and_time

bp = Blueprint("audit", __name__, url_prefix="/team/audit")
AT_ONCE = 1000
DEED_WORDS = {Deed.CHANGED: "Changes", Deed.LOOKED: "Looks at somebody’s record", Deed.REFUSED: "Refusals"}
HEADINGS = ("When (UTC)", "Account", "Who", "What", "Kind", "About", "More")


@dataclass(frozen=True)
class Roof:
    """What this room is told, because it is below the one that knows accounts.

    names: of staff, by account. visitor_id: whose request this is. may_take_out: whether one more file may leave today.
    whose: the person with a pool number.
    """

    names: Callable[[Iterable[UUID]], dict[UUID, str]]
    visitor_id: Callable[[], UUID]
    may_take_out: Callable[[UUID], bool]
    whose: Callable[[str], UUID | None]


def prepare(app: Flask, roof: Roof) -> None:
    """Take what the roof knows."""
    app.extensions["audit"] = roof


def _roof() -> Roof:
    return cast(Roof, current_app.extensions["audit"])


@bp.get("")
@requires(Permission.AUDIT_READ)
def events() -> ResponseReturnValue:
    asked = _asked()
    page = queries.events(asked, after=request.args.get("after"), before=request.args.get("before"))
    wanted = {event.by for event in page.rows if event.by is not None} | ({asked.by} if asked.by else set())
    return render_template(
        "audit/events.html", page=page, names=_roof().names(wanted), kinds=queries.kinds(), deeds=DEED_WORDS.items(), asked=asked,
        is_narrowed=bool(asked.as_query()), marked=f"{_address('.events', asked, more=True)}", head=chain.newest_head(),
        export=_address(".export", asked),
    )  # fmt: skip


@bp.get("/looks")
@requires(Permission.LOOKS_READ)
def looks() -> ResponseReturnValue:
    lines = queries.looks_of_the_week(clock.now())
    return render_template("audit/looks.html", lines=lines, names=_roof().names({line.by for line in lines}))


@bp.route("/record", methods=["GET", "POST"])
@requires(Permission.AUDIT_READ)
def one_record() -> ResponseReturnValue:
    form = forms.OneRecord()
    if form.is_sent_and_right():
        person_id = _roof().whose(form.number.data)
        if person_id is not None:
            return redirect(url_for(".events", about=person_id.hex))
        form.refuse(form.number, "Enter a pool number as it stands on a letter or in the list of people")
    return render_template("audit/record.html", form=form, back=url_for(".events")), 422 if form.errors else 200


@bp.route("/export", methods=["GET", "POST"])
@requires(Permission.AUDIT_EXPORT)
def export() -> ResponseReturnValue:
    asked, form = _asked(), forms.Export()
    if form.is_sent_and_right():
        if _roof().may_take_out(_roof().visitor_id()):
            return _file(asked, Reason(form.reason.data))
        form.refuse(form.reason, forms.TOO_MANY)
    words = render_template(
        "audit/export.html", form=form, asked=asked, count=queries.how_many(asked), deeds=DEED_WORDS,
        names=_roof().names([asked.by] if asked.by else []), back=_address(".events", asked),
    )  # fmt: skip
    return words, 422 if form.errors else 200


def _file(asked: Asked, reason: Reason) -> Response:
    """Write down who takes out what, then send it a piece at a time."""
    by, total = _roof().visitor_id(), queries.how_many(asked)
    narrowed = "; ".join(f"{name}={value}" for name, value in asked.as_query().items())
    record("export begun", kind="export", about=None, by=by, rows=total, columns="audit", reason=reason, narrowed_by=narrowed)
    name = _roof().names([by]).get(by, "")
    mark = (
        f"{counted(total, 'event')}. Taken out by {name} on {day_and_time(clock.now())}. Reason: {Reason.words()[reason]}. "
        "Do not pass on."
    )
    db.session.commit()
    body = csv.hashed(csv.lines(HEADINGS, _rows(asked, mark)), done=partial(_finish, by))
    headers = {"Content-Disposition": f'attachment; filename="who-did-what-{clock.today().isoformat()}.csv"'}
    return Response(stream_with_context(body), mimetype="text/csv", headers=headers)


def _rows(asked: Asked, mark: str) -> Iterator[Sequence[object]]:
    """Every row of the file, and the mark at its end. Between two thousands no transaction is open."""
    expect(writes=False)
    before = None
    while some := queries.some_events(asked, before=before, most=AT_ONCE):
        names = _roof().names({event.by for event in some if event.by is not None})
        cells = [_cells(event, names) for event in some]
        before = (some[-1].at, some[-1].id)
        db.session.rollback()
        yield from cells
    yield [mark]


def _cells(event: Event, names: dict[UUID, str]) -> list[object]:
    more = "; ".join(f"{name}: {value}" for name, value in event.detail.items())
    who = names.get(event.by, "A member") if event.by else "Nobody signed in"
    at = event.at.isoformat(timespec="seconds")
    return [at, event.by and event.by.hex, who, event.what, event.kind, event.about and event.about.hex, more]


def _finish(by: UUID, digest: str) -> None:
    expect(writes=True)
    record("export done", kind="export", about=None, by=by, sha256=digest)
    db.session.commit()


def _asked() -> Asked:
    told = {name: request.args.get(name, "").strip() for name in ("kind", "by", "about", "on", "deed")}
    return Asked(
        kind=told["kind"] if told["kind"] in queries.kinds() else None, by=_id(told["by"]), about=_id(told["about"]),
        on=_day(told["on"]), deed=Deed(told["deed"]) if told["deed"] in {deed.value for deed in Deed} else None,
    )  # fmt: skip


def _address(endpoint: str, asked: Asked, *, more: bool = False) -> str:
    """A page for what is asked; `more`: ready for a further part."""
    query = urlencode(asked.as_query())
    return url_for(endpoint) + (f"?{query}" + "&" * more if query else "?" * more)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
