"""What only a real browser can show: scripts that enhance and are not needed, where the focus is, what the policy refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Page, Route, expect

from engage.policy import public
from engage.web import fields
from engage.web.forms import Form
from tests.support import chromium, databases
from tests.support.installation import BASE_URL, installed

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite"), pytest.mark.xdist_group("chromium")]

PAGE = """{% extends "layouts/question.html" %}{% block title %}How can we reach you?{% endblock %}
{% block questions %}{{ form.ways(heading=True, reveals={"email": form.address()}) }}{% endblock %}"""


class Reach(Form):
    """One question that opens another."""

    ways = fields.Choices("How can we reach you?", choices=[("email", "E-mail"), ("post", "Letter")], message="Select one")
    address = fields.EmailAddress("E-mail address")


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for these tests."""
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def site(database_url: str) -> Flask:
    """The application with one page more."""
    app = installed(database_url=database_url, smtp_url=databases.NOWHERE)

    @app.route("/reach", methods=["GET", "POST"])
    @public("a test")
    def reach() -> tuple[str, int]:
        form = Reach()
        refused = form.is_submitted() and not form.is_sent_and_right()
        return render_template_string(PAGE, form=form), 422 if refused else 200

    return app


def shown(chrome: Browser, site: Flask, *, scripts: bool = True, width: int = 1280) -> Page:
    """A page of a browser whose every request the application answers itself."""
    context = chrome.new_context(base_url=BASE_URL, java_script_enabled=scripts, viewport={"width": width, "height": 800})
    page, client = context.new_page(), site.test_client()

    def answer(route: Route) -> None:
        asked = route.request
        response = client.open(
            asked.url.removeprefix(BASE_URL), method=asked.method, base_url=BASE_URL, data=asked.post_data_buffer,
            content_type=asked.headers.get("content-type"),
        )  # fmt: skip
        headers = {name: value for name, value in response.headers if name not in ("Set-Cookie", "Content-Length")}
        route.fulfill(status=response.status_code, headers=headers, body=response.data)
        response.close()

    page.route("**/*", answer)
    page.set_default_timeout(10_000)
    return page


def test_what_a_choice_opens_waits_for_the_choice(chrome: Browser, site: Flask) -> None:
    page = shown(chrome, site)
    page.goto("/reach")
    expect(page.get_by_label("E-mail address")).to_be_hidden()
    page.get_by_label("E-mail", exact=True).check()
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_without_scripts_everything_is_there(chrome: Browser, site: Flask) -> None:
    page = shown(chrome, site, scripts=False)
    page.goto("/reach")
    expect(page.get_by_label("E-mail address")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Select one")).to_be_visible()


def test_after_a_mistake_the_summary_has_the_focus_and_leads_to_the_field(chrome: Browser, site: Flask) -> None:
    page = shown(chrome, site)
    page.goto("/reach")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("Error: How can we reach you? - Engage")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Select one").click()
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()


def test_the_first_press_of_the_tab_key_offers_the_way_past_the_menu(chrome: Browser, site: Flask) -> None:
    page = shown(chrome, site)
    page.goto("/contact")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#maincontent")).to_be_focused()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_refused_fails_or_scrolls_sideways(chrome: Browser, site: Flask, width: int) -> None:
    said: list[str] = []
    page = shown(chrome, site, width=width)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ("/", "/help-now", "/privacy", "/cookies", "/no-such-page", "/reach"):
        page.goto(address)
        expect(page.locator("body")).to_have_class("js-enabled nhsuk-frontend-supported")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert [words for words in said if "404" not in words] == []


def test_on_paper_the_menu_and_the_buttons_stay_away(chrome: Browser, site: Flask) -> None:
    page = shown(chrome, site)
    page.goto("/privacy")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Sign in")).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()
    expect(page.get_by_role("columnheader", name="How long")).to_be_visible()
