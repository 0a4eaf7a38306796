"""J-M4, the end of it: leaving takes one step, and coming back starts nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.audit.models import Event
from engage.db import db
from engage.outbox.models import Outgoing
from engage.pool import actions, queries
from engage.pool.rules import WHY_WORDS, Why
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import SAM, choices_token, everything, may, put
from tests.support.browser import Browser
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask) -> UUID:
    """Somebody who said yes to the newsletter and to surveys."""
    return a_member("Sam Okoro", called="Sam", email=SAM, phone="01632 960 001", gives=("newsletter", "surveys"))


@pytest.fixture(params=["signed in", "by link"])
def page(request: pytest.FixtureRequest, app: Flask, sam: UUID) -> str:
    """The page with all choices, as it is reached in both ways."""
    return "/me/choices" if request.param == "signed in" else f"/c/{choices_token(app, sam)}"


def test_leaving_takes_one_step_and_coming_back_starts_nothing(
    app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick
) -> None:
    waiting = put(app, sam, "newsletter")
    browser.sign_in_as(the_account_of(sam))
    browser.open("/me")
    browser.follow("Leave the engagement pool")
    assert browser.press("Leave the engagement pool").heading == "You have left"
    tick()
    assert postbox.subjects_to(SAM) == ["You have left"]
    with app.app_context():
        assert db.session.get_one(Outgoing, waiting).state == "suppressed"
    assert not may(app, sam, "newsletter")
    assert "You left the engagement pool" in browser.open("/me").text
    browser.follow("Come back")
    assert browser.press("Join again").heading == "Hello Sam"
    assert not may(app, sam, "newsletter")
    tick()
    assert len(postbox.to(SAM)) == 1


def test_whoever_left_may_say_why_once_and_only_a_count_is_kept(app: Flask, browser: Browser, sam: UUID, tick: Tick) -> None:
    browser.sign_in_as(the_account_of(sam))
    assert browser.open("/me/left/why").heading == "Hello Sam", "nobody is asked before they leave"
    browser.open("/me/leave")
    browser.press("Leave the engagement pool")
    before = everything(app)
    browser.follow("Would you tell us why?")
    assert browser.submit("Send").errors == ["Select a reason, or that you would rather not say"]
    assert browser.follow("I would rather not say").heading == "You have left"
    assert {name for name, rows in everything(app).items() if rows != before[name]} <= {"account_sign_in"}
    browser.open("/me/left/why")
    page = browser.submit("Send", why="not heard")
    assert (page.heading, "Your answer is counted." in page.text) == ("You have left", True)
    assert browser.open("/me/left/why").heading == "You have left", "once"
    with app.app_context():
        assert queries.whys() == {2027: [(WHY_WORDS[Why.NOT_HEARD], 1)]}
        assert "not heard" not in str(db.session.scalars(sa.select(Event.detail)).all())
        for _ in range(11):
            actions.count_why(Why.TOO_MUCH, year=2027)
        db.session.commit()
    assert browser.sign_in_as(a_staff_user()).open("/team/why-people-left").rows == [
        ["Why they left I did not feel heard, or did not hear what came of it", "How often *"],
        ["Why they left There were too many messages", "How often 10"],
        ["Why they left All together", "How often 10"],
    ]


def test_somebody_who_left_is_told_that_nothing_comes_and_how_to_join_again(
    app: Flask, browser: Browser, sam: UUID, page: str
) -> None:
    browser.sign_in_as(the_account_of(sam))
    browser.open("/me/leave")
    browser.press("Leave the engagement pool")
    assert browser.open(page).heading == "We send you nothing"
    assert browser.follow("join again").heading == "You have left"
