"""The check before a mailing goes: how many get it, who does not and why, and when it begins."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.mailings import forms
from engage.mailings.actions import sending, writing
from engage.mailings.forms.dates import is_over_by
from engage.mailings.models import Mailing
from engage.mailings.queries import audience, counting, dates, lists
from engage.mailings.rules import NotAllowedNow, State
from engage.mailings.views.pages import bp, draft_held, mailing_or_404, nothing_changed
from engage.outbox.rules import Reason
from engage.policy import Permission, requires
from engage.reminders.rules import held_until

GETS_IT = "gets-it"


@bp.route("/<uuid:mailing_id>/check", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def check(mailing_id: UUID) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id, State.DRAFT)
    text, form, now = lists.text(mailing), forms.When(), clock.now()
    if text is None or not _may_go(mailing):
        return redirect(url_for(".show", mailing_id=mailing_id))
    count = counting.count(mailing)
    if form.is_sent_and_right() and is_over_by(dates.newest(mailing_id), form.at(now)):
        form.refuse(form.when, "The date to keep has passed by then. Choose an earlier time, or change the date")
    elif form.is_sent_and_right():
        to_send = count.by_email + count.by_hand
        try:
            if to_send:
                sending.tell_to_go(draft_held(mailing_id), text, at=form.at(now), count=to_send, by=visitor.user_id())
        except NotAllowedNow:
            return nothing_changed(mailing_id)
        db.session.commit()
        return redirect(url_for(".show", mailing_id=mailing_id))
    page = render_template(
        "mailings/check.html", mailing=mailing, form=form, count=count, text=text, morning=held_until(now),
        gets_it=GETS_IT, back=url_for(".show", mailing_id=mailing_id),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _may_go(mailing: Mailing) -> bool:
    """Whether what it is about is still something people may say yes to."""
    return any(offer.code == mailing.purpose for offer in lists.purposes())


@bp.get("/<uuid:mailing_id>/check/<which>")
@requires(Permission.MESSAGES_WRITE, logs_reading=True)
def checked(mailing_id: UUID, which: str) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id, State.DRAFT, State.SENDING, State.SENT, State.STOPPED)
    is_draft = mailing.state is State.DRAFT
    if (which != GETS_IT or not is_draft) and which not in set(Reason):
        abort(404)
    reason = None if which == GETS_IT else Reason(which)
    page = audience.people(mailing, reason, after=request.args.get("after"), before=request.args.get("before"))
    shown = render_template("mailings/checked.html", mailing=mailing, which=which, reason=reason, page=page, is_draft=is_draft)
    record_reading(kind=writing.ABOUT, about=mailing_id, by=visitor.user_id(), page="who gets it")
    db.session.commit()
    return shown
