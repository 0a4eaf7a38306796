"""L24: the champions’ network, for champions, deputies, managers and the carer lead."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.calendars.rules import files
from engage.coverage import forms
from engage.coverage.actions import network as actions
from engage.coverage.models import ChampionMeeting
from engage.coverage.queries import network as queries
from engage.coverage.views.room import bp, settings
from engage.db import db
from engage.policy import Permission, requires
from engage.web.forms import Press
from engage.web.letters import our_organisation

DONE = {
    "planned": "The meeting is planned.",
    "changed": "The meeting is changed. Whoever has it in their calendar by its secret address sees it there.",
    "called-off": "The meeting is called off.",
    "shared": "It is shared.",
    "taken-away": "It is not shared any more.",
}


@bp.get("/network")
@requires(Permission.NETWORK_READ)
def network() -> ResponseReturnValue:
    shared = queries.shared()
    return render_template(
        "coverage/network.html", meetings=[(each, queries.entry_of(each)) for each in queries.meetings(clock.today())],
        shared=shared, names=staff_names(each.newest.put_by for each in shared), done=DONE.get(request.args.get("done", "")),
        form=Press(),
    )  # fmt: skip


@bp.get("/network/meetings/<uuid:meeting_id>/date.ics")
@requires(Permission.NETWORK_READ)
def meeting_file(meeting_id: UUID) -> ResponseReturnValue:
    entry, ours = queries.entry_of(_meeting(meeting_id), url_for(".network", _external=True)), our_organisation()
    content = files.file_of(entry, team=ours.team, address=ours.email)
    kind = f"{files.KIND}; charset=utf-8; method={files.method_of(entry)}"
    response = Response(content, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=files.NAME)
    return response


@bp.route("/network/meetings/new", methods=["GET", "POST"])
@requires(Permission.NETWORK_WRITE)
def plan_meeting() -> ResponseReturnValue:
    form = forms.Meeting(ours=settings().base_url)
    if form.is_sent_and_right():
        actions.plan(form.said(), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".network", done="planned"))
    return _asked(form, "Plan a meeting")


@bp.route("/network/meetings/<uuid:meeting_id>/change", methods=["GET", "POST"])
@requires(Permission.NETWORK_WRITE)
def change_meeting(meeting_id: UUID) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    if meeting.cancelled_at is not None:
        abort(404)
    form = forms.Meeting(ours=settings().base_url, data=forms.shown_of(meeting))
    if form.is_sent_and_right():
        actions.change(_meeting(meeting_id, held=True), form.said(), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".network", done="changed"))
    return _asked(form, "Change the meeting")


@bp.post("/network/meetings/<uuid:meeting_id>/call-off")
@requires(Permission.NETWORK_WRITE)
def call_off_meeting(meeting_id: UUID) -> ResponseReturnValue:
    if not Press().is_sent_and_right():
        abort(403)
    actions.call_off(_meeting(meeting_id, held=True), by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".network", done="called-off"))


def _meeting(meeting_id: UUID, *, held: bool = False) -> ChampionMeeting:
    return queries.meeting(meeting_id, held=held) or abort(404)


def _asked(form: forms.Meeting, heading: str) -> ResponseReturnValue:
    page = render_template("coverage/meeting.html", form=form, heading=heading, back=url_for(".network"))
    return page, 422 if form.errors else 200
