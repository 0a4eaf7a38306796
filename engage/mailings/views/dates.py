"""The date that goes with a mailing: the team's pages about it, and the page and file that everybody it was sent to can open."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.calendars.rules import files
from engage.db import db
from engage.mailings.actions import dates as dating
from engage.mailings.emails import file_with, page_of
from engage.mailings.forms.dates import Date, shown_of
from engage.mailings.queries import dates, lists
from engage.mailings.rules import NotAllowedNow
from engage.mailings.rules.dates import Kept
from engage.mailings.views.pages import bp, held_or_404, mailing_or_404, may_be_changed, nothing_changed, settings, shown
from engage.policy import Permission, public, requires
from engage.web.forms import Press
from engage.web.letters import files_travel

everybody = Blueprint("dates", __name__)

FOR_WHOM = "it goes with a message, and whoever reads that elsewhere opens it: it names nobody, and its address is signed"


@everybody.get("/dates/<token>")
@public(FOR_WHOM)
def show(token: str) -> ResponseReturnValue:
    kept = _behind_or_404(token)
    return render_template("mailings/date.html", date=page_of(kept), is_over=kept.is_over(clock.now()), token=token)


@everybody.get("/dates/<token>/date.ics")
@public(FOR_WHOM)
def file(token: str) -> ResponseReturnValue:
    attached = file_with(page_of(_behind_or_404(token)))
    response = Response(attached.content, content_type=attached.kind)
    response.headers.set("Content-Disposition", "attachment", filename=files.NAME)
    return response


def _behind_or_404(token: str) -> Kept:
    return dates.behind(token) or abort(404)


@bp.route("/<uuid:mailing_id>/date", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def date(mailing_id: UUID) -> ResponseReturnValue:
    mailing, kept, ours = mailing_or_404(mailing_id), dates.newest(mailing_id), settings()
    if not may_be_changed(mailing, kept):
        abort(404)
    form = Date(ours=ours.base_url, data=shown_of(kept, team=ours.organisation.team))
    if form.is_sent_and_right():
        return _written(mailing_id, form)
    page = render_template(
        "mailings/date_to_keep.html", form=form, kept=kept, mailing=mailing, back=url_for(".show", mailing_id=mailing_id),
        to_tell=dates.how_many_to_tell(kept) if kept is not None and mailing.began_at else 0, with_file=files_travel(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _written(mailing_id: UUID, form: Date) -> ResponseReturnValue:
    mailing, by = lists.held(mailing_id) or abort(404), visitor.user_id()
    try:
        if mailing.began_at is None:
            dating.keep(mailing, form.said(), by=by)
        else:
            dating.change(mailing, form.said(), by=by, now=clock.now())
    except NotAllowedNow:
        return nothing_changed(mailing_id)
    went = mailing.began_at is not None
    db.session.commit()
    return shown(mailing_id, "date-changed") if went else redirect(url_for("mailings.show", mailing_id=mailing_id))


@bp.post("/<uuid:mailing_id>/date/take-out")
@requires(Permission.MESSAGES_WRITE)
def take_out_date(mailing_id: UUID) -> ResponseReturnValue:
    try:
        dating.take_out(held_or_404(mailing_id))
    except NotAllowedNow:
        return nothing_changed(mailing_id)
    db.session.commit()
    return shown(mailing_id, "date-out")


@bp.route("/<uuid:mailing_id>/date/cancel", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def cancel_date(mailing_id: UUID) -> ResponseReturnValue:
    mailing, kept, form = mailing_or_404(mailing_id), dates.newest(mailing_id), Press()
    if kept is None or mailing.began_at is None or not may_be_changed(mailing, kept):
        abort(404)
    if form.is_sent_and_right():
        try:
            dating.cancel(held_or_404(mailing_id), by=visitor.user_id(), now=clock.now())
        except NotAllowedNow:
            return nothing_changed(mailing_id)
        db.session.commit()
        return shown(mailing_id, "date-cancelled")
    back, to_tell = url_for(".show", mailing_id=mailing_id), dates.how_many_to_tell(kept)
    return render_template("mailings/cancel_date.html", form=form, date=kept.entry(), to_tell=to_tell, back=back)
