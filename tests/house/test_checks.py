"""The browser's own checks are checked: a page with one thing wrong is refused, with a sentence that says what."""

from __future__ import annotations

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from tests.support import checks
from tests.support.browser import Browser
from tests.support.installation import BASE_URL
from tests.support.page import Page

pytestmark = pytest.mark.one_database("sqlite")
HEADING = "Are you 16 or over?"
SPOILED = [
    ('<html lang="en">', "<html>", "in English"),
    ("</main>", "</div></main>", "HTML has a fault"),
    ("</main>", "<h1>Another</h1></main>", "one h1"),
    ("<title>", "<title>Elsewhere ", "does not begin with"),
    ("</main>", '<p id="maincontent">twice</p></main>', "stands 2 times"),
    ("</main>", '<input type="text" name="nobody"></main>', "has no label"),
    ("</main>", "<fieldset><p>No legend</p></fieldset></main>", "has no legend"),
    (" novalidate", "", "novalidate is missing"),
    ('name="csrf_token"', 'name="other"', "no CSRF token"),
    ("</main>", "<p>Don't</p></main>", "a straight apostrophe"),
    ("</main>", "<p>Say “yes” to \"this\"</p></main>", "a straight quote"),
    ("</main>", "<p>Welcome!</p></main>", "an exclamation mark"),
    ("</main>", "<p>For BAME people</p></main>", "says 'BAME'"),
    ("</main>", '<p><a href="/join">Click here</a></p></main>', "says 'Click here'"),
    ("</main>", '<p><a href="#nowhere">Somewhere</a></p></main>', "which is not there"),
    ("</main>", '<p><a href="/join"></a></p></main>', "without words"),
    ("</main>", '<img src="https://elsewhere.example/x.png" alt=""></main>', "reaches out to elsewhere.example"),
    ("</main>", '<p style="color: red">Red</p></main>', "refused by our own policy"),
    ("</main>", "<script>1</script></main>", "without a nonce"),
    ("</main>", "<table><tbody><tr><td>1</td></tr></tbody></table></main>", "no caption"),
    ('type="radio"', 'type="radio" required', "marked required"),
    ("Need help now?", "Help", "Need help now"),
    ("</main>", '<p aria-describedby="nothing">x</p></main>', "leads nowhere"),
]  # fmt: skip


def spoiled(page: Page, old: str, new: str) -> Page:
    """The same page with one thing changed."""
    assert old in page.html
    changed = Response(page.html.replace(old, new), status=page.status, mimetype="text/html")
    return Page(Client(changed).get(page.path, base_url=BASE_URL))


@pytest.mark.parametrize(("old", "new", "sentence"), SPOILED, ids=[f"{old} {new}"[:40] for old, new, _ in SPOILED])
def test_a_page_with_one_thing_wrong_is_refused(browser: Browser, old: str, new: str, sentence: str) -> None:
    page = browser.open("/join/age")
    checks.look_at(page)
    with pytest.raises(AssertionError, match=sentence):
        checks.look_at(spoiled(page, old, new))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Error: ", "", "does not begin with"),
        ('href="#age"', 'href="#nothing"', "which is not there"),
        ("Select yes if you are 16 or over</a>", "Select something else</a>", "leads to a field that says"),
    ],
)
def test_a_page_of_errors_with_one_thing_wrong_is_refused(browser: Browser, old: str, new: str, sentence: str) -> None:
    browser.open("/join/age")
    page = browser.press("Continue")
    with pytest.raises(AssertionError, match=sentence):
        checks.look_at(spoiled(page, old, new))


def test_what_a_person_typed_is_not_held_against_the_page(browser: Browser) -> None:
    page = spoiled(browser.open("/join/age"), "</main>", "<p>Sam O'Connor!</p></main>")
    checks.look_at(page, typed={("full_name", "Sam O'Connor!")})


def test_a_purpose_that_is_chosen_beforehand_is_refused_unless_the_person_chose_it(browser: Browser) -> None:
    ticked = '<label for="p">News</label><input type="checkbox" id="p" name="purposes" value="newsletter" checked></main>'
    page = spoiled(browser.open("/join/age"), "</main>", ticked)
    checks.look_at(page, typed={("purposes", "newsletter")})
    with pytest.raises(AssertionError, match="before the person chose"):
        checks.look_at(page)


@pytest.mark.parametrize("header", ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control"])
def test_a_response_without_a_header_is_refused(browser: Browser, header: str) -> None:
    response = browser.open("/join").response
    checks.headers(response)
    del response.headers[header]
    with pytest.raises(AssertionError, match=r"the policy|is None|may be stored"):
        checks.headers(response)


def test_a_field_that_is_not_on_the_page_cannot_be_filled_in(browser: Browser) -> None:
    browser.open("/join/age")
    with pytest.raises(AssertionError, match="are not all on"):
        browser.submit("Continue", is_admin="yes")
    with pytest.raises(AssertionError, match="offers"):
        browser.submit("Continue", age="perhaps")
    with pytest.raises(AssertionError, match="no button"):
        browser.press("Delete everything")


def test_the_browser_does_not_leave_the_house(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="leads out"):
        browser.open("https://elsewhere.example/")


def test_the_page_after_the_form_is_the_heading(browser: Browser) -> None:
    assert browser.open("/join/age").heading == HEADING
