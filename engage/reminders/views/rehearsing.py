"""What goes out in the coming 60 days, seen from a moment: by rule, by person, with who will not get it and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_read_once
from engage.audit.actions import record_reading
from engage.db import db
from engage.outbox.rules import Due, Recipient
from engage.outbox.views import told
from engage.policy import Permission, requires
from engage.reminders import actions, forms, queries
from engage.reminders.queries import rehearsal
from engage.reminders.queries.gate import Asking
from engage.reminders.rules import Reminder
from engage.reminders.views.room import bp, one_or_404, question, roof
from engage.web.forms import Press

REMINDED = {
    "yes": "The reminder is on its way. It goes by the same rules as any other: this page and “Messages” say if it does not.",
    "no": "Nothing was sent: this reminder is not due any more, or somebody sent it by hand today.",
}


@bp.route("/rehearsal", methods=["GET", "POST"])
@requires(Permission.REMINDERS_READ)
def rehearse() -> ResponseReturnValue:
    form, now = forms.Moment(), _this_minute()
    if form.is_sent_and_right():
        asked = form.moment(now)
        if asked is not None:
            return redirect(url_for(".rehearse", at=_said(asked)))
    moment = _moment()
    if not form.is_submitted():
        local = clock.london(moment)
        form.day.process(None, local.date())
        form.time.data = f"{local.hour}:{local.minute:02}"
    asking = _asking(roof().reminders)
    with staff_read_once():
        counts = [
            rehearsal.counted(asking.rules[each.kind], rehearsal.dues_by(each, asking, moment)) for each in roof().reminders
        ]
    return question("rehearsal", form, counts=counts, moment=moment, at=_said(moment), told=told(), days=rehearsal.AHEAD.days)


@bp.get("/rehearsal/rule/<kind>")
@requires(Permission.REMINDERS_READ)
def rehearse_rule(kind: str) -> ResponseReturnValue:
    reminder, moment = one_or_404(kind), _moment()
    asking = _asking([reminder])
    rule = asking.rules[kind]
    with staff_read_once():
        dues = rehearsal.dues_by(reminder, asking, moment)
        return _lines(dues, asking, moment, title=told().title(kind), rule=rule, counted=rehearsal.counted(rule, dues))


@bp.get("/rehearsal/person/<uuid:recipient_id>")
@requires(Permission.REMINDERS_READ, logs_reading=True)
def rehearse_person(recipient_id: UUID) -> ResponseReturnValue:
    moment, asking = _moment(), _asking(roof().reminders)
    with staff_read_once():
        dues = rehearsal.dues_to(recipient_id, asking, moment)
        whose = told().recipients([recipient_id])[recipient_id]
        shown = _lines(dues, asking, moment, title=whose.words, rule=None, counted=None, known={recipient_id: whose})
    if whose.person_id is not None:
        record_reading(kind="person", about=whose.person_id, by=visitor.user_id(), page="what they will be sent")
        db.session.commit()
    return shown


@bp.post("/rehearsal/<kind>/<uuid:about>/<uuid:recipient_id>/<int:ordinal>/now")
@requires(Permission.REMINDERS_SEND)
def remind_now(kind: str, about: UUID, recipient_id: UUID, ordinal: int) -> ResponseReturnValue:
    """Send a reminder by hand that will fall due; the automatic one of the next three days does not follow it."""
    reminder = one_or_404(kind)
    if not reminder.starter.by_hand or not Press().is_sent_and_right():
        abort(404)
    now = clock.now()
    rule = queries.rules([reminder])[kind]
    due = rehearsal.found(rehearsal.dues_of(reminder, rule, queries.quiet(), now), about, recipient_id, ordinal)
    sent = due is not None and actions.remind_now(due, rule, by=visitor.user_id(), now=now)
    db.session.commit()
    return redirect(url_for(".rehearse_rule", kind=kind, reminded="yes" if sent else "no"))


def _asking(reminders: Sequence[Reminder]) -> Asking:
    by_kind = {each.kind: each for each in reminders}
    return Asking(by_kind, *queries.all_in_force(reminders), roof().kinds)


def _lines(
    dues: Sequence[Due], asking: Asking, moment: datetime, *, known: Mapping[UUID, Recipient] | None = None,
    **facts: object,
) -> ResponseReturnValue:  # fmt: skip
    """A page of lines with the names of those they are for; `known`: where these were read before."""
    page = rehearsal.page_of_lines(dues, asking, after=request.args.get("after"))
    recipients = known or told().recipients(line.due.recipient_id for line in page.rows)
    return render_template(
        "reminders/lines.html", page=page, recipients=recipients, moment=moment, at=_said(moment), told=told(), form=Press(),
        days=rehearsal.AHEAD.days, sendable={each.kind for each in roof().reminders if each.starter.by_hand},
        done=REMINDED.get(request.args.get("reminded", "")), **facts,
    )  # fmt: skip


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def _said(moment: datetime) -> str:
    return clock.london(moment).strftime("%Y-%m-%dT%H:%M")


def _moment() -> datetime:
    """From when on we look: the moment in the address, or now."""
    now = _this_minute()
    try:
        wall = datetime.fromisoformat(request.args.get("at", ""))
        asked = clock.at(wall.date(), wall.time())
    except ValueError:
        return now
    return asked if now - timedelta(days=1) <= asked <= now + forms.LONGEST_AHEAD else now
