"""What is held about a carer is changed page by page, and another team's carer is not there."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from engage import clock as time
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Relationship
from engage.carers.rules.reference import DATE, NAME, NHS_NUMBER
from engage.db import db
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.factories.follow_ups import a_talk
from tests.support.browser import Browser

CarerOf = Callable[[CarerLink], Carer]
PAGES = ("name", "reach", "needs", "situation", "no-contact", "contact-again", "pool-code", "cares-for/another", "details")


def test_everything_about_a_carer_can_be_written_down_and_stands_on_one_page(
    champion: Browser, jo: CarerLink, carer_of: CarerOf, app: Flask
) -> None:
    page = f"/carers/people/{carer_of(jo).number}"
    champion.open(f"{page}/reach")
    assert champion.submit("Save", email="nowhere").errors == ["Enter an e-mail address like name@example.org"]
    champion.submit(
        "Save", phone="01632 960 123", email="jo@example.org", address="1 Example Street\nZZ1 1ZZ", prefers="phone",
        message="no", note="Do not call before 4.",
    )  # fmt: skip
    champion.open(f"{page}/needs")
    assert champion.submit("Save", papers=["large-print"], talking=["interpreter"]).errors == [
        "Select a size of print", "Enter the language the interpreter should speak",
    ]  # fmt: skip
    champion.submit("Save", papers=["large-print"], print_size="print-24", interpreter="Punjabi", language="Punjabi")
    champion.open(f"{page}/situation")
    champion.submit("Save", special=["single parent", "works"])
    champion.open(f"{page}/name")
    text = champion.submit("Save", name="J. E.").text
    for words in (
        "The name is saved.", "Phone: 01632 960 123", "1 Example Street", "They prefer: phone",
        "Do not leave a message. It is not safe.", "Do not call before 4.", "Large print (24 point), Interpreter: Punjabi",
        "Punjabi is the language they prefer", "Brings up children alone Has paid work", "R-20417",
        "It is forgotten on 2 March 2028",
    ):  # fmt: skip
        assert words in text
    with app.app_context():
        looked = db.session.scalars(sa.select(Event).where(Event.what == LOOKED, Event.about == jo.carer_id)).all()
        assert {each.detail["page"] for each in looked} == {"reach", "needs", "situation", "name", "details"}


def test_the_person_cared_for_is_only_ever_a_reference(champion: Browser, jo: CarerLink, carer_of: CarerOf) -> None:
    page = f"/carers/people/{carer_of(jo).number}/cares-for/{jo.id}"
    for typed, told in (("943 476 5919", NHS_NUMBER), ("12/03/1980", DATE), ("Sam Example", NAME)):
        champion.open(page)
        assert champion.submit("Save", cared_for=typed, lives_with="yes").errors == [told]
    champion.open(page)
    text = champion.submit("Save", cared_for="R-20418", lives_with="yes", relationship="friend").text
    assert "Reference R-20418" in text
    assert "They are Friend" in text


def test_somebody_cares_for_two_people_and_one_of_it_ends(
    champion: Browser, jo: CarerLink, carer_of: CarerOf, priya: StaffUser
) -> None:
    swale = a_team(name="Swale example team")
    an_appointment(swale, priya.id)
    champion.open(f"/carers/people/{carer_of(jo).number}/details")
    champion.follow("They care for somebody else as well, or another of my teams knows them")
    assert champion.submit("Add this").errors[-1] == "Select a team"
    champion.submit("Add this", team=swale.id.hex, relationship="sibling", lives_with="not said", cared_for="R-9")
    assert "Swale example team" in champion.here.text
    champion.open(f"/carers/people/{carer_of(jo).number}/cares-for/{jo.id}/end")
    assert champion.submit("End it").errors == ["Select why it ends"]
    text = champion.submit("End it", why="other team").text
    assert "Ashford example team: parent, until 2 March 2027" in text
    assert champion.open(f"/carers/people/{carer_of(jo).number}/cares-for/{jo.id}").status == 404


def test_please_do_not_contact_me_stands_on_top_and_can_be_taken_back(
    champion: Browser, jo: CarerLink, carer_of: CarerOf
) -> None:
    page = f"/carers/people/{carer_of(jo).number}"
    champion.open(f"{page}/no-contact")
    assert "Please do not contact them. They said so on 2 March 2027." in champion.submit("They want no contact").text
    champion.open(f"{page}/contact-again")
    assert "Please do not contact them" not in champion.submit("They want contact again").text


def test_another_teams_carer_is_nowhere_and_nobody_else_opens_one(
    app: Flask, champion: Browser, team: Team, jo: CarerLink, carer_of: CarerOf
) -> None:
    elsewhere = a_carer(a_team(), name="Sam Elsewhere")
    other = carer_of(elsewhere).number
    for page in (*PAGES, f"cares-for/{elsewhere.id}", f"cares-for/{elsewhere.id}/end"):
        assert champion.open(f"/carers/people/{other}/{page}").status == 404
    own = carer_of(jo).number
    assert champion.open(f"/carers/people/{own}/cares-for/{elsewhere.id}").status == 404
    lead = Browser(app).sign_in_as(a_staff_user(Role.CARER_LEAD))
    assert "Change" not in lead.open(f"/carers/people/{other}/details").text
    for role in (Role.ADMINISTRATOR, Role.OFFICER, Role.LEAD, Role.INFORMATION_GOVERNANCE):
        visitor = a_staff_user(role)
        assert Browser(app).sign_in_as(visitor).open(f"/carers/people/{own}/details").status == 403
        with app.app_context():
            refused = db.session.scalars(sa.select(Event).where(Event.by == visitor.id, Event.what == "was refused")).all()
            assert [each.detail["page"] for each in refused] == ["carers.details"]


def test_once_every_tie_has_ended_a_team_reads_its_own_past_and_nothing_that_others_were_told(
    champion: Browser, jo: CarerLink, carer_of: CarerOf, app: Flask, priya: StaffUser
) -> None:
    elsewhere, page = a_team(), f"/carers/people/{carer_of(jo).number}"
    with app.app_context():
        carer = db.session.get_one(Carer, jo.carer_id)
        carer.phone = "01632 960 777"
        link = CarerLink(carer_id=jo.carer_id, team_id=elsewhere.id, relationship=Relationship.SIBLING, since=time.today())
        db.session.add(link)
        db.session.commit()
        theirs = db.session.get_one(CarerLink, link.id)
        db.session.expunge(theirs)
    kept = champion.open(page).text.partition("It is kept until")[2]
    a_talk(theirs, priya.id)
    assert champion.open(page).text.partition("It is kept until")[2] == kept
    assert "960 777" in champion.here.text
    champion.open(f"{page}/cares-for/{jo.id}/end")
    champion.submit("End it", why="other team")
    for address in (page, f"{page}/details"):
        assert "960 777" not in champion.open(address).text
        assert "They are not known to your teams any more." in champion.here.text
    for address in ("name", "reach", "needs", "situation", "no-contact", "pool-code"):
        assert champion.open(f"{page}/{address}").status == 404
    assert champion.open(f"{page}/cares-for/another").status == 200
