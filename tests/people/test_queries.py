from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.db import db
from engage.people import actions, queries
from engage.people.models import ErasedContact, Person
from engage.people.rules import ErasedBecause, Kind
from tests.factories.people import a_person
from tests.support.clock import START


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


def test_who_is_erased_is_forgotten_whole(app: Flask) -> None:
    sam = a_person("Sam Okoro", email="sam@people.example", phone="01632 960 001", confirmed=False)
    with app.app_context():
        actions.erase(sam, because=ErasedBecause.NEVER_CONFIRMED, at=START)
        db.session.commit()
    assert not found(app, "okoro") | found(app, "sam@people.example") | found(app, "01632 960 001")
    with app.app_context():
        person = queries.person(sam)
        assert person is not None
        assert (person.full_name, queries.contact_points(sam)) == ("Erased", [])
        assert (person.erased_at, person.erased_reason) == (START, "they never confirmed")


def test_addresses_and_numbers_of_somebody_erased_are_known_again_however_they_are_written(app: Flask) -> None:
    with app.app_context():
        actions.remember_erased([(Kind.EMAIL, "Sam@People.example"), (Kind.TEXT, "07700 900 982")])
        actions.remember_erased([(Kind.EMAIL, "sam@people.example")])
        db.session.commit()
        asked = [
            (Kind.EMAIL, " sam@people.EXAMPLE "),
            (Kind.PHONE, "+44 7700 900982"),
            (Kind.POST, "07700 900 982"),
            (Kind.EMAIL, "kim@people.example"),
        ]
        assert queries.erased_before(asked) == set(asked[:2])
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ErasedContact)) == 2


def test_ways_to_reach_somebody_come_in_the_order_they_are_asked(app: Flask) -> None:
    sam = a_person(email="sam@people.example", phone="01632 960 001", text="07700 900 982", post="1 Test Street\nZZ1 1ZZ")
    with app.app_context():
        assert [point.kind for point in queries.contact_points(sam)] == [Kind.EMAIL, Kind.PHONE, Kind.TEXT, Kind.POST]
        assert queries.contact_points_of([sam]) == {sam: queries.contact_points(sam)}


@pytest.mark.one_database("sqlite")
def test_a_name_is_found_under_its_new_spelling_also_after_the_database_was_compacted(app: Flask) -> None:
    people = [a_person(name=f"Sam Number{place}") for place in range(3)]
    with app.app_context():
        for spelling in ("Robin Otherwise", "Kim Different"):
            db.session.execute(
                sa.text("UPDATE person SET search_name = :name WHERE number = (SELECT min(number) FROM person)"),
                {"name": spelling.casefold()},
            )
            db.session.execute(sa.text("UPDATE person_name SET rowid = rowid + 100"))
            db.session.commit()
            assert len(db.session.scalars(queries.matching(spelling)).all()) == 1
            assert len(db.session.scalars(queries.matching("Number")).all()) == len(people) - 1
