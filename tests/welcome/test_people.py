"""The list of people: searched, narrowed, a page at a time, and one person’s page."""

from __future__ import annotations

import base64
import re
from uuid import UUID

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.pool.rules import Standing, Tie
from engage.web.paging import mark
from engage.welcome.actions import forget_old_searches
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock


@pytest.fixture
def officer(browser: Browser) -> Browser:
    """A browser in which a participation officer is signed in."""
    return browser.sign_in_as(a_staff_user(Role.OFFICER))


def names(browser: Browser, address: str) -> list[str]:
    """The names on a list, in order."""
    page = browser.open(address)
    return [link for link, to in page.links.items() if to.startswith("/team/people/") and len(to) > 45]


def test_nobody_yet(officer: Browser) -> None:
    assert "Nobody yet. People join at" in officer.open("/team/people").text


def test_people_stand_in_the_order_of_their_names_whatever_case_or_accent(officer: Browser) -> None:
    for name in ("Zoë Quick", "ama Boateng", "Émile Short", "Bob Stone"):
        a_member(name)
    assert names(officer, "/team/people") == ["ama Boateng", "Bob Stone", "Émile Short", "Zoë Quick"]
    assert "4 people in the pool." in officer.here.text


@pytest.mark.parametrize(
    "typed",
    ["boat", "BOATENG", "ama b", "teng ama", "ama.b@example.org", " AMA.B@example.org ", "07700 900 123", "+447700900123"],
)
def test_people_are_found_by_part_of_a_name_an_address_or_a_number(officer: Browser, typed: str) -> None:
    a_member("Ama Boateng", email="ama.b@example.org", phone="07700 900123")
    a_member("Bob Stone")
    officer.open("/team/people")
    page = officer.submit("Update the list", text=typed)
    assert "1 person matching" in page.text
    assert "Ama Boateng" in page.links
    assert "Bob Stone" not in page.links


def test_people_are_found_by_their_pool_number(officer: Browser) -> None:
    a_member("Ama Boateng")
    page = officer.open("/team/people")
    number = page.text.partition("Pool number ")[2].rpartition("Pool number ")[2].split()[0]
    assert "Ama Boateng" in officer.submit("Update the list", text=number.lower()).links


def test_what_is_typed_never_stands_in_an_address(officer: Browser) -> None:
    for number in range(60):
        a_member(f"Ama Quill {number:02d}", area="Medway")
    a_member("Bob Stone")
    officer.open("/team/people")
    assert (
        "60 people matching “ama quill”, in “medway”." in officer.submit("Update the list", text="ama quill", area="medway").text
    )
    assert "Ama Quill 59" in officer.follow("Next page").links
    assert "Ama Quill 00" in officer.follow("Previous page").links
    officer.submit("Update the list", standing="active")
    addresses = [*officer.visited, *officer.here.links.values()]
    assert len([address for address in addresses if "search=" in address]) > 3
    plain = " ".join(addresses + [_opened(address) for address in addresses]).casefold()
    assert [word for word in ("quill", "medway", "text=", "area=") if word in plain] == []


def _opened(address: str) -> str:
    """What stands in an address in the usual disguise."""
    return " ".join(
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace")
        for part in re.findall(r"=([\w-]{8,})", address)
        if len(part) % 4 != 1
    )


def test_words_are_of_use_in_the_sign_in_they_were_typed_in_and_for_half_a_day(
    app: Flask, officer: Browser, clock: Clock
) -> None:
    a_member("Ama Boateng")
    a_member("Bob Stone")
    officer.open("/team/people")
    officer.submit("Update the list", text="ama", channel="email")
    address = officer.visited[-1]
    assert names(officer, address) == ["Ama Boateng"]
    other = Browser(app).sign_in_as(a_staff_user(Role.OFFICER))
    for lost in (address, "/team/people?search=" + "0" * 32, "/team/people?search=Ama"):
        assert names(other, lost) == ["Ama Boateng", "Bob Stone"]
        assert "Type them again to find the same people." in other.here.text
    assert "who can be reached by e-mail" in other.open(address).text
    assert names(other, "/team/people?text=ama") == ["Ama Boateng", "Bob Stone"]
    clock.forward(hours=12)
    with app.app_context():
        assert forget_old_searches(clock.now) == 1


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("tie=cares+for+somebody", ["Ama Carer"]),
        ("standing=left", ["Cy Gone"]),
        ("purpose=newsletter", ["Ama Carer"]),
        ("channel=phone", ["Bob Phone"]),
        ("channel=email", ["Ama Carer"]),
        ("purpose=newsletter&channel=phone", []),
        ("unconfirmed=yes", ["Dee New"]),
        ("tie=cares+for+somebody&channel=phone", []),
        ("tie=nonsense&standing=x&purpose=y&channel=z&sort=email_index&tie[]=1", ["Ama Carer", "Bob Phone", "Dee New"]),
    ],
)
def test_the_list_is_narrowed_by_what_the_address_says(officer: Browser, query: str, who: list[str]) -> None:
    a_member("Ama Carer", ties=[Tie.CARES], area="Medway", gives=["newsletter"])
    a_member("Bob Phone", phone="01632 960001", gives=[])
    a_member("Cy Gone", standing=Standing.LEFT)
    a_member("Dee New", confirmed=False, gives=[])
    assert names(officer, f"/team/people?{query}") == who


