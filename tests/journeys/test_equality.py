"""M24: the equality questions: answered page by page, changed, removed, and open to nobody but their owner."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import STAFF_ROLES, Role
from engage.audit.models import Event
from engage.db import db
from engage.equality import actions, queries
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.routes import routes

WORDS = "Somebody from Samplemere"
UNSAID = "prefer-not-to-say"


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", email="sam@people.example")


def at_the_door(browser: Browser, person_id: UUID) -> Browser:
    browser.sign_in_as(the_account_of(person_id)).open("/me/equality")
    return browser


def test_a_person_answers_page_by_page_and_sees_changes_and_removes_it(browser: Browser, app: Flask, sam: UUID) -> None:
    at_the_door(browser, sam)
    assert browser.here.heading == "Equality questions"
    assert browser.submit("Continue").errors == ["Select yes if you want to answer, or no to skip the questions"]
    browser.submit("Continue", wants="yes")
    assert browser.submit("Continue").errors == ["Select an answer, or “Prefer not to say”"]
    for answer in ("35-44", "female", "different", "white", "white-other", "yes", "a-little", UNSAID, UNSAID, "10-19"):
        words = {"own_words": WORDS} if answer == "white-other" else {}
        browser.submit("Continue", answer=answer, **words)
    assert browser.here.heading == "May we use your answers to help choose balanced groups?"
    assert "we draw lots" in browser.here.text
    assert browser.submit("Save").errors == ["Select yes if we may use your answers to help choose balanced groups"]
    browser.submit("Save", may="yes")
    assert f"Another White background: {WORDS}" in browser.here.text
    browser.open("/me/equality/ethnic-group")
    assert browser.submit("Continue", answer="asian").heading == "Which of these best describes your Asian background?"
    with app.app_context():
        assert set(queries.answers(sam)) >= {"ethnic-group", "impact"}
        assert "white" not in queries.answers(sam)
        assert len(queries.everything(sam)) == 10
    browser.open("/me/equality")
    browser.follow("Remove all my answers")
    assert "Nothing of them is left." in browser.submit("Remove all my answers").text
    with app.app_context():
        assert queries.everything(sam) == []


def test_skipping_is_an_equal_choice_and_leaving_keeps_what_was_answered(browser: Browser, app: Flask, sam: UUID) -> None:
    at_the_door(browser, sam)
    assert browser.submit("Continue", wants="no").path == "/me"
    browser.open("/me/equality/age")
    browser.follow("Skip this question")
    browser.submit("Continue", answer="male")
    browser.follow("Stop here")
    assert "Not answered, so no" in browser.here.text
    with app.app_context():
        assert {code: answer.answer for code, answer in queries.answers(sam).items()} == {"sex": "male"}


def test_what_is_kept_holds_no_name_no_id_and_no_time(browser: Browser, app: Flask, sam: UUID) -> None:
    at_the_door(browser, sam)
    browser.open("/me/equality/religion")
    with app.app_context():
        events = db.session.scalar(sa.select(sa.func.count()).select_from(Event))
    browser.submit("Continue", answer="religion-other", own_words=WORDS)
    browser.open("/me/equality/balanced-groups")
    browser.submit("Save", may="no")
    with app.app_context():
        for name in ("equality_answer", "equality_balance"):
            table = db.metadata.tables[name]
            assert not table.foreign_keys
            assert not [
                column.name for column in table.columns if isinstance(column.type, sa.DateTime) or "person" in column.name
            ]
            [row] = db.session.execute(sa.text(f"SELECT * FROM {name}"))  # noqa: S608 - names from this test
            assert sam.hex not in str(row).replace("-", "")
            assert "Okoro" not in str(row)
            assert WORDS not in str(row)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == events


@pytest.mark.parametrize("role", STAFF_ROLES, ids=lambda role: role.name.lower())
def test_no_member_of_staff_opens_anything(browser: Browser, app: Flask, role: Role) -> None:
    ours = [route for route in routes(app) if route.rule.endpoint.startswith("equality.")]
    assert len(ours) >= 8
    assert {route.rule.rule.split("/")[1] for route in ours} == {"me"}
    browser.sign_in_as(a_staff_user(role))
    for route in ours:
        answer = browser.client.open(route.path, method=route.method, base_url=f"https://{browser.host}")
        assert answer.status_code == 403, route


def test_somebody_else_sees_only_totals_with_small_numbers_hidden(browser: Browser, app: Flask, sam: UUID, clock: Clock) -> None:
    with app.app_context():
        for number in range(10):
            person_id = UUID(int=number)
            actions.answer(person_id, "age", "25-34" if number < 8 else "85", own_words=None, on=date(2027, 2, 1))
        actions.answer(UUID(int=99), "age", "16-24", own_words=None, on=clock.now.date())
        db.session.commit()
    rows = at_the_door(browser, sam).here.text
    assert "16 to 24 People 0" in rows
    assert "25 to 34 People 10" in rows
    assert "85 or over People *" in rows
    assert "People who answered People 10" in rows


def test_erasing_and_merging_take_the_answers_along(app: Flask, sam: UUID) -> None:
    kim, lee = a_member("Kim Sample"), a_member("Lee Sample")
    with app.app_context():
        actions.answer(sam, "sex", "male", own_words=None, on=date(2027, 1, 1))
        actions.answer(kim, "sex", "female", own_words=None, on=date(2027, 1, 2))
        assert actions.move(of=sam, into=lee) is True
        actions.put_back(of=sam, into=lee)
        assert (answer_of(sam), answer_of(lee)) == ("male", None)
        assert actions.move(of=sam, into=kim) is False
        assert (answer_of(sam), answer_of(kim)) == (None, "female")
        actions.forget(kim)
        assert db.session.scalar(sa.text("SELECT count(*) FROM equality_answer")) == 0
        db.session.rollback()


def answer_of(person_id: UUID) -> str | None:
    found = queries.answers(person_id).get("sex")
    return found.answer if found else None
