"""The database goes away in the middle: what was said is written down when it is back, and what was not said goes once."""

from __future__ import annotations

import resource
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.post import write_down
from engage.jobs.sending import post_of
from engage.mail import SmtpLine
from engage.outbox.models import Outgoing
from engage.outbox.rules import SET, Category, State
from tests.crash.awkward import Server, serving
from tests.crash.troubles import SMALLER_THAN_ANY_FILE
from tests.factories.outbox import KIND, a_kind, a_message, wired
from tests.outbox.test_sets import NEWS, News

SOME = SET + 10


@pytest.fixture
def news() -> Iterator[News]:
    """Kinds of both classes, wired."""
    made = News()
    with wired(made.kind(), a_kind()):
        yield made


def everybody_out(database_url: str) -> Callable[[], None]:
    """The server ends every connection to this database, once, as it does when it is restarted."""
    left = [1]

    def happen() -> None:
        if left:
            left.pop()
            with psycopg.connect(database_url, autocommit=True) as server:
                server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    return happen


@pytest.fixture
def a_server(database_url: str) -> str:
    """The address of a database that a server keeps."""
    if database_url.startswith("sqlite"):
        pytest.skip("a file is not restarted")
    return database_url


def passed(app: Flask) -> Counter[State]:
    with at_work(app):
        tick()
        return Counter(db.session.scalars(sa.select(Outgoing.state)))


@pytest.mark.one_database("postgresql")
@pytest.mark.parametrize(("kind", "category", "many"), [(KIND, Category.REMINDER, 3), (NEWS, Category.NEWS, SOME)])
def test_restarted_while_a_body_is_out(app: Flask, a_server: str, news: News, kind: str, category: Category, many: int) -> None:
    for _ in range(many):
        a_message(kind=kind, category=category)
    with serving(Server()) as server:
        server.meanwhile = everybody_out(a_server)
        post_of(app).line = SmtpLine(server.url)
        assert passed(app) == {State.ACCEPTED: many}
        assert len(set(server.taken)) == len(server.taken) == many


@pytest.mark.one_database("postgresql")
def test_restarted_while_a_set_is_asked_about(app: Flask, a_server: str, news: News) -> None:
    for _ in range(SOME):
        a_message(kind=NEWS, category=Category.NEWS)
    news.meanwhile = everybody_out(a_server)
    with serving(Server()) as server:
        post_of(app).line = SmtpLine(server.url)
        assert passed(app) == {State.QUEUED: SOME}
        assert server.taken == []
        assert passed(app) == {State.ACCEPTED: SOME}
        assert len(set(server.taken)) == len(server.taken) == SOME


@pytest.mark.one_database("sqlite")
def test_what_became_of_something_is_written_down_although_the_database_takes_a_while(app: Flask) -> None:
    post, faults = post_of(app), [OperationalError("UPDATE", {}, OSError("away"))] * 6

    def step() -> str:
        if faults:
            raise faults.pop()
        return "written"

    post.stop.set()  # so that nothing waits between two tries
    with at_work(app):
        assert write_down(post, step) == "written"


@pytest.mark.one_database("postgresql")
def test_a_commit_is_on_the_disk_and_whoever_is_cut_off_holds_no_lock_for_long(app: Flask, a_server: str) -> None:
    """The server of the tests is told to be forgetful; a session of ours is not."""
    with at_work(app):
        told = {
            name: db.session.scalar(sa.text(f"SHOW {name}"))
            for name in ("synchronous_commit", "idle_in_transaction_session_timeout")
        }
        assert told == {"synchronous_commit": "on", "idle_in_transaction_session_timeout": "1min"}
        parameters = db.session.connection().connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
    assert int(parameters["tcp_user_timeout"]) == 30_000
    assert int(parameters["connect_timeout"]) == 10


@pytest.fixture
def full() -> Iterator[Callable[[bool], None]]:
    """Whether the disk is full: no file of this process grows beyond what any database has at the beginning."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)

    def be(is_full: bool) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALLER_THAN_ANY_FILE if is_full else most, most))

    yield be
    be(False)


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize(("kind", "category", "many"), [(KIND, Category.REMINDER, 3), (NEWS, Category.NEWS, SOME)])
def test_a_full_disk_sends_nothing_that_cannot_be_written_and_the_worker_goes_on(
    app: Flask, news: News, full: Callable[[bool], None], kind: str, category: Category, many: int
) -> None:
    for _ in range(many):
        a_message(kind=kind, category=category)
    with serving(Server()) as server:
        post_of(app).line = SmtpLine(server.url)
        full(True)
        assert passed(app) == {State.QUEUED: many}
        assert server.taken == []
        full(False)
        meanwhile = [lambda: (full(True), threading.Timer(0.1, full, [False]).start())]
        server.meanwhile = lambda: meanwhile.pop()() if meanwhile else None
        assert passed(app) == {State.ACCEPTED: many}
        assert len(set(server.taken)) == len(server.taken) == many
