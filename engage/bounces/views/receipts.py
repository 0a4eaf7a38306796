"""The door through which GOV.UK Notify says what became of a message, where an installation opened it.

It is quicker than asking, and no more than that: whatever does not come through here is asked for every few minutes. What is
told is compared with messages of ours and nothing of it is kept: neither the address it names nor the whole of it.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from engage import clock
from engage.bounces import actions
from engage.bounces.rules import NOTIFY_CALLS, Receipt
from engage.db import db
from engage.policy import public
from engage.settings import Settings
from engage.throttle import actions as throttle
from engage.throttle.rules import WRONG_TOKENS
from engage.web import bearer

LARGEST_RECEIPT = 10 * 1024
"""Bytes: more than ten times what Notify sends."""

bp = Blueprint("receipts", __name__)


@bp.post("/notify/receipts")
@public("for GOV.UK Notify, which shows the token it was given; a receipt names no page and is answered with nothing")
def take() -> ResponseReturnValue:
    """Write down what became of a message. A program posts here, so no form token is asked for.

    What is not about a message of ours is answered like any other, so that Notify does not say it again and nobody learns
    which messages there are. Whoever shows the token is not slowed down: after a newsletter there are thousands of receipts.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.notify is None or not settings.notify.receipts_token:
        abort(404)
    if not bearer.shows(settings.notify.receipts_token):
        is_counted = throttle.allow(WRONG_TOKENS, request.remote_addr or "")
        db.session.commit()
        return bearer.ask_for_it() if is_counted else _said("Too many wrong tokens. Try again later.", 429)
    try:
        receipt = _receipt(json.loads(request.get_data()))
    except (ValueError, RecursionError):
        return _said("This is no receipt.", 400)
    if receipt is not None:
        actions.take_receipt(receipt, at=clock.now())
        db.session.commit()
    return _said("", 200)


def _receipt(told: Any) -> Receipt | None:
    """What is told, where it can be about a message of ours. Raises ValueError for what is no receipt at all."""
    if not isinstance(told, dict):
        raise ValueError("a receipt is an object")
    reference, channel = told.get("reference"), NOTIFY_CALLS.get(str(told.get("notification_type")))
    if not isinstance(reference, str) or not reference.isprintable() or channel is None:
        return None
    return Receipt(reference, str(told.get("status")), channel)


def _said(words: str, status: int) -> Response:
    return Response(words and f"{words}\n", status, mimetype="text/plain")
