"""GOV.UK Notify in place of a mail server: every answer it may give, and that nothing goes twice, whatever the line does."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time
from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.mail import Email as AnEmail
from engage.mail import Fate, LineDown, Parcel, Sender, Unknown, as_bytes
from engage.mail.notify import NotifyLine
from engage.outbox import actions, queries
from engage.outbox.models import Outgoing
from engage.outbox.rules import Category, Reason, State, Stop
from tests.factories.outbox import a_kind, a_message, state_of, wired
from tests.support import notify as stand_in
from tests.support.clock import Clock
from tests.support.notify import KEY, TAKES, Answer, Standing
from tests.support.postbox import Postbox


@pytest.fixture
def notify(app: Flask, postbox: Postbox) -> Iterator[Standing]:
    """The stand-in, and an application that sends its e-mail by it."""
    with stand_in.standing_in(app) as standing, wired(a_kind()):
        yield standing
    assert postbox.all() == []


def after_a_pass(app: Flask, outgoing_id: UUID) -> tuple[State, Reason | None]:
    with at_work(app):
        for job in ("send", "ask notify", "repeat changes"):
            tick(only=job)
        return state_of(outgoing_id)


def test_what_is_due_is_sent_once_with_its_reference_and_its_words(app: Flask, notify: Standing) -> None:
    outgoing_id = a_message()
    with at_work(app):
        for _ in range(3):
            tick(only="send")
        assert state_of(outgoing_id) == (State.ACCEPTED, None)
        assert post_of(app).line.__class__ is NotifyLine
    [kept] = notify.kept
    assert kept.kind == "email"
    assert kept.reference == actions.message_id(outgoing_id)
    assert kept.personalisation["body"] == "There is news.\n"
    assert kept.personalisation["subject"].startswith("About ")


def test_a_no_asks_notify_for_nothing(app: Flask, notify: Standing) -> None:
    with wired(*(a_kind(f"test.{reason.value}", answers=Stop(reason)) for reason in Reason)):
        messages = {reason: a_message(kind=f"test.{reason.value}") for reason in Reason}
        with at_work(app):
            tick(only="send")
            assert {state_of(outgoing_id) for outgoing_id in messages.values()} == {
                (State.SUPPRESSED, reason) for reason in Reason
            }
    assert [asked for asked in notify.asked if asked.startswith("POST")] == []


@pytest.mark.parametrize(
    ("answer", "state", "reason", "attempts", "rests"),
    [
        (TAKES, State.ACCEPTED, None, 0, None),
        (stand_in.BAD_ADDRESS, State.FAILED, Reason.REFUSED_BY_SERVER, 0, None),
        (stand_in.TOO_LONG, State.FAILED, Reason.REFUSED_BY_SERVER, 0, None),
        (stand_in.NO_TEMPLATE, State.QUEUED, Reason.LINE_DOWN, 0, True),
        (stand_in.ON_TRIAL, State.QUEUED, Reason.LINE_DOWN, 0, True),
        (stand_in.NOT_A_LINK, State.QUEUED, Reason.LINE_DOWN, 0, True),
        (stand_in.LEADS_AWAY, State.QUEUED, Reason.LINE_DOWN, 0, True),
        (stand_in.NEVER_HEARD, State.QUEUED, Reason.PUT_OFF_BY_SERVER, 1, None),
        (stand_in.BAD_KEY, State.QUEUED, Reason.LINE_DOWN, 0, True),
        (stand_in.TOO_FAST, State.QUEUED, Reason.LINE_DOWN, 0, True),
        (stand_in.BROKEN, State.QUEUED, Reason.PUT_OFF_BY_SERVER, 1, None),
        (stand_in.CUTS_BEFORE, State.UNCERTAIN, Reason.LINE_CUT, 0, None),
        (stand_in.CUTS_AFTER, State.ACCEPTED, None, 0, None),
        (stand_in.SAYS_NONSENSE, State.ACCEPTED, None, 0, None),
    ],
)
def test_an_answer_becomes(
    app: Flask, notify: Standing, answer: Answer, state: State, reason: Reason | None, attempts: int, rests: bool | None
) -> None:
    notify.answers.append(answer)
    outgoing_id = a_message()
    assert after_a_pass(app, outgoing_id) == (state, reason)
    with app.app_context():
        assert db.session.scalars(sa.select(Outgoing.attempts)).one() == attempts
        assert queries.line_rests(time.now()) is rests
    assert len(notify.kept) <= 1


def test_while_notify_lets_nobody_in_it_is_asked_less_and_less_and_nobody_is_blamed(
    app: Flask, notify: Standing, clock: Clock
) -> None:
    notify.answers += [stand_in.BAD_KEY] * 6
    waiting = [a_message() for _ in range(3)]
    with at_work(app):
        for _ in range(40):
            tick(only="send")
            clock.forward(seconds=15)
        assert {state_of(outgoing_id)[0] for outgoing_id in waiting} == {State.ACCEPTED}
        assert set(db.session.scalars(sa.select(Outgoing.attempts))) == {0}
    assert len([asked for asked in notify.asked if asked.startswith("POST")]) == 6 + 3
    assert len(notify.kept) == 3


def test_after_a_fault_of_theirs_notify_is_asked_before_it_is_told_again(app: Flask, notify: Standing, clock: Clock) -> None:
    notify.answers.append(stand_in.BROKEN)
    outgoing_id = a_message()
    after_a_pass(app, outgoing_id)
    notify.kept.append(stand_in.Kept("email", "somebody", actions.message_id(outgoing_id), {}))
    clock.forward(minutes=2)
    assert after_a_pass(app, outgoing_id) == (State.ACCEPTED, None)
    assert len(notify.kept) == 1


@pytest.mark.parametrize("category", [Category.REMINDER, Category.CHANGE])
def test_what_is_uncertain_is_asked_about_until_notify_says_that_it_has_it(
    app: Flask, notify: Standing, clock: Clock, category: Category
) -> None:
    notify.answers.append(stand_in.CUTS_AFTER)
    notify.lookups_fail = True
    outgoing_id = a_message(category=category)
    assert after_a_pass(app, outgoing_id) == (State.UNCERTAIN, Reason.LINE_CUT)
    notify.lookups_fail = False
    clock.forward(minutes=16)
    assert after_a_pass(app, outgoing_id) == (State.ACCEPTED, None)
    assert len(notify.kept) == 1


def test_what_notify_does_not_have_waits_for_a_person(app: Flask, notify: Standing, clock: Clock) -> None:
    notify.answers.append(stand_in.CUTS_BEFORE)
    outgoing_id = a_message()
    after_a_pass(app, outgoing_id)
    for _ in range(3):
        clock.forward(hours=1)
        assert after_a_pass(app, outgoing_id) == (State.UNCERTAIN, Reason.LINE_CUT)
    assert notify.kept == []


SENDER = Sender("Participation team", "team@example.org")


def a_body(app: Flask, number: int, headers: dict[str, str] | None = None) -> bytes:
    with app.app_context():
        email = AnEmail("sam@example.org", "News", "Words\n", headers or {})
        return as_bytes(email, sender=SENDER, message_id=f"<{number:032x}@example.org>")


def test_many_go_one_by_one_and_stop_where_the_line_does(app: Flask, notify: Standing) -> None:
    line = NotifyLine(KEY, stand_in.EMAIL_TEMPLATE, base_url=notify.url)
    parcels = [Parcel("sam@example.org", a_body(app, number)) for number in range(6)]
    notify.answers += [TAKES, stand_in.BAD_ADDRESS, stand_in.BROKEN, TAKES, stand_in.TOO_FAST]
    handed = line.hand_over_all(parcels, sender="", goes_on=lambda: True)
    assert handed.fates == [Fate.TAKEN, Fate.REFUSED, Fate.PUT_OFF, Fate.TAKEN, Fate.WAITS, Fate.WAITS]
    assert handed.fault == "429"
    notify.answers += [stand_in.CUTS_BEFORE]
    assert line.hand_over_all(parcels[4:], sender="", goes_on=lambda: True).fates == [Fate.UNKNOWN, Fate.WAITS]
    assert line.hand_over_all(parcels, sender="", goes_on=lambda: False).fates == [Fate.WAITS] * 6
    line.goodbye()


def test_a_way_out_with_one_press_goes_along_where_it_is_secure(app: Flask, notify: Standing) -> None:
    line = NotifyLine(KEY, stand_in.EMAIL_TEMPLATE, base_url=notify.url)
    for number, link in enumerate(("https://engage.example/u/one", "http://localhost/u/one")):
        line.offer(sender="", to="sam@example.org")
        line.hand_over(a_body(app, number, {"List-Unsubscribe": f"<{link}>"}))
    assert [kept.one_click for kept in reversed(notify.kept)] == ["https://engage.example/u/one", None]
    line.goodbye()


@pytest.mark.parametrize("habit", [stand_in.DRIPS_HEAD, stand_in.DRIPS_BODY])
def test_an_answer_that_never_ends_is_left_after_one_time_limit(app: Flask, notify: Standing, habit: str) -> None:
    """Each letter comes in good time; the whole of it never does. Asked again, Notify says that it has the message."""
    line = NotifyLine(KEY, stand_in.EMAIL_TEMPLATE, base_url=notify.url, timeout=0.3)
    notify.answers += [habit, TAKES]
    for number in (1, 2):
        line.offer(sender="", to="sam@example.org")
        line.hand_over(a_body(app, number))
    assert notify.asked == ["POST email", "GET reference", "POST email"]
    assert len(notify.kept) == 2
    notify.answers += [habit]
    notify.lookups_fail = True
    with pytest.raises(Unknown):
        line.hand_over(a_body(app, 3))
    line.goodbye()


@pytest.mark.parametrize(
    ("key", "url", "fault"),
    [(KEY[:-1] + "x", None, "403"), (KEY, "http://127.0.0.1:9", "ConnectionError")],
)
def test_a_line_that_cannot_be_used_says_so_and_sends_nothing(
    app: Flask, notify: Standing, key: str, url: str | None, fault: str
) -> None:
    line = NotifyLine(key, stand_in.EMAIL_TEMPLATE, base_url=url or notify.url)
    line.offer(sender="", to="sam@example.org")
    with pytest.raises(LineDown, match=fault):
        line.hand_over(a_body(app, 1))
    with pytest.raises(LineDown):
        line.became_of("one")
    assert notify.kept == []
    line.goodbye()
