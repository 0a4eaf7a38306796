"""J-M1 and J-M2: somebody joins, confirms their address and signs in."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.postbox import Postbox

Tick = Callable[[], object]
SAM = "sam@people.example"


def to_check(browser: Browser, **reach: object) -> Page:
    """Answer the six questions."""
    browser.open("/join")
    browser.follow("Start now")
    browser.submit("Continue", age="yes")
    browser.submit("Continue", ties=["uses services", "cares for somebody"])
    browser.submit("Continue", full_name="Sam Okoro", called="Sam")
    browser.submit("Continue", **(reach or {"channels": ["email"], "email": SAM}))
    browser.submit("Continue", area="Ashford")
    return browser.submit("Continue", purposes=["newsletter", "surveys"])


def joined(browser: Browser, **reach: object) -> Page:
    to_check(browser, **reach)
    return browser.press("Join the engagement pool")


def test_somebody_joins_confirms_and_signs_in(browser: Browser, postbox: Postbox, tick: Tick) -> None:
    page = to_check(browser)
    assert page.heading == "Check your answers before joining"
    for words in ("Sam Okoro", "sam@people.example", "I use the trust’s services", "Ashford", "Send me the newsletter"):
        assert words in page.text
    page = browser.press("Join the engagement pool")
    assert page.heading == "You have joined"
    assert SAM in page.text
    assert "within 5 working days" in page.text

    tick()
    letter = postbox.latest_to(SAM)
    assert letter.subject == "Please confirm your e-mail"
    page = browser.open(letter.link_to("/confirm/"))
    assert page.heading == "Confirm your e-mail address"
    assert SAM in page.text
    page = browser.press("Yes, this is my e-mail")
    assert page.heading == "Your e-mail address is confirmed"

    browser.follow("sign in")
    page = browser.submit("Send me a link and a code", email=SAM)
    assert page.heading == "Enter the code we sent you"
    tick()
    letter = postbox.latest_to(SAM)
    assert letter.subject == "Your sign-in link and code"
    page = browser.submit("Sign in", code=letter.code)
    assert page.heading == "Hello Sam"
    assert "Send me the newsletter" in page.text
    browser.follow("Sign out")
    browser.press("Sign out")
    assert browser.open("/me").heading == "Sign in"
