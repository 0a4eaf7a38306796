"""What is promised to carers: the list, moving something to another day, and saying that it is not needed any more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.carer_log.actions import following
from engage.carer_log.forms import following as forms
from engage.carer_log.queries import follow_ups as queries
from engage.carer_log.rules import UNDO_LASTS, WHEN_WORDS, When, WhyCancelled, when_of
from engage.carer_log.views.room import bp
from engage.db import db
from engage.policy import Permission, requires
from engage.teams.views.room import viewer
from engage.web.errors import Gone
from engage.web.filters import short_day
from engage.web.forms import Form, Press

_UNDO = "undo a change of a follow-up"
MINE, TEAM = "mine", "team"


@bp.get("/follow-ups")
@requires(Permission.CARERS_READ)
def follow_ups() -> ResponseReturnValue:
    """What is to do, what is due first at the top."""
    looks, today = viewer(), clock.today()
    whose = request.args.get("whose", TEAM if looks.sees_every_team else MINE)
    when = When(request.args["when"]) if request.args.get("when") in set(When) else None
    mine = queries.mine(looks, today)
    counts = {each: queries.counts(mine, only_mine=each == MINE) for each in (MINE, TEAM)}
    whose = whose if whose in counts else MINE
    page = queries.page(
        mine, when, only_mine=whose == MINE, after=request.args.get("after"), before=request.args.get("before")
    )  # fmt: skip
    return render_template(
        "carer_log/follow_ups.html", page=page, whose=whose, when=when, counts=counts, today=today, when_words=WHEN_WORDS,
        parts=_parts(page.rows, today), undo=_undo(), form=Press(), several=len({line.team.id for line in page.rows}) > 1,
        marked=url_for(".follow_ups", whose=whose, when=when) + "&",
    )  # fmt: skip


def _parts(lines: Any, today: Any) -> dict[When, list[queries.Line]]:
    parts: dict[When, list[queries.Line]] = {}
    for line in lines:
        parts.setdefault(when_of(line.follow_up.due_on, today), []).append(line)
    return parts


def line_or_404(follow_up_id: UUID) -> queries.Line:
    """Something promised by a team of whoever looks; another team's is not there."""
    return queries.one(follow_up_id, viewer(), clock.today()) or abort(404)


def still_to_do(line: queries.Line) -> bool:
    """Whether there is anything left to do or to change."""
    return line.follow_up.done_at is None and line.follow_up.cancelled_at is None


def question(template: str, form: Form, line: queries.Line) -> ResponseReturnValue:
    """A page with a form about one of them, and so about one carer: 422 when it was refused. Opening it is written down."""
    shown = render_template(f"carer_log/{template}.html", form=form, line=line, back=url_for(".follow_ups"))
    if request.method == "GET":
        record_reading(kind="carer", about=line.carer.id, by=visitor.user_id(), page="follow-up")
        db.session.commit()
    return shown, 422 if form.errors else 200


@bp.route("/follow-ups/<uuid:follow_up_id>/move", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG, logs_reading=True)
def move_follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    line, form = line_or_404(follow_up_id), forms.Move()
    form.offer()
    if not still_to_do(line):
        return redirect(url_for(".follow_ups"))
    if form.is_sent_and_right() and form.day is not None:
        word = following.move(line.follow_up, form.day, by=visitor.user_id(), today=clock.today())
        db.session.commit()
        offer_undo(follow_up_id, word, f"Moved to {short_day(form.day)}.")
        return redirect(url_for(".follow_ups"))
    return question("move", form, line)


@bp.route("/follow-ups/<uuid:follow_up_id>/not-needed", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG, logs_reading=True)
def cancel_follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    line, form = line_or_404(follow_up_id), forms.NotNeeded()
    if not still_to_do(line):
        return redirect(url_for(".follow_ups"))
    if form.is_sent_and_right():
        word = following.cancel(line.follow_up, why=WhyCancelled(form.why.data), by=visitor.user_id())
        db.session.commit()
        offer_undo(follow_up_id, word, "It is off the list.")
        return redirect(url_for(".follow_ups"))
    return question("not_needed", form, line)


@bp.post("/follow-ups/<uuid:follow_up_id>/undo")
@requires(Permission.CARERS_LOG)
def undo_follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    line = line_or_404(follow_up_id)
    if not Press().is_sent_and_right():
        abort(400)
    try:
        following.take_back(request.form.get("undo", ""), line.follow_up, by=visitor.user_id())
    except following.TooLate as error:
        raise Gone("This can no longer be taken back", "Something happened to it since, or ten minutes have passed.") from error
    db.session.commit()
    session.pop(_UNDO, None)
    return redirect(url_for(".follow_ups"))


def offer_undo(follow_up_id: UUID, word: str | None, said: str) -> None:
    """Say what was done and, where there is a word for it, offer for ten minutes and in this browser to take it back."""
    session[_UNDO] = [follow_up_id.hex, word or "", said, clock.now().timestamp()]


def _undo() -> dict[str, Any] | None:
    which, word, said, at = session.get(_UNDO) or ("", "", "", 0)
    if not which or clock.now().timestamp() - float(at) > UNDO_LASTS.total_seconds():
        return None
    return {"follow_up_id": UUID(which), "word": word, "said": said}
