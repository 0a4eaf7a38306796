"""Counts as anybody may see them, and the questions as data."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.equality import rules
from engage.equality.rules import HIDDEN, Shown, shown

FLOORS = st.integers(min_value=5, max_value=12)
COUNTS = st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=8)


def as_shown(counts: list[int], floor: int) -> Shown:
    return shown([(str(place), count) for place, count in enumerate(counts)], floor=floor)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([7], ["*"], "*"),
        ([8], ["10"], "10"),
        ([12, 13], ["10", "15"], "25"),
        ([0, 0], ["0", "0"], "0"),
        ([40, 3], ["40", "*"], "45"),
        ([8, 8, 1], ["10", "10", "*"], "*"),
    ],
)
def test_small_numbers_are_hidden_and_others_rounded(counts: list[int], cells: list[str], total: str) -> None:
    found = as_shown(counts, 8)
    assert ([cell for _, cell in found.cells], found.total) == (cells, total)


@given(COUNTS, FLOORS)
def test_no_exact_number_below_the_floor_is_ever_shown(counts: list[int], floor: int) -> None:
    found = as_shown(counts, floor)
    for count, (_, cell) in zip(counts, found.cells, strict=True):
        assert (cell == HIDDEN) == (0 < count < floor)
        assert cell == HIDDEN or (int(cell) % 5 == 0 and abs(int(cell) - count) <= 2)
    assert found.total == HIDDEN or abs(int(found.total) - sum(counts)) <= 2


@given(st.lists(st.integers(min_value=0, max_value=30), min_size=1, max_size=6), st.integers(min_value=5, max_value=9))
def test_nothing_hidden_can_be_worked_out_from_the_total(counts: list[int], floor: int) -> None:
    """By trying: every hidden number has at least two sizes that fit with everything that is shown."""
    found = as_shown(counts, floor)
    cells = [cell for _, cell in found.cells]
    if found.total == HIDDEN or HIDDEN not in cells:
        return
    sums = {0}
    for cell in (cell for cell in cells if cell != HIDDEN):
        fitting = [n for n in range(int(cell) - 2, int(cell) + 3) if n == int(cell) == 0 or (n >= floor and int(cell))]
        sums = {one + n for one, n in product(sums, fitting)}
    totals = range(int(found.total) - 2, int(found.total) + 3)
    hidden = cells.count(HIDDEN) - 1
    rest = set(range(hidden, hidden * (floor - 1) + 1))
    possible = {n for n in range(1, floor) if any(total - known - n in rest for total in totals for known in sums)}
    assert len(possible) >= 2


def test_a_floor_below_five_is_refused() -> None:
    with pytest.raises(ValueError, match="never shown"):
        as_shown([9], 4)


def test_the_questions_are_the_census_categories() -> None:
    by_code = rules.questions().by_code
    background = [each for each in by_code.values() if each.after and each.after[0] == "ethnic-group"]
    assert sum(len(each.choices) for each in background) == 19
    assert {each.after[1] for each in background if each.after} == {code for code, _ in by_code["ethnic-group"].choices}
    assert len(by_code["religion"].choices) == 8
    for question in by_code.values():
        assert question.own_words is None or question.own_words[0] in dict(question.choices), question.code
        assert rules.UNSAID in question.words, question.code


def test_each_question_leads_to_the_next_and_what_depends_is_asked_only_then() -> None:
    def way(answers: dict[str, str]) -> list[str]:
        steps, at = ["age"], rules.next_after("age", answers)
        while at is not None:
            steps, at = [*steps, at.code], rules.next_after(at.code, answers)
        return steps

    short = ["age", "sex", "gender", "ethnic-group", "condition", "religion", "orientation", "caring"]
    assert way({}) == short
    long = way({"ethnic-group": "white", "condition": "yes"})
    assert long == [*short[:4], "white", "condition", "impact", *short[5:]]


def test_the_words_of_the_second_yes_change_only_with_their_version() -> None:
    assert (rules.BALANCE_VERSION, rules.balance_hash()[:16]) == (1, "df5531013cd24799")
