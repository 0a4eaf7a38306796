"""The team writes items of the weekly digest, and members see what is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from engage.accounts.rules import Role
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]
TEN = datetime(2027, 3, 4, 10, 1, tzinfo=UTC)
ITEM = {
    "title": "Help us plan the garden", "text": "We meet three times. We pay for your bus.", "closes_on": (1, 4, 2027),
    "answer": "Call us", "link": "https://trust.example/garden",
}  # fmt: skip


def test_an_item_from_the_first_word_to_the_mail_and_to_its_end(
    browser: Browser, app: Flask, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example", gives=["opportunities"])
    a_member("Lee Example", email="lee@people.example", gives=["newsletter"])
    browser.sign_in_as(the_account_of(sam)).open("/me")
    browser.follow("Ways to get involved")
    assert "There is nothing open just now." in browser.here.text
    browser.sign_in_as(a_staff_user(Role.OFFICER)).open("/team/mailings")
    browser.follow("Weekly digest")
    assert "Nothing written yet." in browser.here.text
    assert "The next digest goes on Thursday 4 March 2027 at 10am." in browser.here.text
    browser.follow("Write an item")
    assert browser.submit("Save and look at it").errors == [
        "Enter a title", "Enter what it is about", "Enter a day from today on and within a year, such as 3 3 2027",
        "Enter how to answer in words, or a link: nobody could answer otherwise",
    ]  # fmt: skip
    wrong = ITEM | {"text": "See https://a.example", "closes_on": (1, 3, 2027), "link": "http://a.example"}
    assert len(browser.submit("Save and look at it", **wrong).errors) == 3
    page = browser.submit("Save and look at it", **(ITEM | {"title": "£20 for carers"}))
    assert "Think about the title" in page.text
    browser.follow("Change it")
    page = browser.submit("Save and look at it", **ITEM)
    assert "Think about the title" not in page.text
    assert "Today 1 person would get it" in page.text
    browser.press("Publish in the next digest (Thursday 4 March 2027)")
    assert "goes with the next digest, on Thursday 4 March 2027 at 10am" in browser.here.text
    browser.press("Take it back to a draft")
    assert "It is a draft again." in browser.here.text
    browser.press("Publish in the next digest (Thursday 4 March 2027)")
    tick()
    assert postbox.all() == []
    clock.move_to(TEN)
    tick()
    mail = postbox.latest_to("sam@people.example")
    assert mail.subject == "Participation team: ways to get involved"
    assert "Help us plan the garden\nWe meet three times. We pay for your bus.\nOpen until" in mail.text
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert postbox.to("lee@people.example") == []
    browser.sign_in_as(the_account_of(sam)).open("/me/ways")
    assert "Help us plan the garden" in browser.here.text
    browser.sign_in_as(a_staff_user(Role.LEAD)).open("/team/digest")
    browser.follow(next(link for link in browser.here.links if link.startswith("Help us plan")))
    assert "Take it back to a draft" not in browser.here.buttons
    browser.press("Close it now")
    assert "Closed on 4 March 2027" in browser.here.text
    browser.sign_in_as(the_account_of(sam)).open("/me/ways")
    assert "There is nothing open just now." in browser.here.text


def test_a_draft_is_thrown_away(browser: Browser, app: Flask) -> None:
    browser.sign_in_as(a_staff_user(Role.OFFICER)).open("/team/digest/new")
    browser.submit("Save and look at it", **ITEM)
    browser.press("Throw the draft away")
    assert "The draft is thrown away." in browser.here.text
    assert "Nothing written yet." in browser.here.text
