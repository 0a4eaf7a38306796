"""A carer joins their record to their own in the pool: by a code from their team, by nobody's act but their own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from engage.carers.models import Carer, CarerLink
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock

CarerOf = Callable[[CarerLink], Carer]


def a_code(champion: Browser, carer: Carer) -> str:
    champion.open(f"/carers/people/{carer.number}/details")
    champion.follow("give them a code")
    page = champion.press("Make a code")
    assert "It is not shown again" in page.text
    return re.findall(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", page.text)[0]


@pytest.fixture
def member(app: Flask) -> Browser:
    """A member of the pool, who is the carer."""
    return Browser(app).sign_in_as(the_account_of(a_member("Jo Example", email="jo@people.example")))


def test_a_carer_joins_sees_what_it_means_and_ends_it(
    champion: Browser, member: Browser, jo: CarerLink, carer_of: CarerOf
) -> None:
    code = a_code(champion, carer_of(jo))
    member.open("/me/carer")
    assert member.submit("Continue").errors == ["Enter the code from your team"]
    page = member.submit("Continue", code=code.lower().replace("-", " "))
    assert page.heading == "What joining means"
    assert "the carer with the initials JE" in page.text
    details = f"/carers/people/{carer_of(jo).number}/details"
    assert "Whether they are in the pool is theirs to say." in champion.open(details).text
    assert "Your two records are joined." in member.press("Yes, join the two records").text
    text = champion.open(details).text
    assert "They have joined the pool, and joined their two records on 2 March 2027. You see nothing else of it." in text
    assert "give them a code" not in text
    assert "jo@people.example" not in text
    member.open("/me/carer")
    assert "Your two records are not joined any more." in member.press("End this now").text
    assert "Whether they are in the pool is theirs to say." in champion.open(details).text
    member.open("/me/carer")
    assert member.submit("Continue", code=code).status == 422


def test_a_code_works_for_seven_days_and_a_new_one_ends_the_old(
    champion: Browser, priya: object, jo: CarerLink, carer_of: CarerOf, member: Browser
) -> None:
    old, new = a_code(champion, carer_of(jo)), a_code(champion, carer_of(jo))
    member.open("/me/carer")
    [told] = member.submit("Continue", code=old).errors
    assert told.startswith("We do not know this code.")
    assert member.submit("Continue", code=new).heading == "What joining means"


def test_codes_cannot_be_tried_one_after_the_other_and_run_out(
    app: Flask, champion: Browser, jo: CarerLink, carer_of: CarerOf, clock: Clock
) -> None:
    code = a_code(champion, carer_of(jo))
    account = the_account_of(a_member("Sam Trying", email="sam@people.example"))
    member = Browser(app).sign_in_as(account)
    for _ in range(8):
        member.open("/me/carer")
        member.submit("Continue", code="AAA-AAA-AAA")
    assert member.submit("Continue", code=code).errors[0].startswith("You have tried too often.")
    clock.forward(days=7, minutes=1)
    late = Browser(app).sign_in_as(account)
    late.open("/me/carer")
    assert late.submit("Continue", code=code).errors[0].startswith("We do not know this code.")
    assert late.open("/me/carer/join").path == "/me/carer"
