"""GOV.UK Notify tells us by itself what became of a message: through one door, with a token, and exactly as asking would."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from werkzeug.test import TestResponse

from engage.bounces import queries
from engage.bounces.models import CameBack
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason, State
from engage.people import queries as people
from engage.settings import Notify, Settings
from engage.throttle.rules import WRONG_TOKENS
from tests.factories.bounces import a_sent_message
from tests.factories.outbox import state_of
from tests.factories.people import a_person
from tests.support.clock import Clock
from tests.support.installation import BASE_URL

TOKEN = "a-token-that-notify-shows-in-a-test-0123"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
DOOR = "/notify/receipts"


@pytest.fixture
def door(app: Flask) -> Flask:
    """An installation that uses Notify and opened the door."""
    settings: Settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, notify=Notify("key", "template", "", "http://127.0.0.1:9", TOKEN))
    return app


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    lines, before = io.StringIO(), structlog.get_config()["logger_factory"]
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=lines))
    yield lines
    structlog.configure(logger_factory=before)


def a_receipt(outgoing_id: UUID, status: str, **said: Any) -> dict[str, Any]:
    """As Notify sends it, with more than we need."""
    return {
        "id": str(UUID(int=7)), "reference": outbox.message_id(outgoing_id), "to": "sam@example.org", "status": status,
        "created_at": "2027-03-01T09:00:00.000000Z", "completed_at": None, "sent_at": None, "notification_type": "email",
        "template_id": str(UUID(int=8)), "template_version": 1, **said,
    }  # fmt: skip


def told(app: Flask, receipt: object = None, *, headers: dict[str, str] | None = None, **how: Any) -> TestResponse:
    body = how or {"json": receipt}
    return app.test_client().post(DOOR, base_url=BASE_URL, headers=SHOWN if headers is None else headers, **body)


def stands(app: Flask, outgoing_id: UUID) -> tuple[State, Reason | None]:
    with app.app_context():
        return state_of(outgoing_id)


@pytest.mark.parametrize(
    ("before", "status", "after"),
    [
        (State.ACCEPTED, "permanent-failure", (State.BOUNCED, Reason.NO_SUCH_ADDRESS)),
        (State.ACCEPTED, "temporary-failure", (State.BOUNCED, Reason.NOT_IN_TIME)),
        (State.ACCEPTED, "technical-failure", (State.BOUNCED, Reason.NOT_PASSED_ON)),
        (State.ACCEPTED, "delivered", (State.ACCEPTED, None)),
        (State.UNCERTAIN, "delivered", (State.ACCEPTED, None)),
        (State.UNCERTAIN, "permanent-failure", (State.BOUNCED, Reason.NO_SUCH_ADDRESS)),
        (State.SENDING, "permanent-failure", (State.SENDING, None)),
    ],
)
def test_a_receipt_marks_a_message_once(door: Flask, before: State, status: str, after: tuple[State, Reason | None]) -> None:
    person_id = a_person()
    outgoing_id = a_sent_message(person_id, state=before)
    for _ in range(3):
        response = told(door, a_receipt(outgoing_id, status))
        assert (response.status_code, response.text) == (200, "")
        assert "Set-Cookie" not in response.headers
        assert stands(door, outgoing_id) == after
    with door.app_context():
        came_back = queries.about_message(outgoing_id)
        assert (came_back is not None) == (after[0] is State.BOUNCED)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CameBack)) == (1 if came_back else 0)


def test_two_that_came_back_for_good_ask_for_another_way_as_they_do_when_we_ask(door: Flask) -> None:
    person_id = a_person()
    for _ in range(2):
        told(door, a_receipt(a_sent_message(person_id), "permanent-failure"))
    with door.app_context():
        point = people.email(person_id)
        assert point is not None
        assert point.came_back_at is not None


def test_what_is_not_about_a_message_of_ours_is_answered_alike_and_changes_nothing(door: Flask) -> None:
    outgoing_id = a_sent_message()
    for receipt in (
        a_receipt(UUID(int=1), "permanent-failure"),
        a_receipt(outgoing_id, "permanent-failure", reference=None),
        a_receipt(outgoing_id, "permanent-failure", reference="a\0b"),
        a_receipt(outgoing_id, "permanent-failure", reference="\ud800"),
        a_receipt(outgoing_id, "permanent-failure", notification_type="sms"),
        a_receipt(outgoing_id, "permanent-failure", notification_type="letter"),
        {"source_number": "01632 960 001", "message": "STOP"},
    ):
        assert (told(door, receipt).status_code, stands(door, outgoing_id)) == (200, (State.ACCEPTED, None))


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"no JSON", 400), (b"[]", 400), (b"\xff\xfe", 400), (b"[" * 9000, 400), (b'"' + b"a" * 11_000 + b'"', 413)],
)
def test_what_is_no_receipt_is_refused(door: Flask, body: bytes, status: int) -> None:
    assert told(door, data=body).status_code == status


@pytest.mark.one_database("sqlite")
def test_the_door_is_shut_without_a_token_in_the_settings(app: Flask) -> None:
    assert told(app, {}).status_code == 404
    settings: Settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, notify=Notify("key", "template", "", "http://127.0.0.1:9"))
    for headers in (SHOWN, {}, {"Authorization": "Bearer "}):
        assert told(app, {}, headers=headers).status_code == 404
    assert app.test_client().get(DOOR, base_url=BASE_URL).status_code in (404, 405)


def test_whoever_does_not_show_the_token_changes_nothing_and_is_told_to_wait(door: Flask, clock: Clock) -> None:
    outgoing_id = a_sent_message()
    wrong = [{}, {"Authorization": TOKEN}, {"Authorization": "Bearer other"}, {"Authorization": "Bearer caf\u00e9"}]
    answers = [
        told(door, a_receipt(outgoing_id, "permanent-failure"), headers=wrong[number % len(wrong)]).status_code
        for number in range(WRONG_TOKENS.most + 2)
    ]
    assert answers == [401] * WRONG_TOKENS.most + [429] * 2
    assert stands(door, outgoing_id) == (State.ACCEPTED, None)
    assert told(door, a_receipt(outgoing_id, "permanent-failure")).status_code == 200
    clock.forward(minutes=16)
    assert told(door, {}, headers={}).status_code == 401


@pytest.mark.one_database("sqlite")
def test_nothing_of_a_receipt_is_logged(door: Flask, heard: io.StringIO) -> None:
    outgoing_id = a_sent_message()
    told(door, a_receipt(outgoing_id, "permanent-failure"))
    told(door, {"to": "sam@example.org"}, headers={"Authorization": "Bearer other-token"})
    written = heard.getvalue()
    assert written.count(DOOR) == 2
    for secret in (TOKEN, "other-token", "sam@example.org", outbox.message_id(outgoing_id)):
        assert secret not in written
