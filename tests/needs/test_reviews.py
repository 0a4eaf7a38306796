"""A year after somebody told us, we ask whether it is still right: once, by their way, and not when they said so before."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from engage.needs import queries
from engage.outbox.models import Outgoing
from engage.pool import actions as pool
from engage.pool.queries import still_here
from engage.pool.rules import Standing
from tests.factories.accounts import a_staff_user
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.journeys.test_by_hand import fell_due
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

SAM = "sam@people.example"
Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask, clock: Clock) -> UUID:
    sam = a_member("Sam Okoro", email=SAM)
    needs_of(sam, "breaks", another="A lamp by the chair")
    clock.forward(days=365, hours=20)
    return sam


def sent_for(app: Flask, kind: str) -> list[tuple[str, str | None]]:
    with app.app_context():
        rows = db.session.execute(sa.select(Outgoing.state, Outgoing.reason).where(Outgoing.kind == kind).order_by(Outgoing.id))
        return [(state.value, reason and reason.value) for state, reason in rows]


def test_it_is_asked_once_and_does_not_say_what_somebody_needs(
    browser: Browser, app: Flask, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    left = a_member("Kim Sample", email="kim@people.example", standing=Standing.LEFT)
    needs_of(left, "breaks", at=clock.now.replace(year=2027))
    tick()
    assert postbox.to(SAM) == []
    clock.forward(hours=4)
    tick()
    tick()
    [letter] = postbox.to(SAM)
    assert letter.subject == "Is this still right?"
    assert "/me/support" in letter.text
    assert "lamp by" not in letter.text.casefold()
    assert "breaks" not in letter.text.casefold()
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open("/team")
    assert "Ask people whether what they need is still right" in page.text
    browser.follow("Ask people whether what they need is still right")
    assert "Sam Okoro They told us Breaks, Something else" in browser.here.text
    assert "Kim Sample" not in browser.here.text
    browser.follow("Sam Okoro")
    browser.submit("Save", route="phone")
    assert "Nobody is overdue." in browser.open("/team/people/needs-to-review").text
    clock.forward(days=20)
    tick()
    assert len(postbox.to(SAM)) == 1


def test_who_said_so_before_is_not_asked_and_who_is_called_is_called(
    app: Flask, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    kim = a_member("Kim Sample", email="kim@people.example")
    needs_of(kim, "by-phone", at=clock.now.replace(year=2027))
    with app.app_context():
        [due] = {
            day for _, day in queries.reviews_between(clock.now.date(), clock.now.date().replace(year=2029), among=still_here())
        }
    assert due.year == 2028
    needs_of(sam, "breaks", another="A lamp by the chair")
    clock.forward(hours=4)
    tick()
    assert postbox.all() == []
    assert sent_for(app, "needs.review") == [("suppressed", "needs_another_way")]


def test_who_needs_easy_read_gets_it(app: Flask, postbox: Postbox, tick: Tick, clock: Clock) -> None:
    lee = a_member("Lee Sample", email="lee@people.example")
    needs_of(lee, "easy-read")
    fell_due(app, lee, clock, tick)
    [letter] = postbox.to("lee@people.example")
    assert "Is this wrong?" in letter.text


def test_a_sign_up_that_nobody_confirmed_takes_its_needs_along(app: Flask) -> None:
    kim = a_member("Kim Sample", email="kim@people.example", confirmed=False)
    needs_of(kim, "breaks")
    with app.app_context():
        pool.was_not_me(kim)
        assert queries.history(kim) == []
