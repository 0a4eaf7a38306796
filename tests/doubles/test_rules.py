"""When two names are alike."""

from __future__ import annotations

import pytest

from engage.doubles.rules import Newcomer, likeness, sounds, together


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sam Okoro", "sam okoro"),
        ("Sam Okoro", "Samuel Okoro"),
        ("Sam Okoro", "Okoro, Sam"),
        ("Jon Smith", "John Smyth"),
        ("Ann Lee", "Anna Lee"),
        ("Zoë Ünsworth", "Zoe Unsworth"),
        ("Maria Garcia Lopez", "Maria Garcia"),
        ("Samuel Okoro Sam", "Sam Okoro Sammy"),
        ("Catherine O’Brien", "Katherine O’Brien"),
    ],
)
def test_names_of_one_person_are_alike_and_meet_in_one_block(one: str, other: str) -> None:
    first, second = Newcomer(one).search_name, Newcomer(other).search_name
    assert likeness(first, second) > 0.6
    assert likeness(first, second) == likeness(second, first)
    assert sounds(first) & sounds(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sam Okoro", "Pat Okoro"), ("Sam", "Sam Okoro"), ("Jane Smith", "John Smith"), ("Sam Okoro", "Sam Boateng"), ("", "")],
)
def test_names_of_two_people_are_not(one: str, other: str) -> None:
    assert likeness(Newcomer(one).search_name, Newcomer(other).search_name) == 0


def test_a_large_block_is_never_compared_with_itself_whole() -> None:
    assert len(list(together(range(40)))) == 40 * 39 // 2
    assert len(list(together(range(10_000)))) <= 10_000 * 4
