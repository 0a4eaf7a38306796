"""How to reach you: what somebody sees and changes themselves."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent.actions import Told
from engage.consent.queries import offers
from engage.consent.rules import Route
from engage.contacts import actions, forms
from engage.contacts.queries import reach as addresses
from engage.contacts.views.room import question
from engage.contacts.views.slugs import MEMBER_WORDS, SLUGS, kind_of
from engage.db import db
from engage.people import queries as people
from engage.people.actions import index_of
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind
from engage.policy import Permission, requires
from engage.throttle import actions as throttle
from engage.throttle.rules import ASKING_FOR_MAIL, MAIL_TO_ADDRESS
from engage.web.forms import Press

bp = Blueprint("people", __name__)
FRESH = timedelta(minutes=15)
_WAYS = ", ".join(f'"{slug}"' for slug in SLUGS)


@bp.get("/me/contact")
@requires(Permission.OWN_RECORD)
def reach() -> ResponseReturnValue:
    points = people.contact_points(visitor.person_id())
    have = {point.kind for point in points}
    return render_template(
        "contacts/reach.html", person=_me(), points=points, form=Press(), words=MEMBER_WORDS,
        asked=addresses.new_address(visitor.person_id(), now=clock.now()),
        slugs={kind: slug for slug, kind in SLUGS.items()}, missing=[kind for kind in Kind if kind not in have],
    )  # fmt: skip


@bp.route(f"/me/contact/<any({_WAYS}):slug>", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def way(slug: str) -> ResponseReturnValue:
    kind = kind_of(slug)
    if kind is Kind.EMAIL:
        return redirect(url_for(".email"))
    before = _point(kind)
    form = forms.way(kind, before, offers())
    if form.is_sent_and_right():
        actions.keep_way(_told(), form.reach, wanted=form.purposes.data)
        db.session.commit()
        return redirect(url_for(".reach"))
    return question("way", form, kind=kind, before=before, words=MEMBER_WORDS, back=url_for(".reach"))


@bp.route(f"/me/contact/<any({_WAYS}):slug>/remove", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def remove(slug: str) -> ResponseReturnValue:
    kind, form = kind_of(slug), Press()
    points = people.contact_points(visitor.person_id())
    if kind not in {point.kind for point in points}:
        return redirect(url_for(".reach"))
    if kind is Kind.EMAIL and not _is_fresh():
        return redirect(url_for(".again", to="remove"))
    if form.is_sent_and_right():
        actions.remove_way(_told(), kind)
        if kind is Kind.EMAIL:
            visitor.end()
        db.session.commit()
        return redirect(url_for("accounts.signed_out") if kind is Kind.EMAIL else url_for(".reach"))
    return question("remove", form, kind=kind, is_last=len(points) == 1, words=MEMBER_WORDS, back=url_for(".reach"))


@bp.post(f"/me/contact/<any({_WAYS}):slug>/first")
@requires(Permission.OWN_RECORD)
def prefer(slug: str) -> ResponseReturnValue:
    if not Press().is_sent_and_right():
        abort(400)
    actions.prefer(_told(), kind_of(slug))
    db.session.commit()
    return redirect(url_for(".reach"))


@bp.route("/me/contact/e-mail/new", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def email() -> ResponseReturnValue:
    if not _is_fresh():
        return redirect(url_for(".again", to="email"))
    form = forms.Address()
    if form.is_sent_and_right():
        if not throttle.allow(ASKING_FOR_MAIL, request.remote_addr or ""):
            abort(429)
        may_send = throttle.allow(MAIL_TO_ADDRESS, index_of(Kind.EMAIL, form.email.data))
        actions.ask_for_address(_told(), form.email.data, may_send=may_send)
        db.session.commit()
        return redirect(url_for(".email_code"))
    return question("email", form, back=url_for(".reach"))


@bp.route("/me/name", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def name() -> ResponseReturnValue:
    person = _me()
    form = forms.Name(obj=person)
    if form.is_sent_and_right():
        actions.rename(
            _told(), full_name=form.full_name.data, called=form.called.data or None, pronouns=form.pronouns.data or None
        )
        db.session.commit()
        return redirect(url_for(".reach"))
    return question("name", form, back=url_for(".reach"))


@bp.route("/me/contact/sign-in-again/<any(email, remove):to>", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def again(to: str) -> ResponseReturnValue:
    """Before the key to an account is changed we make sure once more that it is them."""
    form = Press()
    onward = url_for(".email") if to == "email" else url_for(".remove", slug="e-mail")
    if _is_fresh():
        return redirect(onward)
    point = _point(Kind.EMAIL)
    came_back = point is not None and point.came_back_at is not None
    if form.is_sent_and_right() and not came_back:
        visitor.end()
        db.session.commit()
        return redirect(url_for("accounts.sign_in", next=onward))
    return question("again", form, back=url_for(".reach"), came_back=came_back)


def _me() -> Person:
    found = people.person(visitor.person_id())
    if found is None:
        abort(404)
    return found


def _point(kind: Kind) -> ContactPoint | None:
    return next((point for point in people.contact_points(visitor.person_id()) if point.kind is kind), None)


def _told() -> Told:
    return Told(visitor.person_id(), Route.WEB, clock.now())


def _is_fresh() -> bool:
    return clock.now() - visitor.signed_in_at() <= FRESH
