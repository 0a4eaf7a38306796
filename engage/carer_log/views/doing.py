"""Doing what was promised, or trying to: either makes a contact, and only a contact that reached the carer clears it."""

from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carer_log.actions import following, logging
from engage.carer_log.actions.logging import HandedOver, PressedElsewhere, Told, With
from engage.carer_log.forms.following import Done, Tried
from engage.carer_log.models import CarerContact
from engage.carer_log.queries.follow_ups import Line
from engage.carer_log.rules import About, How
from engage.carer_log.views.follow_ups import line_or_404, offer_undo, question, still_to_do
from engage.carer_log.views.room import bp
from engage.db import db
from engage.policy import Permission, requires
from engage.web.filters import short_day


@bp.route("/follow-ups/<uuid:follow_up_id>/done", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG, logs_reading=True)
def done_follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    """One question makes the contact that clears it; the quick log is one press away for whoever has more to write down."""
    line, form = line_or_404(follow_up_id), Done(once=secrets.token_urlsafe(16))
    if not still_to_do(line):
        return redirect(url_for(".follow_ups"))
    if form.is_sent_and_right():
        made = _contact(line, How(form.how.data), once=form.once.data or "", clears=follow_up_id)
        db.session.commit()
        return redirect(url_for(".saved", contact_id=made.id))
    return question("done", form, line)


@bp.route("/follow-ups/<uuid:follow_up_id>/tried", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG, logs_reading=True)
def tried_follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    """Nobody answered: that is logged, and it stays to do on the day that is chosen."""
    line = line_or_404(follow_up_id)
    form = Tried(line.follow_up.due_on, once=secrets.token_urlsafe(16))
    if not still_to_do(line):
        return redirect(url_for(".follow_ups"))
    if form.is_sent_and_right():
        _contact(line, How.TRIED, once=form.once.data or "")
        again = _again(line, form.day)
        db.session.commit()
        offer_undo(follow_up_id, None, f"The attempt is in the log. To do by {short_day(again)}.")
        return redirect(url_for(".follow_ups"))
    return question("tried", form, line)


def _contact(line: Line, how: How, *, once: str, clears: UUID | None = None) -> CarerContact:
    """A contact about what was promised, just now."""
    told = Told(
        once=once, team_id=line.team.id, carer=With(line.link.id, line.carer.id), how=how,
        about=() if how is How.TRIED else line.about or (About.OTHER,), happened_at=clock.now(), clears=clears,
    )  # fmt: skip
    try:
        return logging.log_contact(told, by=visitor.user_id(), at=clock.now())
    except (PressedElsewhere, HandedOver):
        db.session.rollback()
        abort(404)


def _again(line: Line, day: date | None) -> date:
    """The day on which it is to do now."""
    if day is not None:
        following.move(line.follow_up, day, by=visitor.user_id(), today=clock.today())
    return line.follow_up.due_on
