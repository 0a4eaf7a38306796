"""The mail server is away for six hours: it is asked now and then, nothing is lost, and what is pointless by then is let go."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.mail import SmtpLine
from engage.outbox.models import Breaker, Outgoing, Step
from engage.outbox.rules import Category, Reason, State
from tests.factories.outbox import KIND, a_kind, a_message, wired
from tests.outbox.test_sets import NEWS, News
from tests.support.clock import Clock
from tests.support.postbox import Postbox

EACH = 10
A_PASS_EVERY = timedelta(seconds=150)


def states() -> Counter[tuple[Category, State, Reason | None]]:
    rows = db.session.execute(sa.select(Outgoing.category, Outgoing.state, Outgoing.reason))
    return Counter((row.category, row.state, row.reason) for row in rows)


@pytest.mark.one_database("sqlite")
def test_a_server_that_is_away_for_six_hours_is_not_hammered(app: Flask, clock: Clock, postbox: Postbox) -> None:
    with wired(a_kind(), News().kind()):
        for _ in range(EACH):
            a_message(kind=KIND, lasts=timedelta(hours=8))
            a_message(kind=NEWS, category=Category.NEWS, lasts=timedelta(days=3))
            a_message(kind=KIND, category=Category.SECURITY, lasts=timedelta(minutes=10))
        post_of(app).line = SmtpLine("smtp://127.0.0.1:9")
        with at_work(app):
            for _ in range(timedelta(hours=6) // A_PASS_EVERY):
                tick(only="send")
                clock.forward(seconds=A_PASS_EVERY.total_seconds())
            tick(only="tidy the outbox")
            tried = db.session.scalars(sa.select(Breaker.faults)).one()
            assert 60 <= tried <= 80, "every five minutes, after the first few"
            assert db.session.scalars(sa.select(sa.func.max(Outgoing.attempts))).one() == 0
            gone = (Category.SECURITY, State.EXPIRED, Reason.TOO_LATE)
            assert {found: count for found, count in states().items() if found[1] is not State.QUEUED} == {gone: EACH}
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Step)) < 3 * tried + 2 * EACH
            post_of(app).line = SmtpLine(postbox.url)
            clock.forward(minutes=5)
            tick()
            assert states() == {
                gone: EACH, (Category.REMINDER, State.ACCEPTED, None): EACH, (Category.NEWS, State.ACCEPTED, None): EACH,
            }  # fmt: skip
    assert len({str(letter.message["Message-ID"]) for letter in postbox.all()}) == len(postbox.all()) == 2 * EACH
