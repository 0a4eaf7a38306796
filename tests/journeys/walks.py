"""Walks that several journeys begin with."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from engage.db import db
from tests.support.browser import Browser
from tests.support.page import Page

SAM = "sam@people.example"


def to_check(browser: Browser, **reach: Any) -> Page:
    """Answer the six questions."""
    browser.open("/join")
    browser.follow("Start now")
    browser.submit("Continue", age="yes")
    browser.submit("Continue", ties=["uses services", "cares for somebody"])
    browser.submit("Continue", full_name="Sam Okoro", called="Sam")
    browser.submit("Continue", **(reach or {"channels": ["email"], "email": SAM}))
    browser.submit("Continue", area="Ashford")
    return browser.submit("Continue", purposes=["newsletter", "surveys"])


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
