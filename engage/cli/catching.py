"""A mail server for a desk: takes every message, delivers none, and shows them on a page of its own."""

from __future__ import annotations

import email
import email.policy
import threading
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask, Response, abort, render_template
from werkzeug.serving import BaseWSGIServer, make_server

from engage import clock
from engage.demo.staff import sign_in_list
from engage.web import filters

HERE = "127.0.0.1"
MOST_SHOWN = 200
_NOTHING_BUT_WORDS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Caught:
    """One message as the page shows it."""

    name: str
    to: str
    subject: str
    at: str
    text: str
    html: str = ""


class Keeper:
    """Writes every message into a folder, named by the time it came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        name = f"{clock.now():%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:8]}.eml"
        (self.folder / name).write_bytes(cast(bytes, envelope.original_content))
        return "250 kept for you to read"


class Catcher:
    """The mail server and its page."""

    def __init__(self, folder: Path, *, smtp_port: int, page_port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.smtp = Controller(Keeper(folder), hostname=HERE, port=smtp_port)
        self.server: BaseWSGIServer = make_server(HERE, page_port, pages(folder), threaded=True)

    def open(self) -> None:
        """Begin to take mail and to show it."""
        self.smtp.start()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop both."""
        self.smtp.stop()
        self.server.shutdown()


def pages(folder: Path) -> Flask:
    """The pages: everything that was sent, one message, and the demonstration accounts with the codes that are good now."""
    top = Path(__file__).resolve().parents[2]
    app = Flask("mail catcher", template_folder=str(top / "templates"), static_folder=str(top / "static"))
    filters.prepare(app)

    def one(name: str) -> Caught:
        return read(folder / name) if name in {path.name for path in folder.glob("*.eml")} else abort(404)

    @app.get("/")
    def sent() -> str:
        names = sorted((path.name for path in folder.glob("*.eml")), reverse=True)[:MOST_SHOWN]
        return render_template("mail-catcher/sent.html", messages=[read(folder / name) for name in names])

    @app.get("/staff")
    def staff() -> str:
        return render_template("mail-catcher/staff.html", accounts=sign_in_list())

    @app.get("/mail/<name>")
    def message(name: str) -> str:
        return render_template("mail-catcher/message.html", message=one(name))

    @app.get("/mail/<name>/html")
    def html(name: str) -> Response:
        return Response(one(name).html or abort(404), headers={"Content-Security-Policy": _NOTHING_BUT_WORDS})

    return app


def read(path: Path) -> Caught:
    """A message out of the folder."""
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text, html = (_body(parsed, kind) for kind in ("plain", "html"))
    return Caught(path.name, str(parsed["To"]), str(parsed["Subject"]), str(parsed["Date"]), text, html)


def _body(parsed: EmailMessage, kind: str) -> str:
    body: Any = parsed.get_body((kind,))
    return str(body.get_content()) if body else ""
