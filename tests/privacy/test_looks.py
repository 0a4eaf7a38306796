"""On Mondays those who watch over reading are told how many of the staff read unusually much, and nobody’s name."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.clock import LONDON
from engage.db import db
from tests.factories.accounts import a_staff_user
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

MONDAY = datetime(2027, 3, 8, 9, 0, tzinfo=LONDON)


def test_the_lead_is_told_on_mondays_how_many_read_unusually_much(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox, tick: Callable[[], object]
) -> None:
    robin = a_staff_user(Role.OFFICER, name="Robin Officer")
    lead = a_staff_user(Role.LEAD, name="Lee Lead", email="lead@staff.example")
    a_staff_user(Role.ADMINISTRATOR, email="admin@staff.example")
    tick()
    clock.move_to(MONDAY - timedelta(seconds=10))
    tick()
    clock.move_to(MONDAY + timedelta(minutes=1))
    tick()
    assert postbox.all() == []  # nothing unusual was read
    clock.move_to(MONDAY + timedelta(days=6))
    with app.app_context():
        for number in range(25):
            about = uuid.UUID(int=number)
            db.session.add(Event(at=clock.now, by=robin.id, what="looked at", kind="person", about=about, detail={}))
        db.session.commit()
    tick()
    assert postbox.all() == []
    clock.move_to(MONDAY + timedelta(days=7, minutes=1))
    tick()
    tick()
    [letter] = postbox.all()
    assert (letter.to, letter.subject) == ("lead@staff.example", "Reading that is worth a question")
    assert "1 member of staff opened unusually many records" in letter.text
    assert "Robin" not in letter.text
    page = browser.sign_in_as(lead).open("/team/audit/looks")
    assert "Robin Officer Worth a question People 25" in page.text
    assert "Whoever looks after information here can see which records" in page.text
    assert browser.open("/team/audit").status == 403
