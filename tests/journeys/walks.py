"""Walks that several journeys begin with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.consent import queries
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Channel, Due
from engage.people import queries as people
from tests.support.browser import Browser
from tests.support.page import Page

SAM = "sam@people.example"


def to_check(browser: Browser, **reach: Any) -> Page:
    """Answer the six questions."""
    to_wishes(browser, **reach)
    return browser.submit("Continue", purposes=["newsletter", "surveys"])


def to_wishes(browser: Browser, **reach: Any) -> Page:
    """Answer the questions up to the last."""
    browser.open("/join")
    browser.follow("Start now")
    browser.submit("Continue", age="yes")
    browser.submit("Continue", ties=["uses services", "cares for somebody"])
    browser.submit("Continue", full_name="Sam Okoro", called="Sam")
    browser.submit("Continue", **(reach or {"channels": ["email"], "email": SAM}))
    return browser.submit("Continue", area="Ashford")


def joined(browser: Browser, **reach: Any) -> Page:
    """Join."""
    to_check(browser, **reach)
    return browser.press("Join the engagement pool")


def everything(app: Flask) -> dict[str, list[str]]:
    """Every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        found = {name: sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{name}"')))) for name in names}  # noqa: S608
        connection.rollback()
    return found


def choices_token(app: Flask, person_id: UUID) -> str:
    with app.app_context():
        person = people.person(person_id)
        assert person is not None
        return queries.choices_token(person)


def may(app: Flask, person_id: UUID, purpose: str) -> bool:
    with app.app_context():
        return queries.may_contact(person_id, purpose, Channel.EMAIL)


def put(app: Flask, person_id: UUID, purpose: str, *, ordinal: int = 0) -> UUID:
    """A message that waits to be sent tomorrow."""
    with app.app_context():
        at = the_clock.now() + timedelta(days=1)
        due = Due("test.message", person_id, person_id, at, at + timedelta(days=1), at.date(), ordinal, purpose=purpose)
        outgoing_id = outbox.put(due)
        db.session.commit()
    assert outgoing_id is not None
    return outgoing_id
