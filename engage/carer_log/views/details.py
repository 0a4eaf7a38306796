"""Add details to a contact, and strike one out that does not count."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.carer_log.actions import voiding
from engage.carer_log.actions.detailing import Details, DoesNotCount, add_details, hold
from engage.carer_log.forms.details import BY_CARER, BY_TEAM, AddDetails, Void
from engage.carer_log.queries.written import Written, outcomes, written
from engage.carer_log.rules import DETAILS_LAST, WHY_VOID_WORDS, How, Outcome, WhyVoid
from engage.carer_log.views.room import bp
from engage.carer_log.views.saved import own_or_404
from engage.carers.rules.pages import Page
from engage.db import db
from engage.policy import Permission, requires
from engage.sharing.actions import NotAgreed
from engage.sharing.queries import may_tell
from engage.sharing.rules import BASIS_WORDS, Basis, Verdict
from engage.teams.views.room import viewer
from engage.web.errors import Gone


@bp.route("/log/<uuid:contact_id>/details", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG, logs_reading=True)
def details(contact_id: UUID) -> ResponseReturnValue:
    one = _detailed_or_404(contact_id)
    form = AddDetails(data=_as_it_is(one))
    if form.is_sent_and_right():
        try:
            add_details(contact_id, _said(form), by=visitor.user_id(), at=clock.now())
        except DoesNotCount:
            abort(404)
        except NotAgreed as refused:
            db.session.rollback()
            form.refuse_telling(refused.verdict)
            return _shown(_detailed_or_404(contact_id), form, refused.verdict)
        db.session.commit()
        return redirect(url_for(".saved", contact_id=contact_id))
    return _shown(one, form, None)


def _detailed_or_404(contact_id: UUID) -> Written:
    """A contact of one’s own that took place with a carer somebody knows, and is not too long ago."""
    one = own_or_404(contact_id)
    if one.contact.carer_id is None or one.contact.how is How.TRIED or one.contact.voided_at is not None:
        abort(404)
    if clock.now() - one.contact.recorded_at > DETAILS_LAST:
        raise Gone("Details can no longer be added", "Strike the contact out and write it down anew if something is not right.")
    return one


def _as_it_is(one: Written) -> dict[str, Any]:
    started = {True: BY_CARER, False: BY_TEAM, None: None}[one.contact.by_carer]
    minutes = str(one.contact.minutes) if one.contact.minutes else None
    return {"outcomes": outcomes(one.contact.id), "started": started, "minutes": minutes, "note": one.contact.note}


def _said(form: AddDetails) -> Details:
    return Details(
        frozenset(Outcome(code) for code in form.outcomes.data), by_carer=_by_carer(form.started.data),
        minutes=int(form.minutes.data) if form.minutes.data else None, note=form.note.data or None, told=form.topics_told,
        override=form.override,
    )  # fmt: skip


def _by_carer(started: str | None) -> bool | None:
    return {BY_CARER: True, BY_TEAM: False}.get(started or "")


def _shown(one: Written, form: AddDetails, refused: Verdict | None) -> ResponseReturnValue:
    contact, today = one.contact, clock.today()
    stands = may_tell([contact.link_id], today)[contact.link_id] if contact.link_id else None
    basis, back = BASIS_WORDS[Basis(contact.basis)] if contact.basis else None, url_for(".saved", contact_id=contact.id)
    shown = render_template(
        "carer_log/details.html", one=one, form=form, refused=refused, may_tell=stands, back=back, basis=basis,
    )  # fmt: skip
    return _read(one, shown, Page.CONTACT), 422 if form.errors else 200


def _read(one: Written, shown: str, page: Page) -> str:
    """Write down that somebody read this page."""
    if one.contact.carer_id is not None:
        record_reading(kind="carer", about=one.contact.carer_id, by=visitor.user_id(), page=page)
        db.session.commit()
    return shown


@bp.route("/log/<uuid:contact_id>/void", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG, logs_reading=True)
def void(contact_id: UUID) -> ResponseReturnValue:
    """For every contact of the teams somebody serves, also one that a colleague logged."""
    one, form = written(contact_id, viewer(), clock.today()), Void()
    if one is None:
        abort(404)
    if one.contact.voided_why is not None:
        return _read(one, _struck_out(one, one.contact.voided_why), Page.VOIDED)
    if form.is_sent_and_right():
        voiding.void(hold(contact_id), why=WhyVoid(form.why.data), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".void", contact_id=contact_id))
    shown = render_template("carer_log/void.html", one=one, form=form, back=url_for(".home"))
    return _read(one, shown, Page.VOID), 422 if form.errors else 200


def _struck_out(one: Written, why: WhyVoid) -> str:
    """What it was, why it does not count, and the way to write it down anew: with another carer, if that was what was wrong."""
    number = None if why is WhyVoid.SOMEBODY_ELSE else one.number
    return render_template("carer_log/voided.html", one=one, why=WHY_VOID_WORDS[why], anew=url_for(".log", carer=number))
