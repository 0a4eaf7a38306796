"""requests with one time limit for each call, however slowly the answer comes.

A time limit of requests is one for each piece that arrives: a service that says a letter a second would hold the worker, and
everybody who waits behind this message, for hours. Read only beside `engage.mail.notify`, since the library is an extra.
"""

from __future__ import annotations

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Timeout


def one_limit(seconds: float) -> Timeout:
    """What a call is told: connecting, asking and the whole answer take so long together."""
    return Timeout(total=seconds)


def keep_time(session: Session) -> None:
    """From now on the session reads answers within the time that is left, and follows nobody elsewhere."""
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter())


class _Ear(io.RawIOBase):
    """What the other side says on a socket, for as long as the time limit found there."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._seconds = sock, sock.gettimeout()
        self._until = time.monotonic() + (self._seconds or 0)
        self._said = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int | None:
        """The next piece. Raises TimeoutError when the time for all of them is over."""
        if self._seconds is None:
            return self._said.readinto(room)
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not come in time")
        self._sock.settimeout(left)
        try:
            return self._said.readinto(room)
        finally:
            if self._sock.fileno() >= 0:
                self._sock.settimeout(self._seconds)

    def close(self) -> None:
        self._said.close()
        super().close()


class _Answer(HTTPResponse):
    """An answer that is read with that ear, from its first line to its last byte."""

    def __init__(self, sock: socket.socket, *told: Any, **more: Any) -> None:
        super().__init__(sock, *told, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_Ear(sock))


class _Http(HTTPConnection):
    response_class = _Answer


class _Https(HTTPSConnection):
    response_class = _Answer


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    """Connections of ours, also where a proxy stands between."""

    def init_poolmanager(self, *told: Any, **more: Any) -> None:
        super().init_poolmanager(*told, **more)
        _ours(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **more)
        _ours(manager)
        return manager


def _ours(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
