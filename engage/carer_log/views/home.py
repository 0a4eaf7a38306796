"""C1: what waits for a champion, a team manager or the carer lead, and the way to the quick log."""

from __future__ import annotations

from datetime import date

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carer_log.actions.arriving import owner
from engage.carer_log.queries import drafts, written
from engage.carer_log.views.room import bp
from engage.policy import Permission, requires
from engage.sharing import queries as sharing
from engage.teams.rules import Viewer
from engage.teams.views.room import viewer

Task = tuple[int, str, str]
"""How many, of what, and where it is done."""


@bp.get("")
@requires(Permission.CARERS_HOME)
def home() -> ResponseReturnValue:
    who, today = viewer(), clock.today()
    user = visitor.current()
    serves = visitor.may(Permission.CARERS_LOG)
    return render_template(
        "carer_log/home.html", name=(user.name or "").split(" ")[0] if user else "", tasks=_tasks(who, today),
        logged=written.latest(who, today) if serves else [], begun=drafts.begun(who.account_id) if serves else [],
        owner=owner(who.account_id),
    )  # fmt: skip


def _tasks(who: Viewer, today: date) -> list[Task]:
    """What waits, the oldest promise first; what there is none of is left out."""
    due = written.due(who, today)
    tasks = [
        (due.overdue, "Follow-ups that are overdue", "carer_log.follow_ups"),
        (due.today, "Follow-ups due today", "carer_log.follow_ups"),
        (sharing.how_many_to_ask(who, today), "Ask what may be shared, or ask again", "sharing.to_ask"),
        (_not_looked_at(), "Shared without an agreement, to look at", "sharing.overridden"),
    ]
    return [
        (count, words, url_for(endpoint) if endpoint in current_app.view_functions else "")
        for count, words, endpoint in tasks
        if count
    ]


def _not_looked_at() -> int:
    return sharing.how_many_not_looked_at() if visitor.may(Permission.SHARING_OVERSEE) else 0
