"""What is let go at night: whatever has been kept long enough, and the last traces of who was erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from engage import clock, journal
from engage.carers.queries import came_back as carers
from engage.db import db, reading_only
from engage.people import actions as people
from engage.privacy.actions import erasing
from engage.privacy.actions import keeping as letting_go
from engage.privacy.queries import came_back, keeping
from engage.privacy.rules.retention import cut_off
from engage.timetable.rules import Tally

# how long after somebody was erased we look whether anything was written about them meanwhile
SWEPT = timedelta(days=3)


def let_go(now: datetime) -> Tally:
    """Let go of what has been kept long enough, one by one; what a legal hold keeps stays. Then sweep after the erased."""
    with reading_only():
        in_force = keeping.rules(now)
        lists = {what: keeping.due(what, cut_off(now, rule.months)) for what, rule in in_force.items()}
        db.session.rollback()
    gone = 0
    for what, found in lists.items():
        rule, done = in_force[what], 0
        for each in found:
            done += letting_go.dispose_of(what, rule, each, now=now)
            db.session.commit()
        if found:
            held = keeping.held_back(what, cut_off(now, rule.months))
            letting_go.note_disposal(rule, clock.day_of(now), count=done, held=held)
            db.session.commit()
        gone += done
    erasing.sweep(now - SWEPT)
    db.session.commit()
    return {"let go": gone} if gone else {}


def tidy_names(now: datetime) -> Tally:
    """Write SQLite's index of names anew, so that no part of an erased name stays in it."""
    tidied = people.tidy_names()
    db.session.commit()
    return {"tidied": 1} if tidied else {}


def keep_journal(now: datetime) -> Tally:
    """Write whoever is erased and not in the journal into it."""
    with reading_only():
        missing = [*came_back.missing(), *carers.missing()] if journal.is_kept() else []
        db.session.rollback()
    journal.add(missing)
    return {"written": len(missing)} if missing else {}
