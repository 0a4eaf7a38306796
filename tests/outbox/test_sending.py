"""One message on its way: asked about twice, handed over once, and its row says what became of it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time
from engage.db import db
from engage.jobs import KINDS, at_work, tick
from engage.jobs.sending import post_of
from engage.mail import SmtpLine
from engage.outbox import actions, queries
from engage.outbox.models import Outgoing
from engage.outbox.rules import LEASE, Answer, Category, Go, Hold, Letter, Reason, State, Stop
from tests.crash.sink import Faults, Sink
from tests.factories.outbox import KIND, a_kind, a_message, state_of, wired
from tests.support.clock import Clock
from tests.support.postbox import Postbox


def after_a_pass(app: Flask, outgoing_id: Any) -> tuple[State, Reason | None]:
    with at_work(app):
        tick()
        return state_of(outgoing_id)


def trail(outgoing_id: Any) -> list[str]:
    found = queries.detail(outgoing_id)
    return [step.state.value for step in found.steps] if found else []


@pytest.fixture(autouse=True)
def _a_notice_is_known() -> Iterator[None]:
    with wired(a_kind()):
        yield


def test_what_is_due_is_sent_once_however_often_we_look(app: Flask, postbox: Postbox) -> None:
    outgoing_id = a_message()
    with at_work(app):
        for _ in range(100):
            tick()
        assert state_of(outgoing_id) == (State.ACCEPTED, None)
        assert trail(outgoing_id) == ["claimed", "sending", "accepted"]
    [letter] = postbox.all()
    assert str(letter.message["Message-ID"]).startswith(f"<{actions.message_id(outgoing_id)}@")
    assert letter.message["Auto-Submitted"] == "auto-generated"


def test_a_no_at_the_first_question_opens_no_envelope(app: Flask, postbox: Postbox) -> None:
    kinds = [a_kind(f"test.{reason.value}", answers=Stop(reason)) for reason in Reason]
    with wired(*kinds):
        messages = {reason: a_message(kind=f"test.{reason.value}") for reason in Reason}
        with at_work(app):
            tick()
            for reason, outgoing_id in messages.items():
                assert state_of(outgoing_id) == (State.SUPPRESSED, reason)
    assert postbox.all() == []


def test_no_kind_goes_out_after_a_no(app: Flask, postbox: Postbox) -> None:
    kept = dict(KINDS)
    for name, kind in kept.items():
        KINDS[name] = dataclasses.replace(kind, may_go=lambda _letter, _now: Stop(Reason.WITHDRAWN))
    try:
        messages = [a_message(kind=name) for name in kept]
        with at_work(app):
            tick()
            assert {state_of(outgoing_id) for outgoing_id in messages} == {(State.SUPPRESSED, Reason.WITHDRAWN)}
    finally:
        KINDS.update(kept)
    assert postbox.all() == []


def test_every_kind_has_a_title() -> None:
    assert [name for name, kind in KINDS.items() if not kind.title] == []


def changing_their_mind(asked: list[Letter]) -> Callable[[Letter, Any], Answer]:
    def may_go(letter: Letter, _now: Any) -> Answer:
        asked.append(letter)
        return Go() if len(asked) == 1 else Stop(Reason.WITHDRAWN)

    return may_go


def test_a_no_after_the_envelope_was_opened_is_honoured(app: Flask, postbox: Postbox) -> None:
    asked: list[Letter] = []
    with wired(a_kind("test.mind", answers=changing_their_mind(asked))):
        outgoing_id = a_message(kind="test.mind")
        assert after_a_pass(app, outgoing_id) == (State.SUPPRESSED, Reason.WITHDRAWN)
    assert len(asked) == 2
    assert postbox.all() == []


def test_what_is_held_waits_and_is_not_dropped(app: Flask, postbox: Postbox, clock: Clock) -> None:
    until = time.now() + timedelta(hours=2)

    def may_go(_letter: Letter, now: Any) -> Answer:
        return Hold(until, Reason.QUIET_HOURS) if now < until else Go()

    with wired(a_kind("test.hold", answers=may_go)):
        outgoing_id = a_message(kind="test.hold")
        assert after_a_pass(app, outgoing_id) == (State.QUEUED, Reason.QUIET_HOURS)
        clock.forward(hours=2, seconds=1)
        assert after_a_pass(app, outgoing_id) == (State.ACCEPTED, None)
    assert len(postbox.all()) == 1


def test_what_became_pointless_is_let_go(app: Flask, postbox: Postbox) -> None:
    outgoing_id = a_message(due_at=time.now() - timedelta(hours=3), lasts=timedelta(hours=2))
    assert after_a_pass(app, outgoing_id) == (State.EXPIRED, Reason.TOO_LATE)
    assert postbox.all() == []


def test_what_was_called_off_meanwhile_does_not_go(app: Flask, postbox: Postbox) -> None:
    outgoing_id = a_message()
    with at_work(app):
        claimed = actions.claim(time.now())
        assert claimed is not None
        actions.cancel(KIND, claimed.letter.about)
        assert actions.weigh(claimed, KINDS[KIND], time.now()) is State.CANCELLED
        db.session.commit()
        assert state_of(outgoing_id) == (State.CANCELLED, Reason.CALLED_OFF)


def test_a_message_that_was_put_off_waits_longer_each_time(app: Flask, postbox: Postbox, clock: Clock) -> None:
    outgoing_id = a_message()
    with app.app_context():
        found = queries.detail(outgoing_id)
    assert found is not None
    address = f"p-{found.message.recipient_id.hex[:12]}@example.org"
    postbox.answers[address] = "451 later"
    assert after_a_pass(app, outgoing_id) == (State.QUEUED, Reason.PUT_OFF_BY_SERVER)
    clock.forward(minutes=1, seconds=1)
    assert after_a_pass(app, outgoing_id) == (State.QUEUED, Reason.PUT_OFF_BY_SERVER)
    postbox.answers.clear()
    clock.forward(minutes=1, seconds=1)
    assert after_a_pass(app, outgoing_id)[0] is State.QUEUED
    clock.forward(minutes=4)
    assert after_a_pass(app, outgoing_id) == (State.ACCEPTED, None)


def test_a_message_that_was_refused_has_failed(app: Flask, postbox: Postbox) -> None:
    outgoing_id, other = a_message(), a_message()
    with app.app_context():
        found = queries.detail(outgoing_id)
    assert found is not None
    postbox.answers[f"p-{found.message.recipient_id.hex[:12]}@example.org"] = "550 nobody here"
    assert after_a_pass(app, outgoing_id) == (State.FAILED, Reason.REFUSED_BY_SERVER)
    assert after_a_pass(app, other) == (State.ACCEPTED, None)


def test_while_the_mail_server_is_away_no_message_is_blamed(app: Flask, postbox: Postbox, clock: Clock) -> None:
    waiting = [a_message() for _ in range(5)]
    post_of(app).line = SmtpLine("smtp://127.0.0.1:9")
    with at_work(app):
        for _ in range(20):
            tick()
            clock.forward(minutes=3)
        attempts = db.session.scalars(sa.select(Outgoing.attempts)).all()
    assert set(attempts) == {0}
    post_of(app).line = SmtpLine(postbox.url)
    clock.forward(minutes=6)
    with at_work(app):
        tick()
        assert {state_of(outgoing_id) for outgoing_id in waiting} == {(State.ACCEPTED, None)}
        assert queries.line_rests(time.now()) is None
    assert len(postbox.all()) == 5


def test_one_text_that_cannot_be_written_stops_no_other(app: Flask, postbox: Postbox) -> None:
    def broken(_letter: Letter) -> Any:
        raise KeyError("a template asks for a word that is not there")

    with wired(dataclasses.replace(a_kind("test.broken"), facts=broken)):
        first, second = a_message(kind="test.broken"), a_message()
        assert after_a_pass(app, first) == (State.QUEUED, Reason.NOT_WRITTEN)
        assert after_a_pass(app, second) == (State.ACCEPTED, None)


@pytest.fixture
def cutting(app: Flask, tmp_path: Path) -> Iterator[Sink]:
    """A mail server that cuts every line after the dot."""
    server = Sink(tmp_path / "taken.jsonl", Faults(cut_after_dot=100), seed=1)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    post_of(app).line = SmtpLine(f"smtp://127.0.0.1:{server.server_address[1]}")
    yield server
    server.shutdown()
    server.server_close()


def test_a_line_cut_after_the_dot_leaves_it_uncertain_and_held(app: Flask, cutting: Sink, clock: Clock) -> None:
    outgoing_id = a_message()
    assert after_a_pass(app, outgoing_id) == (State.UNCERTAIN, Reason.LINE_CUT)
    clock.forward(hours=5)
    assert after_a_pass(app, outgoing_id) == (State.UNCERTAIN, Reason.LINE_CUT)


def test_uncertain_news_of_a_change_goes_out_once_more(app: Flask, cutting: Sink, postbox: Postbox, clock: Clock) -> None:
    outgoing_id = a_message(category=Category.CHANGE)
    assert after_a_pass(app, outgoing_id)[0] is State.UNCERTAIN
    post_of(app).line = SmtpLine(postbox.url)
    clock.forward(minutes=10)
    assert after_a_pass(app, outgoing_id)[0] is State.UNCERTAIN
    clock.forward(minutes=6)
    with at_work(app):
        tick()
        tick()
        assert state_of(outgoing_id) == (State.CLOSED, Reason.SENT_AGAIN)
    assert len(postbox.all()) == 1


def test_a_worker_paused_past_its_lease_changes_nothing_and_sends_nothing(app: Flask, postbox: Postbox, clock: Clock) -> None:
    outgoing_id = a_message()
    with at_work(app):
        asleep = actions.claim(time.now())
        db.session.commit()
        assert asleep is not None
        clock.forward(seconds=LEASE.total_seconds() + 1)
        tick()
        assert state_of(outgoing_id) == (State.ACCEPTED, None)
        answer = actions.authorise(
            asleep, KINDS[KIND], time.now(), offered_to=_address(asleep.letter), sender=post_of(app).sender
        )
        assert answer is State.CLAIMED
        assert not actions.accept(asleep)
        db.session.commit()
    assert len(postbox.all()) == 1


def test_a_late_answer_settles_what_was_taken_for_lost(app: Flask, clock: Clock) -> None:
    outgoing_id = a_message()
    with at_work(app):
        slow = actions.claim(time.now())
        assert slow is not None
        sender = post_of(app).sender
        assert isinstance(
            actions.authorise(slow, KINDS[KIND], time.now(), offered_to=_address(slow.letter), sender=sender), bytes
        )
        db.session.commit()
        clock.forward(seconds=LEASE.total_seconds() + 1)
        tick()
        assert state_of(outgoing_id) == (State.UNCERTAIN, Reason.STOPPED_HALFWAY)
        assert actions.accept(slow)
        db.session.commit()
        assert trail(outgoing_id) == ["claimed", "sending", "uncertain", "accepted"]


def test_security_mail_leaves_first(app: Flask, postbox: Postbox) -> None:
    for _ in range(5):
        a_message(due_at=time.now() - timedelta(hours=1))
    urgent = a_message(category=Category.SECURITY)
    with at_work(app):
        tick()
    assert actions.message_id(urgent) in str(postbox.all()[0].message["Message-ID"])


def test_an_address_that_changed_meanwhile_is_asked_for_again(app: Flask, postbox: Postbox) -> None:
    a_message()
    with at_work(app):
        claimed = actions.claim(time.now())
        assert claimed is not None
        answer = actions.authorise(claimed, KINDS[KIND], time.now(), offered_to="old@example.org", sender=post_of(app).sender)
        db.session.commit()
        assert answer is State.QUEUED
        tick()
    assert len(postbox.all()) == 1


def _address(letter: Letter) -> str:
    return f"p-{letter.recipient_id.hex[:12]}@example.org"
