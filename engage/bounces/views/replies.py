"""Mail that asks us to stop, or may: the list, one of them, and what somebody makes of it in one more press."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.bounces import actions
from engage.bounces.queries import listing
from engage.bounces.views.room import bp
from engage.consent import queries as consent
from engage.consent.rules import Offer
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.web.forms import Press

DONE = {
    "stopped": "That is stopped.", "not-asked": "That is dealt with.",
    "not-now": "Nothing was changed: somebody had decided already.",
}  # fmt: skip


@bp.get("/replies")
@requires(Permission.CONSENT_RECORD)
def replies() -> ResponseReturnValue:
    page = listing.page_of_replies(after=request.args.get("after"))
    return render_template("bounces/replies.html", page=page, done=DONE.get(request.args.get("done", "")))


@bp.get("/replies/<uuid:reply_id>")
@requires(Permission.CONSENT_RECORD, logs_reading=True)
def reply(reply_id: UUID) -> ResponseReturnValue:
    asks = _waiting_or_gone(reply_id)
    shown = render_template("bounces/reply.html", asks=asks, offers=_given(asks), form=Press(), back=url_for(".replies"))
    if asks.person is not None:
        record_reading(kind="person", about=asks.person.id, by=visitor.user_id(), page="reply that asks to stop")
        db.session.commit()
    return shown


@bp.post("/replies/<uuid:reply_id>/stop/<purpose>")
@requires(Permission.CONSENT_RECORD)
def stop(reply_id: UUID, purpose: str) -> ResponseReturnValue:
    asks = _waiting_or_gone(reply_id)
    offer = next((offer for offer in _given(asks) if offer.code == purpose), None)
    if offer is None:
        return redirect(url_for(".reply", reply_id=reply_id))
    return _decided(actions.stop_one(asks.reply, offer, by=visitor.user_id(), at=clock.now()), "stopped")


@bp.post("/replies/<uuid:reply_id>/<any('stop-everything', 'done', 'not-asked'):what>")
@requires(Permission.CONSENT_RECORD)
def decide(reply_id: UUID, what: str) -> ResponseReturnValue:
    asks = _waiting_or_gone(reply_id)
    decision = {"stop-everything": actions.stop_all, "done": actions.settle_elsewhere}.get(what, actions.not_asked)
    return _decided(
        decision(asks.reply, by=visitor.user_id(), at=clock.now()), "stopped" if what == "stop-everything" else "not-asked"
    )


def _decided(is_done: bool, word: str) -> ResponseReturnValue:
    if is_done:
        db.session.commit()
    else:
        db.session.rollback()
    return redirect(url_for(".replies", done=word if is_done else "not-now"))


def _waiting_or_gone(reply_id: UUID) -> listing.Asks:
    asks = listing.one_reply(reply_id) or abort(404)
    if asks.reply.settled_at is not None:
        abort(redirect(url_for(".replies", done="not-now")))
    return asks


def _given(asks: listing.Asks) -> list[Offer]:
    """What they have said yes to, by any way."""
    if asks.person is None:
        return []
    given = {code for code, _ in consent.given(people.lives_on_in(asks.person).id)}
    return [offer for offer in consent.offers() if offer.code in given]
