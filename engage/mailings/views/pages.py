"""What these pages share: the blueprint, a mailing or a 404, and words for templates."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.db import db
from engage.mailings.models import Mailing
from engage.mailings.queries import lists
from engage.mailings.rules import FATE_WORDS, STATE_WORDS, Fate, State
from engage.mailings.rules.dates import Kept
from engage.mailings.rules.words import TEAM, TRUST, fill
from engage.outbox.rules import REASON_WORDS
from engage.settings import Settings
from engage.web.forms import Press

bp = Blueprint("mailings", __name__, url_prefix="/team/mailings")

DONE = {
    "test": "A test is on its way to your own address.",
    "saved": "The audience is saved. You can choose it for the next mailing.",
    "copied": "This is a new draft with the same words.",
    "taken-back": "It does not go. It is a draft again.",
    "stopped": "It is stopped. What has left has left; nothing more leaves.",
    "plain": "The subject is changed to one that gives nothing away.",
    "date-out": "No date goes with it any more.",
    "date-changed": "The date is changed. Whoever was sent the old one is told.",
    "date-cancelled": "The date is cancelled. Whoever was sent it is told.",
    "not-now": "Nothing was changed: it is not where it was when you opened the page.",
}
TAG = {
    State.DRAFT: "plain", State.WAITING: "waiting", State.SENDING: "news", State.SENT: "good", State.STOPPED: "ended",
}  # fmt: skip


@bp.context_processor
def words() -> dict[str, Any]:
    """Words for the templates of this room."""
    return {
        "state_words": STATE_WORDS, "State": State, "Fate": Fate, "fate_words": FATE_WORDS, "reason_words": REASON_WORDS,
        "tags": TAG, "as_sent": as_sent,
    }  # fmt: skip


def as_sent(text: str) -> str:
    """A text for the team’s own pages: the names of team and trust filled in, nobody’s name."""
    organisation = settings().organisation
    return fill(text, {TEAM: organisation.team, TRUST: organisation.name})


def mailing_or_404(mailing_id: UUID, *states: State) -> Mailing:
    """A mailing; not found where it is in none of these states."""
    mailing = lists.one(mailing_id)
    if mailing is None or (states and mailing.state not in states):
        abort(404)
    return mailing


def held_or_404(mailing_id: UUID) -> Mailing:
    """A mailing that a button was pressed for, locked until the end of the request."""
    if not Press().is_sent_and_right():
        abort(403)
    return lists.held(mailing_id) or abort(404)


def draft_held(mailing_id: UUID) -> Mailing:
    """A draft about to be changed, locked until the end of the request; not found once it was told to go."""
    mailing = lists.held(mailing_id)
    if mailing is None or mailing.state is not State.DRAFT:
        abort(404)
    return mailing


def may_be_changed(mailing: Mailing, kept: Kept | None) -> bool:
    """Whether its date may be changed: of a draft, and of what has begun until it is cancelled or there."""
    if mailing.began_at is None:
        return mailing.state is State.DRAFT
    return kept is not None and not kept.cancelled and not kept.is_over(clock.now())


def shown(mailing_id: UUID, done: str) -> ResponseReturnValue:
    """To the page of a mailing, with what was done."""
    return redirect(url_for("mailings.show", mailing_id=mailing_id, done=done))


def nothing_changed(mailing_id: UUID) -> ResponseReturnValue:
    """Somebody else was quicker."""
    db.session.rollback()
    return shown(mailing_id, "not-now")


def settings() -> Settings:
    """Who writes, and where this site is."""
    return cast(Settings, current_app.extensions["settings"])
