"""Sending: one message at a time and news in sets, beside smtplib with bytes made beforehand and beside Flask-Mail."""

from __future__ import annotations

import smtplib
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa
from flask_mail import Mail, Message

from engage import clock
from engage.db import db
from engage.demo.agreements import NEWSLETTER
from engage.demo.newsletter import KIND
from engage.jobs import sending
from engage.jobs.timetable import at_work
from engage.mail import Email, Fate, Parcel, Sender, SmtpLine, as_bytes
from engage.outbox import actions
from engage.outbox.models import Outgoing
from engage.outbox.rules import Category, Due, State
from tests.benchmarks.measuring import Line, Slice, compare, for_a_while
from tests.benchmarks.places import Place

SENDER = Sender("Participation team", "participation@invented-vale.example")
TO, TEXT = "ama.fable-okoro.1@mail.example", "What changed, and because of whom.\n" * 40


def lines(place: Place, smtp_port: int, *, seconds: float) -> Iterator[Line]:
    """The newsletter of the invented trust, made due now, sent by the loop of the worker."""
    ready = _ready(place, smtp_port)
    yield compare(
        Line("Floor beside floor: ready bytes, pipelined", place.name, "messages/s"), ready, _pipelined(place, smtp_port),
        seconds=seconds,
    )  # fmt: skip
    yield compare(
        Line("Floor beside floor: Flask-Mail, one connection", place.name, "messages/s"), ready, _flask_mail(place, smtp_port),
        seconds=seconds,
    )  # fmt: skip
    for category, words, goal in (
        (Category.REMINDER, "Sending one by one, each asked for and written down", ""),
        (Category.NEWS, "Sending news in sets, each asked for and written down", "2"),
    ):
        line = Line(words, place.name, "messages/s", goal)
        line.note, before = f"{_make_due(place, category):,} were waiting", _resident()
        compare(line, ready, _outbox(place), seconds=seconds)
        line.note += f"; {_resident() - before} MB more than the {before} MB before"
        yield line
    line = Line("Sending news in sets, beside Flask-Mail", place.name, "messages/s", "10")
    line.note = f"{_make_due(place, Category.NEWS):,} were waiting"
    yield compare(line, _flask_mail(place, smtp_port), _outbox(place), seconds=seconds)


def _body(place: Place) -> bytes:
    with place.app.app_context():
        return as_bytes(Email(TO, "The newsletter", TEXT), sender=SENDER, message_id="<floor@invented-vale.example>")


def _ready(place: Place, port: int) -> Slice:
    body, smtp = _body(place), smtplib.SMTP("127.0.0.1", port)
    smtp.ehlo()
    return for_a_while(lambda: smtp.sendmail(SENDER.address, [TO], body))


def _pipelined(place: Place, port: int) -> Slice:
    parcels, line = [Parcel(TO, _body(place))] * 50, SmtpLine(f"smtp://127.0.0.1:{port}")

    def fifty() -> None:
        handed = line.hand_over_all(parcels, sender=SENDER.address, goes_on=lambda: True)
        if set(handed.fates) != {Fate.TAKEN}:
            raise RuntimeError(f"not everything was taken: {handed}")

    each = for_a_while(fifty)
    return lambda seconds: each(seconds) * len(parcels)


def _flask_mail(place: Place, port: int) -> Slice:
    """As its manual sends to many: one connection, a message built for each."""
    place.app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
    mail = Mail(place.app)

    def work(seconds: float) -> float:
        with place.app.app_context(), mail.connect() as connection:
            send = for_a_while(
                lambda: connection.send(Message("The newsletter", recipients=[TO], body=TEXT, sender=SENDER.address))
            )
            return send(seconds)

    return work


def _outbox(place: Place) -> Slice:
    """What the worker does, at noon tomorrow: the clock runs on from there, since ids begin with the time."""
    ahead = clock.at(clock.today() + timedelta(days=1), time(12)) - clock.now()

    def work(seconds: float) -> float:
        with at_work(place.app):
            post, tally = sending.post_of(place.app), Counter[str]()
            began = perf_counter()
            while (took := perf_counter() - began) < seconds:
                with clock.supposing(clock.now() + ahead):
                    tally += sending.send_next(post)
            db.session.remove()
        if not set(tally) <= {State.ACCEPTED.value, State.QUEUED.value, State.SUPPRESSED.value}:
            raise RuntimeError(f"not everything was sent: {tally}")
        return tally.get(State.ACCEPTED.value, 0) / took

    return work


def _resident() -> int:
    """How much memory of its own this process holds, in MB (what it maps from a file is the database's)."""
    words = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(words.partition("RssAnon:")[2].split()[0]) // 1024


def _make_due(place: Place, category: Category) -> int:
    """Plan a newsletter, as the product plans one, for everybody who would get one of the last weeks; how many."""
    now = clock.now()
    reached = sa.select(Outgoing.recipient_id).where(
        Outgoing.kind == KIND, Outgoing.state.in_((State.PLANNED, State.QUEUED, State.ACCEPTED))
    )
    with place.app.app_context():
        # whoever has had three this week would wait until Monday; and what an earlier run left does not go first
        db.session.execute(sa.update(Outgoing).where(Outgoing.purpose.is_not(None)).values(authorised_at=None))
        left = sa.update(Outgoing).where(Outgoing.state == State.QUEUED, Outgoing.next_at <= now)
        db.session.execute(left.values(next_at=now + timedelta(days=400)))
        people = list(db.session.scalars(reached.distinct()))
        due = Due(
            KIND, uuid.uuid4(), people[0], now, now + timedelta(days=9), clock.today(), category=category, purpose=NEWSLETTER
        )
        put = actions.put_to_all(due, people)
        db.session.commit()
        return put
