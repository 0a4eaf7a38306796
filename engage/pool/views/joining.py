"""Joining: six questions one page each, check answers, done."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consent import queries as consent
from engage.consent.rules import Offer
from engage.db import db
from engage.people import queries as people
from engage.policy import public
from engage.pool import actions, forms, queries
from engage.pool.rules import QUESTIONS, first_missing
from engage.pool.views.room import DRAFT, JOINING, bp, has_joined, joined, joined_point, may_ask, may_send
from engage.throttle import actions as throttle
from engage.throttle.rules import ASKING_FOR_MAIL
from engage.web.forms import Press


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
        actions.take_draft(session.pop(DRAFT, ""))
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
    reading = consent.reading(consent.offers(), request.args.get("read") or _read(given))
    return _ask("wishes", forms.wishes(reading)(data=given.get("wishes")), given, reading=reading)


def _read(given: dict[str, dict[str, Any]]) -> str | None:
    """In which words they read what they may choose: Easy Read, a language, or as it is."""
    return given.get("wishes", {}).get("read")


def _ask(question: str, form: forms.Question, given: dict[str, dict[str, Any]], **more: Any) -> ResponseReturnValue:
    """One question page: refuses to be reached before its turn, keeps the answers, goes on."""
    missing = first_missing(given, before=question)
    if missing is not None:
        return redirect(url_for(f"pool.{missing}"))
    if form.is_sent_and_right():
        if form.is_from_a_machine:
            return _pretend()
        token = session.setdefault(DRAFT, secrets.token_urlsafe(32))
        actions.keep_answers(token, {**given, question: form.answers()}, at=clock.now())
        db.session.commit()
        return redirect(url_for(f"pool.{first_missing({**given, question: {}}) or 'check'}"))
    place = QUESTIONS.index(question)
    before = "check" if first_missing(given) is None else ("join", *QUESTIONS)[place]
    page = render_template(
        f"pool/{question}.html",
        form=form,
        back=url_for(f"pool.{before}"),
        caption=f"Question {place + 1} of {len(QUESTIONS)}",
        **more,
    )
    return page, 422 if form.errors else 200


def _given() -> dict[str, dict[str, Any]]:
    return queries.draft(session.get(DRAFT))


def _pretend() -> ResponseReturnValue:
    """A machine filled in what people do not see: it is shown the end, and nothing is kept."""
    joined(None)
    return redirect(url_for("pool.done"))


def _offers(given: dict[str, dict[str, Any]]) -> tuple[Offer, ...]:
    return consent.reading(consent.offers(), _read(given)).offers


@bp.get("/join/check")
@public(JOINING)
def check() -> ResponseReturnValue:
    given = _given()
    missing = first_missing(given)
    if missing is not None:
        return redirect(url_for(f"pool.{missing}"))
    return render_template("pool/check.html", form=Press(), given=given, offers=_offers(given), words=forms)


@bp.post("/join/check")
@public(JOINING)
def finish() -> ResponseReturnValue:
    if Press().is_from_a_machine:
        return _pretend()
    given = actions.take_draft(session.get(DRAFT, ""))
    if first_missing(given) is not None:
        db.session.rollback()
        return redirect(url_for("pool.done" if has_joined() else "pool.join"))
    joining = actions.joining_from(given)
    may_join, may_write = may_ask(joining.address)
    if not may_join:
        abort(429)
    person_id = actions.join(joining, _offers(given), may_send=may_write, at=clock.now())
    db.session.commit()
    joined(person_id)
    return redirect(url_for("pool.done"))


@bp.get("/join/done")
@public(JOINING)
def done() -> ResponseReturnValue:
    if not has_joined():
        return redirect(url_for("pool.join"))
    return render_template("pool/done.html", form=Press(), point=joined_point(), again=request.args.get("again"))


@bp.post("/join/done")
@public(JOINING)
def send_again() -> ResponseReturnValue:
    point = joined_point()
    if point is None or point.verified_at is not None:
        return redirect(url_for("pool.done"))
    try:
        actions.ask_again(point, may_send=may_send(point.value), at=clock.now())
    except actions.AskedTooSoon:
        return redirect(url_for("pool.done", again="soon"))
    db.session.commit()
    return redirect(url_for("pool.done", again="sent"))


@bp.route("/join/e-mail", methods=["GET", "POST"])
@public(JOINING)
def other_address() -> ResponseReturnValue:
    point = joined_point()
    if point is None or point.verified_at is not None:
        return redirect(url_for("pool.done"))
    form = forms.Address()
    if form.is_sent_and_right():
        if not throttle.allow(ASKING_FOR_MAIL, request.remote_addr or ""):
            abort(429)
        people.hold(point.person_id)
        actions.change_address(point, form.email.data, may_send=may_send(form.email.data), at=clock.now())
        db.session.commit()
        return redirect(url_for("pool.done"))
    return render_template("pool/other_address.html", form=form, back=url_for("pool.done")), 422 if form.errors else 200
