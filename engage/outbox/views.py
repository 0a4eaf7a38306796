"""What was sent, what waits, what was not sent and why; and what is decided about uncertain messages.

The outbox stands below the rooms that know people: the roof hands in who a recipient is, for this viewer, and what each
kind of message is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage import clock
from engage.audit.actions import record_reading
from engage.db import db
from engage.outbox import actions, queries
from engage.outbox.rules import NotAllowedNow, Recipient, Show
from engage.policy import Permission, requires
from engage.web.forms import Press

bp = Blueprint("outbox", __name__, url_prefix="/team/messages")

SHOW_WORDS = {
    Show.EVERYTHING: "Everything",
    Show.DUE: "Waiting to be sent",
    Show.SENT: "Sent",
    Show.NOT_SENT: "Not sent",
    Show.CAME_BACK: "Came back",
    Show.UNCERTAIN: "Uncertain, to be decided",
    Show.DECIDED: "Uncertain, decided",
}
DONE = {
    "again": "The message is sent again. This is the new one.",
    "left": "The message is left as it is.",
    "not-now": "Nothing was changed: this message is no longer uncertain, or it is too late to send it.",
}


@dataclass(frozen=True)
class Told:
    """What the roof tells this room: the title of each kind, and who recipients are, in this viewer's words.

    reasons: why each kind is sent, after "You get it because". said: when a reminder falls due, in the team's words.
    made_from: which words a message was made from, and the page about them.
    """

    titles: Mapping[str, str]
    recipients: Callable[[Iterable[UUID]], Mapping[UUID, Recipient]]
    reasons: Mapping[str, str] = field(default_factory=dict)
    said: Callable[[str], str] = lambda _kind: ""
    made_from: Callable[[str | None], tuple[str, str] | None] = lambda _wording: None

    def title(self, kind: str) -> str:
        return self.titles.get(kind) or kind

    def because(self, kind: str) -> str:
        return self.reasons.get(kind) or "you asked for something, or agreed to something, that it is part of."

    def rule(self, kind: str) -> str:
        return self.said(kind)


def prepare(app: Flask, told: Told) -> None:
    """Take what the roof knows."""
    app.extensions["outbox"] = told


def told() -> Told:
    """What the roof told this application."""
    return cast(Told, current_app.extensions["outbox"])


@bp.get("")
@requires(Permission.MESSAGES_READ)
def messages() -> ResponseReturnValue:
    show = _show(request.args.get("show"))
    kind = request.args.get("kind") if request.args.get("kind") in told().titles else None
    week = _week(request.args.get("week"))
    page = queries.page_of_messages(
        show, kind, week=_of_week(week), after=request.args.get("after"), before=request.args.get("before")
    )
    recipients = told().recipients(line.recipient_id for line in page.rows)
    return render_template(
        "outbox/messages.html", page=page, show=show, kind=kind, told=told(), recipients=recipients, shows=SHOW_WORDS,
        Show=Show, week=week, weeks=_weeks(),
    )  # fmt: skip


def _weeks() -> list[date]:
    """The Mondays of the weeks one may choose: two to come, this one and eight before, the latest first."""
    this = clock.today() - timedelta(days=clock.today().weekday())
    return [this + timedelta(days=7 * away) for away in range(2, -9, -1)]


def _week(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.weekday() == 0 and abs((day - clock.today()).days) <= 1000 else None


def _of_week(monday: date | None) -> tuple[datetime, datetime] | None:
    """From a Monday until just before the next one, by London clocks."""
    return None if monday is None else (clock.at(monday, time()), clock.at(monday + timedelta(days=7), time()))


@bp.get("/<uuid:outgoing_id>")
@requires(Permission.MESSAGES_READ, logs_reading=True)
def message(outgoing_id: UUID) -> ResponseReturnValue:
    detail = queries.detail(outgoing_id) or abort(404)
    recipient = told().recipients([detail.message.recipient_id])[detail.message.recipient_id]
    done = DONE.get(request.args.get("done", ""))
    shown = render_template(
        "outbox/message.html", detail=detail, message=detail.message, told=told(), recipient=recipient, form=Press(), done=done
    )
    if recipient.person_id:
        record_reading(kind="person", about=recipient.person_id, by=_by(), page="message")
        db.session.commit()
    return shown


@bp.post("/<uuid:outgoing_id>/send-again")
@requires(Permission.MESSAGES_DECIDE)
def resend(outgoing_id: UUID) -> ResponseReturnValue:
    try:
        new_id = actions.resend(outgoing_id, by=_by())
    except NotAllowedNow:
        return _nothing_changed(outgoing_id)
    db.session.commit()
    return redirect(url_for(".message", outgoing_id=new_id, done="again"))


@bp.post("/<uuid:outgoing_id>/leave")
@requires(Permission.MESSAGES_DECIDE)
def close(outgoing_id: UUID) -> ResponseReturnValue:
    try:
        actions.close(outgoing_id, by=_by())
    except NotAllowedNow:
        return _nothing_changed(outgoing_id)
    db.session.commit()
    return redirect(url_for(".message", outgoing_id=outgoing_id, done="left"))


def _nothing_changed(outgoing_id: UUID) -> ResponseReturnValue:
    db.session.rollback()
    return redirect(url_for(".message", outgoing_id=outgoing_id, done="not-now"))


def _show(value: str | None) -> Show:
    return Show(value) if value in set(Show) else Show.EVERYTHING


def _by() -> UUID:
    return cast(UUID, current_user.id)
