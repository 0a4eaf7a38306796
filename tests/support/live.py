"""The application listening on a port of this machine, for browsers that are not part of the test's own process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from engage.db import db
from tests.support.installation import installed


class _Quiet(WSGIRequestHandler):
    """Says nothing: the application writes its own log."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def listening(*, database_url: str, smtp_url: str) -> Iterator[tuple[Flask, str]]:
    """The application and the address at which it can be opened."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = "localhost", free.getsockname()[1]
        app = installed(database_url=database_url, smtp_url=smtp_url, base_url=f"http://{host}:{port}")
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet, fd=free.fileno())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield app, f"http://{host}:{port}"
        server.shutdown()
        server.server_close()
        thread.join()
    with app.app_context():
        db.engine.dispose()
