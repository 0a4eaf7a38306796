"""What stands around every page: who we are, the way to help, the way out, and nothing that needs a script."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.web import design
from tests.factories.accounts import a_staff_user
from tests.support.browser import Browser
from tests.support.installation import TOP
from tests.support.page import words

NHS_LOGO = "nhsuk-header__logo"

pytestmark = pytest.mark.one_database("sqlite")


def signed_in(app: Flask, browser: Browser, role: Role) -> Browser:
    return browser.sign_in_as(a_staff_user(role))  # type: ignore[arg-type]


def test_the_header_names_the_organisation_and_never_claims_the_logo(browser: Browser) -> None:
    page = browser.open("/")
    assert words(page.of_class("nhsuk-header__organisation-name")[0]) == "Invented Vale Mental Health Trust"
    assert NHS_LOGO not in page.html
    assert NHS_LOGO in design.by_the_component("header", {"service": {"text": "Engage"}})


def test_the_name_of_the_link_home_begins_with_the_words_one_sees(browser: Browser) -> None:
    link = browser.open("/contact").of_class("nhsuk-header__service-logo")[0]
    assert link.get("href") == "/"
    assert (link.get("aria-label") or "").startswith(words(link))


def test_help_stands_in_the_same_place_on_every_page(browser: Browser) -> None:
    seen = {words(browser.open(address).of_class("app-help")[0]) for address in ("/", "/privacy", "/help-now", "/no-such-page")}
    assert seen == {"Need help now? Ask us to help: 01632 960 100"}


def test_whoever_is_not_signed_in_is_offered_the_way_in(browser: Browser) -> None:
    page = browser.open("/")
    assert page.links["Sign in"] == "/sign-in"
    assert "Sign out" not in page.links


@pytest.mark.parametrize("address", ["/privacy", "/help-now", "/no-such-page"])
def test_the_way_out_is_on_every_page_of_somebody_signed_in(app: Flask, browser: Browser, address: str) -> None:
    page = signed_in(app, browser, Role.OFFICER).open(address)
    assert page.links["Sign out"] == "/sign-out"
    assert "Sign in" not in page.links


@pytest.mark.parametrize("role", list(Role)[1:])
def test_the_menu_holds_at_most_eight_places_and_each_may_be_opened(app: Flask, browser: Browser, role: Role) -> None:
    page = signed_in(app, browser, role).open("/privacy")
    links = [link for link in page.of_class("nhsuk-header__navigation-link") if link.tag == "a"]
    assert len(links) <= 8
    for link in links:
        assert browser.open(link.get("href") or "").status == 200


def test_two_kinds_of_visitor_never_see_each_others_menu(app: Flask, browser: Browser) -> None:
    officer = signed_in(app, Browser(app), Role.OFFICER).open("/privacy")
    assert "People" in officer.links
    assert "People" not in browser.open("/privacy").links
    assert "People" not in signed_in(app, Browser(app), Role.ADMINISTRATOR).open("/privacy").links


def test_titles_are_the_heading_and_the_service(browser: Browser) -> None:
    page = browser.open("/accessibility")
    assert page.title == "Accessibility - Engage"


def test_the_one_inline_script_carries_a_word_that_is_new_each_time(browser: Browser) -> None:
    seen = set()
    for _ in range(2):
        page = browser.open("/")
        nonce = next(script.get("nonce") for script in page.all("script") if not script.get("src"))
        assert f"'nonce-{nonce}'" in page.response.headers["Content-Security-Policy"]
        seen.add(nonce)
    assert len(seen) == 2


def test_no_page_asks_another_host_for_anything(browser: Browser) -> None:
    sheet = (TOP / "static/css/engage.css").read_text(encoding="utf-8") + browser.open("/").html
    assert not re.findall(r"""(?:url\(|src=|@import)\s*['"]?(?:https?:)?//""", sheet)


def test_the_script_wakes_the_version_of_the_design_system_that_is_locked() -> None:
    script = (TOP / "static/js/engage.js").read_text(encoding="utf-8")
    package = (TOP / "package.json").read_text(encoding="utf-8")
    assert re.search(r"\?v=([\d.]+)", script).group(1) == re.search(r'"nhsuk-frontend": "([\d.]+)"', package).group(1)  # type: ignore[union-attr]
