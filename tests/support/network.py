"""No test reaches out of this machine: connections go to the loopback or to a socket file, or they are refused."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutOfTheHouse(RuntimeError):
    """A test tried to reach another machine."""


class _Door:
    shut = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _Door.shut or event not in ("socket.connect", "socket.getaddrinfo"):
        return
    address = arguments[1] if event == "socket.connect" else arguments[:2]
    host = address[0] if isinstance(address, tuple) else None
    if host is not None and not _is_here(host):
        raise OutOfTheHouse(f"a test tried to reach {host}")


def _is_here(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(_watch)


@contextmanager
def shut() -> Iterator[None]:
    """Keep the door shut for a while."""
    _Door.shut = True
    try:
        yield
    finally:
        _Door.shut = False
