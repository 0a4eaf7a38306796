"""No page about a person opens without its being written down, once, whoever wrote the page."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.db import db
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.routes import NOBODY_S, routes

pytestmark = pytest.mark.one_database("sqlite")
SIZE = 16
"""Of print, in points: one that there is."""


def looks(app: Flask, person_id: UUID) -> list[UUID | None]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Event.by).where(Event.about == person_id, Event.what == LOOKED)))


def test_every_page_about_a_person_writes_down_who_looked_once(app: Flask) -> None:
    lead, person_id = a_staff_user(Role.LEAD), a_member("Ama Boateng", phone="01632 960 001", post="1 Test Street\nZZ1 1ZZ")
    browser, opened, wrong = Browser(app).sign_in_as(lead), 0, []
    for route in routes(app):
        if "person_id" not in route.rule.arguments or route.method != "GET":
            continue
        path = route.path.replace(str(NOBODY_S), str(person_id), 1).replace("/letter/1", f"/letter/{SIZE}")
        before = looks(app, person_id)
        page = browser.client.get(path, base_url=f"https://{browser.host}")
        written = looks(app, person_id)[len(before) :]
        opened += page.status_code == 200
        if written != [lead.id] * (page.status_code == 200):
            wrong.append(f"{route}: {page.status_code}, written down {len(written)} times")
    assert wrong == []
    assert opened > 15
