"""The loop that sends: one message at a time, one recipient in a transaction, no transaction open while the line is used.

What each step does to the row stands in `outbox.actions`; the order of the steps, and where a commit falls between
them, stands here.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError

from engage import clock
from engage.db import db, reading_only
from engage.jobs.wiring import KINDS
from engage.mail import Line, LineDown, NotNow, Refused, Sender, SmtpLine, Unknown
from engage.outbox import actions, queries
from engage.outbox.rules import Claim, Kind, Reason, State
from engage.settings import Settings
from engage.timetable.rules import Tally
from engage.web.log import log

# what a fault in one room's text or facts may raise: the message waits, all others go on
UNWRITABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, TemplateError)
_TRIES_TO_WRITE_DOWN = (0.0, 0.2, 1.0, 3.0)


@dataclass
class Post:
    """What sending needs for the length of a process: the line, who we are, the kinds, and whether to stop.

    budget: how long one pass may take before the timetable gets its turn again; None: until nothing is left.
    ask_every: how often the rooms are asked what has fallen due; None: at every tick. asked_at: when they were.
    """

    line: Line
    sender: Sender
    kinds: Mapping[str, Kind[Any]] = field(default_factory=lambda: KINDS)
    stop: threading.Event = field(default_factory=threading.Event)
    budget: timedelta | None = None
    ask_every: timedelta | None = None
    asked_at: datetime | None = None

    def asks(self, now: datetime) -> bool:
        """Whether it is time to ask the rooms what has fallen due; a message that somebody asked for does not wait for it."""
        if self.ask_every and self.asked_at and abs(now - self.asked_at) < self.ask_every:
            return False
        self.asked_at = now
        return True


def post_of(app: Flask) -> Post:
    """The application's post, made at its first use."""
    settings: Settings = app.extensions["settings"]
    if "post" not in app.extensions:
        organisation = settings.organisation
        app.extensions["post"] = Post(
            SmtpLine(settings.smtp_url), Sender(organisation.team, organisation.email, settings.bounce_address)
        )
    post: Post = app.extensions["post"]
    return post


def send_waiting(now: datetime) -> Tally:
    """Send everything that is due, security mail first; how many came to which state."""
    post, tally = post_of(current_app), Counter[str]()
    if not _anything_to_do(now):
        return {}
    try:
        while not post.stop.is_set() and (post.budget is None or clock.now() - now < post.budget):
            claimed, was_down = _next()
            if claimed is None:
                break
            tally[_send(post, claimed, was_down).value] += 1
    finally:
        post.line.goodbye()
    return dict(tally)


def tidy(now: datetime) -> Tally:
    """Queue what was planned for now, let go of what is pointless, take back what a dead worker held."""
    if not _anything_to_do(now):
        return {}
    tally = Counter[str]()
    for name, step in (("expired", actions.expire), ("queued", actions.queue_planned), ("taken back", actions.reap)):
        while moved := step(now):
            db.session.commit()
            tally[name] += moved
        db.session.rollback()
    return dict(tally)


def repeat_changes(now: datetime) -> Tally:
    """Send uncertain news of a change once more: missing it does more harm than having it twice."""
    with reading_only():
        ids = queries.changes_to_repeat(now)
        db.session.rollback()
    for outgoing_id in ids:
        actions.resend(outgoing_id, by=None)
        db.session.commit()
    return {"sent again": len(ids)} if ids else {}


def _anything_to_do(now: datetime) -> bool:
    with reading_only():
        found = queries.has_work(now)
        db.session.rollback()
    return found


def _next() -> tuple[Claim | None, bool]:
    """The next message, and whether the line was down the last time; nothing while the line is left alone."""
    now = clock.now()
    rests = queries.line_rests(now)
    claimed = None if rests else actions.claim(now)
    db.session.commit()
    return claimed, rests is False


def _send(post: Post, claimed: Claim, was_down: bool) -> State:
    to = _first_look(post, claimed)
    if isinstance(to, State):
        return to
    try:
        post.line.offer(sender=post.sender.envelope, to=to)
    except LineDown as fault:
        return _line_is_down(claimed, fault)
    except NotNow:
        return _write_down(post, lambda: actions.put_off(claimed, clock.now(), Reason.PUT_OFF_BY_SERVER), State.QUEUED)
    except Refused:
        return _write_down(post, lambda: actions.refuse(claimed), State.FAILED)
    body = _authorised(post, claimed, to, was_down)
    if isinstance(body, State):
        post.line.hang_up()
        return body
    return _hand_over(post, claimed, body)


def _first_look(post: Post, claimed: Claim) -> str | State:
    """Ask before the envelope is opened, so that nobody is bothered with what will not go; to whom it would go."""
    try:
        weighed = actions.weigh(claimed, post.kinds[claimed.letter.kind], clock.now())
    except UNWRITABLE as fault:
        return _unwritten(claimed, fault)
    db.session.commit()
    return weighed if isinstance(weighed, State) else weighed[1].to


def _authorised(post: Post, claimed: Claim, to: str, was_down: bool) -> bytes | State:
    try:
        kind = post.kinds[claimed.letter.kind]
        body = actions.authorise(claimed, kind, clock.now(), offered_to=to, sender=post.sender)
        if was_down:
            actions.mend()
        db.session.commit()
    except UNWRITABLE as fault:
        return _unwritten(claimed, fault)
    except SQLAlchemyError:
        post.line.hang_up()
        raise
    return body


def _hand_over(post: Post, claimed: Claim, body: bytes) -> State:
    try:
        post.line.hand_over(body)
    except NotNow:
        return _write_down(post, lambda: actions.put_off(claimed, clock.now(), Reason.PUT_OFF_BY_SERVER), State.QUEUED)
    except Refused:
        return _write_down(post, lambda: actions.refuse(claimed), State.FAILED)
    except Unknown:
        return _write_down(post, lambda: actions.doubt(claimed, clock.now()), State.UNCERTAIN)
    return _write_down(post, lambda: actions.accept(claimed), State.ACCEPTED)


def _write_down(post: Post, step: Callable[[], bool], state: State) -> State:
    """Write the outcome; try again while the database is away, since what is not written stays uncertain."""
    for wait in _TRIES_TO_WRITE_DOWN:
        post.stop.wait(wait) if wait else None
        try:
            step()
            db.session.commit()
        except SQLAlchemyError as fault:
            db.session.rollback()
            last = fault
        else:
            return state
    raise last


def _line_is_down(claimed: Claim, fault: LineDown) -> State:
    log.warning("mail line down", error=str(fault))
    actions.give_back(claimed, actions.trip(clock.now()))
    db.session.commit()
    return State.QUEUED


def _unwritten(claimed: Claim, fault: Exception) -> State:
    db.session.rollback()
    letter = claimed.letter
    log.error("message not written", id=str(letter.outgoing_id), kind=letter.kind, error=type(fault).__name__)
    actions.put_off(claimed, clock.now(), Reason.NOT_WRITTEN)
    db.session.commit()
    return State.QUEUED
