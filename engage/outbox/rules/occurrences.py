"""The number of one reminder among all about the same thing: it holds the day it hangs on and how far from it.

So a moved day or a changed rule makes another reminder, and the same one is known again whenever somebody looks.
"""

from __future__ import annotations

from datetime import date

_PLACES, _BEFORE, _BY_HAND = 1024, 400, 1023
_FIRST_DAY = date(1900, 1, 1).toordinal()


def occurrence(anchor: date, days: int) -> int:
    """The reminder so many days after (or, below zero, before) a day.

    >>> offset_of(occurrence(date(2028, 2, 29), -14)), offset_of(occurrence(date(2028, 2, 29), 7))
    (-14, 7)
    """
    return anchor.toordinal() * _PLACES + days + _BEFORE


def by_hand(day: date) -> int:
    """The reminder that somebody of the team sent on a day; one a day.

    >>> is_by_hand(by_hand(date(2028, 2, 29))), is_by_hand(occurrence(date(2028, 2, 29), 0)), is_by_hand(1)
    (True, False, False)
    """
    return day.toordinal() * _PLACES + _BY_HAND


def is_by_hand(ordinal: int) -> bool:
    """Whether somebody of the team sent it."""
    return ordinal >= _FIRST_DAY * _PLACES and ordinal % _PLACES == _BY_HAND


def offset_of(ordinal: int) -> int | None:
    """How many days after the day it hangs on; None for one that was sent by hand or counted in another way."""
    if ordinal < _FIRST_DAY * _PLACES or is_by_hand(ordinal):
        return None
    return ordinal % _PLACES - _BEFORE
