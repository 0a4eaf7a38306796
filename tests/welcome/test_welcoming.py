"""Who waits, how a welcome is recorded, taken back or refused, and the mail it sends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engage.accounts.rules import Role
from engage.outbox.rules import Reason, State
from engage.pool.rules import Standing
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.outbox import a_message
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def robin(app: object) -> StaffUser:
    """A participation officer."""
    return a_staff_user(Role.OFFICER, name="Robin Officer", email="robin@example.org")


@pytest.fixture
def officer(browser: Browser, robin: StaffUser) -> Browser:
    """A browser in which the officer is signed in."""
    return browser.sign_in_as(robin)


def welcome(officer: Browser, person_id: object, how: str = "spoke", *, ready: str = "yes", write: str = "yes") -> Page:
    officer.open(f"/team/people/{person_id}")
    officer.follow("Record the welcome")
    return officer.submit("Record the welcome", how=how, needs_confirmed="yes", ready=ready, write=write)


def test_nobody_is_waiting(officer: Browser) -> None:
    assert "Nobody is waiting. Well done." in officer.open("/team/people/waiting").text
    assert "There is nothing to do just now." in officer.open("/team").text


def test_longest_first_with_working_days_and_a_mark_when_it_is_longer_than_promised(officer: Browser) -> None:
    a_member("Cy New", at=datetime(2027, 3, 1, 9, tzinfo=UTC))
    a_member("Ama Six", at=datetime(2027, 2, 20, 9, tzinfo=UTC))
    a_member("Bob Five", at=datetime(2027, 2, 23, 9, tzinfo=UTC), confirmed=False)
    text = officer.open("/team/people/waiting").text
    assert text.index("Ama Six") < text.index("Bob Five") < text.index("Cy New")
    assert "7 working days Longer than we promised" in text
    assert text.count("Longer than we promised") == 1
    assert "E-mail E-mail not confirmed" in text


def test_the_home_page_says_how_many_wait_and_since_when(officer: Browser) -> None:
    a_member("Cy New", at=datetime(2027, 3, 1, 9, tzinfo=UTC))
    a_member("Ama Six", at=datetime(2027, 2, 22, 9, tzinfo=UTC))
    a_member("Dee Done", standing=Standing.ACTIVE)
    page = officer.open("/team")
    assert "Welcome people The oldest is from 22 February 2027 2" in page.text
    assert officer.follow("Welcome people").heading == "Waiting for welcome"


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.LEAD, "Decide about uncertain messages"), (Role.OFFICER, "Uncertain messages, which a lead decides about")],
)
def test_whoever_may_not_decide_about_a_message_is_not_asked_to(browser: Browser, role: Role, words: str) -> None:
    a_message(state=State.UNCERTAIN, reason=Reason.STOPPED_HALFWAY)
    page = browser.sign_in_as(a_staff_user(role)).open("/team")
    assert words in page.links


def test_everything_is_asked(officer: Browser) -> None:
    officer.open(f"/team/people/{a_member('Ama Boateng')}/welcome")
    assert officer.submit("Record the welcome").errors == [
        "Select how you welcomed them",
        "Select yes if you talked about what they need",
        "Select yes if they are ready to be invited",
        "Select yes if we should send them a welcome by e-mail",
    ]


def test_a_welcome_is_shown_and_the_person_waits_no_more(officer: Browser) -> None:
    page = welcome(officer, a_member("Ama Boateng"))
    assert "The welcome is recorded." in page.text
    assert "by Robin Officer" in page.text
    assert "Standing Welcomed" in page.text
    assert "Welcomed, by Robin Officer" in officer.follow("Timeline").text
    assert "Nobody is waiting." in officer.open("/team/people/waiting").text


@pytest.mark.parametrize(("how", "ready"), [("left a message", "yes"), ("spoke", "no"), ("wrote", "no")])
def test_who_was_not_reached_or_is_not_ready_is_in_conversation_and_still_waits(officer: Browser, how: str, ready: str) -> None:
    person_id = a_member("Ama Boateng")
    assert "Standing In conversation" in welcome(officer, person_id, how, ready=ready).text
    assert "Ama Boateng" in officer.open("/team/people/waiting").links
    assert "Standing Welcomed" in welcome(officer, person_id).text


def test_the_welcome_by_e_mail_names_whom_to_turn_to_and_goes_once(
    officer: Browser, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    welcome(officer, a_member("Ama Boateng", email="ama@people.example"))
    tick()
    assert postbox.to("ama@people.example") == []
    clock.forward(minutes=11)
    tick(), tick()
    letter = postbox.latest_to("ama@people.example")
    assert postbox.subjects_to("ama@people.example") == ["Welcome"]
    assert "Robin Officer is somebody you can turn to" in letter.text


def test_no_e_mail_goes_when_none_is_wanted_or_the_address_is_not_confirmed(
    officer: Browser, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    welcome(officer, a_member("Ama Boateng", email="ama@people.example"), write="no")
    unconfirmed = a_member("Bob Stone", email="bob@people.example", confirmed=False)
    welcome(officer, unconfirmed)
    clock.forward(minutes=11)
    tick()
    assert "Welcome" not in [letter.subject for letter in postbox.all()]
    assert "Not sent" in officer.open(f"/team/people/{unconfirmed}/messages").text


def test_undo_brings_everything_back_and_stops_the_e_mail(officer: Browser, clock: Clock, tick: Tick, postbox: Postbox) -> None:
    person_id = a_member("Ama Boateng", email="ama@people.example")
    welcome(officer, person_id, "left a message", ready="no", write="no")
    welcome(officer, person_id)
    clock.forward(minutes=5)
    page = officer.press("Undo")
    assert "Standing In conversation" in page.text
    assert "How Left a message" in page.text
    assert "The welcome is recorded." not in page.text
    clock.forward(minutes=11)
    tick()
    assert postbox.to("ama@people.example") == []
    assert "Welcome taken back, by Robin Officer" in officer.open(f"/team/people/{person_id}/timeline").text


def test_undo_is_too_late_after_ten_minutes_or_after_another_word(officer: Browser, clock: Clock) -> None:
    person_id = a_member("Ama Boateng")
    welcome(officer, person_id)
    clock.forward(minutes=10, seconds=1)
    assert officer.press("Undo").status == 410
    assert "Standing Welcomed" in officer.open(f"/team/people/{person_id}").text


def test_undoing_somebody_elses_welcome_with_ones_own_token_is_refused(officer: Browser) -> None:
    ama, bob = a_member("Ama Boateng"), a_member("Bob Stone")
    page = welcome(officer, ama)
    token = next(field.get("value") for field in page.all("input") if field.get("name") == "undo")
    csrf = next(field.get("value") for field in page.all("input") if field.get("name") == "csrf_token")
    welcome(officer, bob)
    assert officer.post(f"/team/people/{bob}/welcome/undo", {"undo": token, "csrf_token": csrf}).status == 410


def test_somebody_already_welcomed_is_not_welcomed_again(officer: Browser) -> None:
    person_id = a_member("Ama Boateng", standing=Standing.ACTIVE)
    assert officer.open(f"/team/people/{person_id}/welcome").heading == "Ama Boateng"
    assert "Record the welcome" not in officer.here.links


def test_only_the_lead_sets_somebody_aside_with_a_reason(browser: Browser, officer: Browser) -> None:
    person_id = a_member("Xq Zzz")
    assert officer.open(f"/team/people/{person_id}/set-aside").status == 403
    officer.sign_in_as(a_staff_user(Role.LEAD))
    officer.open(f"/team/people/{person_id}")
    officer.follow("This is not a real contact")
    assert officer.submit("Set them aside").errors == ["Select why they are not a real contact", "Select that you are sure"]
    page = officer.submit("Set them aside", why="filled in by a machine", sure="yes")
    assert "Standing Not a real contact" in page.text
    assert "Xq Zzz" not in officer.open("/team/people").links
    officer.open(f"/team/people/{person_id}")
    assert "Standing Waiting for welcome" in officer.press("They are a real contact after all").text


def test_the_team_is_told_after_three_working_days_and_the_lead_after_seven(
    app: object, clock: Clock, tick: Tick, postbox: Postbox, robin: StaffUser
) -> None:
    lead = a_staff_user(Role.LEAD, email="lead@example.org")
    a_staff_user(Role.CHAMPION, email="champion@example.org")
    a_member("Ama Boateng", at=datetime(2027, 3, 4, 15, tzinfo=UTC), email="ama@people.example")
    seen: dict[str, list[int]] = {robin.email: [], lead.email: []}
    for day in range(4, 20):
        clock.move_to(datetime(2027, 3, day, 9, 5, tzinfo=UTC))
        tick(), tick()
        for email, days in seen.items():
            days.extend([day] * (len(postbox.to(email)) - len(days)))
    assert seen == {robin.email: [9], lead.email: [9, 15]}
    assert "1 person has waited 7 working days" in postbox.latest_to(lead.email).text
    assert "Boateng" not in "".join(letter.text for letter in postbox.to(lead.email))
    assert postbox.to("champion@example.org") == []


def test_nobody_is_told_of_somebody_who_was_welcomed_in_time(
    clock: Clock, tick: Tick, postbox: Postbox, officer: Browser, robin: StaffUser
) -> None:
    welcome(officer, a_member("Ama Boateng", at=datetime(2027, 3, 1, 9, tzinfo=UTC)))
    for day in range(3, 12):
        clock.move_to(datetime(2027, 3, day, 9, 5, tzinfo=UTC))
        tick()
    assert postbox.to(robin.email) == []
