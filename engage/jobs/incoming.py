"""Reading the mailbox to which what came back goes: one mail at a time, marked only once what it said is committed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app

from engage import clock
from engage.bounces import actions
from engage.bounces.rules import Read
from engage.bounces.rules.reports import LARGEST, UNREADABLE
from engage.db import db
from engage.mailbox import Mailbox, MailboxDown, opened
from engage.settings import Settings
from engage.timetable.rules import Tally
from engage.web.log import log

EVERY, AFTER_A_FAULT = timedelta(minutes=5), timedelta(minutes=15)
AT_ONCE, BUDGET = 200, timedelta(seconds=30)


@dataclass
class Turn:
    """When this process read the mailbox last, and how long it leaves it alone."""

    last_at: datetime | None = None
    rest: timedelta = EVERY

    def is_over(self, now: datetime) -> bool:
        """Whether it is time to read it again."""
        return self.last_at is None or abs(now - self.last_at) >= self.rest


def read_mailbox(now: datetime) -> Tally:
    """Read what waits in the mailbox, where there is one; what became of how many."""
    settings: Settings = current_app.extensions["settings"]
    turn = _turn_of(current_app)
    if not settings.bounce_mailbox or not turn.is_over(now):
        return {}
    turn.last_at, turn.rest = now, EVERY
    tally = Counter[str]()
    try:
        with opened(settings.bounce_mailbox) as mailbox:
            for uid in mailbox.waiting(most=AT_ONCE):
                if clock.now() - now >= BUDGET:
                    break
                tally[_take_in(mailbox, uid, now)] += 1
    except MailboxDown as fault:
        turn.rest = AFTER_A_FAULT
        log.warning("mailbox not read", error=str(fault))
        tally["mailbox down"] += 1
    return dict(tally)


def _take_in(mailbox: Mailbox, uid: str, now: datetime) -> str:
    """One mail: what it says is committed before it is marked, so that a crash in between reads it again without harm."""
    raw = mailbox.fetch(uid, most=LARGEST)
    try:
        became = actions.take_in(raw, at=now)
        db.session.commit()
    except actions.NotYet:
        db.session.rollback()
        return "later"
    except UNREADABLE as fault:
        db.session.rollback()
        log.error("mail not read", error=type(fault).__name__)
        became = Read.SET_ASIDE
    if became in (Read.SET_ASIDE, Read.ASKED):
        mailbox.set_aside(uid)
    else:
        mailbox.done(uid)
    return became.value


def _turn_of(app: Flask) -> Turn:
    turn: Turn = app.extensions.setdefault("mailbox turn", Turn())
    return turn
