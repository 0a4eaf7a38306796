"""Joining: six questions one page each, check answers, done; and confirming an e-mail address."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consent import queries as consent
from engage.db import db
from engage.people import actions as people_actions
from engage.people import queries as people
from engage.people.models import ContactPoint
from engage.people.rules import Kind
from engage.policy import public
from engage.pool import actions, forms, queries
from engage.pool.rules import QUESTIONS, first_missing
from engage.throttle import actions as throttle
from engage.throttle.rules import ASKING_FOR_MAIL, CODE_TRIES, MAIL_TO_ADDRESS
from engage.web.forms import Press

bp = Blueprint("pool", __name__)

JOINING = "joining needs no account"
CONFIRMING = "whoever reads the e-mail may say whether the address is theirs"
_DRAFT, _JOINED = "draft", "joined"
_NOBODY = ""
SAID = {"sent": "pool/link_sent.html", "done": "pool/all_set.html", "removed": "pool/removed.html"}


@bp.get("/join")
@public("anybody may read what the pool is")
def join() -> ResponseReturnValue:
    return render_template("pool/join.html")


@bp.route("/join/age", methods=["GET", "POST"])
@public(JOINING)
def age() -> ResponseReturnValue:
    given = _given()
    form = forms.Age(current_app.extensions["settings"].organisation.youngest_age, data=given.get("age"))
    if form.age.data == "no" and form.is_sent_and_right():
        actions.take_draft(session.pop(_DRAFT, ""))
        db.session.commit()
        return redirect(url_for("pool.too_young"))
    return _ask("age", form, given)


@bp.get("/join/too-young")
@public(JOINING)
def too_young() -> ResponseReturnValue:
    return render_template("pool/too_young.html")


@bp.route("/join/you", methods=["GET", "POST"])
@public(JOINING)
def you() -> ResponseReturnValue:
    given = _given()
    return _ask("you", forms.You(data=given.get("you")), given)


@bp.route("/join/name", methods=["GET", "POST"])
@public(JOINING)
def name() -> ResponseReturnValue:
    given = _given()
    return _ask("name", forms.Name(data=given.get("name")), given)


@bp.route("/join/contact", methods=["GET", "POST"])
@public(JOINING)
def contact() -> ResponseReturnValue:
    given = _given()
    return _ask("contact", forms.Contact(data=given.get("contact")), given)


@bp.route("/join/area", methods=["GET", "POST"])
@public(JOINING)
def area() -> ResponseReturnValue:
    given = _given()
    return _ask("area", forms.Area(data=given.get("area")), given)


@bp.route("/join/consent", methods=["GET", "POST"])
@public(JOINING)
def wishes() -> ResponseReturnValue:
    given = _given()
    return _ask("wishes", forms.wishes(consent.offers())(data=given.get("wishes")), given)


def _ask(question: str, form: forms.Question, given: dict[str, dict[str, Any]]) -> ResponseReturnValue:
    """One question page: refuses to be reached before its turn, keeps the answers, goes on."""
    missing = first_missing(given, before=question)
    if missing is not None:
        return redirect(url_for(f"pool.{missing}"))
    if form.is_sent_and_right():
        if form.is_from_a_machine:
            return _pretend()
        token = session.setdefault(_DRAFT, secrets.token_urlsafe(32))
        actions.keep_answers(token, {**given, question: form.answers()}, at=clock.now())
        db.session.commit()
        return redirect(url_for(f"pool.{first_missing({**given, question: {}}) or 'check'}"))
    place = QUESTIONS.index(question)
    before = "check" if first_missing(given) is None else ("join", *QUESTIONS)[place]
    page = render_template(
        f"pool/{question}.html", form=form, back=url_for(f"pool.{before}"), caption=f"Question {place + 1} of {len(QUESTIONS)}"
    )
    return page, 422 if form.errors else 200


def _given() -> dict[str, dict[str, Any]]:
    return queries.draft(session.get(_DRAFT))


def _pretend() -> ResponseReturnValue:
    """A machine filled in what people do not see: it is shown the end, and nothing is kept."""
    session[_JOINED] = _NOBODY
    return redirect(url_for("pool.done"))


@bp.get("/join/check")
@public(JOINING)
def check() -> ResponseReturnValue:
    given = _given()
    missing = first_missing(given)
    if missing is not None:
        return redirect(url_for(f"pool.{missing}"))
    return render_template("pool/check.html", form=Press(), given=given, offers=consent.offers(), words=forms)


@bp.post("/join/check")
@public(JOINING)
def finish() -> ResponseReturnValue:
    if Press().is_from_a_machine:
        return _pretend()
    if not throttle.allow(ASKING_FOR_MAIL, request.remote_addr or ""):
        abort(429)
    given = actions.take_draft(session.get(_DRAFT, ""))
    if first_missing(given) is not None:
        db.session.rollback()
        return redirect(url_for("pool.done" if _JOINED in session else "pool.join"))
    joining = actions.joining_from(given)
    person_id = actions.join(joining, consent.offers(), may_send=_may_send(joining.address), at=clock.now())
    db.session.commit()
    session.pop(_DRAFT)
    session[_JOINED] = person_id.hex
    return redirect(url_for("pool.done"))


def _may_send(address: str | None) -> bool:
    """Whether this address may be written to once more; known and unknown ones are counted alike."""
    return address is not None and throttle.allow(MAIL_TO_ADDRESS, people_actions.index_of(Kind.EMAIL, address))


@bp.get("/join/done")
@public(JOINING)
def done() -> ResponseReturnValue:
    if _JOINED not in session:
        return redirect(url_for("pool.join"))
    return render_template("pool/done.html", form=Press(), point=_point(), again=request.args.get("again"))


@bp.post("/join/done")
@public(JOINING)
def send_again() -> ResponseReturnValue:
    point = _point()
    if point is None or point.verified_at is not None:
        return redirect(url_for("pool.done"))
    try:
        actions.ask_again(point, may_send=_may_send(point.value), at=clock.now())
    except actions.AskedTooSoon:
        return redirect(url_for("pool.done", again="soon"))
    db.session.commit()
    return redirect(url_for("pool.done", again="sent"))


@bp.route("/join/e-mail", methods=["GET", "POST"])
@public(JOINING)
def other_address() -> ResponseReturnValue:
    point = _point()
    if point is None or point.verified_at is not None:
        return redirect(url_for("pool.done"))
    form = forms.Address()
    if form.is_sent_and_right():
        if not throttle.allow(ASKING_FOR_MAIL, request.remote_addr or ""):
            abort(429)
        people.hold(point.person_id)
        actions.change_address(point, form.email.data, may_send=_may_send(form.email.data), at=clock.now())
        db.session.commit()
        return redirect(url_for("pool.done"))
    return render_template("pool/other_address.html", form=form, back=url_for("pool.done")), 422 if form.errors else 200


def _point() -> ContactPoint | None:
    """The e-mail address of whoever joined in this browser."""
    joined = session.get(_JOINED)
    return people.email(UUID(joined)) if joined else None


@bp.route("/confirm/code", methods=["GET", "POST"])
@public(CONFIRMING)
def confirm_code() -> ResponseReturnValue:
    point = _point()
    if point is None or point.verified_at is not None:
        return redirect(url_for("pool.done"))
    form = forms.Code()
    if form.is_sent_and_right():
        if not throttle.allow(CODE_TRIES, f"confirm {point.id}"):
            form.refuse(form.code, forms.STOPPED)
        elif (found := queries.confirming_by_code(point.id, form.code.data, now=clock.now())) is not None:
            return _confirm(found)
        else:
            form.refuse(form.code, forms.CODE_WRONG)
        db.session.commit()
    page = render_template("pool/confirm_code.html", form=form, back=url_for("pool.done"))
    return page, 422 if form.errors else 200


@bp.get("/confirm/<token>")
@public(CONFIRMING)
def confirm(token: str) -> ResponseReturnValue:
    found = _confirming(token)
    if found is None:
        return _gone(token)
    asked = consent.permits(found.point.person_id)
    return render_template("pool/confirm.html", form=Press(), found=found, token=token, offers=consent.offers(), asked=asked)


@bp.post("/confirm/<token>")
@public(CONFIRMING)
def confirmed(token: str) -> ResponseReturnValue:
    found = _confirming(token)
    return _gone(token) if found is None else _confirm(found)


@bp.post("/confirm/<token>/not-me")
@public(CONFIRMING)
def not_me(token: str) -> ResponseReturnValue:
    found = _confirming(token)
    if found is None:
        return _gone(token)
    people.hold(found.point.person_id)
    actions.was_not_me(found.point.person_id)
    db.session.commit()
    return redirect(url_for("pool.said", what="removed"))


@bp.post("/confirm/<token>/again")
@public(CONFIRMING)
def new_link(token: str) -> ResponseReturnValue:
    point = _point_behind(token)
    if point is None or point.verified_at is not None:
        return _gone(token)
    if not throttle.allow(ASKING_FOR_MAIL, request.remote_addr or ""):
        abort(429)
    try:
        actions.ask_again(point, may_send=_may_send(point.value), at=clock.now())
    except actions.AskedTooSoon:
        db.session.rollback()
    db.session.commit()
    return redirect(url_for("pool.said", what="sent"))


@bp.get("/confirm/said/<any(sent, done, removed):what>")
@public(CONFIRMING)
def said(what: str) -> ResponseReturnValue:
    return render_template(SAID[what])


def _confirm(found: queries.Confirming) -> ResponseReturnValue:
    people.hold(found.point.person_id)
    try:
        actions.confirm(found, at=clock.now())
    except actions.AlreadyInThePool:
        return render_template("pool/known.html"), 410
    db.session.commit()
    return redirect(url_for("pool.said", what="done"))


def _confirming(token: str) -> queries.Confirming | None:
    read = queries.read_confirm_token(token)
    return None if read is None else queries.confirming(*read, now=clock.now())


def _point_behind(token: str) -> ContactPoint | None:
    read = queries.read_confirm_token(token)
    return None if read is None else people.contact_point(read[0])


def _gone(token: str) -> ResponseReturnValue:
    """The link was used or has run out: say which, and offer a new one where it makes sense."""
    point = _point_behind(token)
    is_used = point is not None and point.verified_at is not None
    can_ask = point is not None and not is_used
    return render_template("pool/gone.html", form=Press(), token=token, is_used=is_used, can_ask=can_ask), 410
