"""Requests about what we hold, for whoever answers them: content is shown through a request only, which is written down."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.privacy import forms
from engage.privacy.actions import requests
from engage.privacy.models import DataRequest
from engage.privacy.queries import held, holds, owned
from engage.privacy.queries import requests as asking
from engage.privacy.queries.requests import Line
from engage.privacy.rules.requests import Came, Identity, Outcome, RequestKind
from engage.privacy.views import files
from engage.privacy.views.room import bp, titles
from engage.web.forms import Form, Press

PACK = "what-we-hold.zip"
NOBODY = "We hold nobody with this number or address. If that is so, tell the person that we hold nothing about them"
SEVERAL = "Several records have this address. Ask for the pool number"


def question(template: str, form: Form, **facts: object) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    return render_template(f"privacy/{template}.html", form=form, **facts), 422 if form.errors else 200


def line_or_404(request_id: UUID) -> Line:
    """A request, or a page that says there is none."""
    try:
        return asking.one(request_id)
    except LookupError:
        abort(404)


def open_or_back(request_id: UUID) -> Line:
    """A request about which something may still be done; a closed one leads to its page."""
    found = line_or_404(request_id)
    if found.asked.closed_at is not None:
        abort(redirect(url_for(".one_request", request_id=request_id)))
    return found


@bp.get("/team/requests", endpoint="requests")
@requires(Permission.REQUESTS_ANSWER)
def all_requests() -> ResponseReturnValue:
    return render_template(
        "privacy/requests.html", waiting=asking.to_answer(), answered=asking.answered(), today=clock.today(),
        kind_words=forms.KIND_WORDS,
    )  # fmt: skip


@bp.route("/team/requests/new", methods=["GET", "POST"])
@requires(Permission.REQUESTS_ANSWER)
def new_request() -> ResponseReturnValue:
    form = forms.NewRequest()
    if form.is_sent_and_right():
        found = asking.whose(form.whose.data)
        if len(found) == 1:
            people.hold(found[0])
            asked = requests.receive(
                found[0], kind=RequestKind(form.kind.data), came=Came(form.came.data),
                received_on=form.received_on.data or clock.today(), words=form.words.data, by=visitor.user_id(),
            )  # fmt: skip
            db.session.commit()
            return redirect(url_for(".one_request", request_id=asked.id))
        form.refuse(form.whose, SEVERAL if found else NOBODY)
    return question("new_request", form, back=url_for(".requests"))


@bp.get("/team/requests/<uuid:request_id>")
@requires(Permission.REQUESTS_ANSWER, logs_reading=True)
def one_request(request_id: UUID) -> ResponseReturnValue:
    found = line_or_404(request_id)
    shown = render_template(
        "privacy/one_request.html", asked=found.asked, number=found.number, form=Press(), kind_words=forms.KIND_WORDS,
        came_words=forms.CAME_WORDS, hold=holds.open_hold(found.asked.person_id), today=clock.today(),
    )  # fmt: skip
    _write_down(found.asked, "request")
    return shown


def _write_down(asked: DataRequest, page: str) -> None:
    record_reading(kind="person", about=asked.person_id, by=visitor.user_id(), page=page)
    db.session.commit()


@bp.route("/team/requests/<uuid:request_id>/identity", methods=["GET", "POST"])
@requires(Permission.REQUESTS_ANSWER)
def identity(request_id: UUID) -> ResponseReturnValue:
    found, form = open_or_back(request_id), forms.CheckIdentity()
    if form.is_sent_and_right():
        requests.check_identity(found.asked, Identity(form.how.data), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".one_request", request_id=request_id))
    return question("identity", form, number=found.number, back=url_for(".one_request", request_id=request_id))


@bp.route("/team/requests/<uuid:request_id>/more-time", methods=["GET", "POST"])
@requires(Permission.REQUESTS_ANSWER)
def more_time(request_id: UUID) -> ResponseReturnValue:
    found, form = open_or_back(request_id), forms.MoreTime()
    if form.is_sent_and_right():
        requests.extend(found.asked, reason=form.reason.data, by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".one_request", request_id=request_id))
    return question("more_time", form, number=found.number, back=url_for(".one_request", request_id=request_id))


@bp.get("/team/requests/<uuid:request_id>/content")
@requires(Permission.REQUESTS_ANSWER, logs_reading=True)
def content(request_id: UUID) -> ResponseReturnValue:
    """What we hold about whoever asks, once we know that it is them."""
    found = open_or_back(request_id)
    if found.asked.identity is None:
        return redirect(url_for(".one_request", request_id=request_id))
    sections, marks = _held(found.asked), asking.redactions(request_id)
    shown = render_template(
        "privacy/content.html", asked=found.asked, number=found.number, form=Press(), shown=files.shown, marks=marks,
        sections=asking.redacted(sections, marks), back=url_for(".one_request", request_id=request_id),
    )  # fmt: skip
    _write_down(found.asked, "what we hold")
    return shown


def _held(asked: DataRequest) -> list[held.Section]:
    return held.held(owned.everybody_in(asked.person_id), titles())


@bp.route("/team/requests/<uuid:request_id>/black-out/<table>/<uuid:row_id>", methods=["GET", "POST"])
@requires(Permission.REQUESTS_ANSWER, logs_reading=True)
def black_out(request_id: UUID, table: str, row_id: UUID) -> ResponseReturnValue:
    """One item of the answer, and what of it is about somebody else."""
    found, form = open_or_back(request_id), forms.BlackOut()
    item = asking.by_name(_held(found.asked)).get(f"{table}:{row_id.hex}")
    if item is None or found.asked.identity is None:
        abort(404)
    back = url_for(".content", request_id=request_id)
    if form.is_sent_and_right():
        if not form.passage.data or asking.holds_passage(item, form.passage.data):
            requests.mark(
                found.asked, item=item.name, passage=form.passage.data, reason=form.reason.data, by=visitor.user_id(),
                at=clock.now(),
            )  # fmt: skip
            db.session.commit()
            return redirect(back)
        form.refuse(form.passage, "These words do not stand there. Copy them exactly")
    shown = question("black_out", form, item=item, shown=files.shown, back=back)
    _write_down(found.asked, "one item")
    return shown


@bp.post("/team/requests/<uuid:request_id>/put-back/<uuid:mark_id>")
@requires(Permission.REQUESTS_ANSWER)
def put_back(request_id: UUID, mark_id: UUID) -> ResponseReturnValue:
    found = open_or_back(request_id)
    marked = next((mark for mark in asking.redactions(request_id) if mark.id == mark_id), None)
    if marked is None or not Press().is_sent_and_right():
        abort(404)
    requests.unmark(found.asked, marked, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".content", request_id=request_id))


@bp.post("/team/requests/<uuid:request_id>/pack")
@requires(Permission.REQUESTS_ANSWER)
def pack(request_id: UUID) -> ResponseReturnValue:
    """The answer as a file: made when it is asked for, kept nowhere."""
    found = open_or_back(request_id)
    if found.asked.identity is None or not Press().is_sent_and_right():
        abort(400)
    sections = asking.redacted(_held(found.asked), asking.redactions(request_id))
    looks = held.looks(owned.everybody_in(found.asked.person_id))
    body = files.package(sections, looks, made_at=clock.now())
    requests.hand_over(found.asked, by=visitor.user_id())
    db.session.commit()
    return Response(body, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{PACK}"'})


@bp.route("/team/requests/<uuid:request_id>/close", methods=["GET", "POST"])
@requires(Permission.REQUESTS_ANSWER)
def close(request_id: UUID) -> ResponseReturnValue:
    found, form = open_or_back(request_id), forms.CloseRequest()
    if form.is_sent_and_right():
        requests.close(found.asked, outcome=Outcome(form.outcome.data), note=form.note.data, by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".one_request", request_id=request_id))
    return question("close_request", form, number=found.number, back=url_for(".one_request", request_id=request_id))
