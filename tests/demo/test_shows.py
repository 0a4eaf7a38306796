"""What the invented team has at hand: records that may be one person, files, requests, what is kept, and new words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.accounts.rules import Role
from engage.consent.queries import topic
from engage.consent.rules import Change
from engage.db import db
from engage.doubles.models import Merge, Pair
from engage.mail.templates import templates
from engage.message_templates import queries as message_templates
from engage.message_templates.rules import warnings
from engage.people.models import Person
from engage.people.queries import is_current
from engage.privacy.queries import holds, keeping
from engage.privacy.queries import requests as asking
from engage.spreadsheets.actions import steps
from engage.spreadsheets.models import SheetRow
from engage.spreadsheets.queries import files
from engage.spreadsheets.rules import Outcome, State, Verdict
from tests.factories.accounts import a_staff_user
from tests.support.browser import Browser


@pytest.fixture(params=[40, 100])
def trust(app: Flask, request: pytest.FixtureRequest, demonstrate: Callable[..., None]) -> Iterator[Flask]:
    """An invented trust, and a context to look at it."""
    demonstrate(request.param)
    with app.app_context():
        yield app


def test_the_team_has_something_of_everything_at_hand(trust: Flask) -> None:
    assert [pair.not_same_at is None for pair in db.session.scalars(sa.select(Pair))].count(False) == 1
    waits, merged = db.session.scalars(sa.select(Merge).order_by(Merge.confirmed_at.is_not(None))).all()
    assert (waits.confirmed_at, waits.kept_id == merged.kept_id) == (None, False)
    assert db.session.get_one(Person, merged.gone_id).merged_into == merged.kept_id
    sheets = {sheet.state: sheet for sheet in files.everything()}
    assert set(sheets) == {State.MATCHING, State.CHECKED, State.DONE}
    assert sheets[State.CHECKED].counts == {verdict.value: 2 if verdict is Verdict.NEW else 1 for verdict in Verdict}
    assert sheets[State.CHECKED].asked_at is not None
    assert steps.can_undo(sheets[State.DONE], at=clock.now())
    brought = sa.select(SheetRow.person_id).where(SheetRow.import_id == sheets[State.DONE].id, SheetRow.outcome == Outcome.ADDED)
    assert len(db.session.scalars(sa.select(Person).where(Person.id.in_(brought), *is_current())).all()) == 3


def test_somebody_asks_something_is_kept_and_something_falls_due(trust: Flask) -> None:
    to_see, wrong = asking.to_answer()
    assert clock.today() < to_see.asked.due_on < clock.today() + timedelta(days=25) < wrong.asked.due_on
    assert [mark.passage for mark in asking.redactions(to_see.asked.id)] == ["to the next meeting"]
    assert len(asking.answered()) == len(holds.open_holds()) == len(keeping.disposals()) == 1
    assert [each.count > 0 for each in keeping.coming(clock.now(), keeping.rules(clock.now()))] == [True, False, False]


def test_one_message_has_words_of_its_own_and_another_a_draft(trust: Flask) -> None:
    standings = message_templates.standings(ours=trust.extensions["settings"].base_url).values()
    assert [each.template.name for each in standings if each.now.number == 1] == ["welcome/welcomed"]
    assert [each.template.name for each in standings if each.draft] == ["needs/review"]
    drafted = next(each.draft for each in standings if each.draft)
    assert [warnings.about(each.template, each.now.wording) for each in standings if each.now.number] == [[]]
    assert warnings.about(templates()["needs/review"], drafted.wording) == []


def test_new_words_are_in_force_and_others_are_drafted(trust: Flask) -> None:
    surveys, newsletter = topic("surveys"), topic("newsletter")
    assert surveys is not None
    assert surveys.wording is not None
    assert (surveys.wording.version, surveys.wording.change) == (2, Change.MINOR)
    assert newsletter is not None
    assert newsletter.draft is not None


def test_a_lead_is_told_on_the_first_page_what_waits_for_them_and_nobody_else_is(
    browser: Browser, demonstrate: Callable[..., None]
) -> None:
    demonstrate(40)
    told = ("A spreadsheet waits for you to look it over", "A merge of two records waits for you")
    browser.sign_in_as(a_staff_user(Role.LEAD))
    page = browser.open("/team")
    assert set(told) <= set(page.links)
    assert browser.follow(told[1]).heading == "Who may be here twice"
    browser.open("/team")
    browser.follow(told[0])
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    assert not set(told) & set(browser.open("/team").links)
