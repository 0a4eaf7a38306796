"""What falls due in the coming days, and which reminders are on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.db import db
from engage.outbox.views import told
from engage.policy import Permission, requires
from engage.reminders import actions, queries
from engage.reminders.rules import DAYS_AHEAD, Reminder
from engage.web.forms import Press

bp = Blueprint("reminders", __name__, url_prefix="/team/reminders")

DONE = {
    "on": "This reminder is switched on. What falls due from now on is sent, and what fell due lately and is still of use.",
    "off": "This reminder is switched off. Nothing of its kind is sent until somebody switches it on.",
}


def prepare(app: Flask, reminders: Sequence[Reminder]) -> None:
    """Take from the roof what every room reminds of."""
    app.extensions["reminders"] = tuple(reminders)


def reminders_here() -> tuple[Reminder, ...]:
    """Every kind of reminder of this application."""
    return cast("tuple[Reminder, ...]", current_app.extensions["reminders"])


@bp.get("")
@requires(Permission.REMINDERS_READ)
def coming() -> ResponseReturnValue:
    now = clock.now().replace(second=0, microsecond=0)
    off, until = queries.switched_off(), now + timedelta(days=DAYS_AHEAD)
    page = queries.coming(reminders_here(), now, until, off=off, after=request.args.get("after"))
    recipients = told().recipients(line.due.recipient_id for line in page.rows)
    return render_template(
        "reminders/coming.html", page=page, reminders=reminders_here(), off=off, recipients=recipients,
        told=told(), days=DAYS_AHEAD, form=Press(), done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


@bp.post("/<kind>/<any(on, off):turned>")
@requires(Permission.MESSAGES_DECIDE)
def switch(kind: str, turned: str) -> ResponseReturnValue:
    if kind not in {reminder.kind for reminder in reminders_here()}:
        abort(404)
    actions.switch(kind, on=turned == "on", by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".coming", done=turned))
