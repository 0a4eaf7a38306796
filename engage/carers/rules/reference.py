"""For whom somebody cares: a reference that only the trust can follow; never an NHS number, a date of birth or a name."""

from __future__ import annotations

import re

LONGEST_REFERENCE = 30
NHS_NUMBER = "This looks like an NHS number. Enter the trust’s own reference instead"
DATE = "This looks like a date. Enter the trust’s own reference, without a date of birth"
NAME = "Enter a reference without a name, like R-20417"
SIGNS = "A reference has letters, digits, dashes and slashes only"
_TEN_DIGITS = re.compile(r"(?<!\d)(?=(\d(?:[ -]?\d){9})(?!\d))")
_DATE = re.compile(r"(?<!\d)(\d{1,2}[./ -]\d{1,2}[./ -](\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_NAME = re.compile(r"[^\W\d_]{5,}|[^\W\d_]{2,}[ '’-]+[^\W\d_]{2,}")
_SHAPE = re.compile(r"[A-Za-z0-9 /-]*")


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits have the check digit of an NHS number (modulus 11).

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918"), is_nhs_number("943476591")
    (True, False, False)
    """
    if len(digits) != 10 or not digits.isascii() or not digits.isdecimal():
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighed % 11) % 11 == int(digits[9])


def holds_nhs_number(text: str) -> bool:
    """Whether an NHS number stands somewhere in a text, in any spelling.

    >>> holds_nhs_number("see 943 476 5919, page 2"), holds_nhs_number("01632 960 001")
    (True, False)
    """
    return any(is_nhs_number(re.sub(r"\D", "", found[1])) for found in _TEN_DIGITS.finditer(text))


def wrong_with(reference: str) -> str | None:
    """What to do about a reference that may not be kept; None when it may.

    >>> wrong_with("R-20417"), wrong_with("943 476 5919") == NHS_NUMBER, wrong_with("Jo Example 3") == NAME
    (None, True, True)
    """
    if holds_nhs_number(reference):
        return NHS_NUMBER
    if _DATE.search(reference):
        return DATE
    if _NAME.search(reference) or not any(sign.isdigit() for sign in reference):
        return NAME
    return None if _SHAPE.fullmatch(reference) else SIGNS
