"""What somebody needs: recorded with its history, shown in short, and what it changes about how we write."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.consent.rules import Route
from engage.db import db
from engage.needs import actions, queries, rules
from engage.needs.rules import Effect, Flags, Formats
from tests.factories.accounts import a_staff_user
from tests.factories.needs import needs_of
from tests.factories.people import a_person
from tests.support.clock import Clock


def test_the_list_is_whole() -> None:
    for need in rules.needs().values():
        assert need.words, need.code
        assert need.flag, need.code
        assert need.snomed is None or has_its_check_digit(need.snomed), need.code
        assert (need.category is rules.Category.LOCAL) <= (need.snomed is None), need.code
    assert len({need.snomed for need in rules.needs().values() if need.snomed}) == 26


@pytest.mark.parametrize(
    ("codes", "way", "size", "easy"),
    [
        ([], None, 12, False),
        (["by-phone"], Effect.BY_PHONE, 12, False),
        (["by-letter", "by-phone"], Effect.BY_PHONE, 12, False),
        (["by-letter", "print-24", "print-20"], Effect.BY_LETTER, 24, False),
        (["by-phone", "by-email"], None, 12, False),
        (["print-28", "easy-read"], None, 28, True),
    ],
)
def test_what_needs_change(app: Flask, codes: list[str], way: Effect | None, size: int, easy: bool) -> None:
    person_id = a_person()
    needs_of(person_id, *codes)
    with app.app_context():
        assert queries.formats(person_id) == Formats(way, easy, size)
        assert (queries.print_size(person_id), queries.another_way(person_id)) == (size, way)


def test_what_still_holds_is_reviewed_what_changed_ends_and_nothing_is_overwritten(app: Flask, clock: Clock) -> None:
    person_id, robin = a_person(), a_staff_user()
    needs_of(person_id, "breaks", "hearing-loop", interpreter="Punjabi")
    clock.forward(days=200)
    needs_of(person_id, "breaks", interpreter="Urdu", route=Route.PHONE, recorded_by=robin.id)
    with app.app_context():
        told = [(need.code, need.own_words, need.route, need.ended_route) for need in queries.history(person_id)]
        assert sorted(told, key=str) == sorted(
            [
                ("breaks", None, Route.WEB, None),
                ("hearing-loop", None, Route.WEB, Route.PHONE),
                ("interpreter", "Punjabi", Route.WEB, Route.PHONE),
                ("interpreter", "Urdu", Route.PHONE, None),
            ],
            key=str,
        )
        found = queries.flags(person_id)
        assert found.words == ("Interpreter: Urdu", "Breaks")
        assert found.review_on is not None
        assert found.review_on > date(2027, 3, 1)
        assert [line["own_words"] for line in queries.everything(person_id)].count("Punjabi") == 1


def test_a_year_later_the_review_is_overdue_and_many_people_cost_one_statement(app: Flask, clock: Clock) -> None:
    some = [a_person() for _ in range(3)]
    needs_of(some[0], "by-phone", "print-24")
    needs_of(some[1], another="A lamp by the chair", language="Welsh")
    clock.forward(days=366)
    with app.app_context():
        flags = queries.flags_of(some)
        assert flags[some[0]].in_short == "Phone only, Large print (24 point), review overdue"
        assert flags[some[1]].words == ("Prefers Welsh", "Something else: see what they need")
        assert flags[some[2]] == Flags()


def test_needs_are_sealed_forgotten_and_moved(app: Flask) -> None:
    one, other = a_person(), a_person()
    needs_of(one, "bsl", "breaks", another="A lamp by the chair")
    needs_of(other, "breaks")
    with app.app_context():
        raw = db.session.execute(sa.text("SELECT code, own_words FROM access_need")).all()
        assert b"lamp" not in b"".join(bytes(value) for row in raw for value in row if value is not None)
        assert b"bsl" not in b"".join(bytes(row[0]) for row in raw)
        moved = actions.move(of=one, into=other)
        assert (words_of(one), words_of(other)) == ([], ["bsl", "breaks", "another"])
        actions.put_back(moved, to=one)
        assert (words_of(one), words_of(other)) == (["bsl", "breaks", "another"], ["breaks"])
        actions.move(of=one, into=other)
        assert actions.forget(other) == 4
        assert db.session.scalar(sa.text("SELECT count(*) FROM access_need")) == 0
        db.session.rollback()


def words_of(person_id: UUID) -> list[str]:
    return [need.code for need in queries.current(person_id)]


def has_its_check_digit(number: str) -> bool:
    """Whether the last digit of a SNOMED CT identifier is the one that follows from the others (Verhoeff)."""
    turn = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    places = [list(range(10))]
    for _ in range(7):
        places.append([turn[digit] for digit in places[-1]])
    state = 0
    for place, digit in enumerate(reversed(number)):
        state = _in_the_pentagon(state, places[place % 8][int(digit)])
    return state == 0


def _in_the_pentagon(left: int, right: int) -> int:
    """Two symmetries of a pentagon, one after the other."""
    if left < 5:
        return (left + right) % 5 if right < 5 else (left + right - 5) % 5 + 5
    return (left - 5 - right) % 5 + 5 if right < 5 else (left - right) % 5


def test_an_email_brought_another_way_shows_no_link_and_keeps_its_lists() -> None:
    said = "Dear Sam\n\nThis comes\nnow:\n- News.\n- Surveys.\n\nLook here:\nhttps://engage.example/c/abc\n\n"
    assert rules.without_links(f"{said}The team\n01632 960 100\n", signed="The team") == [
        ["Dear Sam"],
        ["This comes now:", "- News.", "- Surveys."],
    ]
