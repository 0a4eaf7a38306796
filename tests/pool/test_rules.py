from __future__ import annotations

import itertools

import pytest

from engage.pool.rules import NEXT, QUESTIONS, NotAllowedNow, Standing, area_key, first_missing, step


@pytest.mark.parametrize(("now", "to"), list(itertools.product(Standing, Standing)))
def test_only_drawn_steps_are_taken(now: Standing, to: Standing) -> None:
    if to in NEXT[now]:
        assert step(now, to) is to
    else:
        with pytest.raises(NotAllowedNow):
            step(now, to)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ME1 4AB", "me1"),
        ("me14", "me14"),
        ("Ashford", "ashford"),
        ("  Tunbridge   Wells ", "tunbridge wells"),
        (None, None),
        ("", ""),
    ],
)  # fmt: skip
def test_an_area_is_compared_in_one_form(typed: str | None, key: str | None) -> None:
    assert area_key(typed) == key


def test_questions_come_in_their_order() -> None:
    answered: set[str] = set()
    for question in QUESTIONS:
        assert first_missing(answered) == question
        assert first_missing(answered, before=question) is None
        answered.add(question)
    assert first_missing(answered) is None
