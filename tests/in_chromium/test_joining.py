"""J-M1 and J-M4 in a real browser: the same walk by keyboard alone and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories.pool import a_member, the_account_of
from tests.support.postbox import Postbox

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]
SAM = "sam@people.example"
MOST_TABS = 80
Window = Callable[..., Page]
Tick = Callable[[], object]


def heading(page: Page, words: str) -> None:
    """Wait for the page with this heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


class Keyboard:
    """Somebody who never touches a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: Locator) -> None:
        """Tab until the focus is there, seeing where it is all the way."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            if focused.count() and wanted.and_(focused).count():
                expect(focused).to_be_in_viewport()
                assert self.page.locator(":focus-visible").count() == 1
                return
        raise AssertionError(f"no way to {wanted} by keyboard")

    def press(self, role: Any, name: str) -> None:
        """Go to a button or a link and press it."""
        self.reach(self.page.get_by_role(role, name=name, exact=True))
        self.page.keyboard.press("Enter")

    def choose(self, role: Any, name: str) -> None:
        """Tick a box or choose a radio."""
        self.reach(self.page.get_by_role(role, name=name, exact=True))
        self.page.keyboard.press("Space")

    def write(self, label: str, words: str) -> None:
        """Fill in a field."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(words)


class Mouse:
    """Somebody with a mouse or a finger."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, role: Any, name: str) -> None:
        """Press a button or a link."""
        self.page.get_by_role(role, name=name, exact=True).click()

    def choose(self, role: Any, name: str) -> None:
        """Tick a box or choose a radio."""
        self.page.get_by_role(role, name=name, exact=True).check()

    def write(self, label: str, words: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(label, exact=True).fill(words)


def join(person: Keyboard | Mouse) -> None:
    """From the start page to “You have joined”."""
    page = person.page
    page.goto("/join")
    person.press("button" if page.get_by_role("button", name="Start now").count() else "link", "Start now")
    person.choose("radio", "Yes")
    person.press("button", "Continue")
    person.choose("checkbox", "I use the trust’s services")
    person.press("button", "Continue")
    person.write("Full name", "Sam Okoro")
    person.press("button", "Continue")
    person.choose("checkbox", "E-mail")
    person.write("E-mail address", SAM)
    person.press("button", "Continue")
    heading(page, "Where do you live")
    person.choose("checkbox", "I would rather not say")
    person.press("button", "Continue")
    person.choose("checkbox", "Send me the newsletter, about once a month.")
    person.press("button", "Continue")
    heading(page, "Check your answers")
    person.press("button", "Join the engagement pool")
    heading(page, "You have joined")


def confirm(person: Keyboard | Mouse, postbox: Postbox, tick: Tick) -> None:
    """From the mail to a confirmed address."""
    tick()
    person.page.goto(postbox.latest_to(SAM).link_to("/confirm/"))
    person.press("button", "Yes, this is my e-mail")
    heading(person.page, "Your e-mail address is confirmed")


def test_joining_by_keyboard_alone(opened: Window, postbox: Postbox, tick: Tick) -> None:
    person = Keyboard(opened())
    join(person)
    confirm(person, postbox, tick)


def test_joining_without_javascript_on_a_small_phone(opened: Window, postbox: Postbox, tick: Tick) -> None:
    person = Mouse(opened(width=320, scripts=False))
    join(person)
    confirm(person, postbox, tick)
    person.page.goto("/sign-in")
    person.write("E-mail address", SAM)
    person.press("button", "Send me a link and a code")
    tick()
    letter = postbox.latest_to(SAM)
    assert letter.subject == "Your sign-in link and code"
    person.page.get_by_role("textbox").first.fill(letter.code)
    person.press("button", "Sign in")
    heading(person.page, "Hello Sam")


def test_the_first_tab_skips_to_the_main_part(opened: Window) -> None:
    page = opened()
    page.goto("/join")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_is_wrong_gets_the_focus_and_leads_to_its_field(opened: Window) -> None:
    page = opened()
    page.goto("/join/age")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("Error: Are you 16 or over? - Engage")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Yes")).to_be_focused()


def test_a_double_click_joins_once(opened: Window, site: tuple[Any, str]) -> None:
    page = opened()
    page.goto("/join/age")
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("button", name="Continue").dblclick()
    heading(page, "Which of these describes you?")


def test_stopping_by_link_without_javascript(opened: Window, postbox: Postbox, tick: Tick, site: tuple[Any, str]) -> None:
    assert the_account_of(a_member(name="Sam Okoro", email=SAM)).id
    person = Mouse(opened(width=320, scripts=False))
    person.page.goto("/sign-in")
    person.write("E-mail address", SAM)
    person.press("button", "Send me a link and a code")
    tick()
    person.page.goto(postbox.latest_to(SAM).link_to("/s/"))
    person.press("button", "Sign in")
    heading(person.page, "Hello Sam")
    person.page.goto("/me/choices")
    person.press("button", "Stop everything")
    heading(person.page, "We have stopped everything")
