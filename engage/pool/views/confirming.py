"""Confirming an e-mail address: by the link or by the code of a mail."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.consent import queries as consent
from engage.db import db
from engage.people import queries as people
from engage.people.models import ContactPoint
from engage.policy import public
from engage.pool import actions, forms, queries
from engage.pool.views.room import CONFIRMING, bp, joined_point, may_send
from engage.throttle import actions as throttle
from engage.throttle.rules import ASKING_FOR_MAIL, CODE_TRIES
from engage.web.forms import Press

SAID = {"sent": "pool/link_sent.html", "done": "pool/all_set.html", "removed": "pool/removed.html"}


@bp.route("/confirm/code", methods=["GET", "POST"])
@public(CONFIRMING)
def confirm_code() -> ResponseReturnValue:
    point = joined_point()
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
        actions.ask_again(point, may_send=may_send(point.value), at=clock.now())
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
        db.session.rollback()
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
