"""Two workers whose clocks are an hour apart: what one holds is its own by a token, and not by what the clock says."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.db import db
from engage.jobs import at_work
from engage.jobs.post import Post
from engage.jobs.sending import post_of, send_next, tidy
from engage.mail import SmtpLine
from engage.outbox import actions
from engage.outbox.models import Outgoing
from engage.outbox.rules import SET, Category, State
from tests.crash.awkward import Server, serving
from tests.factories import saves
from tests.factories.outbox import KIND, a_due, a_kind, wired
from tests.outbox.test_sets import NEWS, News

HOUR = timedelta(hours=1)


@saves
def wait_since_yesterday(kind: str, category: Category, many: int) -> None:
    at, about = clock.now() - timedelta(days=1), uuid.uuid4()
    actions.put_many(a_due(kind=kind, about=about, due_at=at, category=category) for _ in range(many))


def works(app: Flask, post: Post, off: timedelta) -> None:
    """A worker, by its own clock: takes back what others seem to have left, and sends until nothing is left."""
    with at_work(app), clock.supposing(clock.now() + off):
        tidy(clock.now())
        while send_next(post):
            pass
        post.line.goodbye()


@pytest.mark.parametrize(
    ("kind", "category", "many", "off"), [(KIND, Category.REMINDER, 3, -HOUR), (NEWS, Category.NEWS, SET + 10, HOUR)]
)
def test_a_worker_with_another_clock_sends_nothing_twice(
    app: Flask, kind: str, category: Category, many: int, off: timedelta
) -> None:
    with wired(News().kind(), a_kind()), serving(Server()) as server:
        wait_since_yesterday(kind, category, many)
        post = post_of(app)
        mine, other = (Post(SmtpLine(server.url), post.sender) for _ in range(2))
        meanwhile = [lambda: works(app, other, off)]
        server.meanwhile = lambda: meanwhile.pop()() if meanwhile else None
        works(app, mine, timedelta(0))
        assert len(set(server.taken)) == len(server.taken) == many
    with app.app_context():
        assert set(db.session.scalars(sa.select(Outgoing.state))) == {State.ACCEPTED}
