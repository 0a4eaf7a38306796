"""A lead changes a rule, having seen what it does; nobody is reminded twice or not at all because of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.outbox.rules import Reason, State
from engage.people import queries as people
from engage.pool import actions as pool
from engage.reminders.rules.table import starter
from tests.factories import saves
from tests.factories.accounts import a_staff_user
from tests.factories.outbox import messages_of
from tests.factories.passes import look
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

SAM = "sam@people.example"
CONFIRM = "/team/reminders/pool.confirm"


@saves
def somebody_asked(at: datetime) -> UUID:
    """Somebody who joined and was asked to confirm their address."""
    sam = a_member("Sam Okoro", email=SAM, confirmed=False, at=at)
    [point] = people.contact_points(sam)
    pool.ask_to_confirm(sam, point.id, ordinal=0, at=at)
    return sam


def change_to(browser: Browser, *days: str, most: str = "2", catch_up: str = "1") -> None:
    """The lead opens the form, looks what would change, and changes it."""
    browser.open(f"{CONFIRM}/change")
    browser.submit("See what would change", offsets=list(days), most=most, catch_up=catch_up, owner="participation lead")
    browser.press("Change the rule")


def days_of_mail(app: Flask, clock: Clock, postbox: Postbox, days: int) -> list[int]:
    """How many days later each message to Sam went."""
    sent, start = [], clock.now
    for _ in range(days):
        before = len(postbox.to(SAM))
        look(app)
        sent += [(the_clock.day_of(clock.now) - the_clock.day_of(start)).days] * (len(postbox.to(SAM)) - before)
        clock.forward(days=1)
    return sent


def test_a_lead_sees_what_would_change_changes_it_and_goes_back(app: Flask, browser: Browser, clock: Clock) -> None:
    somebody_asked(clock.now)
    browser.sign_in_as(a_staff_user(Role.LEAD)).open("/team/reminders")
    page = browser.follow("Please confirm your e-mail")
    assert "2 and 7 days after the day they gave the address" in page.text
    assert "It is as it came" in page.text
    browser.follow("Change this rule")
    refused = browser.submit("See what would change", offsets=["3", "7", "14"], most="2")
    assert refused.errors == ["This is fewer than the days you selected"]
    page = browser.submit("See what would change", offsets=["3", "7", "14"], most="3")
    assert "2 fall due by the rule as it is, and 3 by the new one" in page.text
    assert [(row[1][-1], row[2][-1]) for row in page.rows] == [("1", "0"), ("0", "1"), ("0", "1")]
    page = browser.press("Change the rule")
    assert "The rule is changed." in page.text
    assert "3, 7 and 14 days after the day they gave the address" in page.text
    browser.follow("Go back to the rule as it came")
    page = browser.press("Change the rule")
    assert len(page.rows) == 2, "every version is kept"
    assert starter()["pool.confirm"].when in page.text
    assert "Go back to the rule as it came" not in page.links


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize(
    ("first", "then", "when", "gone"),
    [
        (("2", "7"), ("3", "7"), 2, [0, 2, 7]),  # the first went: the moved one does not follow a day later
        (("2", "7"), ("7",), 2, [0, 2, 7]),  # the first is taken away after it went: the last one is not lost
        (("7",), ("2", "7"), 5, [0, 7]),  # what would have been days ago is not sent now
        (("2", "7"), ("10",), 0, [0, 10]),
    ],
)
def test_a_changed_rule_neither_repeats_nor_loses(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox, first: tuple[str, ...], then: tuple[str, ...], when: int,
    gone: list[int],
) -> None:  # fmt: skip
    browser.sign_in_as(a_staff_user(Role.LEAD))
    if first != ("2", "7"):
        change_to(browser, *first)
    somebody_asked(clock.now)
    sent = days_of_mail(app, clock, postbox, when + 1)
    browser.sign_in_as(a_staff_user(Role.LEAD))
    change_to(browser, *then)
    sent += [when + 1 + day for day in days_of_mail(app, clock, postbox, 14)]
    assert sent == gone


def test_a_quiet_day_is_kept_and_taken_off_the_list(app: Flask, browser: Browser, clock: Clock, postbox: Postbox) -> None:
    somebody_asked(clock.now)
    day = the_clock.day_of(clock.now) + timedelta(days=2)
    browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE)).open("/team/reminders")
    browser.follow("Add a day")
    assert browser.submit("Add this day").status == 422
    page = browser.submit("Add this day", day=(day.day, day.month, day.year), every_year="once", words="A day of mourning")
    assert "A day of mourning" in page.text
    browser.follow("Add a day")
    twice = browser.submit("Add this day", day=(day.day, day.month, day.year), every_year="once", words="The same")
    assert twice.errors == ["This day is on the list already"]
    assert days_of_mail(app, clock, postbox, 6) == [0, 3]
    browser.sign_in_as(a_staff_user(Role.LEAD)).open("/team/reminders")
    assert "No day is on the list." in browser.press("Take off the list: A day of mourning").text


def test_who_may_not_change_rules_sees_them_and_no_button(browser: Browser) -> None:
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    page = browser.open(CONFIRM)
    assert "ask the participation lead" in page.text
    assert not [words for words in page.buttons if words.startswith("Switch")]
    assert browser.open(f"{CONFIRM}/change").status == 403
    browser.sign_in_as(a_staff_user(Role.LEAD))
    assert browser.open("/team/reminders/welcome.waiting/change").status == 404
    for made_up in ("", "?days=2&most=9&late=1&owner=nobody", "?days=2%204&most=2&late=1&owner=participation+lead"):
        assert browser.open(f"{CONFIRM}/change/check{made_up}").status == 404


def test_what_was_too_late_after_an_outage_is_listed_as_missed(app: Flask, clock: Clock, postbox: Postbox) -> None:
    sam = somebody_asked(clock.now)
    look(app)
    clock.forward(days=5)  # the worker was off; the reminder of the second day may be a day late at most
    look(app)
    clock.forward(days=2)
    look(app)
    assert len(postbox.to(SAM)) == 2, "the one of the seventh day goes"
    with app.app_context():
        assert [(line.state, line.reason) for line in messages_of(sam)] == [
            (State.ACCEPTED, None), (State.EXPIRED, Reason.MISSED), (State.ACCEPTED, None),
        ]  # fmt: skip


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize("day", ["2027-03-26", "2027-10-29", "2026-10-23", "2026-03-27", "2028-02-27", "2027-12-30"])
def test_over_a_change_of_the_clocks_each_goes_once_in_the_morning(app: Flask, clock: Clock, postbox: Postbox, day: str) -> None:
    joined = the_clock.at(datetime.fromisoformat(day).date(), time(12))
    clock.move_to(joined)
    sam = somebody_asked(joined)
    for _ in range(9 * 2):
        look(app)
        clock.forward(hours=12)
    assert len(postbox.to(SAM)) == 3
    with app.app_context():
        due = [the_clock.london(line.due_at) for line in messages_of(sam)]
    assert [(at.date() - due[0].date()).days for at in due] == [0, 2, 7]
    assert [(at.hour, at.minute) for at in due[1:]] == [(9, 0), (9, 0)]
