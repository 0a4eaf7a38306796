"""Worker processes to be killed: the real loop with short waits, the same with a fuse, and one that is known to be wrong.

Nothing in `engage` knows of them: waits and fuses are laid around it in the forked process only.
"""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

import engage.outbox.actions.breaker as breaker
import engage.outbox.actions.sending as sending
import engage.outbox.actions.sets as sets
from engage import clock
from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.mail import Sender, as_bytes
from engage.outbox import rules
from engage.outbox.models import Outgoing
from engage.outbox.rules import Category, Claim, State
from tests.crash import scene

LEASE = timedelta(seconds=1)
SOON = timedelta(milliseconds=100)


def hurried() -> None:
    """Leases and waits in seconds instead of minutes, in this process."""
    sending.LEASE = sets.LEASE = LEASE  # type: ignore[attr-defined]
    rules.BACKOFF = (SOON,)
    breaker.rest_after = lambda faults: SOON  # type: ignore[attr-defined]  # noqa: ARG005 - named like the real one


def forked(work: Callable[[], Any]) -> int:
    """Do some work in a process of its own that says nothing; its id."""
    pid = os.fork()
    if pid:
        return pid
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def loop(app: Flask) -> None:
    """The worker: pass after pass until it is killed."""
    hurried()
    wait = threading.Event()
    with scene.wired():
        while True:
            with at_work(app):
                tick()
            wait.wait(0.02)


def once(app: Flask, fuse_at: int) -> int:
    """One pass with a fuse: the process kills itself at its n-th point; without a fuse (0), how many points there are."""
    hurried()
    post_of(app).set_size = 2
    fuse = Fuse(fuse_at)
    fuse.lay()
    with scene.wired(), at_work(app):
        tick(only="send")
    return fuse.points


class Fuse:
    """Points before and after every statement that writes, every commit and everything said on the line."""

    def __init__(self, at: int) -> None:
        self.at, self.points = at, 0

    def burn(self, *_any: Any, **_more: Any) -> None:
        self.points += 1
        if self.points == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self) -> None:
        for moment in ("before_cursor_execute", "after_cursor_execute"):
            sa.event.listen(Engine, moment, self._statement)
        sa.event.listen(Engine, "commit", self.burn)
        sa.event.listen(db.session, "after_commit", self.burn)
        said = socket.socket.sendall

        def sendall(sock: socket.socket, *args: Any) -> None:
            self.burn()
            said(sock, *args)
            self.burn()

        socket.socket.sendall = sendall  # type: ignore[method-assign, assignment]

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.burn()


def send_then_mark(app: Flask, fuse_at: int) -> None:
    """The worker everybody writes first: it sends, then writes down that it has sent. The oracle must catch it."""
    fuse = Fuse(fuse_at)
    fuse.lay()
    with at_work(app):
        post = post_of(app)
        while (claimed := _next()) is not None:
            facts = scene.facts(claimed.letter)
            if facts is None:
                raise AssertionError("nowhere to send it")
            _send(post.sender, facts, claimed, app.extensions["settings"].smtp_url)
            values = {"state": State.ACCEPTED, "steps": 1}
            db.session.execute(sa.update(Outgoing).where(Outgoing.id == claimed.letter.outgoing_id).values(values))
            db.session.commit()


def _next() -> Claim | None:
    claimed = sending.claim(clock.now()) if Category.REMINDER in rules.FIRST_OUT else None
    db.session.rollback()
    return claimed


def _send(sender: Sender, facts: scene.Facts, claimed: Claim, url: str) -> None:
    body = as_bytes(scene.email(facts), sender=sender, message_id=f"<{claimed.message_id}@{sender.domain}>")
    with smtplib.SMTP(url.removeprefix("smtp://")) as line:
        line.sendmail(sender.address, [facts.to], body)
