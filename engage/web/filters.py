"""Dates, times, numbers and lists as text, to the NHS content guide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask import Flask

from engage import clock

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(value: date | datetime) -> str:
    """A London day.

    >>> day(date(2027, 3, 3))
    '3 March 2027'
    """
    if isinstance(value, datetime):
        value = clock.day_of(value)
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """A day of these weeks, for a button or a line on a phone.

    >>> short_day(date(2026, 11, 27))
    'Fri 27 Nov'
    """
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[value.weekday()]
    return f"{weekday} {value.day} {_MONTHS[value.month - 1][:3]}"


def time(value: datetime) -> str:
    """The time on a London clock.

    >>> from datetime import UTC
    >>> time(datetime(2027, 7, 3, 8, 0, tzinfo=UTC)), time(datetime(2027, 1, 3, 13, 5, tzinfo=UTC))
    ('9am', '1:05pm')
    """
    local = clock.london(value)
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"


def day_and_time(value: datetime) -> str:
    """Both.

    >>> from datetime import UTC
    >>> day_and_time(datetime(2027, 1, 3, 13, 5, tzinfo=UTC))
    '3 January 2027 at 1:05pm'
    """
    return f"{day(value)} at {time(value)}"


def number(value: int) -> str:
    """With commas.

    >>> number(1234567)
    '1,234,567'
    """
    return f"{value:,}"


def counted(value: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "person", "people"), counted(2, "person", "people"), counted(0, "day")
    ('1 person', '2 people', '0 days')
    """
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence.

    >>> listed(["e-mail"]), listed(["e-mail", "phone"]), listed(["e-mail", "phone", "letter"])
    ('e-mail', 'e-mail and phone', 'e-mail, phone and letter')
    """
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def prepare(app: Flask) -> None:
    """Give the filters to templates."""
    for each in (day, short_day, time, day_and_time, number, counted, listed):
        app.jinja_env.filters[each.__name__] = each
