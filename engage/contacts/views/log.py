"""The log of contacts with one person: reading it, writing one down, striking one out; and everything that happened."""

from __future__ import annotations

import secrets
from datetime import time
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import holders_of
from engage.audit.actions import record_reading
from engage.consent.queries import offers
from engage.contacts import actions, forms
from engage.contacts.actions import NotPermitted, Told
from engage.contacts.queries import Somebody, allowed_of, log
from engage.contacts.queries import timeline as happened
from engage.contacts.queries.timeline import Sort
from engage.contacts.rules import BARRIER_WORDS, Despite, How, Outcome, Source, WhyVoid
from engage.contacts.views.room import bp, person_or_404, question
from engage.db import db
from engage.needs.queries import flags
from engage.outbox.views import told
from engage.people.queries import points_shown
from engage.people.visitor import may_see
from engage.policy import Permission, requires

NOON = time(12)
SORTS = [
    (None, "Everything"), (Sort.DECISION, "What they decided"), (Sort.CONTACT, "Contacts"), (Sort.MESSAGE, "Messages"),
    (Sort.CHANGE, "Joining, welcome and changes"),
]  # fmt: skip


@bp.get("/contacts")
@requires(Permission.POOL_READ, logs_reading=True)
def contacts(person_id: UUID) -> ResponseReturnValue:
    who = person_or_404(person_id)
    page = log.page(person_id, after=request.args.get("after"), before=request.args.get("before"))
    titles = {offer.code: offer.title for offer in offers()}
    shown = render_template("contacts/contacts.html", person=who.person, page=page, titles=titles, marked=url_for(
        ".contacts", person_id=person_id) + "?", flags=flags(person_id))  # fmt: skip
    return _read(shown, person_id, "contacts")


@bp.get("/timeline")
@requires(Permission.POOL_READ, logs_reading=True)
def timeline(person_id: UUID) -> ResponseReturnValue:
    who, asked = person_or_404(person_id), request.args.get("kind", "")
    sort = Sort(asked) if asked in set(Sort) else None
    page = happened.page(person_id, sort, after=request.args.get("after"), before=request.args.get("before"))
    titles = {offer.code: offer.title for offer in offers()}
    marked = url_for(".timeline", person_id=person_id) + (f"?kind={sort}&" if sort else "?")
    shown = render_template(
        "contacts/timeline.html", person=who.person, page=page, titles=titles, sorts=SORTS, sort=sort, marked=marked,
        title_of=told().title,
    )  # fmt: skip
    return _read(shown, person_id, "timeline")


def _read(shown: str, person_id: UUID, page: str) -> str:
    """Write down that somebody read this page."""
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page=page)
    db.session.commit()
    return shown


@bp.route("/contacts/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_LOG)
def log_contact(person_id: UUID) -> ResponseReturnValue:
    who = person_or_404(person_id)
    colleagues = [(user.id.hex, user.name or "") for user in holders_of(Permission.CONTACTS_LOG)]
    purposes = [(offer.code, offer.title) for offer in offers()]
    form = forms.LogContact(purposes, colleagues, once=secrets.token_urlsafe(16))
    if form.is_sent_and_right():
        try:
            actions.log_contact(person_id, _told(form), by=visitor.user_id(), at=clock.now())
        except NotPermitted as refused:
            db.session.rollback()
            form.refuse(form.despite, f"Say why: {BARRIER_WORDS[refused.barrier]}")
            return _asked(person_or_404(person_id), form)
        db.session.commit()
        return redirect(url_for(".contacts", person_id=person_id))
    return _asked(who, form)


def _asked(who: Somebody, form: forms.LogContact) -> ResponseReturnValue:
    person_id = who.person.id
    shown = may_see(who.person)
    need = flags(person_id)
    allowed = allowed_of(who, points_shown(who.person, hidden_too=shown), shown=shown, flags=need)
    return question("log_contact", form, person=who.person, allowed=allowed, on_break=who.on_break, flags=need,
                    back=url_for("pool_team.person", person_id=person_id))  # fmt: skip


def _told(form: forms.LogContact) -> Told:
    day = form.on.data if form.when.data == "earlier" else None
    return Told(
        once=form.once.data, happened_at=clock.at(day, NOON) if day else clock.now(), is_now=day is None,
        how=How(form.how.data), incoming=form.started.data == "them", purpose=form.purpose.data,
        outcome=Outcome(form.outcome.data), note=form.note.data or None,
        despite=Despite(form.despite.data) if form.despite.data else None, source=Source(form.source.data),
        concern_owner=UUID(form.owner.data) if form.concern.data else None, follow_up_on=form.follow_up_on,
    )  # fmt: skip


@bp.route("/contacts/<uuid:contact_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.CONTACTS_LOG)
def strike_out(person_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    who, contact = person_or_404(person_id), log.contact(contact_id, person_id=person_id)
    if contact is None:
        abort(404)
    form, back = forms.StrikeOut(), url_for(".contacts", person_id=person_id)
    if contact.voided_at is not None:
        return redirect(back)
    if form.is_sent_and_right():
        actions.strike_out(contact, why=WhyVoid(form.why.data), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(back)
    return question("strike_out", form, person=who.person, contact=contact, back=back)
