"""The clocks of a new carer, the day a carer is forgotten, and what a reference may look like, whatever the days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.carers.rules import Clock, Limits, WhyAsked, clocks, wrong_with
from engage.carers.rules.clocks import CLOSED_BY
from engage.carers.rules.pages import PAGE_WORDS, Page, page_words
from engage.carers.rules.reference import DATE, NAME, NHS_NUMBER, SIGNS, is_nhs_number
from engage.carers.rules.settings import IDENTIFIED, Settings, forget_on, kept

pytestmark = pytest.mark.one_database("sqlite")
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
CODES = sorted({code for codes in CLOSED_BY.values() for code in codes} | {"views sought", "signposted"})
LIMITS = st.builds(Limits, st.integers(1, 90), st.integers(1, 90), st.integers(1, 90))
KINDS = ("phone", "in person", "letter", "tried")
CLOSED = st.dictionaries(st.sampled_from(CODES), DAYS)
NUMBERS = st.dictionaries(st.sampled_from([kept(kind) for kind in (*KINDS, IDENTIFIED)]), st.integers(1, 240))


@given(DAYS, CLOSED, DAYS, LIMITS)
def test_a_clock_is_stopped_by_its_own_outcomes_only_and_overdue_only_after_its_last_day(
    identified_on: date, closed: dict[str, date], today: date, limits: Limits
) -> None:
    for running in clocks(identified_on, closed, today, limits):
        own = [day for code, day in closed.items() if code in CLOSED_BY[running.clock]]
        assert running.due_on == identified_on + timedelta(days=limits.days(running.clock))
        assert running.done_on == min(own, default=None)
        assert running.is_overdue == (not own and today > running.due_on)
        first = running.words.split(" ")[0]
        assert first == ("done" if own else "overdue" if today > running.due_on else "due")


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 20), "due Fri 27 Nov"),
        (date(2026, 11, 27), "due today"),
        (date(2026, 11, 28), "overdue by 1 day"),
        (date(2026, 11, 30), "overdue by 3 days"),
    ],
)
def test_a_clock_says_in_words_how_it_stands(today: date, words: str) -> None:
    assert clocks(date(2026, 11, 20), {}, today, Limits())[0].words == words
    done = clocks(date(2026, 11, 20), {"assessment declined": date(2026, 11, 24)}, today, Limits())[2]
    assert (done.clock, done.words) == (Clock.ASSESSMENT, "done on Tue 24 Nov")


@given(DAYS, st.dictionaries(st.sampled_from(KINDS), DAYS), NUMBERS, st.sampled_from(KINDS), DAYS)
def test_another_contact_or_a_longer_time_never_makes_a_carer_be_forgotten_sooner(
    identified_on: date, last: dict[str, date], numbers: dict[str, int], kind: str, day: date
) -> None:
    settings = Settings(numbers)
    now = forget_on(identified_on, last, settings)
    assert now > max([identified_on, *last.values()])
    assert forget_on(identified_on, {**last, kind: max(day, last.get(kind, day))}, settings) >= now
    longer = Settings({**numbers, kept(kind): settings.months(kind) + 1})
    assert forget_on(identified_on, last, longer) >= now
    assert forget_on(identified_on, last, Settings({})) >= forget_on(identified_on, {}, Settings({}))


@given(st.integers(0, 999_999_999), st.integers(0, 9), st.sampled_from(["", " ", "-"]))
def test_ten_digits_with_the_check_digit_are_refused_however_they_are_written(nine: int, last: int, between: str) -> None:
    digits = f"{nine:09}{last}"
    written = f"R {digits[:3]}{between}{digits[3:6]}{between}{digits[6:]}"
    assert (wrong_with(written) == NHS_NUMBER) == is_nhs_number(digits)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("R-20417", None), ("RiO 1234567", None), ("12/2044", None), ("VALE-00012", None), ("1234567890123", None),
        ("01/02/1980", DATE), ("1980-02-01", DATE), ("Sam Example", NAME), ("Example 12", NAME), ("ABC", NAME), ("R_1", SIGNS),
    ],
)  # fmt: skip
def test_a_reference_names_nobody(typed: str, wrong: str | None) -> None:
    assert wrong_with(typed) == wrong


def test_every_page_about_a_carer_has_words_and_so_has_every_reason_it_was_opened() -> None:
    assert set(PAGE_WORDS) == set(Page)
    for page in Page:
        assert page_words(page) == PAGE_WORDS[page] != page
    for why in WhyAsked:
        assert page_words(f"request: {why}").startswith("What we hold about a carer: ")
    assert page_words("something older") == "something older"
