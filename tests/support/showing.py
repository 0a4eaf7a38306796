"""Shows one page after another at one address of this machine, with the files it asks for.

A door of its own instead of the browser's interception: a browser that is intercepted keeps no style sheet, and what it
asks passes through three processes. That cost a third of looking at a page.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.installation import TOP

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
WHERE = "/the-page"


class Window(ThreadingHTTPServer):
    """What is shown at present."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.shown = ("", "")

    @property
    def address(self) -> str:
        """Where a browser finds it: a name that a browser trusts as it trusts an address with a certificate."""
        return f"http://localhost:{self.server_port}{WHERE}"

    def show(self, html: str, policy: str) -> None:
        """Show this page, with the policy it came with."""
        self.shown = (html, policy)


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Window

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == WHERE:
            html, policy = self.server.shown
            self._give(
                html.encode(), "text/html; charset=utf-8", {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
            )
            return
        file = (TOP / path.lstrip("/")).resolve()
        if path.startswith("/static/") and file.is_relative_to(TOP / "static") and file.is_file():
            kind = KINDS.get(file.suffix, "application/octet-stream")
            self._give(file.read_bytes(), kind, {"Cache-Control": "max-age=31536000, immutable"})
        else:
            self.send_error(404)

    def _give(self, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what is wrong is said by the browser."""


@contextmanager
def shown_at() -> Iterator[Window]:
    """A window, closed afterwards."""
    with Window() as window:
        threading.Thread(target=window.serve_forever, daemon=True).start()
        yield window
        window.shutdown()
