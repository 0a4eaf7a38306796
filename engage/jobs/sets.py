"""Many messages of one kind: asked about together, handed over on one line, each by itself answered for.

A set is asked about, written and marked as `sending` in one transaction, which also writes what became of the set before.
Nothing is held while the line is used. What has not begun a second after it was asked about waits again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from engage import clock
from engage.db import db
from engage.jobs.one_by_one import send_one
from engage.jobs.post import UNWRITABLE, Post, write_down
from engage.mail import Fate, Handed
from engage.outbox import actions
from engage.outbox.actions import Ready
from engage.outbox.rules import FRESH, SET, Kind, State
from engage.web.log import log

_IN_A_ROW = 10
"""How many sets of a kind go before the line and the other kinds are looked at again."""


def send_set(post: Post, kind: Kind[Any], *, was_down: bool) -> Counter[str]:
    """Send the news of this kind that is due first, some sets of it; how many came to which state."""
    sending = _Sending(post, kind, was_down)
    try:
        out = sending.next_set(None)
    except UNWRITABLE as fault:
        return _one_by_one(post, kind, fault, most=1 if was_down else post.set_size)
    while out is not None:
        out = sending.onward(out, sending.hand_over(out))
    return Counter({state.value: count for state, count in sending.tally.items() if count})


@dataclass
class _Set:
    """A set that is marked as being sent, and since when: until then its answers could not change."""

    letters: list[Ready]
    since: datetime
    was_there: int


@dataclass
class _Sending:
    """News of one kind on its way: since when, and what became of it so far. was_down: one letter is tried, no more."""

    post: Post
    kind: Kind[Any]
    was_down: bool
    began: datetime = field(default_factory=clock.now)
    tally: Counter[State] = field(default_factory=Counter)
    sets: int = 0

    def hand_over(self, out: _Set) -> Handed:
        """On the line, for as long as the answers about them are fresh."""
        self.sets += 1

        def goes_on() -> bool:
            return not self.post.stop.is_set() and clock.now() - out.since < FRESH

        parcels = [each.parcel for each in out.letters]
        handed = self.post.line.hand_over_all(parcels, sender=self.post.sender.envelope, goes_on=goes_on)
        if handed.fault:
            log.warning("mail line down", error=handed.fault)
        elif not self.was_down:
            self.post.set_size = _next_size(out, handed)
        return handed

    def onward(self, out: _Set, handed: Handed) -> _Set | None:
        """The next set and what became of this one, in one transaction; where that cannot be, what became of this one."""
        if handed.fault is None and self._goes_on():
            try:
                return self.next_set((out, handed))
            except (*UNWRITABLE, SQLAlchemyError) as fault:
                db.session.rollback()
                log.error("set not begun", kind=self.kind.name, error=type(fault).__name__)
        self.tally += write_down(self.post, lambda: self._settled(out, handed))
        return None

    def next_set(self, before: tuple[_Set, Handed] | None) -> _Set | None:
        """Choose, ask, write and mark; then write what became of the set before.

        In this order, because whoever asks about people locks them, and nobody who does so holds a message.
        """
        now, tally = clock.now(), Counter[State]()
        claims = actions.choose_set(self.kind.name, now, most=1 if self.was_down else self.post.set_size)
        letters: list[Ready] = []
        if claims:
            letters, tally = actions.authorise_set(claims, self.kind, now, writer=self.post.writer_of(self.kind, now))
        if before is not None:
            tally += self._settled(*before)
        db.session.commit()
        self.tally += tally
        return _Set(letters, clock.now(), len(claims)) if claims else None

    def _goes_on(self) -> bool:
        """Whether nobody waits: not whoever wants one message, not the rest of the timetable, not the end of this process."""
        now = clock.now()
        if self.was_down or self.post.stop.is_set() or self.sets >= _IN_A_ROW or now - self.began >= FRESH:
            return False
        return not actions.somebody_waits(now)

    def _settled(self, out: _Set, handed: Handed) -> Counter[State]:
        now = clock.now()
        if self.was_down and Fate.TAKEN in handed.fates:
            actions.mend()
        until = actions.trip(now) if handed.fault else None
        return actions.settle(out.letters, handed.fates, now, line_rests_until=until)


def _next_size(out: _Set, handed: Handed) -> int:
    """How many to ask about next time, so that what is asked about is sent within a second."""
    waits = handed.fates.count(Fate.WAITS)
    if waits:
        return max(len(handed.fates) - waits, 1)
    return min(out.was_there * 2, SET) if clock.now() - out.since < FRESH / 3 else max(out.was_there, 1)


def _one_by_one(post: Post, kind: Kind[Any], fault: Exception, *, most: int) -> Counter[str]:
    """A fault in a room's text or facts: each message by itself for a while, so that only those it concerns wait."""
    db.session.rollback()
    log.error("set not written", kind=kind.name, error=type(fault).__name__)
    tally, since = Counter[str](), clock.now()
    claims = actions.claim_set(kind.name, since, most=most)
    db.session.commit()
    for place, claimed in enumerate(claims):
        if post.stop.is_set() or clock.now() - since > FRESH:
            actions.release(claims[place:])
            db.session.commit()
            break
        tally[send_one(post, claimed, was_down=False).value] += 1
    return tally
