"""The worker as a process: it sends, survives a full disk, ends politely; and two at once send each message once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from engage.accounts.rules import Role
from engage.db import db
from engage.jobs import at_work, tick
from engage.outbox.rules import State
from tests.factories.accounts import an_invited_user
from tests.factories.outbox import a_kind, a_message, state_of, wired
from tests.support.clock import START
from tests.support.installation import TOP, environment
from tests.support.postbox import Postbox

PATIENCE_SECONDS = 180
LATER = (START + timedelta(hours=1)).isoformat()


@contextmanager
def running(database_url: str, postbox: Postbox, *words: str) -> Iterator[subprocess.Popen[str]]:
    told = environment(database_url=database_url, smtp_url=postbox.url)
    program = [sys.executable, "-c", "import config; config.console()", *words]
    with subprocess.Popen(program, cwd=TOP, env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        if process.poll() is None:
            process.kill()


def until(true: Callable[[], bool]) -> bool:
    """Whether it became true while somebody would wait for it: a busy machine takes its time to start a program."""
    return any(true() or threading.Event().wait(0.1) for _ in range(PATIENCE_SECONDS * 10))


def test_two_passes_at_once_send_each_message_once(app: Flask, database_url: str, postbox: Postbox) -> None:
    people = [an_invited_user(Role.OFFICER, email=f"new{number}@example.org") for number in range(12)]
    with (
        running(database_url, postbox, "tick", "--now", LATER) as one,
        running(database_url, postbox, "tick", "--now", LATER) as other,
    ):
        assert [one.wait(PATIENCE_SECONDS), other.wait(PATIENCE_SECONDS)] == [0, 0]
    assert sorted(letter.to for letter in postbox.all()) == sorted(person.email for person in people)


def test_a_worker_sends_and_ends_politely(app: Flask, database_url: str, postbox: Postbox) -> None:
    with app.app_context():
        db.session.execute(sa.text("SELECT 1"))
    with running(database_url, postbox, "worker") as worker:
        assert until(lambda: _has_beaten(app))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE_SECONDS) == 0


def _has_beaten(app: Flask) -> bool:
    with app.app_context():
        return bool(db.session.scalar(sa.text("SELECT count(*) FROM timetable_beat")))


@pytest.mark.one_database("sqlite")
def test_a_full_disk_stops_nothing_for_good_and_sends_nothing_twice(app: Flask, postbox: Postbox) -> None:
    def no_more_pages(connection: object, *_more: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    with wired(a_kind()):
        waiting = [a_message() for _ in range(30)]
        with app.app_context():
            engine: Engine = db.engine
            engine.dispose()
        sa.event.listen(engine, "connect", no_more_pages)
        with at_work(app):
            told = tick()
        assert "stopped" in told["send"] or told["send"].get("accepted", 0) < 30
        sa.event.remove(engine, "connect", no_more_pages)
        engine.dispose()
        _once_leases_are_over(app)
        with at_work(app):
            states = {state_of(outgoing_id)[0] for outgoing_id in waiting}
    assert states <= {State.ACCEPTED, State.UNCERTAIN}
    ids = [str(letter.message["Message-ID"]) for letter in postbox.all()]
    assert len(ids) == len(set(ids))


@pytest.mark.one_database("postgresql")
def test_a_database_that_was_restarted_stops_nothing_for_good(app: Flask, postbox: Postbox) -> None:
    with wired(a_kind()):
        with at_work(app):
            if db.engine.dialect.name == "sqlite":
                pytest.skip("a file is not restarted")
            tick()
        waiting = a_message()
        with at_work(app):
            db.session.execute(sa.text("SELECT 1"))
            _end_every_connection(str(db.engine.url.query["host"]), str(db.engine.url.database))
            assert "stopped" in tick()["queue what is due"]
            tick()
            assert state_of(waiting)[0] is State.ACCEPTED
    assert len(postbox.all()) == 1


def _end_every_connection(host: str, name: str) -> None:
    with psycopg.connect(host=host, user="engage", dbname="postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def _once_leases_are_over(app: Flask) -> None:
    with at_work(app):
        db.session.execute(sa.text("UPDATE outgoing SET lease_until = '2027-01-01 00:00:00' WHERE lease_until IS NOT NULL"))
        db.session.commit()
        tick()


def test_everything_starts_with_one_command_and_keeps_its_data(tmp_path: Path) -> None:
    pages, mail = free_ports(2)
    told = {
        **os.environ, "ENGAGE_DATABASE_URL": f"sqlite:///{tmp_path}/engage.db", "ENGAGE_BASE_URL": f"http://localhost:{pages}",
        "ENGAGE_SMTP_URL": f"smtp://localhost:{mail}", "ENGAGE_ENV": "development",
    }  # fmt: skip
    said = [_up(told), _up(told)]
    assert "Loading the demonstration trust" in said[0]
    assert "Loading the demonstration trust" not in said[1]
    assert all("participation.lead@" in words and f"http://localhost:{pages}/" in words for words in said)


def free_ports(count: int) -> list[int]:
    """Ports that nobody on this machine listens at, another run of the tests included."""
    with ExitStack() as held:
        doors = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [door.getsockname()[1] for door in doors]


def _up(told: dict[str, str]) -> str:
    program = [sys.executable, "-u", "-c", "import config; config.console()", "up"]
    with subprocess.Popen(program, cwd=TOP, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        lines = []
        for line in process.stdout or []:
            lines.append(line)
            if "Ctrl-C stops everything" in line:
                process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0, "".join(lines)
    return "".join(lines)
