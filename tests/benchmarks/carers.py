"""The quick log: its page against a bare page, and Save against rows written by the raw driver, each over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from flask import session
from flask_wtf.csrf import generate_csrf

from engage import clock
from engage.accounts import visitor
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.carer_log.queries import writing
from engage.db import db
from engage.demo import staff
from engage.teams.rules import Viewer
from tests.benchmarks import servers, wrk
from tests.benchmarks.joins import floor_script
from tests.benchmarks.measuring import Line, compare
from tests.benchmarks.pages import FLOORS
from tests.benchmarks.places import Place

# each request is another showing of the form
SCRIPT = """
local next = 0
request = function()
  next = next + 1
  return wrk.format("POST", nil, {["Cookie"] = "%s", ["Content-Type"] = "application/x-www-form-urlencoded"},
    "%s&once=%s-" .. next)
end
"""


def lines(here: Place, port: int, folder: Path, *, seconds: float) -> Iterator[Line]:
    """The page, then Save: each beside its floor."""
    with (
        servers.gunicorn(FLOORS, {"FLOOR_DATABASE_URL": here.url}) as floor_port,
        servers.gunicorn("wsgi:app", here.environment, port=port),
    ):
        floor = f"http://127.0.0.1:{floor_port}"
        cookie, form = signed_in(here)
        _wake(port, cookie)
        page = wrk.Load(f"{here.base_url}/carers/log", {"Cookie": cookie})
        line = Line("The quick log: /carers/log", here.name, "requests/s", "0.5")
        yield compare(line, wrk.Load(f"{floor}/page").slice(), page.slice(), seconds=seconds)
        saving = Saving(here, folder, cookie, form)
        line = Line("The quick log: Save", here.name, "contacts/s", "0.5")
        least = wrk.Load(f"{floor}/join", script=floor_script(folder))
        yield compare(line, least.slice(), saving.work, seconds=seconds)


class Saving:
    """Slices of somebody who saves one contact after another, each of a showing of its own."""

    def __init__(self, here: Place, folder: Path, cookie: str, form: str) -> None:
        self.script, self.cookie, self.form, self.slices = folder / "log.lua", cookie, form, 0
        self.load = wrk.Load(f"{here.base_url}/carers/log")

    def work(self, seconds: float) -> float:
        self.slices += 1
        showing = f"{clock.now():%H%M%S}-{self.slices}"
        self.script.write_text(SCRIPT % (self.cookie, self.form, showing), encoding="utf-8")
        self.load.script = self.script
        return self.load.slice()(seconds)


def _wake(port: int, cookie: str) -> None:
    """Wait until every process of the server has answered once: on a busy machine they take seconds to begin."""
    for _ in range(4 * wrk.CONNECTIONS):
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", "/carers/log", headers={"Cookie": cookie})
        line.getresponse().read()
        line.close()


def signed_in(here: Place) -> tuple[str, str]:
    """The cookie of the invented champion, and the form they send about the carer they know best."""
    with here.app.test_request_context("/", base_url=here.base_url):
        user = db.session.get_one(User, staff.id_of(Role.CHAMPION))
        visitor.begin(user)
        token = generate_csrf()
        carer = writing.offered(Viewer(user.id), clock.today())[0]
        db.session.commit()
        response = here.app.response_class()
        here.app.session_interface.save_session(here.app, session, response)
    said = {"csrf_token": token, "who": carer.link_id.hex, "how": "phone", "about": "listening", "follow_up": "no"}
    return response.headers["Set-Cookie"].partition(";")[0], urlencode(said)
