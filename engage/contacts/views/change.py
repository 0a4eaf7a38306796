"""Changing how somebody is reached, for a person who asks."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.consent.actions import Told
from engage.consent.queries import offers
from engage.consent.rules import Route
from engage.contacts import actions, forms
from engage.contacts.queries import Somebody
from engage.contacts.queries import reach as addresses
from engage.contacts.views.room import bp, person_or_404, question
from engage.contacts.views.slugs import SLUGS, kind_of
from engage.db import db
from engage.people import queries as people
from engage.people.actions import index_of
from engage.people.models import ContactPoint
from engage.people.rules import Checked, Kind
from engage.people.visitor import see_or_say_why
from engage.policy import Permission, requires
from engage.throttle import actions as throttle
from engage.throttle.rules import MAIL_TO_ADDRESS

_WAYS = ", ".join(f'"{slug}"' for slug in SLUGS)


@bp.get("/contact")
@requires(Permission.CONTACTS_CHANGE, logs_reading=True)
def change(person_id: UUID) -> ResponseReturnValue:
    who = _seen(person_id)
    points = people.contact_points(person_id)
    have = {point.kind for point in points}
    shown = render_template(
        "contacts/change.html", person=who.person, points=points, slugs={kind: slug for slug, kind in SLUGS.items()},
        missing=[kind for kind in Kind if kind not in have], asked=addresses.new_address(person_id, now=clock.now()),
    )  # fmt: skip
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="how to reach them")
    db.session.commit()
    return shown


@bp.route(f"/contact/<any({_WAYS}):slug>", methods=["GET", "POST"])
@requires(Permission.CONTACTS_CHANGE)
def change_way(person_id: UUID, slug: str) -> ResponseReturnValue:
    who, kind = _seen(person_id), kind_of(slug)
    if kind is Kind.EMAIL:
        return redirect(url_for(".change_email", person_id=person_id))
    form = forms.way(kind, _point(person_id, kind), offers(), for_them=True)
    if form.is_sent_and_right():
        actions.keep_way(_told(person_id, form.route.data), form.reach, wanted=form.purposes.data)
        db.session.commit()
        return redirect(url_for(".change", person_id=person_id))
    return question("change_way", form, person=who.person, kind=kind, back=url_for(".change", person_id=person_id))


@bp.route("/contact/e-mail/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_CHANGE)
def change_email(person_id: UUID) -> ResponseReturnValue:
    who, form = _seen(person_id), forms.Changed()
    form.email.label.text = "What is their new e-mail address?"
    if form.is_sent_and_right():
        may_send = throttle.allow(MAIL_TO_ADDRESS, index_of(Kind.EMAIL, form.email.data))
        actions.ask_for_address(_told(person_id, form.route.data), form.email.data, may_send=may_send)
        db.session.commit()
        return redirect(url_for(".change", person_id=person_id))
    return question("change_email", form, person=who.person, back=url_for(".change", person_id=person_id))


@bp.route(f"/contact/<any({_WAYS}):slug>/checked", methods=["GET", "POST"])
@requires(Permission.CONTACTS_CHANGE)
def checked(person_id: UUID, slug: str) -> ResponseReturnValue:
    who, kind, form = _seen(person_id), kind_of(slug), forms.Checked()
    point, back = _point(person_id, kind), url_for(".change", person_id=person_id)
    if point is None or kind is Kind.EMAIL:
        return redirect(back)
    if form.is_sent_and_right():
        told = Told(person_id, Route.IN_PERSON, clock.now(), visitor.user_id())
        actions.mark_checked(told, kind, how=Checked(form.how.data))
        db.session.commit()
        return redirect(back)
    return question("checked", form, person=who.person, point=point, back=back)


@bp.route(f"/contact/<any({_WAYS}):slug>/remove", methods=["GET", "POST"])
@requires(Permission.CONTACTS_CHANGE)
def remove_way(person_id: UUID, slug: str) -> ResponseReturnValue:
    who, kind, form = _seen(person_id), kind_of(slug), forms.Told()
    point, back = _point(person_id, kind), url_for(".change", person_id=person_id)
    if point is None:
        return redirect(back)
    if form.is_sent_and_right():
        actions.remove_way(_told(person_id, form.route.data), kind)
        db.session.commit()
        return redirect(back)
    return question("remove_way", form, person=who.person, point=point, back=back)


def _seen(person_id: UUID) -> Somebody:
    """Somebody whose ways this viewer may see; whoever leads is asked why first, where they are hidden."""
    who = person_or_404(person_id)
    see_or_say_why(who.person)
    return who


def _point(person_id: UUID, kind: Kind) -> ContactPoint | None:
    return next((point for point in people.contact_points(person_id) if point.kind is kind), None)


def _told(person_id: UUID, route: str) -> Told:
    return Told(person_id, Route(route), clock.now(), visitor.user_id())
