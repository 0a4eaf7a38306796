"""How to reach you: what somebody changes themselves, and what the team writes down for them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.consent import queries as consent
from engage.people import queries as people
from engage.people.rules import Checked, Kind
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page
from tests.support.postbox import Postbox

OLD, NEW = "sam@people.example", "sam.new@people.example"
Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Example", email=OLD, phone="01632 960001", gives=["newsletter"])


@pytest.fixture
def member(browser: Browser, sam: UUID) -> Browser:
    return browser.sign_in_as(the_account_of(sam))


def said_yes(app: Flask, person_id: UUID) -> set[tuple[str, str]]:
    with app.app_context():
        return {(code, channel.value) for code, channel in consent.permits(person_id)}


def ask_for(member: Browser, address: str) -> Page:
    member.open("/me/contact/e-mail")
    return member.submit("Send me a code", email=address)


def code_in(postbox: Postbox, address: str) -> str:
    return postbox.latest_to(address).text.partition("asked for the change: ")[2][:7]


def test_another_number_inherits_no_yes_and_is_asked_afresh_on_the_same_page(member: Browser, app: Flask, sam: UUID) -> None:
    assert ("newsletter", "phone") in said_yes(app, sam)
    member.open("/me/contact")
    member.follow("Change: phone")
    assert "Nothing is carried over from another number or address." in member.here.text
    assert member.submit("Save", value="12").errors == ["Enter a phone number, like 01632 960 001 or 07700 900 982"]
    page = member.submit(
        "Save", value="01632 960002", leave_message="no", say_trust="no", safe_name="Alex", best_times="mornings",
        purposes=["surveys"],
    )  # fmt: skip
    assert "01632 960002 We do not leave a message." in page.text
    assert "We ask for Alex. Best times: mornings." in page.text
    assert said_yes(app, sam) == {("newsletter", "email"), ("surveys", "phone")}


def test_what_to_mind_changes_without_touching_what_they_said_yes_to(member: Browser, app: Flask, sam: UUID) -> None:
    member.open("/me/contact/phone")
    member.submit("Save", leave_message="yes", say_trust="yes")
    assert said_yes(app, sam) == {("newsletter", "email"), ("newsletter", "phone")}
    with app.app_context():
        [point] = [point for point in people.contact_points(sam) if point.kind is Kind.PHONE]
        assert (point.may_leave_message, point.may_say_trust) == (True, True)


def test_every_kind_of_way_can_be_added_put_first_and_removed(member: Browser, app: Flask, sam: UUID) -> None:
    typed = {
        "landline": "01632 960003",
        "text": "07700 900982",
        "text-relay": "18001 01632 960001",
        "supporter": "Alex, 01632 960004",
    }
    for slug, value in typed.items():
        member.open(f"/me/contact/{slug}")
        spoken = {} if slug == "text" else {"leave_message": "no", "say_trust": "no"}
        assert value in member.submit("Save", value=value, **spoken).text
    member.open("/me/contact/letter")
    page = member.submit("Save", address_1="1 Test Street", town="Ashford", postcode="zz1 1zz")
    assert "1 Test Street Ashford ZZ1 1ZZ" in page.text
    assert "Letter (try this first)" in member.press("Try this first: letter").text
    member.follow("Remove: letter")
    assert "1 Test Street" not in member.submit("Remove it").text
    with app.app_context():
        assert {point.kind for point in people.contact_points(sam)} == set(Kind) - {Kind.POST}


def test_the_last_way_is_explained_and_a_removed_address_signs_nobody_in(
    browser: Browser, app: Flask, postbox: Postbox, tick: Tick
) -> None:
    sam = a_member("Sam Example", email=OLD, gives=["newsletter"])
    browser.sign_in_as(the_account_of(sam))
    browser.open("/me/contact")
    assert "This is the last way we have to reach you." in browser.follow("Remove: e-mail").text
    browser.submit("Remove it")
    assert browser.open("/me").address.endswith("/sign-in?next=/me")
    browser.open("/sign-in")
    browser.submit(email=OLD)
    tick()
    assert postbox.to(OLD) == []
    assert said_yes(app, sam) == set()


def test_another_e_mail_address_counts_when_it_is_confirmed_and_both_are_told(
    member: Browser, app: Flask, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    assert ask_for(member, NEW).heading == "Confirm your new e-mail address"
    tick()
    with app.app_context():
        assert people.address_of(sam) == OLD
    assert member.submit("Use this address", code="000000").errors == ["That code is not right or has run out"]
    page = member.submit("Use this address", code=code_in(postbox, NEW), purposes=["surveys"])
    assert NEW in page.text
    assert OLD not in page.text
    assert said_yes(app, sam) == {("newsletter", "phone"), ("surveys", "email")}
    tick()
    assert postbox.subjects_to(OLD) == ["Your sign-in details changed"]
    assert postbox.subjects_to(NEW)[-1] == "Your sign-in details changed"
    assert NEW not in postbox.latest_to(OLD).text
    other = Browser(app)
    for address, opens in ((OLD, False), (NEW, True)):
        other.open("/sign-in")
        other.submit(email=address)
        tick()
        assert ("sign-in link" in postbox.latest_to(address).subject) is opens
    clock.forward(days=3)
    tick()
    with app.app_context():
        from_then = people.email(sam)
        assert from_then is not None
        assert from_then.verified_how is Checked.LINK


def test_the_link_works_without_signing_in_once_and_only_by_its_button(
    member: Browser, app: Flask, postbox: Postbox, tick: Tick, sam: UUID
) -> None:
    ask_for(member, NEW)
    tick()
    link = next(word for word in postbox.latest_to(NEW).text.split() if "/confirm/e-mail/" in word)
    other = Browser(app)
    assert other.open(link).status == other.open(link).status == 200
    with app.app_context():
        assert people.address_of(sam) == OLD
    assert other.submit("Yes, this is my new e-mail").heading == "Your e-mail address is changed"
    assert other.open(link).status == 410
    assert said_yes(app, sam) == {("newsletter", "phone")}


def test_an_address_somebody_else_has_looks_the_same_and_cannot_be_taken(
    member: Browser, app: Flask, sam: UUID, postbox: Postbox, tick: Tick
) -> None:
    a_member("Pat Other", email="pat@people.example")
    assert ask_for(member, "pat@people.example").heading == "Confirm your new e-mail address"
    tick()
    assert "is in the pool already. Nothing has been changed." in postbox.latest_to("pat@people.example").text
    with app.app_context():
        assert people.address_of(sam) == OLD


def test_after_a_quarter_of_an_hour_we_make_sure_that_it_is_them(member: Browser, clock: Clock) -> None:
    clock.forward(minutes=16)
    assert member.open("/me/contact/e-mail").heading == "Please sign in again"
    member.submit("Sign in again")
    assert member.here.address.endswith("next=/me/contact/e-mail/new")


def test_a_name_what_to_call_them_and_pronouns(member: Browser, app: Flask, sam: UUID) -> None:
    member.open("/me/name")
    page = member.submit("Save", full_name="Samira Example", called="Sami", pronouns="they")
    assert "Samira Example. We call you Sami. Your pronouns: they." in page.text
    officer = Browser(app).sign_in_as(a_staff_user(Role.OFFICER))
    assert "Call them Sami (they)" in officer.open(f"/team/people/{sam}").text


def test_the_team_changes_and_checks_for_somebody_who_asks_and_it_is_written_down(
    app: Flask, sam: UUID, postbox: Postbox, tick: Tick
) -> None:
    officer = Browser(app).sign_in_as(a_staff_user(Role.OFFICER, name="Robin Officer"))
    officer.open(f"/team/people/{sam}")
    officer.follow("Change how to reach them")
    officer.follow("Change: phone")
    officer.submit("Save", value="01632 960009", leave_message="yes", say_trust="no", purposes=["newsletter"], route="phone")
    officer.follow("Mark as checked: phone")
    assert "Checked on 2 March 2027." in officer.submit("It is checked", how="called").text
    officer.follow("Change: e-mail")
    page = officer.submit("Send the e-mail", email=NEW, route="paper")
    assert "Nothing changes until they do." in page.text
    tick()
    assert postbox.subjects_to(NEW) == ["Please confirm your e-mail"]
    officer.follow("Remove: phone")
    officer.submit("Remove it", route="in person")
    assert said_yes(app, sam) == {("newsletter", "email")}
    timeline = officer.open(f"/team/people/{sam}/timeline").text
    for words in ("Changed how they are reached, by Robin Officer", "Checked a way to reach them, by Robin Officer",
                  "How we were told: by phone, written down by Robin Officer"):  # fmt: skip
        assert words in timeline
