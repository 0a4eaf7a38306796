from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.db import db
from engage.people import actions, queries
from engage.people.models import Person
from engage.people.rules import Kind
from tests.factories.people import a_person


def found(app: Flask, text: str) -> set[UUID]:
    with app.app_context():
        return set(db.session.scalars(queries.matching(text)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("oko", ["Sam Okoro"]),
        ("SAM oko", ["Sam Okoro"]),
        ("okoro sam", ["Sam Okoro"]),
        ("ng", ["Ada Ng", "Ngozi Test"]),
        ("a", ["Ada Ng"]),
        ("zoe", ["Zoë Ünsworth"]),
        ("100%", []),
        ('o"k', []),
        ("sam ng", []),
        ("   ", []),
    ],
)
def test_people_are_found_by_parts_of_their_name(app: Flask, text: str, names: list[str]) -> None:
    ids = {name: a_person(name) for name in ("Sam Okoro", "Ada Ng", "Ngozi Test", "Zoë Ünsworth")}
    assert found(app, text) == {ids[name] for name in names}


def test_a_person_is_found_by_the_name_they_are_called(app: Flask) -> None:
    sam = a_person("Samantha Example", called="Bee Jay")
    assert found(app, "jay") == {sam}


@pytest.mark.parametrize("text", ["Sam@People.Example", " sam@people.example "])
def test_a_person_is_found_by_the_whole_of_an_address_only(app: Flask, text: str) -> None:
    sam = a_person(email="sam@people.example")
    a_person(email="pat@people.example")
    assert found(app, text) == {sam}
    assert found(app, "sam@people") == set()


@pytest.mark.parametrize("text", ["01632 960001", "+44 1632 960 001", "01632-960-001"])
def test_a_person_is_found_by_phone_however_it_is_written(app: Flask, text: str) -> None:
    sam = a_person(phone="01632 960 001")
    a_person(phone="01632 960 002")
    assert found(app, text) == {sam}


def test_a_person_is_found_by_their_pool_number(app: Flask) -> None:
    sam, _ = a_person(), a_person()
    with app.app_context():
        number = db.session.scalars(sa.select(Person.number).where(Person.id == sam)).one()
    for text in (number, number.lower(), number.replace("-", "")):
        assert found(app, text) == {sam}


def test_a_name_of_eight_letters_is_a_name_as_well_as_a_number(app: Flask) -> None:
    sam = a_person("Rebeccas Example".replace("ecc", "ebb"))
    assert found(app, "rebebbas") == {sam}


def test_an_address_is_where_to_write_only_once_it_is_confirmed(app: Flask) -> None:
    sam = a_person(email="sam@people.example", confirmed=False)
    with app.app_context():
        assert queries.address_of(sam) is None
        assert queries.holder_of_email("sam@people.example") is None


def test_what_was_never_confirmed_is_forgotten_whole(app: Flask) -> None:
    sam = a_person("Sam Okoro", email="sam@people.example", phone="01632 960 001", confirmed=False)
    with app.app_context():
        actions.forget_unconfirmed(sam)
        db.session.commit()
    assert not found(app, "okoro") | found(app, "sam@people.example") | found(app, "01632 960 001")
    with app.app_context():
        person = queries.person(sam)
        assert person is not None
        assert (person.full_name, queries.contact_points(sam)) == ("Erased", [])


def test_ways_to_reach_somebody_come_in_the_order_they_are_asked(app: Flask) -> None:
    sam = a_person(email="sam@people.example", phone="01632 960 001", text="07700 900 982", post="1 Test Street\nZZ1 1ZZ")
    with app.app_context():
        assert [point.kind for point in queries.contact_points(sam)] == list(Kind)
        assert queries.contact_points_of([sam]) == {sam: queries.contact_points(sam)}
