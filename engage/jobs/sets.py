"""Many messages of one kind: asked about together, handed over on one line, each by itself answered for.

A window of them at a time is marked as `sending`, in the transaction that writes what became of the window before. What
has not begun a second after it was asked about is let go, and asked about again after whoever waits for one message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engage import clock
from engage.db import db
from engage.jobs.one_by_one import send_one
from engage.jobs.post import UNWRITABLE, Post, write_down
from engage.mail import Fate, Handed
from engage.outbox import actions
from engage.outbox.actions import Ready
from engage.outbox.rules import FRESH, SET, WINDOW, Claim, Kind, State
from engage.web.log import log


def send_set(post: Post, kind: Kind[Any], *, was_down: bool) -> Counter[str]:
    """Send the news of this kind that is due first; how many came to which state."""
    now = clock.now()
    claims = actions.claim_set(kind.name, now, most=1 if was_down else post.set_size)
    db.session.commit()
    if not claims:
        return Counter()
    try:
        ready, settled = actions.authorise_set(claims, kind, now, writer=post.writer_of(kind, now))
        window = actions.begin(ready[:WINDOW], now)
        db.session.commit()
    except UNWRITABLE as fault:
        return _one_by_one(post, kind, claims, fault)
    sending = _Sending(post, ready[WINDOW:], clock.now(), settled, was_down)
    sending.send(window)
    if not was_down:
        sent = len(claims) - sending.tally[State.QUEUED]
        post.set_size = _next_size(len(claims), sent=sent, took=clock.now() - sending.since)
    return Counter({state.value: count for state, count in sending.tally.items() if count})


@dataclass
class _Sending:
    """A set on its way: what may go and was not begun, since when, and what became of it so far."""

    post: Post
    rest: Sequence[Ready]
    since: datetime
    tally: Counter[State]
    was_down: bool

    def goes_on(self) -> bool:
        """Whether the answers are fresh, and nobody wants this process to end."""
        return not self.post.stop.is_set() and clock.now() - self.since < FRESH

    def send(self, window: list[Ready]) -> None:
        """Window after window, until all are sent, the line fails or the answers are old."""
        while window or self.rest:
            handed = self._hand_over(window)
            goes_on = handed.fault is None and self.goes_on()
            chosen = self.rest[:WINDOW] if goes_on else []
            window = self._write_down(window, handed, chosen)
            self.rest = self.rest[len(chosen) :] if goes_on else []

    def _hand_over(self, window: Sequence[Ready]) -> Handed:
        parcels = [each.parcel for each in window]
        return self.post.line.hand_over_all(parcels, sender=self.post.sender.envelope, goes_on=self.goes_on)

    def _write_down(self, window: Sequence[Ready], handed: Handed, chosen: Sequence[Ready]) -> list[Ready]:
        """What became of a window, and the beginning of the next one, in one transaction."""

        def step() -> tuple[Counter[State], list[Ready]]:
            now = clock.now()
            if self.was_down and Fate.TAKEN in handed.fates:
                actions.mend()
            until = actions.trip(now) if handed.fault else None
            settled = actions.settle(window, handed.fates, now, line_rests_until=until)
            if not chosen:
                actions.release([each.claim for each in self.rest])
                settled[State.QUEUED] += len(self.rest)
            return settled, actions.begin(chosen, now)

        if handed.fault:
            log.warning("mail line down", error=handed.fault)
        settled, begun = write_down(self.post, step)
        self.tally.update(settled)
        return begun


def _next_size(size: int, *, sent: int, took: timedelta) -> int:
    """How many to ask about next time, so that what is asked about is sent within a second."""
    if sent < size:
        return max(sent, 1)
    return min(size * 2, SET) if took < FRESH / 3 else size


def _one_by_one(post: Post, kind: Kind[Any], claims: Sequence[Claim], fault: Exception) -> Counter[str]:
    """A fault in a room's text or facts: each message by itself for a while, so that only those it concerns wait."""
    db.session.rollback()
    log.error("set not written", kind=kind.name, error=type(fault).__name__)
    tally, since = Counter[str](), clock.now()
    for place, claimed in enumerate(claims):
        if post.stop.is_set() or clock.now() - since > FRESH:
            actions.release(claims[place:])
            db.session.commit()
            break
        tally[send_one(post, claimed, was_down=False).value] += 1
    return tally
