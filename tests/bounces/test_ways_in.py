"""How mail comes in: a mailbox that the worker reads, and a pipe from the mail server."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from config import NotFitToStart, settings_from
from engage import clock as time
from engage.bounces.models import MailRead
from engage.bounces.rules import Read
from engage.bounces.rules.reports import LARGEST
from engage.cli import engage as command
from engage.consent import emails as consent_emails
from engage.consent.queries import StopLinks
from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.incoming import AFTER_A_FAULT, EVERY
from engage.outbox.models import Outgoing
from engage.outbox.rules import State
from tests.factories.bounces import a_sent_message
from tests.factories.outbox import state_of
from tests.factories.people import a_person
from tests.support.clock import Clock
from tests.support.imap import Server
from tests.support.installation import environment
from tests.support.postbox import Postbox
from tests.support.returned import EXCHANGE, POSTFIX, returned, written

JOB = "read what came back"


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    with Server() as server:
        app.extensions["settings"] = dataclasses.replace(app.extensions["settings"], bounce_mailbox=server.url)
        yield server


def a_report(app: Flask, form: str = POSTFIX) -> tuple[Any, bytes]:
    outgoing_id = a_sent_message(a_person(email="sam@people.example"))
    with app.app_context():
        ours = db.session.get_one(Outgoing, outgoing_id).message_id
    return outgoing_id, returned(form, ours=ours, to="sam@people.example")


def _bring(app: Flask, outgoing_id: Any, state: State) -> None:
    token = outgoing_id if state is State.SENDING else None
    with app.app_context():
        values = {"state": state, "claim_token": token, "lease_until": time.now() if token else None}
        db.session.execute(sa.update(Outgoing).where(Outgoing.id == outgoing_id).values(values))
        db.session.commit()


def a_pass(app: Flask) -> Any:
    with at_work(app):
        return tick(only=JOB)[JOB]


def test_a_mailbox_is_read_and_each_mail_marked_by_what_became_of_it(app: Flask, server: Server, clock: Clock) -> None:
    outgoing_id, report = a_report(app, EXCHANGE)
    server.box.put(report, written("Hello", "When do you meet?"), b"\xff\xfe\x00", report + b"x" * LARGEST, written("Stop"))
    assert a_pass(app) == {"came back": 1, "set aside": 2, "known already": 1, "asks to stop": 1}
    assert server.box.flags() == [["Seen"], ["Flagged", "Seen"], ["Flagged", "Seen"], ["Seen"], ["Flagged", "Seen"]]
    with app.app_context():
        assert state_of(outgoing_id)[0] is State.BOUNCED
        counts = {row.became: row.count for row in db.session.scalars(sa.select(MailRead))}
        assert counts == {Read.CAME_BACK: 1, Read.SET_ASIDE: 2, Read.KNOWN: 1, Read.ASKED: 1}
    assert a_pass(app) == {}
    assert server.box.heard.count("SELECT") == 1
    clock.forward(minutes=EVERY.total_seconds() / 60)
    for mail in server.box.mails.values():
        mail.flags.clear()
    assert a_pass(app) == {"known already": 3, "set aside": 2}


def test_what_is_not_committed_is_not_marked_and_is_read_again(app: Flask, server: Server, clock: Clock) -> None:
    outgoing_id, report = a_report(app)
    _bring(app, outgoing_id, State.SENDING)
    server.box.put(report)
    assert a_pass(app) == {"later": 1}
    assert server.box.flags() == [[]]
    server.box.says["STORE"] = b"* BYE\r\n"
    _bring(app, outgoing_id, State.ACCEPTED)
    clock.forward(minutes=5)
    assert a_pass(app) == {"mailbox down": 1}
    with app.app_context():
        assert state_of(outgoing_id)[0] is State.BOUNCED
    server.box.says.clear()
    clock.forward(minutes=5)
    assert a_pass(app) == {}
    clock.forward(minutes=AFTER_A_FAULT.total_seconds() / 60)
    assert a_pass(app) == {"known already": 1}
    assert server.box.flags() == [["Seen"]]


@pytest.mark.parametrize(
    "says", [{"LOGIN": b"* BYE\r\n"}, {"SELECT": b"nonsense\r\n"}, {"SEARCH": b"* SEARCH one\r\n"}, {"FETCH": b"* 1 FETCH (\r\n"}]
)  # fmt: skip
def test_a_mailbox_that_cannot_be_read_stops_nothing_else(says: dict[str, bytes], app: Flask, server: Server) -> None:
    server.box.put(b"Subject: Stop\r\n\r\n")
    server.box.says = says
    assert a_pass(app) == {"mailbox down": 1}
    assert server.box.flags() == [[]]


class Pipe:
    """A mail server that hands mail to our command."""

    def __init__(self, database_url: str, smtp_url: str) -> None:
        self.environment = environment(database_url=database_url, smtp_url=smtp_url)

    def hands_over(self, raw: bytes, **changed: str) -> Result:
        return CliRunner().invoke(command, ["bounce"], input=raw, obj=lambda: settings_from({**self.environment, **changed}))


@pytest.mark.one_database("sqlite")
def test_a_pipe_tells_the_mail_server_what_became_of_each_mail(app: Flask, database_url: str, postbox: Postbox) -> None:
    pipe = Pipe(database_url, postbox.url)
    outgoing_id, report = a_report(app)
    assert [pipe.hands_over(report).exit_code for _ in range(2)] == [0, 0]
    with app.app_context():
        assert state_of(outgoing_id)[0] is State.BOUNCED
    refused = pipe.hands_over(written("Hello", "When do you meet?"))
    assert refused.exit_code == 65
    assert "Please write to the team" in refused.stderr
    away = pipe.hands_over(report, ENGAGE_DATABASE_URL="sqlite:////nowhere/at/all.db")
    assert (away.exit_code, "sam@people.example" in away.output) == (75, False)
    assert pipe.hands_over(report, ENGAGE_ENV="nonsense").exit_code == 75


@pytest.mark.parametrize(
    "url", ["imap://a:b@host/x", "imaps://host/x", "imaps://a@host", "https://a:b@host", "imaps://a:b@host:no/x", "nonsense"]
)  # fmt: skip
def test_a_mailbox_needs_tls_and_a_password_in_production(url: str, tmp_path: Path) -> None:
    kept = environment(database_url="sqlite://", smtp_url="smtp://localhost") | {"ENGAGE_BOUNCE_MAILBOX": url}
    if url.startswith("imap://"):
        assert settings_from(kept).bounce_mailbox == url
        kept |= {
            "ENGAGE_ENV": "production",
            "ENGAGE_ERASURES": str(tmp_path / "erasures.txt"),
            "ENGAGE_SECRET_KEY": "x" * 40,
            "ENGAGE_DATA_KEYS": "a:b",
        }
    with pytest.raises(NotFitToStart, match=r"ENGAGE_BOUNCE_MAILBOX is imaps://user:password@host/folder$"):
        settings_from(kept)


def test_where_mail_servers_report_is_one_address_and_older_programs_can_write_there(app: Flask) -> None:
    kept = environment(database_url="sqlite://", smtp_url="smtp://localhost")
    with pytest.raises(NotFitToStart):
        settings_from({**kept, "ENGAGE_BOUNCE_ADDRESS": "two@example.org, one@example.org"})
    with app.test_request_context("/"):
        assert "mailto" not in consent_emails.stop_headers(StopLinks("a", "b"))["List-Unsubscribe"]
        app.extensions["settings"] = settings_from({**kept, "ENGAGE_BOUNCE_ADDRESS": "returns@trust.example.org"})
        assert consent_emails.stop_headers(StopLinks("a", "b.c"))["List-Unsubscribe"].endswith(
            "<mailto:returns@trust.example.org?subject=stop%20b.c>"
        )
