"""Who may see what about carers: every role at every address of these rooms, with what belongs to their own team and to another.

The addresses come from the application: one with something in it that is not in `OF_A_TEAM` or `OF_NO_TEAM` fails here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time
from engage.accounts.rules import MAY, Role
from engage.carers.models import Carer
from engage.coverage.actions import messages
from engage.coverage.rules.messages import Whom
from engage.db import db
from engage.policy import Permission
from engage.sharing.models import SharingOverride
from engage.sharing.rules import Override
from engage.teams.models import Team
from tests.factories import saves
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team, an_appointment
from tests.factories.follow_ups import a_follow_up, a_talk
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.people import somebody
from tests.support.postbox import Postbox
from tests.support.routes import NOBODY_S, Route, routes

pytestmark = pytest.mark.one_database("sqlite")
OF_A_TEAM = {"team_id", "number", "link_id", "follow_up_id", "contact_id", "override_id", "appointment_id"}
"""What stands in an address and belongs to one team."""
OF_NO_TEAM = {
    "account_id", "draft_id", "hold_id", "material_id", "meeting_id", "message_id", "search_id", "training_id", "version_id",
    "what",
}  # fmt: skip
"""What belongs to nobody's team: to the network, to one account, or to a request about what we hold."""
BY_WHO_LOGGED = {"carer_log.saved", "carer_log.undo", "carer_log.details"}
"""These are for whoever wrote the contact down, and for nobody else of the team."""
AFTER_A_STEP = {"teams.check_closing"}
"""This comes after a question that was answered."""
ROOMS = ("teams.", "carers.", "carer_records.", "sharing.", "carer_log.", "coverage.")
SERVE = (Role.CHAMPION, Role.TEAM_MANAGER)
THEIRS = ("Zelda Otherling", "Otherward")


@dataclass(frozen=True)
class Things:
    """What belongs to one team, by what it is called in addresses."""

    ids: dict[str, Any]


def things_of(team: Team, champion: StaffUser, name: str) -> Things:
    """A team with a carer, a contact, a promise, a decision and an override."""
    appointment = an_appointment(team, champion.id)
    link = a_carer(team, name=name)
    a_preference(link)
    contact, promise = a_talk(link, champion.id), a_follow_up(link, champion.id, due_in=-1)
    return Things(
        {
            "team_id": team.id, "number": number_of(link.carer_id), "link_id": link.id, "contact_id": contact.id,
            "follow_up_id": promise.id, "override_id": an_override(link.id, contact.id, champion.id).id,
            "appointment_id": appointment.id,
        }
    )  # fmt: skip


@saves
def number_of(carer_id: UUID) -> str:
    """A carer’s number."""
    return str(db.session.scalar(sa.select(Carer.number).where(Carer.id == carer_id)))


@saves
def an_override(link_id: UUID, contact_id: UUID, by: UUID) -> SharingOverride:
    """Something was told without an agreement."""
    made = SharingOverride(
        id=uuid.uuid4(), contact_id=contact_id, link_id=link_id, why=Override.LAW, topics="", reason="Asked by a court",
        authorised_by="Dr Example", authorised_as="Consultant", happened_on=time.today(), made_at=time.now(), made_by=by,
    )  # fmt: skip
    db.session.add(made)
    return made


@dataclass(frozen=True)
class World:
    """Two teams alike, one of them served by the champion and the manager who look."""

    own: Things
    other: Things
    people: dict[Role, StaffUser]


@pytest.fixture
def world(app: Flask) -> World:
    people: dict[Role, StaffUser] = {role: somebody(role) for role in Role}
    own = a_team(name="Ownward", manager_id=people[Role.TEAM_MANAGER].id)
    other = a_team(name=THEIRS[1])
    stranger = a_staff_user(Role.CHAMPION)
    return World(things_of(own, people[Role.CHAMPION], "Olive Ownling"), things_of(other, stranger, THEIRS[0]), people)


def about_carers(app: Flask) -> Iterator[Route]:
    """Every address of these rooms that asks for a permission."""
    for route in routes(app):
        if route.rule.endpoint.startswith(ROOMS) and route.access is not None and route.access.permission is not None:
            yield route


def path_of(app: Flask, route: Route, things: Things) -> str:
    """The address with these things in it, and with nobody’s where it is about no team."""
    arguments = {name: things.ids.get(name, "nothing" if name == "what" else NOBODY_S) for name in route.rule.arguments}
    return str(app.url_map.bind("").build(route.rule.endpoint, arguments, method=route.method))


