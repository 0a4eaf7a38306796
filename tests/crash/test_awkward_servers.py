"""Mail servers that hold us up, put us off or hang up: nothing is lost, nothing goes twice, and nobody waits for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.mail import Fate, LineDown, Parcel, SmtpLine, Unknown
from engage.outbox.models import Breaker, Outgoing
from engage.outbox.rules import BACKOFF, Category, Reason, State
from tests.crash.awkward import Server, serving
from tests.factories.outbox import KIND, a_kind, a_message, wired
from tests.outbox.test_sets import NEWS, News
from tests.support.clock import Clock

pytestmark = pytest.mark.one_database("sqlite")

SENDER, BODY = "team@example.org", b"Subject: Hello\r\n\r\nBye\r\n"
BOTH_WAYS = pytest.mark.parametrize(("kind", "category"), [(KIND, Category.REMINDER), (NEWS, Category.NEWS)])


@pytest.mark.parametrize("verb", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize("habit", ["silent_at", "drips_at"])
def test_a_server_that_holds_us_up_is_left_after_one_time_limit(verb: str, habit: str) -> None:
    """An answer of eight letters, one every twentieth of a second, is one answer and not eight that each have their time."""
    with serving(Server(**{habit: verb})) as server:
        line = SmtpLine(server.url, timeout=0.2)
        with pytest.raises(Unknown if verb == "DOT" else LineDown):
            handed_over(line)
        line.hang_up()
        parcels = [Parcel("b@example.org", BODY), Parcel("c@example.org", BODY)]
        again = line.hand_over_all(parcels, sender=SENDER, goes_on=lambda: True)
        line.hang_up()
    assert again.fates == [Fate.UNKNOWN if verb == "DOT" else Fate.WAITS, Fate.WAITS]
    assert again.fault is not None


def handed_over(line: SmtpLine) -> None:
    line.offer(sender=SENDER, to="a@example.org")
    line.hand_over(BODY)


@pytest.fixture(autouse=True)
def _both_kinds_are_known() -> Iterator[None]:
    with wired(News().kind(), a_kind()):
        yield


def waiting(many: int, kind: str, category: Category, **due: Any) -> None:
    for _ in range(many):
        a_message(kind=kind, category=category, **due)


def passed(app: Flask, server: Server) -> Counter[tuple[State, Reason | None]]:
    """A pass on a line to this server; where every message stands afterwards."""
    post = post_of(app)
    post.line.hang_up()
    post.line = SmtpLine(server.url, timeout=0.2 if server.silent_at or server.drips_at else 10)
    with at_work(app):
        tick()
        rows = db.session.execute(sa.select(Outgoing.state, Outgoing.reason))
        return Counter((row.state, row.reason) for row in rows)


@BOTH_WAYS
def test_who_is_put_off_the_first_time_gets_it_a_minute_later(app: Flask, clock: Clock, kind: str, category: Category) -> None:
    waiting(6, kind, category)
    with serving(Server(greylists=True)) as server:
        assert passed(app, server) == {(State.QUEUED, Reason.PUT_OFF_BY_SERVER): 6}
        assert passed(app, server) == {(State.QUEUED, Reason.PUT_OFF_BY_SERVER): 6}
        assert set(server.asked.values()) == {1}, "nobody is tried again before a minute is over"
        clock.forward(seconds=BACKOFF[0].total_seconds() + 1)
        assert passed(app, server) == {(State.ACCEPTED, None): 6}
        assert len(set(server.taken)) == len(server.taken) == 6


@pytest.mark.parametrize(
    ("kind", "category", "habit"),
    [(KIND, Category.REMINDER, "drops_after"), (NEWS, Category.NEWS, "closes_after"), (NEWS, Category.NEWS, "drops_after")],
)
def test_a_server_that_takes_two_on_a_line_gets_the_rest_on_others(app: Flask, kind: str, category: Category, habit: str) -> None:
    waiting(7, kind, category)
    with serving(Server(**{habit: 2})) as server:
        assert passed(app, server) == {(State.ACCEPTED, None): 7}
        assert len(set(server.taken)) == len(server.taken) == 7
        assert server.lines == 4


@pytest.mark.parametrize(
    ("kind", "category", "habit"), [(KIND, Category.REMINDER, "drips_at"), (NEWS, Category.NEWS, "silent_at")]
)
def test_a_tarpit_is_asked_ever_more_rarely_and_blamed_on_no_message(
    app: Flask, clock: Clock, kind: str, category: Category, habit: str
) -> None:
    waiting(7, kind, category, lasts=timedelta(days=2))
    with serving(Server(**{habit: "RCPT"})) as server:
        for minutes in (0, 0, 1, 6, 6):
            clock.forward(minutes=minutes)
            passed(app, server)
        assert server.lines == 4, "not in the second pass, when the line rested"
        assert server.taken == []
    with app.app_context():
        assert set(db.session.scalars(sa.select(Outgoing.attempts))) == {0}
        assert db.session.scalars(sa.select(Breaker.faults)).one() == 4
    clock.forward(minutes=6)
    with serving(Server()) as better:
        assert passed(app, better) == {(State.ACCEPTED, None): 7}
        assert len(set(better.taken)) == len(better.taken) == 7
