"""C1: what waits for a champion, a team manager or the carer lead, and the way to the quick log."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carer_log.queries import written
from engage.carer_log.views.room import bp
from engage.policy import Permission, requires
from engage.teams.views.room import viewer


@bp.get("")
@requires(Permission.CARERS_HOME)
def home() -> ResponseReturnValue:
    who, today = viewer(), clock.today()
    user = visitor.current()
    logs = written.latest(who, today) if visitor.may(Permission.CARERS_LOG) else []
    return render_template(
        "carer_log/home.html", name=(user.name or "").split(" ")[0] if user else "", due=written.due(who, today), logged=logs
    )
