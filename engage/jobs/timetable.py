"""The timetable on one page, and one pass over everything that is due."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from datetime import time as wall
from functools import partial

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

import engage.audit.actions
import engage.audit.queries.chain
import engage.consent.actions
import engage.consent.queries
import engage.doubles.actions
import engage.doubles.queries
import engage.people.queries
import engage.reminders.actions
import engage.reminders.queries
from engage import clock, journal
from engage.db import db, reading_only
from engage.jobs import mailings, sending, spreadsheets
from engage.jobs.digests import send_digest
from engage.jobs.forgetting import FORGETTING
from engage.jobs.incoming import read_mailbox
from engage.jobs.letting_go import keep_journal, let_go, tidy_names
from engage.jobs.receipts import ask_notify
from engage.jobs.texts import send_texts
from engage.jobs.wiring import DUES
from engage.reminders.rules import Reminder
from engage.reminders.rules.falling import LOOK_BACK, QuietDays
from engage.reminders.rules.table import Rule
from engage.settings import Settings
from engage.timetable import actions, queries
from engage.timetable.rules import Job, Tally, is_quiet, slot
from engage.web.log import log


def queue_due(now: datetime) -> Tally:
    """Put what has fallen due into the outbox; what is there already stays as it is."""
    if not sending.post_of(current_app).asks(now):
        return {}
    with reading_only():
        rules, resting = engage.reminders.queries.rules(DUES), engage.reminders.queries.quiet()
        db.session.rollback()
    queued = sum(_queue(reminder, rules[reminder.kind], resting, now) for reminder in DUES if rules[reminder.kind].is_on)
    return {"queued": queued} if queued else {}


def _queue(reminder: Reminder, rule: Rule, resting: QuietDays, now: datetime) -> int:
    with reading_only():
        dues = engage.reminders.queries.falling(reminder, rule, resting, now - LOOK_BACK, now)
        new = engage.reminders.queries.to_queue(dues)
        db.session.rollback()
    queued = engage.reminders.actions.queue(new, now=now) if new else 0
    if dues and reminder.noted is not None:
        reminder.noted(dues)
    db.session.commit()
    return queued


def link_events(now: datetime) -> Tally:
    """Link what was done into the chain, some at a time, so that nothing else waits for it."""
    with reading_only():
        waits = bool(engage.audit.queries.chain.unlinked(now, most=1))
        db.session.rollback()
    linked = engage.audit.actions.link(now) if waits else 0
    db.session.commit()
    return {"linked": linked} if linked else {}


def note_head(now: datetime) -> Tally:
    """Write the end of the chain into the log, which is kept elsewhere."""
    with reading_only():
        log.info("audit head", id=engage.audit.queries.chain.newest_head())
        db.session.rollback()
    return {}


def find_doubles(now: datetime) -> Tally:
    """Look through everybody for records that may be one person."""
    with reading_only():
        pairs = engage.doubles.queries.pairs_among_everybody()
        db.session.rollback()
    new = engage.doubles.actions.keep_pairs(pairs)
    db.session.commit()
    return {"found": new}


def let_yeses_run_out(now: datetime) -> Tally:
    """Write down every yes that no longer counts, person by person, and shorten those whose words have changed."""
    tally = Counter[str]()
    while ended := engage.consent.actions.end_after_changes(at=now):
        db.session.commit()
        tally["asked again"] += ended
    while people := engage.consent.queries.run_out(clock.day_of(now)):
        db.session.rollback()
        for person_id in people:
            engage.people.queries.hold(person_id)
            tally["run out"] += engage.consent.actions.let_run_out(person_id, at=now)
            db.session.commit()
    db.session.rollback()
    return dict(tally)


TIMETABLE: tuple[Job, ...] = (
    Job("queue what is due", None, "A reminder enters the outbox when it falls due, once.", queue_due),
    Job("mailings", None, "What the team writes to many goes out a part at a time, once to each.", mailings.send_mailings),
    Job("weekly digest", None, "On Thursday at 10am whoever has something new gets one mail, once a week.", send_digest),
    Job("dates", None, "Whoever was sent a date hears that it changed or is cancelled, once.", mailings.tell_of_dates),
    Job("tidy the outbox", None, "Planned messages are queued, pointless ones let go, abandoned ones taken back.", sending.tidy),
    Job("send", None, "Whoever signs in waits for the mail; a message leaves seconds after it is due.", sending.send_waiting),
    Job("text messages", None, "What goes as a text message leaves by itself, where GOV.UK Notify sends them.", send_texts),
    Job(
        "ask notify", None, "What GOV.UK Notify has and could not deliver is asked every 5 minutes, where it is used.", ask_notify
    ),
    Job("repeat changes", None, "News of a change that may have been lost goes out once more.", sending.repeat_changes),
    Job("read what came back", None, "Reports of mail servers are read every 5 minutes, where there is a mailbox.", read_mailbox),
    Job("files", None, "Whoever brings a file in waits for it; the mail of the same tick has gone first.", spreadsheets.move_on),
    Job("forget files", wall(3, 25), "What an uploaded file said is kept for 7 days.", spreadsheets.forget_files),
    Job("link events", None, "Who did what is linked into a chain soon after it happened.", link_events),
    Job(
        "note the head",
        wall(4, 10),
        "The end of that chain goes to the log, out of reach of whoever holds the database.",
        note_head,
    ),
    Job("let yeses run out", wall(0, 20), "A yes that is older than was promised ends in the ledger too.", let_yeses_run_out),
    Job("look at needs", wall(2, 50), "Needs of an earlier version are made ready to be counted.", mailings.look_at_needs),
    Job("let go", wall(3, 35), "What has been kept long enough is let go, by the rules in force.", let_go),
    Job("tidy names", wall(4, 20), "No part of an erased name stays in the index of names.", tidy_names),
    Job(
        "keep the journal",
        wall(4, 25),
        "Whoever is erased stands in the journal of erasures, outside the database.",
        keep_journal,
    ),
    Job("find doubles", wall(2, 40), "Records that may be one person are looked for at night.", find_doubles),
    *FORGETTING,
)


@contextmanager
def at_work(app: Flask) -> Iterator[None]:
    """Where jobs run: links in messages are built on the site's own address, as nobody's request."""
    settings: Settings = app.extensions["settings"]
    with app.test_request_context("/", base_url=settings.base_url):
        yield


def tick(now: datetime | None = None, *, only: str | None = None) -> dict[str, Tally]:
    """One pass over everything that is due, safe to repeat; what each job did. With `now`, as if it were then."""
    if now is not None:
        with clock.supposing(now):
            return tick(only=only)
    if only is not None:
        return {job.name: _guarded(job, job.run) for job in TIMETABLE if job.name == only}
    tallies, began, finished = {}, time.perf_counter(), dict[str, frozenset[str]]()
    for job in TIMETABLE:
        tallies[job.name] = _guarded(job, job.run if job.at is None else partial(_daily, job, finished))
    beat = Job("beat", None, "", lambda at: _beat(at, took=time.perf_counter() - began))
    _guarded(beat, beat.run)
    return tallies


def _guarded(job: Job, run: Callable[[datetime], Tally]) -> Tally:
    """Run a job; the database or the disk being away ends this job, not the others and not the worker."""
    try:
        tally = run(clock.now())
    except (SQLAlchemyError, journal.CannotWrite) as fault:
        db.session.rollback()
        log.error("job stopped", job=job.name, error=type(fault).__name__)
        return {"stopped": 1}
    if tally:
        log.info("job", job=job.name, tally=tally)
    return tally


def _daily(job: Job, finished: dict[str, frozenset[str]], now: datetime) -> Tally:
    """Run a daily job if its turn has come. finished: what a tick has read about each slot, once for all jobs."""
    day = slot(job, now)
    if day is None or job.name in _finished(day, finished):
        return {}
    run_id = actions.claim(job.name, day, now)
    db.session.commit()
    if run_id is None:
        return {}
    tally = job.run(now)
    actions.finish(run_id, clock.now(), tally)
    db.session.commit()
    return tally


def _finished(day: str, known: dict[str, frozenset[str]]) -> frozenset[str]:
    if day not in known:
        with reading_only():
            known[day] = queries.finished(day)
            db.session.rollback()
    return known[day]


def _beat(now: datetime, *, took: float) -> Tally:
    with reading_only():
        last = queries.last_beat()
        db.session.rollback()
    if is_quiet(last, now):
        actions.beat(queries.TICK, now, took_ms=round(took * 1000))
        db.session.commit()
    return {}
