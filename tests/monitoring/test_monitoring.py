"""What the watching machine is told, to whom, and that people read the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from engage import clock as time
from engage.accounts.rules import Role
from engage.db import db
from engage.monitoring.queries import figures
from engage.monitoring.rules import CATEGORY_WORDS
from engage.outbox.models import Breaker
from engage.outbox.rules import FIRST_OUT, LINE, TEXTS
from engage.settings import Notify
from tests.factories.accounts import a_staff_user, an_invited_user
from tests.factories.outbox import a_kind, a_message, wired
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.counting import counting
from tests.support.installation import BASE_URL, TOP

TOKEN = "a-token-for-the-watching-machine-in-a-test"
Tick = Callable[[], object]


@pytest.fixture
def watched(app: Flask) -> Flask:
    app.extensions["settings"] = replace(app.extensions["settings"], metrics_token=TOKEN)
    return app


def read(app: Flask) -> dict[tuple[str, ...], float]:
    """What a watching machine reads: the value of each name with its labels."""
    response = app.test_client().get("/metrics", base_url="http://10.0.0.1:8000", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    families = text_string_to_metric_families(response.text)
    return {
        (each.name, *(value for _, value in sorted(each.labels.items()))): each.value
        for family in families
        for each in family.samples
    }


def test_without_a_token_in_the_settings_there_is_no_such_address(app: Flask) -> None:
    assert app.test_client().get("/metrics", base_url=BASE_URL).status_code == 404


@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer other"}, {"Authorization": TOKEN}])
def test_whoever_does_not_show_the_token_reads_nothing(watched: Flask, shown: dict[str, str]) -> None:
    response = watched.test_client().get("/metrics", base_url=BASE_URL, headers=shown)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "engage_" not in response.text


def test_the_figures_follow_a_message_from_waiting_to_sent(watched: Flask, tick: Tick, clock: Clock) -> None:
    invited = [an_invited_user(Role.OFFICER, email=f"new{number}@example.org") for number in range(3)]
    clock.forward(minutes=7)
    before = read(watched)
    assert before["engage_messages_open", "security", "queued"] == len(invited)
    assert before["engage_oldest_message_seconds", "security"] == pytest.approx(7 * 60, abs=1)
    assert before["engage_oldest_message_seconds", "reminder"] == 0
    assert ("engage_last_tick_timestamp_seconds",) not in before
    tick()
    after = read(watched)
    assert after["engage_messages_open", "security", "queued"] == 0
    assert after["engage_messages_due_last_hour", "", "accepted"] == len(invited)
    assert after["engage_last_tick_timestamp_seconds",] == pytest.approx(time.now().timestamp(), abs=5)
    assert after["engage_tick_seconds",] > 0
    assert ("engage_job_ended_timestamp_seconds", "forget limits") in after
    clock.forward(hours=2)
    assert ("engage_messages_due_last_hour", "", "accepted") not in read(watched)


def faults_and_rests(app: Flask, line: str) -> tuple[float, float]:
    seen = read(app)
    return seen["engage_mail_line_faults", line], seen["engage_mail_line_resting", line]


def test_a_line_that_is_left_alone_is_seen_by_machine_and_people(watched: Flask, browser: Browser) -> None:
    assert (faults_and_rests(watched, "email"), faults_and_rests(watched, "text")) == ((0, 0), (0, 0))
    with watched.app_context():
        db.session.add(Breaker(name=LINE, faults=3, closed_until=time.now() + timedelta(minutes=4)))
        db.session.add(Breaker(name=TEXTS, faults=2, closed_until=time.now() - timedelta(minutes=1)))
        db.session.commit()
    assert (faults_and_rests(watched, "email"), faults_and_rests(watched, "text")) == ((3, 1), (2, 0))
    page = browser.sign_in_as(a_staff_user(Role.ADMINISTRATOR)).open("/team/running")
    assert re.search(r"The mail server\s+(How it is\s+)?Left alone until 10:04am", page.text)
    assert "GOV.UK Notify" not in page.text
    watched.extensions["settings"] = replace(watched.extensions["settings"], notify=Notify("key", "one", "two", ""))
    page = browser.open("/team/running")
    assert re.search(r"GOV.UK Notify, for e-mail\s+(How it is\s+)?Left alone until 10:04am", page.text)
    assert re.search(r"GOV.UK Notify, for text messages\s+(How it is\s+)?Had a fault, is tried again", page.text)
    assert "Not at work" in page.text
    assert "Nothing is lost" in page.text


def test_who_runs_it_sees_how_it_runs_and_nobody_by_name(watched: Flask, browser: Browser, tick: Tick, clock: Clock) -> None:
    an_invited_user(Role.OFFICER, email="somebody@example.org")
    tick()
    browser.sign_in_as(a_staff_user(Role.ADMINISTRATOR))
    browser.open("/team/running")
    assert "To sign in or confirm something" in browser.here.text
    assert "somebody@example.org" not in browser.here.html
    assert "At work" in browser.here.text
    assert "Counts of what is limited are kept no longer than they limit." in browser.here.text
    for role in (Role.CHAMPION, Role.OFFICER):
        assert Browser(watched).sign_in_as(a_staff_user(role)).open("/team/running").status == 403


def test_what_has_come_to_its_end_is_not_counted_again_and_five_statements_are_enough(app: Flask) -> None:
    with wired(a_kind()):
        for _ in range(3):
            a_message()
    with app.app_context(), counting(app) as counted:
        found = figures(time.now())
        assert len(counted.statements) == 5
    assert sum(sum(line.counts.values()) for line in found.lines) == 3


def test_every_category_has_its_words() -> None:
    assert set(CATEGORY_WORDS) == set(FIRST_OUT)


def test_the_alerts_name_only_figures_that_are_there(watched: Flask, tick: Tick) -> None:
    tick()
    there = {name for name, *_ in read(watched)} | {"engage_messages_due_last_hour"}
    named = set(re.findall(r"\bengage_[a-z_]+\b", (Path(TOP) / "docs" / "operations.md").read_text(encoding="utf-8")))
    assert named
    assert named <= there
