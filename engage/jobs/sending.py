"""The loop that sends: whoever waits for one message first, then news, a set at a time.

One message at a time stands in `one_by_one`, many of one kind in `sets`; both keep to at most once.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import current_app

from engage import clock
from engage.db import db, reading_only
from engage.jobs.one_by_one import send_one
from engage.jobs.post import Post as Post
from engage.jobs.post import post_of as post_of
from engage.jobs.sets import send_set
from engage.outbox import actions, queries
from engage.outbox.rules import ONE_BY_ONE, Category
from engage.timetable.rules import Tally


def send_waiting(now: datetime) -> Tally:
    """Send everything that is due, security mail first; how many came to which state."""
    post, tally = post_of(current_app), Counter[str]()
    if not _anything_to_do(now):
        return {}
    try:
        while not post.stop.is_set() and (post.budget is None or clock.now() - now < post.budget):
            sent = send_next(post)
            if not sent:
                break
            tally += sent
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


def send_next(post: Post) -> Counter[str]:
    """Send what is due first, one message or a set; what came to which state, nothing when nothing is due or the line rests."""
    now = clock.now()
    rests = queries.line_rests(now)
    if rests:
        db.session.rollback()
        return Counter()
    claimed = actions.claim(now, ONE_BY_ONE)
    news = None if claimed else actions.next_news(now)
    kind = post.kinds.get(news) if news else None
    if news and (kind is None or kind.bulk is None):
        claimed = actions.claim(now, (Category.NEWS,))
    db.session.commit()
    if claimed is not None:
        return Counter([send_one(post, claimed, was_down=rests is False).value])
    return send_set(post, kind, was_down=rests is False) if kind is not None else Counter()
