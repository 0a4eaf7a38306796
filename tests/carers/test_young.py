"""A young carer is written down: the carer lead hears of it the same day, without a name, while it is still so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engage.accounts.rules import Role
from engage.carers.models import Carer, CarerLink
from tests.factories.accounts import StaffUser, a_staff_user
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def lead(app: object) -> StaffUser:
    """Who leads on carers."""
    return a_staff_user(Role.CARER_LEAD, name="Ngozi Lead", email="ngozi@example.org")


def test_the_carer_lead_is_told_the_same_day_and_nobody_is_named(
    browser: Browser, priya: StaffUser, jo: CarerLink, carer_of: Callable[[CarerLink], Carer], lead: StaffUser,
    postbox: Postbox, tick: Tick, clock: Clock,
) -> None:  # fmt: skip
    clock.move_to(datetime(2027, 3, 2, 22, 10, tzinfo=UTC))
    champion = browser.sign_in_as(priya)
    number = carer_of(jo).number
    champion.open(f"/carers/people/{number}/situation")
    text = champion.submit("Save", young=["yes"]).text
    assert "Young carer. Since 2 March 2027; whoever is carer lead was written to that day." in text
    tick(), tick()
    letter = postbox.latest_to("ngozi@example.org")
    assert letter.subject == "Please look at a record today"
    assert f"/carers/people/{number}" in letter.text
    assert "Jo Example" not in letter.text
    assert len(postbox.to("ngozi@example.org")) == 1


def test_before_nine_it_waits_for_the_morning_and_is_not_sent_when_it_was_a_mistake(
    browser: Browser, priya: StaffUser, jo: CarerLink, carer_of: Callable[[CarerLink], Carer], lead: StaffUser,
    postbox: Postbox, tick: Tick, clock: Clock,
) -> None:  # fmt: skip
    clock.move_to(datetime(2027, 3, 3, 5, 0, tzinfo=UTC))
    champion = browser.sign_in_as(priya)
    page = f"/carers/people/{carer_of(jo).number}"
    champion.open(f"{page}/cares-for/{jo.id}")
    champion.submit("Save", relationship="young carer", lives_with="yes")
    assert carer_of(jo).is_young
    tick()
    champion.open(f"{page}/situation")
    [told] = champion.submit("Save", young=[]).errors
    assert told.startswith("They are written down as a young carer of somebody.")
    champion.open(f"{page}/cares-for/{jo.id}")
    champion.submit("Save", relationship="adult child", lives_with="yes")
    champion.open(f"{page}/situation")
    champion.submit("Save", young=[])
    clock.move_to(datetime(2027, 3, 3, 9, 1, tzinfo=UTC))
    tick()
    assert postbox.to("ngozi@example.org") == []


def test_where_nobody_is_carer_lead_the_page_says_so(
    champion: Browser, jo: CarerLink, carer_of: Callable[[CarerLink], Carer]
) -> None:
    champion.open(f"/carers/people/{carer_of(jo).number}/situation")
    assert "Nobody is carer lead here yet, so nobody was written to." in champion.submit("Save", young=["yes"]).text
