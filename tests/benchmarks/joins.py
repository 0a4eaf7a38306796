"""Joining: the last page posted over HTTP, against the same rows written by the raw driver, posted over HTTP."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import click
import sqlalchemy as sa
from flask import session
from flask_wtf.csrf import generate_csrf

from engage import clock
from engage.db import db
from engage.pool import queries
from engage.pool.models import Draft
from tests.benchmarks import servers, wrk
from tests.benchmarks.measuring import Line, compare
from tests.benchmarks.pages import FLOORS
from tests.benchmarks.places import Place

MOST_A_SECOND = 700
ANSWERS = {
    "age": {"age": "yes"},
    "you": {"ties": ["uses services"]},
    "name": {"full_name": "Ama Fable-Okoro", "called": ""},
    "contact": {"channels": ["email"], "email": "ama.fable-okoro.{}@mail.example", "reach_note": ""},
    "area": {"area": "Vale", "area_unsaid": []},
    "wishes": {"purposes": ["opportunities", "newsletter"]},
}
# each request is somebody else: the next cookie (with a draft of their own behind it), and another place on the network
SCRIPT = """
local cookies = {}
for line in io.lines("%s") do cookies[#cookies + 1] = line end
local next = 0
request = function()
  next = next + 1
  local one = cookies[next] or cookies[#cookies]
  local place = string.format("10.%%d.%%d.%%d", next %% 250, math.floor(next / 250) %% 250, %d)
  return wrk.format("POST", nil, {["Cookie"] = one, ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Forwarded-For"] = place}, "%s")
end
"""


def lines(place: Place, port: int, folder: Path, *, seconds: float) -> Iterator[Line]:
    """The submit, with CSRF, validation, consents, audit and outbox."""
    told = {**place.environment, "ENGAGE_TRUSTED_PROXIES": "1"}
    with servers.gunicorn(FLOORS, {"FLOOR_DATABASE_URL": place.url}) as floor_port, servers.gunicorn("wsgi:app", told, port=port):
        least = wrk.Load(f"http://127.0.0.1:{floor_port}/join", script=floor_script(folder))
        subject = Joining(place, folder)
        line = Line("Joining: the last page posted", place.name, "sign-ups/s", "0.5")
        try:
            compare(line, least.slice(), subject.work, seconds=seconds)
        except wrk.WentWrong as wrong:
            click.echo(f"not measured: {wrong}")
            return
        line.note = f"p99 {subject.load.words()} (floor {least.words()})"
        yield line


class Joining:
    """Slices of people who press “Join”: drafts and cookies are made before each slice, outside what is measured."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.place, self.folder, self.slices = place, folder, 0
        self.load = wrk.Load(f"{place.base_url}/join/check")

    def work(self, seconds: float) -> float:
        self.slices += 1
        cookies, form = self.people(round(seconds * MOST_A_SECOND))
        listed, script = self.folder / "cookies.txt", self.folder / "join.lua"
        listed.write_text("\n".join(cookies), encoding="utf-8")
        script.write_text(SCRIPT % (listed, self.slices, form), encoding="utf-8")
        self.load.script = script
        before = self._count()
        reached = self.load.slice()(seconds)
        joined = self._count() - before
        if joined < 0.9 * reached * seconds:
            raise wrk.WentWrong(f"{joined} joined of {reached * seconds:.0f} who were told so")
        return reached

    def people(self, how_many: int) -> tuple[list[str], str]:
        """Cookies of so many people who are about to press, and the form that each of them sends."""
        cookies, now = [], clock.now()
        with self.place.app.test_request_context("/", base_url=self.place.base_url):
            token = generate_csrf()
            drafts = []
            for _ in range(how_many):
                mine = secrets.token_urlsafe(24)
                answers = json.dumps(ANSWERS).replace("{}", secrets.token_hex(6))
                drafts.append({"token_hash": queries.token_hash(mine), "answers": answers, "kept_at": now})
                session["draft"] = mine
                response = self.place.app.response_class()
                self.place.app.session_interface.save_session(self.place.app, session, response)
                cookies.append(response.headers["Set-Cookie"].partition(";")[0])
            db.session.execute(sa.insert(Draft), drafts)
            db.session.commit()
        return cookies, f"csrf_token={token}"

    def _count(self) -> int:
        with self.place.app.app_context():
            total = db.session.scalar(sa.text("SELECT count(*) FROM member")) or 0
            db.session.remove()
            return int(total)


def floor_script(folder: Path) -> Path:
    script = folder / "floor.lua"
    script.write_text(
        'wrk.method = "POST"\nwrk.body = "full_name=Ama+Fable-Okoro&csrf_token=0123456789"\n'
        'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n',
        encoding="utf-8",
    )
    return script
