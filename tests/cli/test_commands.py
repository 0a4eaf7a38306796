"""The console script does what the operating contract says, in words and in JSON."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from config import settings_from
from engage import vault
from engage.cli import engage as command
from engage.outbox.rules import Reason, State
from tests.factories.outbox import a_message, state_of
from tests.support.browser import Browser
from tests.support.installation import environment
from tests.support.postbox import Postbox


class Desk:
    """An operator at a terminal."""

    def __init__(self, database_url: str, smtp_url: str) -> None:
        self.environment = environment(database_url=database_url, smtp_url=smtp_url)

    def type(self, *words: str, **changed: str) -> Result:
        return CliRunner().invoke(command, words, obj=lambda: settings_from({**self.environment, **changed}), prog_name="engage")


@pytest.fixture
def desk(app: Flask, database_url: str, postbox: Postbox) -> Desk:
    return Desk(database_url, postbox.url)


def test_an_account_is_added_and_its_link_opens_the_first_step(desk: Desk, browser: Browser) -> None:
    told = desk.type("account", "add", "--name", "Mei Sample", "--email", "mei@example.org", "--role", "administrator", "--json")
    link = json.loads(told.stdout)["link"]
    assert browser.open(link).status == 200
    again = desk.type("account", "add", "--name", "Mei Sample", "--email", "mei@example.org")
    assert again.exit_code == 1
    assert "somebody signs in with this address already" in again.output


def test_a_tick_sends_what_is_due_and_says_so(desk: Desk, postbox: Postbox) -> None:
    desk.type("account", "add", "--name", "Mei Sample", "--email", "mei@example.org")
    told = json.loads(desk.type("tick", "--json").stdout)
    assert told["send"] == {"accepted": 1}
    assert json.loads(desk.type("tick", "--json").stdout)["send"] == {}
    assert len(postbox.to("mei@example.org")) == 1


def test_a_tick_can_be_told_the_time_but_not_in_production(desk: Desk, tmp_path: Path) -> None:
    assert desk.type("tick", "--now", "2027-03-28T09:00").exit_code == 0
    assert "write a time like" in desk.type("tick", "--now", "soon").output
    real = {
        "ENGAGE_ENV": "production", "ENGAGE_SECRET_KEY": "x" * 40, "ENGAGE_DATA_KEYS": "a:" + "QUFB" * 10 + "QUE=",
        "ENGAGE_BASE_URL": "https://engage.example", "ENGAGE_ORGANISATION": _organisation(desk),
        "ENGAGE_DATABASE_URL": f"sqlite:///{tmp_path / 'real.db'}", "ENGAGE_ERASURES": str(tmp_path / "erasures.txt"),
    }  # fmt: skip
    told = desk.type("tick", "--now", "2027-03-28T09:00", **real)
    assert "--now is refused in production" in told.output
    told = desk.type("demo", **real)
    assert "never loaded in production" in told.output
    assert "refused in production" in desk.type("mail-catcher", **real).output
    assert "for a desk" in desk.type("up", **real).output


def test_uncertain_messages_are_listed_and_decided(desk: Desk, app: Flask) -> None:
    first, second = (a_message(state=State.UNCERTAIN, reason=Reason.LINE_CUT) for _ in range(2))
    listed = json.loads(desk.type("outbox", "list", "--json").stdout)
    assert {row["id"] for row in listed} == {str(first), str(second)}
    assert "It is sent again as" in desk.type("outbox", "resend", str(first)).output
    assert "It is left as it is." in desk.type("outbox", "close", str(second)).output
    assert "only an uncertain message" in desk.type("outbox", "close", str(second)).output
    assert desk.type("outbox", "resend", str(uuid.uuid4())).exit_code == 1
    with app.app_context():
        assert state_of(first) == (State.CLOSED, Reason.SENT_AGAIN)
    assert "No message is uncertain." in desk.type("outbox", "list").output


def test_fresh_keys_are_keys(desk: Desk) -> None:
    one, other = (desk.type("keys").stdout.strip() for _ in range(2))
    assert one != other
    vault.open_with(data_keys=one.partition("=")[2], secret_key="s" * 40)
    vault.open_with(data_keys=settings_from(desk.environment).data_keys, secret_key=settings_from(desk.environment).secret_key)


def test_every_address_says_who_may_open_it(desk: Desk) -> None:
    rows = json.loads(desk.type("routes", "--json").stdout)
    by_endpoint = {row["endpoint"]: row for row in rows}
    assert by_endpoint["outbox.resend"]["open_to"] == "MESSAGES_DECIDE"
    assert by_endpoint["home.start"]["open_to"].startswith("everybody")


def test_a_database_is_brought_up_to_date_twice(desk: Desk) -> None:
    assert [desk.type("migrate").exit_code for _ in range(2)] == [0, 0]


def _organisation(desk: Desk) -> str:
    return desk.environment["ENGAGE_ORGANISATION"].replace("organisation.toml", "tests/cli/organisation.toml")
