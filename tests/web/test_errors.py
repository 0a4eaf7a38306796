"""Error pages: plain words, the right status, help on each, and nothing lost or given away."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, Response, abort
from sqlalchemy.exc import IntegrityError, OperationalError

from engage.policy import public
from engage.web import errors
from engage.web.forms import Form
from tests.support import databases
from tests.support.browser import Browser
from tests.support.installation import BASE_URL, installed

pytestmark = pytest.mark.one_database("sqlite")
TITLES = {
    400: "We could not read that request",
    403: "You cannot open this page",
    404: "Page not found",
    405: "This page cannot be opened that way",
    410: "This link no longer works",
    413: "That was too much to send at once",
    422: "We could not use those answers",
    429: "Please wait a few minutes",
    500: "Sorry, there is a problem with the service",
    503: "Sorry, the service is not available just now",
}


@pytest.fixture
def app(database_url: str) -> Flask:
    """The application with a few doors that lead to trouble."""
    application = installed(database_url=database_url, smtp_url=databases.NOWHERE)
    _add_doors(application)
    return application


@pytest.fixture
def away(tmp_path: Path) -> Flask:
    """The same, with a database that is not there."""
    application = installed(database_url=f"sqlite:///{tmp_path}/gone/engage.db", smtp_url=databases.NOWHERE)
    _add_doors(application)
    return application


def _add_doors(app: Flask) -> None:
    @app.get("/trouble/<int:code>")
    @public("a test")
    def trouble(code: int) -> str:
        abort(code)

    @app.get("/trouble/own-words")
    @public("a test")
    def own_words() -> str:
        raise errors.Gone("You have already confirmed", "You can sign in.")

    @app.get("/trouble/<kind>")
    @public("a test")
    def database_trouble(kind: str) -> str:
        raise {"away": OperationalError, "refused": IntegrityError}[kind]("SELECT 'secret'", {}, Exception("secret"))

    @app.route("/trouble/form", methods=["GET", "POST"])
    @public("a test")
    def form() -> Response:
        return app.response_class("sent" if Form().is_sent_and_right() else "again", mimetype="text/plain")


@pytest.mark.parametrize("code", errors.CODES)
def test_each_status_has_its_page_with_a_way_on(browser: Browser, code: int) -> None:
    page = browser.open(f"/trouble/{code}")
    assert (page.status, page.heading) == (code, TITLES[code])
    assert "01632 960 100" in page.text
    assert "Need help now?" in page.text


@pytest.mark.parametrize("code", errors.CODES)
def test_each_page_comes_also_without_the_database(away: Flask, code: int) -> None:
    page = Browser(away).open(f"/trouble/{code}")
    assert (page.status, page.heading) == (code, TITLES[code])


def test_with_a_sign_in_and_no_database_the_page_still_comes(away: Flask) -> None:
    browser = Browser(away)
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session["_user_id"], session["seen"] = "a token", 4e9
    assert browser.open("/nothing-here").status == 404
    assert browser.here.links["Sign out"] == "/sign-out"


def test_a_status_without_its_own_page_keeps_its_number(browser: Browser) -> None:
    page = browser.open("/trouble/418")
    assert (page.status, page.heading) == (418, TITLES[500])


@pytest.mark.parametrize("code", [429, 503])
def test_whoever_must_wait_is_told_how_long(browser: Browser, code: int) -> None:
    assert int(browser.open(f"/trouble/{code}").response.headers["Retry-After"]) > 0


def test_a_used_link_says_in_its_own_words_what_to_do(browser: Browser) -> None:
    page = browser.open("/trouble/own-words")
    assert (page.status, page.heading) == (410, "You have already confirmed")
    assert "You can sign in." in page.text


@pytest.mark.parametrize(("kind", "code"), [("away", 503), ("refused", 500)])
def test_what_the_database_said_stays_with_us(browser: Browser, kind: str, code: int) -> None:
    page = browser.open(f"/trouble/{kind}")
    assert page.status == code
    assert "secret" not in page.html


def test_an_address_asked_for_in_the_wrong_way_says_which_is_right(browser: Browser) -> None:
    page = browser.post("/privacy")
    assert page.status in (405, 422)
    response = browser.client.open("/privacy", method="DELETE", base_url=BASE_URL)
    assert (response.status_code, "GET" in response.headers["Allow"]) == (405, True)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "BREW"])
def test_methods_that_no_page_knows_are_refused(browser: Browser, method: str) -> None:
    response = browser.client.open("/", method=method, base_url=BASE_URL)
    assert response.status_code == 405


def test_asking_for_the_head_of_a_page_answers_the_same_without_words(browser: Browser) -> None:
    whole = browser.client.get("/privacy", base_url=BASE_URL)
    head = browser.client.head("/privacy", base_url=BASE_URL)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


def test_asking_what_a_page_can_do_answers_without_opening_it(browser: Browser) -> None:
    response = browser.client.options("/privacy", base_url=BASE_URL)
    assert (response.status_code, response.data) == (200, b"")
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("host", ["evil.example", "engage.example.evil.example", "engage.example:81", "localhost"])
def test_another_name_for_this_host_is_refused(browser: Browser, host: str) -> None:
    response = browser.client.get("/", base_url=f"https://{host}")
    assert response.status_code == 400
    assert host not in response.text


def test_too_much_is_refused_before_it_is_read(browser: Browser) -> None:
    response = browser.client.post("/trouble/form", data={"more": "x" * 1_100_000}, base_url=BASE_URL)
    assert response.status_code == 413
    assert TITLES[413] in response.text


class TestAFormThatHadRunOut:
    """The typed answers come back to be sent again, but never a secret, and never to another site's form."""

    def test_keeps_what_was_typed_and_sends_it_again(self, browser: Browser) -> None:
        page = browser.post("/trouble/form", {"full_name": "Sam Sample <b>", "postcode": "ZZ1 1ZZ"})
        assert (page.status, page.heading) == (422, "Your form had been open too long")
        assert ("full_name", "Sam Sample <b>") in page.forms[0].untouched()
        assert ("postcode", "ZZ1 1ZZ") in page.forms[0].untouched()
        assert browser.press("Send my answers again").html == "sent"

    @pytest.mark.parametrize(
        "name",
        ["password", "new_password", "password-again", "code", "recovery_code", "recovery", "new_code", "csrf_token", "trap"],
    )
    def test_never_sends_back_a_secret(self, browser: Browser, name: str) -> None:
        page = browser.post("/trouble/form", {name: "three quiet lamps"})
        assert page.status == 422
        assert "three quiet lamps" not in page.html

    @pytest.mark.parametrize(
        "headers",
        [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null", "Sec-Fetch-Site": "same-site"}],
    )
    def test_is_refused_when_another_site_sent_it(self, browser: Browser, headers: dict[str, str]) -> None:
        response = browser.client.post("/trouble/form", data={"full_name": "Sam"}, headers=headers, base_url=BASE_URL)
        assert response.status_code == 403
        assert 'value="Sam"' not in response.text

    @pytest.mark.parametrize("headers", [{}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Origin": BASE_URL}])
    def test_is_kept_when_our_own_page_sent_it(self, browser: Browser, headers: dict[str, str]) -> None:
        response = browser.client.post("/trouble/form", data={"full_name": "Sam"}, headers=headers, base_url=BASE_URL)
        assert response.status_code == 422
        assert 'value="Sam"' in response.text
