"""What a status code of RFC 3463 says about an address, and not about our server or this one message."""

from __future__ import annotations

import re

from engage.bounces.rules import Lasting, Why

STATUS = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
SMTP_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ -]|$)")

_NO_SUCH = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
_FULL = frozenset({"4.2.2", "5.2.2"})
_TOO_LATE = frozenset({"5.4.7"})
# the subject of the code: our own address, their system, the content, their policy. None of these is about the address
_NOT_THE_ADDRESS = re.compile(r"5\.(1\.[78]|3\.\d+|4\.6|6\.\d+|7\.\d+)")


def meaning(status: str | None, *, is_delayed: bool) -> tuple[Lasting, Why]:
    """Whether trying again may help, and what we were told.

    >>> meaning("5.1.1", is_delayed=False)
    (<Lasting.FOR_GOOD: 'for good'>, <Why.NO_SUCH_ADDRESS: 'no such address'>)
    >>> meaning("4.4.1", is_delayed=True)
    (<Lasting.FOR_NOW: 'for now'>, <Why.DELAYED: 'delayed'>)
    """
    if is_delayed:
        return Lasting.FOR_NOW, Why.DELAYED
    if status in _FULL:
        return Lasting.FOR_NOW, Why.FULL
    if status in _NO_SUCH:
        return Lasting.FOR_GOOD, Why.NO_SUCH_ADDRESS
    if status in _TOO_LATE or (status is not None and status.startswith("4")):
        return Lasting.FOR_NOW, Why.NOT_IN_TIME
    if status is None or _NOT_THE_ADDRESS.fullmatch(status):
        return Lasting.FOR_NOW, Why.TURNED_AWAY
    return Lasting.FOR_GOOD, Why.TURNED_AWAY
