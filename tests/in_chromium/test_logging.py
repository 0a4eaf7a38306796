"""C10 in a real browser, on a small phone: a contact in a minute, a line that goes away, and what stays on the phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engage.accounts.rules import Role
from engage.carer_log.models import CarerContact, CarerLogDraft
from engage.db import db
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.in_chromium.test_stopping import fits
from tests.support.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]
ON_THE_PHONE = """async () => {
  const open = indexedDB.open("engage-log");
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result) });
  const ask = db.transaction("letters").objectStore("letters").getAll();
  const letters = await new Promise((done) => { ask.onsuccess = () => done(ask.result) });
  db.close();
  return letters.map(({letter}) => String.fromCharCode(...letter));
}"""
CACHED = """async () => {
  const words = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) words.push(request.url, await (await cache.match(request)).text());
  }
  return words.join(" ");
}"""
READY = """new Promise((done) => {
  if (navigator.serviceWorker.controller) done(true);
  navigator.serviceWorker.addEventListener("controllerchange", () => done(true));
})"""


@pytest.fixture
def phone(chrome: Browser, site: tuple[Flask, str]) -> Iterator[BrowserContext]:
    """A small phone whose line can be cut."""
    context = chrome.new_context(base_url=site[1], viewport={"width": 320, "height": 640})
    context.set_default_timeout(20_000)
    yield context
    context.close()


def sign_in(page: Page, user: StaffUser, onward: str) -> None:
    page.goto(f"/staff/sign-in?next={onward}")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(user.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("6-digit code").fill(user.code())
    page.get_by_role("button", name="Sign in", exact=True).click()


def priya_and_jo(team: str = "one") -> StaffUser:
    priya, ashford = a_staff_user(Role.CHAMPION, name="Priya Champion"), a_team(name=f"Example team {team}")
    an_appointment(ashford, priya.id)
    a_carer(ashford, name="Sam Sample")
    a_carer(ashford, name="Jo Example")
    return priya


def test_a_contact_on_a_small_phone_with_and_without_scripts(opened: Callable[..., Page], site: tuple[Any, str]) -> None:
    for scripts in (True, False):
        page = opened(width=320, scripts=scripts)
        sign_in(page, priya_and_jo("with" if scripts else "without"), "/carers/log")
        fits(page, "Log a contact")
        page.get_by_role("link", name="Skip to main content").press("Enter")
        page.get_by_role("button", name="Save", exact=True).press("Enter")
        if scripts:
            expect(page.locator(".nhsuk-error-summary")).to_be_focused()
        page.goto("/carers/log")
        page.get_by_label("SS C-").check()
        page.get_by_label("Phone", exact=True).check()
        page.get_by_label("Listening and support").check()
        page.get_by_label("In 1 week").check()
        page.get_by_role("button", name="Save", exact=True).click()
        fits(page, "Saved")
        page.go_back()
        expect(page.locator("input[name=who]:checked")).to_have_count(0)
        page.goto("/carers")
        page.get_by_role("link", name="Phone, 1 topic").click()
        page.get_by_role("button", name="Undo").click()
        fits(page, "Taken back")
        page.goto("/carers")
        fits(page, "Hello Priya")


def test_without_a_line_it_is_locked_on_the_phone_until_there_is_one(
    phone: BrowserContext, site: tuple[Flask, str], clock: Clock
) -> None:
    page = phone.new_page()
    clock.move_to(datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, UTC))
    priya = priya_and_jo()
    sign_in(page, priya, "/carers/log")
    assert page.evaluate(READY)
    page.get_by_label("JE C-").check()
    page.get_by_label("Phone", exact=True).check()
    with page.expect_response("**/carers/log/draft"):
        page.get_by_label("Listening and support").check()
    page.get_by_label("Note (optional)").fill("Called from the lift")
    phone.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    fits(page, "Kept on this phone")
    page.get_by_role("button", name="Log another").click()
    fits(page, "Log a contact without a line")
    page.get_by_label("Who? Initials or number").fill("je")
    page.get_by_label("In person").check()
    page.get_by_label("Other help").check()
    page.get_by_role("button", name="Save on this phone").click()
    fits(page, "Kept on this phone")
    letters = page.evaluate(ON_THE_PHONE)
    assert len(letters) == 2
    assert not [words for words in ("lift", "phone", "Jo Example") for letter in letters if words in letter]
    assert not {words for words in ("Jo Example", "JE C-", "Priya", priya.id.hex) if words in page.evaluate(CACHED)}
    phone.set_offline(False)
    with page.expect_event("load"):
        page.goto("/carers/log")
    expect(page.get_by_text("Written on your phone without a line")).to_have_count(2)
    assert page.evaluate(ON_THE_PHONE) == []
    for words in ("Called from the lift", ""):
        page.goto("/carers/log")
        page.get_by_role("link", name="Go on with the one from your phone").first.click()
        expect(page.get_by_label("Note (optional)")).to_have_value(words)
        page.get_by_role("button", name="Save", exact=True).click()
        fits(page, "Saved")
    with site[0].app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CarerLogDraft)) == 0
        kept = db.session.scalars(sa.select(CarerContact).order_by(CarerContact.how)).all()
        assert [(each.how, each.note) for each in kept] == [("in person", None), ("phone", "Called from the lift")]
        assert None not in {each.link_id for each in kept}
    page.goto("/sign-out")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("signed out")
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_it_can_stand_on_the_home_screen(phone: BrowserContext, site: tuple[Flask, str]) -> None:
    page = phone.new_page()
    sign_in(page, priya_and_jo(), "/carers/log")
    fits(page, "Log a contact")
    wanted = phone.new_cdp_session(page).send("Page.getAppManifest")
    assert wanted["errors"] == []
    assert '"short_name": "Engage"' in wanted["data"]
    hindered = phone.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {each["errorId"] for each in hindered} <= {"in-incognito"}, "a window of a test is always a private one"
