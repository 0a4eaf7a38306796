"""What may happen to a message on the line, each with its own name, because each means something else for its row."""

from __future__ import annotations

from functools import lru_cache


class LineDown(Exception):
    """The mail server cannot be used at all just now; no message is to blame."""


class NotNow(Exception):
    """The server put this message off (4yz); it has not taken it."""


class Refused(Exception):
    """The server refused this message for good (5yz); it has not taken it."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


class Unknown(Exception):
    """The line broke after the body began: the server may or may not have taken the message."""


def envelope_address(address: str) -> str:
    """The address as an SMTP envelope can carry it. Raises Refused."""
    local, _, domain = address.rpartition("@")
    carried = _domain(domain) if local.isascii() and local else None
    if carried is None:
        raise Refused(553)
    return f"{local}@{carried}"


@lru_cache(maxsize=512)
def _domain(domain: str) -> str | None:
    """As an envelope carries it; None where none can. Many addresses share few."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return None
