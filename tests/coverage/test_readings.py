"""No page about one carer opens without its being written down, once, whoever wrote the page."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import MAY, Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.carers.models import CarerLink
from engage.db import db
from tests.coverage.test_matrix import World, about_carers, path_of, world
from tests.support.browser import Browser

pytestmark = pytest.mark.one_database("sqlite")
OF_A_CARER = {"number", "link_id", "follow_up_id", "contact_id", "override_id"}
"""What stands in the address of a page about one carer."""
JUST_WRITTEN = {"carer_log.saved"}
"""Shows initials and a number to whoever wrote them a moment ago."""
__all__ = ["world"]


def looks(app: Flask, carer_id: UUID) -> list[UUID | None]:
    """Who is written down as having looked at a carer."""
    with app.app_context():
        return list(db.session.scalars(sa.select(Event.by).where(Event.about == carer_id, Event.what == LOOKED)))


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.CARER_LEAD])
def test_every_page_about_a_carer_writes_down_who_looked_once(app: Flask, world: World, role: Role) -> None:
    with app.app_context():
        carer_id = db.session.get_one(CarerLink, world.own.ids["link_id"]).carer_id
    user, opened, wrong = world.people[role], 0, []
    browser = Browser(app).sign_in_as(user)
    for route in about_carers(app):
        assert route.access is not None
        ours = route.method == "GET" and route.rule.arguments & OF_A_CARER and route.access.permission in MAY[role]
        if not ours or route.rule.endpoint in JUST_WRITTEN:
            continue
        before = looks(app, carer_id)
        page = browser.client.get(path_of(app, route, world.own), base_url=f"https://{browser.host}")
        written = looks(app, carer_id)[len(before) :]
        opened += page.status_code == 200
        if written != [user.id] * (page.status_code == 200):
            wrong.append(f"{route}: {page.status_code}, written down {len(written)} times")
    assert wrong == []
    assert opened > 4
