"""Training: written down by champions themselves, in date or not by one rule, and a mail before it runs out and once after."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.db import db
from engage.teams.actions import learning
from engage.teams.queries import training
from engage.teams.rules.training import FOR_GOOD, Course, Standing
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_team, an_appointment
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

TODAY = date(2027, 3, 2)
BOTH = {Course.INDUCTION: FOR_GOOD, Course.SHARING: FOR_GOOD}


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize(
    ("until", "is_in_date", "words"),
    [
        ({}, False, "Nothing is written down"),
        (BOTH, False, "Carer awareness not done"),
        (BOTH | {Course.AWARENESS: TODAY}, True, "In date"),
        (BOTH | {Course.AWARENESS: TODAY - timedelta(days=1)}, False, "Carer awareness run out"),
    ],
)
def test_training_is_in_date_when_every_course_is_done_and_none_has_run_out(
    until: dict[Course, date], is_in_date: bool, words: str
) -> None:
    standing = Standing(TODAY, until)
    assert (standing.is_in_date, standing.words) == (is_in_date, words)


def test_a_champion_writes_down_training_and_takes_out_a_mistake(app: Flask, browser: Browser) -> None:
    priya, lead = a_staff_user(Role.CHAMPION, name="Priya Sample"), a_staff_user(Role.CARER_LEAD)
    an_appointment(a_team(name="Ashford CMHT"), priya.id)
    browser.sign_in_as(priya)
    browser.open("/carers/teams/mine")
    browser.follow("My training")
    assert "Nothing is written down yet." in browser.here.text
    for course in Course:
        browser.follow("Write down a course")
        assert browser.submit("Save", done_on=("3", "3", "2027"), given_by="The carers’ centre").errors == [
            "Select which course it was"
        ]
        assert browser.submit("Save", course=course.value).errors == ["Enter a day in the past, or today"]
        browser.submit("Save", done_on=("29", "2", "2024"))
    assert "Carer awareness run out" in browser.here.text
    assert "28 February 2026" in browser.here.text
    browser.follow("Write down a course")
    browser.submit("Save", course="carer awareness", done_on=("2", "3", "2027"), given_by="The carers’ centre")
    assert "In date Until 2 March 2029." in browser.here.text
    hers = browser.here.path
    browser.sign_in_as(lead)
    browser.open(f"/carers/teams/training/of/{priya.id}")
    browser.press("Take out carer awareness of 2 March 2027")
    assert "It is taken out, and counts no more." in browser.here.text
    assert "Carer awareness run out" in browser.here.text
    browser.follow("Write down a course")
    browser.submit("Save", course="carer awareness", done_on=("1", "3", "2027"), given_by="E-learning")
    assert (hers, "In date" in browser.here.text) == ("/carers/teams/training", True)
    assert browser.open(f"/carers/teams/training/of/{uuid.uuid4()}").status == 404
    with app.app_context():
        ids = [priya.id, lead.id]
        standings = training.standings(ids, TODAY)
        by_statement = set(db.session.scalars(sa.select(User.id).where(User.id.in_(ids), training.is_in_date(User.id, TODAY))))
        assert {account_id for account_id in ids if standings[account_id].is_in_date} == by_statement == {priya.id}
        gone = the_clock.today() + timedelta(days=800)
        assert not db.session.scalar(sa.select(User.id).where(training.is_in_date(User.id, gone)))


def test_a_champion_is_told_30_and_7_days_before_and_once_after_until_they_write_it_down(
    app: Flask, clock: Clock, postbox: Postbox, tick: Callable[[], object]
) -> None:
    priya, femi, gone = (a_staff_user(Role.CHAMPION) for _ in range(3))
    team = a_team()
    an_appointment(team, priya.id)
    an_appointment(team, femi.id)
    an_appointment(team, gone.id, last_day=TODAY)
    last_day = date(2027, 4, 14)
    with app.app_context():
        for each in (priya, femi, gone):
            learning.write_down(each.id, Course.AWARENESS, done_on=date(2025, 4, 14), given_by="X", months=24, by=each.id)
        db.session.commit()
    postbox.empty()
    for days in (-30, -7, 1):
        clock.move_to(the_clock.at(last_day + timedelta(days=days), time(9, 1)).astimezone(UTC))
        tick()
        if days == -30:
            with app.app_context():
                learning.write_down(femi.id, Course.AWARENESS, done_on=the_clock.today(), given_by="X", months=24, by=femi.id)
                db.session.commit()
    assert len(postbox.to(priya.email)) == 3
    assert "ran out on 14 April 2027" in postbox.latest_to(priya.email).text
    assert (len(postbox.to(femi.email)), len(postbox.to(gone.email))) == (1, 0)
    assert the_clock.now() > datetime(2027, 4, 15, tzinfo=UTC)
