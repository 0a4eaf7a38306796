"""Opening pages changes nothing but the note of who looked, leads nowhere that is not there, and costs what it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from tests.support.browser import Browser
from tests.support.crawler import crawl
from tests.support.page import Page
from tests.support.people import somebody
from tests.support.routes import routes

pytestmark = pytest.mark.one_database("sqlite")
LOOKED = "looked at"


def dump(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table, but for the notes of who looked at what and who was refused."""
    with app.app_context(), db.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        found = {name: sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{name}"')))) for name in tables}  # noqa: S608
        connection.rollback()
    found["audit_event"] = [row for row in found["audit_event"] if "look" not in row and "was refused" not in row]
    return found


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.name.lower() if role else "nobody")
def test_everything_that_can_be_opened_opens_and_changes_nothing(
    app: Flask, demonstrate: Callable[..., None], role: Role | None
) -> None:
    demonstrate(100)
    browser = Browser(app)
    if role is not None:
        browser.sign_in_as(somebody(role))
    browser.knows("'", '"', "!")
    dead: list[str] = []

    def met(_endpoint: str, page: Page) -> None:
        if page.status != 200 and page.path != "/readyz":
            dead.append(f"{page.path}: {page.status}")

    before = dump(app)
    crawl(browser, starts=["/", "/me", "/team", "/staff/account", "/staff/accounts"] if role else ["/"], met=met)
    assert dump(app) == before
    assert [line for line in dead if not line.endswith("403")] == []


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.name.lower() if role else "nobody")
def test_every_address_asked_for_by_get_and_head_changes_nothing(app: Flask, role: Role | None) -> None:
    browser, accounts = Browser(app), {each: somebody(each) for each in Role}
    if role is not None:
        browser.sign_in_as(accounts[role])
    before = dump(app)
    for path in sorted({route.path for route in routes(app)}):
        answer = browser.client.get(path, base_url=f"https://{browser.host}")
        if answer.status_code == 200:
            browser.client.head(path, base_url=f"https://{browser.host}")
    after = dump(app)
    assert [table for table, rows in after.items() if rows != before[table]] == []
