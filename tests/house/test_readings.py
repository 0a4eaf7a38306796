"""No page about a person opens without its being written down, once, whoever wrote the page."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import MAY, Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.db import db
from engage.policy import access_of
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.routes import methods, rules

pytestmark = pytest.mark.one_database("sqlite")
SIZE = 16
"""Of print."""
SPECIAL = {"slug": "letter"}
"""A way to reach them. Nothing else stands in the address of a page about somebody."""


def looks(app: Flask, person_id: uuid.UUID) -> list[tuple[uuid.UUID | None, str]]:
    with app.app_context():
        found = sa.select(Event.by, Event.detail).where(Event.about == person_id, Event.what == LOOKED)
        return [(by, detail["page"]) for by, detail in db.session.execute(found)]


def test_every_page_about_a_person_writes_down_who_looked_once(app: Flask) -> None:
    lead = a_staff_user(Role.LEAD)
    browser = Browser(app).sign_in_as(lead)
    opened, wrong = 0, []
    for rule in rules(app):
        access = access_of(app, rule.endpoint)
        held = access is not None and access.permission in MAY[Role.LEAD]
        if "person_id" not in rule.arguments or "GET" not in methods(rule) or not held or len(rule.arguments) > 2:
            continue
        person_id = a_member("Ama Boateng", post="1 Test Street\nZZ1 1ZZ")
        path = app.url_map.bind(browser.host).build(
            rule.endpoint, {**dict.fromkeys(rule.arguments, SIZE), **SPECIAL, "person_id": person_id}
        )
        page = browser.client.get(path, base_url=f"https://{browser.host}")
        opened += page.status_code == 200
        expected = 1 if page.status_code == 200 else 0
        if [by for by, _ in looks(app, person_id)] != [lead.id] * expected:
            wrong.append(f"{rule.endpoint}: {page.status_code}, {looks(app, person_id)}")
    assert wrong == []
    assert opened > 5