def test_what_narrows_the_list_is_said_in_words_and_can_be_cleared(officer: Browser) -> None:
    a_member("Ama Carer", ties=[Tie.CARES], area="Medway")
    officer.open("/team/people")
    page = officer.submit("Update the list", tie="cares for somebody", area="Medway")
    assert "1 person who cares for somebody, in “Medway”." in page.text
    a_member("Bob Carer", ties=[Tie.CARES], area=" medway ")
    assert "2 people who care for somebody, in “Medway”." in officer.submit("Update the list").text
    assert "No people match." in officer.submit("Update the list", text="xyzzy").text
    assert "2 people in the pool." in officer.follow("Clear filters").text


def test_fifty_a_page_there_and_back(officer: Browser) -> None:
    for number in range(103):
        a_member(f"Person {number:03d}")
    first = names(officer, "/team/people")
    assert (len(first), first[0], first[-1]) == (50, "Person 000", "Person 049")
    officer.follow("Next page")
    third = officer.follow("Next page")
    assert [name for name in third.links if name.startswith("Person")] == ["Person 100", "Person 101", "Person 102"]
    assert "Next page" not in third.links
    back = officer.follow("Previous page")
    assert [name for name in back.links if name.startswith("Person")][::49] == ["Person 050", "Person 099"]


@pytest.mark.parametrize(
    "made_up",
    [
        "after=x",
        "before=%00",
        "after=WyJhIiwgImIiXQ",
        "after=WzEsMl0",
        "before=W10",
        "after=",
        "after=AAAA",
        "after=_____",
        ("2027-01-01T10:00:00", UUID(int=1).hex),
        ("9999-12-31T23:59:59-14:00", UUID(int=1).hex),
        ("a\0b", UUID(int=1).hex),
        ("\ud800", "not an id"),
    ],
)
def test_a_made_up_mark_is_not_an_error(officer: Browser, made_up: str | tuple[str, str]) -> None:
    a_member("Ama Boateng")
    if isinstance(made_up, tuple):
        made_up = "after=" + mark(*made_up)
    assert officer.open(f"/team/people?{made_up}").status == 200
    assert officer.open(f"/team/people/waiting?{made_up}").status == 200


def test_one_person_says_what_one_may_and_may_not(officer: Browser) -> None:
    person_id = a_member("Ama Boateng", gives=["newsletter"], phone="01632 960001", email="ama@example.org")
    a_decision(person_id, "surveys")
    text = officer.open(f"/team/people/{person_id}").text
    assert "You may: be in touch about being in the pool (e-mail, phone)" in text
    assert "The newsletter (e-mail, phone)" in text
    assert "You may not: write or call about Chances to get involved (they said no) or Panels and working groups" in text
    assert "Do not say that you are from the trust." in text


def test_opening_somebodys_page_is_written_down_and_shown(officer: Browser, browser: Browser) -> None:
    person_id = a_member("Ama Boateng")
    first = officer.open(f"/team/people/{person_id}").text
    assert "Ama Boateng" in first
    assert "participation officer" in officer.open(f"/team/people/{person_id}/looked").text.partition("may ask who looked")[2]


def test_nobody_has_this_id(officer: Browser) -> None:
    assert officer.open("/team/people/00000000-0000-0000-0000-000000000000").status == 404
    assert officer.open("/team/people/00000000-0000-0000-0000-000000000000/welcome").status == 404


def test_hostile_names_stay_text(officer: Browser) -> None:
    person_id = a_member('<script>alert("1")</script> {{ 7*7 }}', called="<b>x</b>")
    officer.knows('<script>alert("1")</script>', '"', "'")
    page = officer.open(f"/team/people/{person_id}")
    assert "<script>alert" not in page.html
    assert "{{ 7*7 }}" in page.heading
    assert "<script>alert" not in officer.open("/team/people").html


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OFFICER, Role.LEAD, Role.MEMBER)])
def test_nobody_else_on_the_staff_sees_people(browser: Browser, role: Role) -> None:
    person_id = a_member("Ama Boateng")
    browser.sign_in_as(a_staff_user(role))
    for address in ("/team", "/team/people", "/team/people/waiting", f"/team/people/{person_id}", "/team/people/export"):
        page = browser.open(address)
        assert page.status == 403
        assert "Boateng" not in page.html