def answers(browser: Browser, token: str, route: Route, path: str) -> Any:
    """What comes back, without going where it leads."""
    sent = {"csrf_token": token} if route.method == "POST" else None
    return browser.client.open(path, method=route.method, base_url=f"https://{browser.host}", data=sent)


def token_of(browser: Browser) -> str:
    """What every form of this sign-in carries."""
    found = [field.get("value") for field in browser.open("/staff/calendar").all("input", name="csrf_token")]
    return str(found[0])


def test_every_address_says_whose_it_is(app: Flask) -> None:
    unknown = {name for route in about_carers(app) for name in route.rule.arguments} - OF_A_TEAM - OF_NO_TEAM
    assert unknown == set(), "say in OF_A_TEAM or OF_NO_TEAM whose these are"
    assert sum(1 for _ in about_carers(app)) > 80


@pytest.mark.parametrize("role", [role for role in Role if not MAY[role] & {Permission.CARERS_READ, Permission.CARERS_REQUEST}])
def test_whoever_has_nothing_to_do_with_carers_opens_no_address(app: Flask, world: World, role: Role) -> None:
    browser = Browser(app).sign_in_as(world.people[role])
    wrong = []
    for route in about_carers(app):
        status = answers(browser, "", route, path_of(app, route, world.own)).status_code
        if status != 403:
            wrong.append(f"{route}: {status}")
    assert wrong == []


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.TEAM_MANAGER, Role.CARER_LEAD, Role.INFORMATION_GOVERNANCE])
def test_each_role_opens_what_is_theirs_and_finds_nothing_of_another_team(app: Flask, world: World, role: Role) -> None:
    browser = Browser(app).sign_in_as(world.people[role])
    token, wrong = token_of(browser), []
    for route in about_carers(app):
        assert route.access is not None
        theirs = answers(browser, token, route, path_of(app, route, world.other))
        if route.access.permission not in MAY[role]:
            expected = {403}
        elif route.rule.arguments & OF_A_TEAM and role in SERVE:
            expected = {404}
        else:
            expected = {200, 302, 400, 404, 410, 422}
        if theirs.status_code not in expected:
            wrong.append(f"{route}, of another team: {theirs.status_code}")
        elif role in SERVE and any(word in theirs.get_data(as_text=True) for word in THEIRS):
            wrong.append(f"{route} tells of another team")
        if route.method == "GET" and route.access.permission in MAY[role]:
            wrong += own_opens(browser, route, path_of(app, route, world.own), role)
    assert wrong == []


def own_opens(browser: Browser, route: Route, path: str, role: Role) -> list[str]:
    """What is wrong with an address of one’s own team, if anything: all of it opens."""
    status = answers(browser, "", route, path).status_code
    about_nobody = route.rule.arguments & OF_NO_TEAM or route.rule.endpoint in AFTER_A_STEP
    elsewhere = role is not Role.CHAMPION and route.rule.endpoint in BY_WHO_LOGGED
    expected = {200, 302, 404} if about_nobody else {404} if elsewhere else {200, 302}
    return [] if status in expected else [f"{route}, of the own team: {status}"]


def test_exports_and_mails_hold_the_own_team_alone(
    app: Flask, world: World, postbox: Postbox, clock: Clock, tick: Callable[[], object]
) -> None:
    for role in SERVE:
        browser = Browser(app).sign_in_as(world.people[role])
        browser.open("/carers/people/export")
        [button] = [face for form in browser.here.forms if "reason" in form.names for face, _ in form.buttons]
        file = browser.submit(button, reason=browser.here.forms[-1].offers("reason")[0]).response.get_data(as_text=True)
        assert "Olive Ownling" in file
        assert not any(word in file for word in THEIRS)
    with app.app_context():
        lead = world.people[Role.CARER_LEAD].id
        messages.send(messages.write(subject="To all", body="Words.", whom=Whom.MANAGERS, by=lead), by=lead)
        db.session.commit()
    clock.move_to(datetime(2027, 3, 3, 8, 31, tzinfo=UTC))
    tick()
    mine = [letter for letter in postbox.all() if letter.to in {world.people[role].email for role in SERVE}]
    assert {letter.subject for letter in mine} >= {"To all"}
    assert not any(word in f"{letter.subject}\n{letter.text}" for letter in mine for word in THEIRS)
