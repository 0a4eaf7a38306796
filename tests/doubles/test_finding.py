"""Finding records that may be one person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.db import db
from engage.doubles import queries
from engage.doubles.rules import Newcomer, Why
from engage.people.models import Person
from engage.people.rules import Kind
from tests.factories.pool import a_member
from tests.support.counting import counting


def close(app: Flask, newcomers: Sequence[Newcomer]) -> list[list[tuple[UUID, tuple[Why, ...]]]]:
    with app.app_context():
        return [[(each.person_id, each.why) for each in these] for these in queries.close_to(newcomers)]


@pytest.mark.parametrize(
    ("newcomer", "why"),
    [
        (Newcomer("Somebody Else", contacts=[(Kind.EMAIL, " SAM@example.org")]), (Why.EMAIL,)),
        (Newcomer("Somebody Else", contacts=[(Kind.LANDLINE, "+44 1632 960 001")]), (Why.PHONE,)),
        (Newcomer("Sam Okoro", contacts=[(Kind.TEXT, "01632 960001")], area="Ashford"), (Why.PHONE, Why.SAME_NAME)),
        (Newcomer("Sam Okoro"), (Why.SAME_NAME,)),
        (Newcomer("Sam Okoro", area="TN23"), (Why.SAME_NAME,)),
        (Newcomer("Okorro Sammy", area=" ashford "), (Why.LIKE_NAME,)),
        (Newcomer("Sam Okoro", area="Dover"), None),
        (Newcomer("Samuel Okoro"), None),
        (Newcomer("Pat Okoro", area="Ashford", contacts=[(Kind.EMAIL, "pat@example.org")]), None),
    ],
)
def test_somebody_who_is_here_already_is_found(app: Flask, newcomer: Newcomer, why: tuple[Why, ...] | None) -> None:
    sam = a_member("Sam Okoro", email="sam@example.org", phone="01632 960 001", area="Ashford")
    assert close(app, [newcomer]) == [[] if why is None else [(sam, why)]]


def test_what_is_shared_outweighs_what_sounds_alike_and_those_who_are_no_more_are_left_out(app: Flask) -> None:
    by_name = a_member("Sam Okoro")
    by_phone = a_member("Pat Test", phone="01632 960 001")
    merged, erased = a_member("Sam Okoro"), a_member("Sam Okoro")
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == merged).values(merged_into=by_name))
        db.session.execute(sa.update(Person).where(Person.id == erased).values(erased_at=sa.func.current_timestamp()))
        db.session.commit()
    [found] = close(app, [Newcomer("Samuel Okoro", area="ashford", contacts=[(Kind.PHONE, "01632960001")])])
    assert found == [(by_phone, (Why.PHONE,)), (by_name, (Why.LIKE_NAME,))]


def test_two_thousand_newcomers_are_looked_up_in_two_statements(app: Flask) -> None:
    sam = a_member("Sam Okoro", email="sam@example.org")
    nobody = [
        Newcomer(f"Newcomer {number}", contacts=[(Kind.EMAIL, f"{number}@example.org")], area="Ashford") for number in range(2000)
    ]
    with counting(app) as cost, app.app_context():
        found = queries.close_to([*nobody, Newcomer("Sam Okoro", contacts=[(Kind.EMAIL, "sam@example.org")])])
    assert len(cost.statements) == 2
    assert [len(each) for each in found] == [0] * 2000 + [1]
    assert found[-1][0].person_id == sam
