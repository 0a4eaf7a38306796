"""A record that was joined to another one is in nobody's way: no page, no list, no message, and its links lead on."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.consent import queries as consent
from engage.db import db
from engage.people import queries
from engage.people.models import Person
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser


def test_the_page_of_a_merged_record_leads_to_the_other_one_and_no_list_shows_it(app: Flask, browser: Browser) -> None:
    kept, gone = a_member("Sam Okoro", email="sam@people.example"), a_member("Samuel Okoro", email="samuel@people.example")
    merge(app, gone, into=kept)
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    assert browser.open(f"/team/people/{gone}").address.endswith(f"/team/people/{kept}")
    page = browser.open("/team/people?text=okoro")
    assert "Sam Okoro" in page.links
    assert "Samuel Okoro" not in page.links


def test_the_links_in_old_mails_of_a_merged_record_lead_to_the_choices_that_count(app: Flask) -> None:
    kept, between, gone = a_member("Sam Okoro"), a_member("Sam Okoro"), a_member("Samuel Okoro", email="samuel@people.example")
    with app.app_context():
        token = consent.choices_token(db.session.get_one(Person, gone))
    merge(app, gone, into=between)
    merge(app, between, into=kept)
    with app.app_context():
        found = consent.person_behind(token)
        assert found is not None
        assert found.id == kept
        assert queries.holder_of_email("samuel@people.example") is None


def merge(app: Flask, gone: UUID, *, into: UUID) -> None:
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == gone).values(merged_into=into))
        db.session.commit()
