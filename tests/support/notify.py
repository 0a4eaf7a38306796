"""A stand-in for GOV.UK Notify: a real web server on a free port that checks who asks, keeps what it took and answers as told."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import TokenError

from engage.jobs.post import Post
from engage.settings import Notify, Settings

SERVICE, SECRET = str(uuid.UUID(int=11)), str(uuid.UUID(int=12))
KEY = f"invented-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE, TEXT_TEMPLATE = str(uuid.UUID(int=21)), str(uuid.UUID(int=22))
A_PAGE = 3
_MADE_ONCE = ("post", "text post", "notify turn")

TAKES, CUTS_BEFORE, CUTS_AFTER, SAYS_NONSENSE = "takes", "cuts before", "cuts after", "says nonsense"
DRIPS_HEAD, DRIPS_BODY, LEADS_AWAY = "a letter at a time", "a letter of the body at a time", "leads away"
BETWEEN_BYTES = 0.02
Answer = str | tuple[int, str, str]
BAD_ADDRESS: Answer = (400, "ValidationError", "email_address Not a valid email address")
BAD_NUMBER: Answer = (400, "ValidationError", "phone_number Number is not valid – double check the phone number you entered")
NO_TEMPLATE: Answer = (400, "BadRequestError", "Template not found")
TOO_LONG: Answer = (400, "BadRequestError", "Text messages cannot be longer than 918 characters. Your message is 1000 characters")
NOT_A_LINK: Answer = (400, "ValidationError", "one_click_unsubscribe_url is not a valid https url")
ON_TRIAL: Answer = (400, "BadRequestError", "Can’t send to this recipient when service is in trial mode – see the page")
NEVER_HEARD: Answer = (400, "TeapotError", "email_address is a teapot")
BAD_KEY: Answer = (403, "AuthError", "Invalid token: API key not found")
TOO_FAST: Answer = (429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds")
BROKEN: Answer = (500, "Exception", "Internal server error")


@dataclass
class Kept:
    """One notification as Notify keeps it."""

    kind: str
    to: str
    reference: str
    personalisation: dict[str, str]
    one_click: str | None = None
    status: str = "created"
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        self.shown = {"id": self.id, "reference": self.reference, "type": self.kind}


@dataclass
class Standing:
    """What it took, and how it answers the next requests: in order, then `takes`. `asked`: every request, in order."""

    url: str = ""
    kept: list[Kept] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    lookups_fail: bool = False
    asked: list[str] = field(default_factory=list)

    def fails(self, reference: str, status: str) -> None:
        """From now on it says this of a message."""
        next(each for each in self.kept if each.reference == reference).status = status


class _Conversation(BaseHTTPRequestHandler):
    """The four calls of the API that are used."""

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        here, kind = self._here, urlsplit(self.path).path.rpartition("/")[2]
        here.asked.append(f"POST {kind}")
        answer = here.answers.pop(0) if here.answers else TAKES
        if answer == CUTS_BEFORE:
            return self._cut()
        if answer == LEADS_AWAY:
            return self._say(302, b"", Location=f"{here.url}/elsewhere")
        if not self._is_let_in():
            return self._refuse(403, "AuthError", "Invalid token: signature")
        if not isinstance(answer, str):
            return self._refuse(*answer)
        kept = Kept(
            kind, told["email_address" if kind == "email" else "phone_number"], told["reference"], told["personalisation"],
            told.get("one_click_unsubscribe_url"),
        )  # fmt: skip
        wanted = EMAIL_TEMPLATE if kind == "email" else TEXT_TEMPLATE
        assert told["template_id"] == wanted
        here.kept.insert(0, kept)
        if answer == CUTS_AFTER:
            return self._cut()
        if answer in (DRIPS_HEAD, DRIPS_BODY):
            return self._drip(answer)
        return self._say(201, b"no JSON" if answer == SAYS_NONSENSE else json.dumps(kept.shown).encode())

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self._here.asked.append("GET " + " ".join(sorted(asked)))
        if self._here.lookups_fail or not self._is_let_in():
            return self._refuse(500, "Exception", "Internal server error")
        found = self._here.kept
        if "older_than" in asked:
            found = found[[each.id for each in found].index(asked["older_than"][0]) + 1 :]
        for name, of in (("reference", "reference"), ("status", "status"), ("template_type", "kind")):
            found = [each for each in found if name not in asked or getattr(each, of) in asked[name]]
        rows = [each.shown | {"status": each.status} for each in found[:A_PAGE]]
        return self._say(200, json.dumps({"notifications": rows, "links": {}}).encode())

    def log_message(self, format: str, *_: Any) -> None:
        """Nothing is written."""

    def _is_let_in(self) -> bool:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        try:
            return bool(get_token_issuer(token) == SERVICE and decode_jwt_token(token, SECRET))
        except TokenError:
            return False

    def _refuse(self, code: int, error: str, message: str) -> None:
        self._say(code, json.dumps({"status_code": code, "errors": [{"error": error, "message": message}]}).encode())

    def _drip(self, what: str) -> None:
        """An answer that comes as long as anybody listens, each piece in good time."""
        if what == DRIPS_BODY:
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n")
        with contextlib.suppress(OSError):
            while not cast("StandIn", self.server).over.wait(BETWEEN_BYTES):
                self.wfile.write(b"H")
        self._cut()

    def _say(self, code: int, words: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def _cut(self) -> None:
        self.close_connection = True

    @property
    def _here(self) -> Standing:
        return cast("StandIn", self.server).standing


@contextmanager
def standing_in(app: Flask, *, email: bool = True, texts: bool = False) -> Iterator[Standing]:
    """Within this block the application sends its e-mail, or text messages, or both by the stand-in."""
    server = StandIn()
    server.open()
    kept = {name: app.extensions.pop(name, None) for name in _MADE_ONCE}
    before = app.extensions["settings"]
    chosen = Notify(KEY, EMAIL_TEMPLATE if email else "", TEXT_TEMPLATE if texts else "", server.standing.url)
    app.extensions["settings"] = dataclasses.replace(before, notify=chosen)
    try:
        yield server.standing
    finally:
        for name in _MADE_ONCE:
            made = app.extensions.pop(name, None)
            if isinstance(made, Post):
                made.line.hang_up()
        app.extensions |= {name: value for name, value in kept.items() if value is not None} | {"settings": before}
        server.close()


def without_notify(settings: Settings) -> Settings:
    """The same settings after Notify was turned off."""
    return dataclasses.replace(settings, notify=None)


class StandIn(ThreadingHTTPServer):
    """The server, from `open` to `close`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.standing = Standing(f"http://127.0.0.1:{self.server_address[1]}")
        self.over = threading.Event()

    def open(self) -> None:
        """Begin to listen, in a thread."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.over.set()
        self.shutdown()
        self.server_close()
