"""Sending: the outbox, one message in a transaction of its own, against smtplib with bytes made beforehand."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator
from datetime import time, timedelta
from time import perf_counter

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.demo.messages import KIND
from engage.jobs import sending
from engage.jobs.timetable import at_work
from engage.mail import Email, Sender, as_bytes
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import State
from tests.benchmarks.measuring import Line, Slice, compare, for_a_while
from tests.benchmarks.places import Place

SENDER = Sender("Participation team", "participation@invented-vale.example")


def lines(place: Place, smtp_port: int, *, seconds: float) -> Iterator[Line]:
    """The newsletter of the invented trust, made due now, sent by the loop of the worker."""
    left = _make_due(place)
    line = Line("Sending the newsletter, each asked for and written down", place.name, "messages/s", "2 (bulk kinds)")
    line.note = f"{left:,} were waiting"
    yield compare(line, _raw(place, smtp_port), _outbox(place), seconds=seconds)


def _raw(place: Place, port: int) -> Slice:
    email = Email(to="ama.fable-okoro.1@mail.example", subject="The newsletter", text="What changed, and because of whom.\n" * 40)
    with place.app.app_context():
        body = as_bytes(email, sender=SENDER, message_id="<floor@invented-vale.example>")
    smtp = smtplib.SMTP("127.0.0.1", port)
    smtp.ehlo()
    return for_a_while(lambda: smtp.sendmail(SENDER.address, [email.to], body))


def _outbox(place: Place) -> Slice:
    noon = clock.at(clock.today() + timedelta(days=1), time(12))

    def work(seconds: float) -> float:
        with at_work(place.app), clock.supposing(noon):
            post = sending.post_of(place.app)
            post.stop = threading.Event()
            threading.Timer(seconds, post.stop.set).start()
            began = perf_counter()
            tally = sending.send_waiting(noon)
            took = perf_counter() - began
            db.session.remove()
        if set(tally) != {State.ACCEPTED.value}:
            raise RuntimeError(f"not everything was sent: {tally}")
        return sum(tally.values()) / took

    return work


def _make_due(place: Place) -> int:
    now = clock.now()
    newsletters = sa.select(Occasion.id).where(Occasion.kind == KIND, Occasion.due_at > now - timedelta(days=20))
    with place.app.app_context():
        db.session.execute(sa.update(Occasion).where(Occasion.id.in_(newsletters)).values(not_after=now + timedelta(days=9)))
        made = db.session.execute(
            sa.update(Outgoing)
            .where(Outgoing.occasion_id.in_(newsletters), Outgoing.state == State.PLANNED)
            .values(state=State.QUEUED, next_at=now - timedelta(minutes=1), steps=Outgoing.steps + 1)
        )
        db.session.commit()
        return int(made.rowcount)  # type: ignore[attr-defined]
