"""M20: somebody's own page says what to do next and what of their profile is filled in."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from engage.db import db
from engage.home.rules import TASKS, Stands, next_task
from engage.profile import actions
from engage.profile.rules import Payment
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.page import words


@pytest.fixture
def sam(app: Flask, browser: Browser) -> UUID:
    """Somebody in the pool, signed in."""
    person_id = a_member("Sam Okoro", called="Sam", email="sam@people.example")
    browser.sign_in_as(the_account_of(person_id))
    return person_id


def statuses(browser: Browser) -> dict[str, str]:
    """Each part of the profile with how it stands."""
    items = browser.open("/me").of_class("nhsuk-task-list__item")
    return {words(next(item.iter("a"))): words(list(item)[-1]) for item in items}


def test_every_part_stands_as_it_is_and_leads_somewhere(app: Flask, browser: Browser, sam: UUID) -> None:
    before = statuses(browser)
    assert before["Expenses and payment"] == "Incomplete"
    assert before["Someone we may also talk to"] == "Not filled in"
    with app.app_context():
        actions.say_payment(sam, Payment.NOT_SURE)
        actions.say_interests(sam, topic_ids=[], often=None, is_not_sure=True)
        db.session.commit()
    after = statuses(browser)
    assert (after["Expenses and payment"], after["What are you interested in"]) == ("Completed", "Completed")
    for title in after:
        browser.open("/me")
        assert browser.follow(title).status == 200
    assert set(after) == {task.title for task in TASKS if task.endpoint in app.view_functions}


def test_what_to_do_next_is_the_first_open_part(browser: Browser, sam: UUID) -> None:
    assert "Do next If you like, go on with: What do you need to take part" in browser.open("/me").text
    assert next_task(TASKS, {"reach", "needs", "interests"}) is None
    found = next_task(TASKS, {"needs"})
    assert found is not None
    assert (found.title, found.stands({"needs"})) == ("How to reach you", Stands.OPEN)
