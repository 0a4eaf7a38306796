"""The one-time code that a carer takes home: short enough to be read out, too long to be guessed."""

from __future__ import annotations

import secrets
from datetime import timedelta

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LASTS = timedelta(days=7)


def new_code() -> str:
    """A code such as "K7Q-MX4-D9P": nine letters that do not look alike."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(9))
    return "-".join((letters[:3], letters[3:6], letters[6:]))


def as_entered(typed: str) -> str:
    """A code as it is compared, however it was typed.

    >>> as_entered(" k7q mx4-d9p ")
    'K7QMX4D9P'
    """
    return "".join(sign for sign in typed.upper() if sign.isalnum())
