"""What the person who is cared for decided about one carer: reading it, writing it down, and whom to ask."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading, record_readings
from engage.carers.queries import Known
from engage.carers.rules.pages import Page
from engage.db import db
from engage.policy import Permission, requires
from engage.sharing import actions, forms, queries
from engage.sharing.actions import LinkHasEnded
from engage.sharing.rules import Ask
from engage.sharing.views.room import bp, link_or_404
from engage.teams.views.room import viewer


@bp.get("")
@requires(Permission.SHARING_READ, logs_reading=True)
def to_ask() -> ResponseReturnValue:
    asked, today = request.args.get("show", ""), clock.today()
    show = Ask(asked) if asked in set(Ask) else None
    page = queries.to_ask(viewer(), today, show, after=request.args.get("after"), before=request.args.get("before"))
    marked = url_for(".to_ask") + (f"?show={show}&" if show else "?")
    shown = render_template("sharing/to_ask.html", page=page, show=show, shows=[None, *Ask], marked=marked)
    about = {line.known.carer.id for line in page.rows}
    record_readings(kind="carer", abouts=about, by=visitor.user_id(), page=Page.SHARING_TO_ASK)
    db.session.commit()
    return shown


@bp.get("/<uuid:link_id>")
@requires(Permission.SHARING_READ, logs_reading=True)
def history(link_id: UUID) -> ResponseReturnValue:
    known, today, form = link_or_404(link_id), clock.today(), forms.OnADay.asked(request.args)
    is_asked = "day[day]" in request.args
    if is_asked and form.is_right(today=today):
        return redirect(url_for(".history", link_id=link_id, on=form.the_day.isoformat()))
    day = _day(request.args.get("on", ""), today)
    found, decided = queries.may_tell([link_id], day)[link_id], queries.history(link_id)
    shown = render_template(
        "sharing/history.html", known=known, day=day, is_today=day == today, may_tell=found, form=form, decided=decided,
        is_older=bool(decided) and found.standing.was_made_after(decided[0].decision.discussed_on),
        done=request.args.get("done") == "yes",
    )  # fmt: skip
    _read(known, Page.SHARING)
    return shown, 422 if is_asked else 200


def _day(word: str, today: date) -> date:
    """The day an address names; an address somebody made up, and a day to come, lead nowhere."""
    if not word:
        return today
    try:
        day = date.fromisoformat(word)
    except ValueError:
        abort(404)
    return day if day <= today else abort(404)


@bp.route("/<uuid:link_id>/record", methods=["GET", "POST"])
@requires(Permission.SHARING_RECORD, logs_reading=True)
def record(link_id: UUID) -> ResponseReturnValue:
    known, form = link_or_404(link_id), forms.Record(data={"again": "usual"})
    back = url_for(".history", link_id=link_id)
    if known.link.ended_on is not None:
        return redirect(back)
    if form.is_sent_and_right():
        try:
            actions.write_down(link_id, form.decision, by=visitor.user_id(), at=clock.now())
        except LinkHasEnded:
            return redirect(back)
        db.session.commit()
        return redirect(url_for(".history", link_id=link_id, done="yes"))
    may_tell = queries.may_tell([link_id], clock.today())[link_id]
    shown = render_template("sharing/record.html", known=known, form=form, back=back, may_tell=may_tell)
    _read(known, Page.SHARING)
    return shown, 422 if form.errors else 200


def _read(known: Known, page: Page) -> None:
    """Write down that somebody read this page."""
    record_reading(kind="carer", about=known.carer.id, by=visitor.user_id(), page=page)
    db.session.commit()
