"""Asking GOV.UK Notify what became of messages: those it could not deliver, and those that it may or may not have.

We ask; nothing is open to be called from outside. Each answer is committed by itself, and twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Flask, current_app

from engage import clock
from engage.bounces import actions as bounces
from engage.bounces.queries.receipts import not_known_to_fail, uncertain_since
from engage.bounces.rules import Failure
from engage.db import db, reading_only
from engage.jobs.incoming import AFTER_A_FAULT, EVERY, Turn
from engage.jobs.post import notify_line
from engage.mail import LineDown
from engage.outbox import actions
from engage.outbox.rules import Channel
from engage.settings import Settings
from engage.timetable.rules import Tally
from engage.web.log import log

if TYPE_CHECKING:
    from engage.mail.notify import NotifyLine

KEPT, AT_ONCE, BUDGET = timedelta(days=7), 20, timedelta(seconds=30)
_SAID = frozenset(Failure)


def ask_notify(now: datetime) -> Tally:
    """Ask about what is uncertain and what failed, where GOV.UK Notify is used; what became of how many."""
    lines, turn = _lines(current_app), _turn_of(current_app)
    if not lines or not turn.is_over(now):
        return {}
    turn.last_at, turn.rest = now, EVERY
    tally = Counter[str]()
    for channel, line in lines.items():
        try:
            _ask_about_uncertain(line, channel, now, tally)
            _ask_about_failures(line, channel, now, tally)
        except LineDown as fault:
            turn.rest = AFTER_A_FAULT
            log.warning("notify not asked", error=str(fault))
            tally["not answered"] += 1
        finally:
            line.goodbye()
    return dict(tally)


def _ask_about_uncertain(line: NotifyLine, channel: Channel, now: datetime, tally: Counter[str]) -> None:
    """What Notify has did leave us. What it does not have stays for a person to decide: it may have gone another way before."""
    with reading_only():
        open_ones = uncertain_since(now - KEPT, channel, most=AT_ONCE)
        db.session.rollback()
    for reference, outgoing_id in open_ones.items():
        if line.became_of(reference) is not None:
            tally["found"] += actions.arrived_after_all(outgoing_id)
            db.session.commit()


def _ask_about_failures(line: NotifyLine, channel: Channel, now: datetime, tally: Counter[str]) -> None:
    for page in line.failures():
        for outgoing_id, failure in _news_of(
            {told.reference: Failure(told.status) for told in page if told.status in _SAID}, channel
        ):
            tally["came back"] += bounces.take_failure(outgoing_id, failure, at=now)
            db.session.commit()
        if clock.now() - now >= BUDGET:
            break


def _news_of(said: dict[str, Failure], channel: Channel) -> list[tuple[UUID, Failure]]:
    with reading_only():
        ours = not_known_to_fail(said, channel)
        db.session.rollback()
    return [(outgoing_id, said[reference]) for reference, outgoing_id in ours.items()]


def _lines(app: Flask) -> dict[Channel, NotifyLine]:
    settings: Settings = app.extensions["settings"]
    notify = settings.notify
    if notify is None:
        return {}
    wanted = {Channel.EMAIL: notify.email_template, Channel.TEXT: notify.text_template}
    return {channel: notify_line(notify, is_text=channel is Channel.TEXT) for channel, template in wanted.items() if template}


def _turn_of(app: Flask) -> Turn:
    turn: Turn = app.extensions.setdefault("notify turn", Turn())
    return turn
