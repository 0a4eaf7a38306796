"""C1: what waits for a champion, a team manager or the carer lead, and the way to the quick log."""

from __future__ import annotations

from datetime import date

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carer_log.actions.arriving import owner
from engage.carer_log.queries import drafts, follow_ups, written
from engage.carer_log.rules import When
from engage.carer_log.views.room import bp
from engage.carers import queries as carers
from engage.policy import Permission, requires
from engage.sharing import queries as sharing
from engage.teams.queries import training, uncovered
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
        "carer_log/home.html", name=(user.name or "").split(" ")[0] if user else "", tasks=_tasks(who, today, serves=serves),
        logged=written.latest(who, today) if serves else [], begun=drafts.begun(who.account_id) if serves else [],
        owner=owner(who.account_id),
    )  # fmt: skip


def _tasks(who: Viewer, today: date, *, serves: bool) -> list[Task]:
    """What waits, the oldest promise first; what there is none of is left out. The same numbers as on the pages behind."""
    due = follow_ups.counts(follow_ups.mine(who, today), only_mine=True)
    whose = "" if serves else ", which nobody else answers for"
    tasks = [
        (due.overdue, f"Follow-ups that are overdue{whose}", url_for(".follow_ups", whose="mine", when=When.OVERDUE)),
        (due.today, f"Follow-ups due today{whose}", url_for(".follow_ups", whose="mine", when=When.TODAY)),
        (sharing.how_many_to_ask(who, today), "Ask what may be shared, or ask again", url_for("sharing.to_ask")),
    ]
    tasks += _to_learn(who, today) if serves else _to_lead(who, today)
    return [task for task in tasks if task[0]]


def _to_learn(who: Viewer, today: date) -> list[Task]:
    stands = training.standings([who.account_id], today)[who.account_id]
    return [(len(stands.missing) + len(stands.run_out), f"Your training: {stands.words.lower()}", url_for("teams.training"))]


def _to_lead(who: Viewer, today: date) -> list[Task]:
    gaps = uncovered(today)
    return [
        (len(gaps), "Teams without a champion", url_for("coverage.coverage", show="no-champion")),
        (sharing.how_many_not_looked_at(), "Look at what was shared without an agreement", url_for("sharing.overridden")),
        (carers.how_many_young(who, today), "Young carers", url_for(".people", young="yes")),
    ]
