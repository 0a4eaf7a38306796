"""What a password must be, how it is kept, and when a code counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask

from engage.staff import rules

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TRUST = ("Meadowbank Example Trust", "Meadowbank", "Ama", "Boateng", "ama.boateng")


@pytest.mark.parametrize(
    ("password", "because"),
    [
        ("eleven char", "12 characters or more"),
        ("x" * 129, "128 characters or fewer"),
        ("password1234567", "harder to guess"),
        ("Liverpool2026!!", "harder to guess"),
        ("qwertyuiopasdf", "harder to guess"),
        ("aaaaaaaaaaaaaaa", "harder to guess"),
        ("123456789012345", "harder to guess"),
        ("sunshinesunshine", "harder to guess"),
        ("we all love meadowbank", "name of the trust"),
        ("Meadowbank Example Trust", "name of the trust"),
        ("to engage with joy", "name of the trust"),
        ("boateng is my name", "your name"),
    ],
)
def test_a_password_that_many_would_guess_is_refused(password: str, because: str) -> None:
    assert because in (rules.why_refused(password, local_words=TRUST) or "")


@pytest.mark.parametrize("password", ["three quiet lamps walking", "twelve chars", "läng och utan mönster", "  spaces count  "])
def test_an_ordinary_long_password_will_do_whatever_it_is_made_of(password: str) -> None:
    assert rules.why_refused(password, local_words=TRUST) is None


def test_the_list_of_common_passwords_has_three_thousand_that_are_long_enough_to_be_tried() -> None:
    assert sum(len(word) >= 12 for word in rules.common_passwords()) >= 3000


def test_a_password_is_kept_by_argon2id_and_nothing_is_cut_off() -> None:
    kept = rules.hashed("x" * 128)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert rules.matches(kept, "x" * 128)
    assert not rules.matches(kept, "x" * 127)


def test_nobody_has_a_password_that_matches() -> None:
    assert not rules.matches(None, "")
    assert not rules.matches("", "anything")


def test_a_hash_with_older_parameters_is_made_anew() -> None:
    assert rules.is_stale(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("three quiet lamps"))
    assert not rules.is_stale(rules.hashed("three quiet lamps"))


@pytest.mark.parametrize(("late", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_counts_one_step_early_or_late(late: int, counts: bool) -> None:
    now = datetime(2027, 3, 2, 10, 0, 15, tzinfo=UTC)
    code = pyotp.TOTP(SECRET).at(now + timedelta(seconds=late))
    assert (rules.step_of(SECRET, code, now) is not None) is counts


def test_recovery_codes_differ_and_their_spelling_does_not_matter(app: Flask) -> None:
    codes, somebody, another = rules.new_recovery_codes(), UUID(int=1), UUID(int=2)
    assert len(set(codes)) == 10
    kept = rules.recovery_hash(somebody, codes[0])
    assert rules.recovery_hash(somebody, f" {codes[0][:5].upper()}-{codes[0][5:]} ") == kept
    assert rules.recovery_hash(somebody, codes[1]) != kept
    assert rules.recovery_hash(another, codes[0]) != kept
