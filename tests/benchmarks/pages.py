"""Pages: requests a second against a bare Flask application with one row and a template, the same server around both."""

from __future__ import annotations

from collections.abc import Iterator

import click
import sqlalchemy as sa

from engage.accounts.rules import Role
from engage.db import db
from engage.people.models import Person
from tests.benchmarks import servers, wrk
from tests.benchmarks.measuring import Line, compare
from tests.benchmarks.places import Place

FLOORS = "tests.benchmarks.floors:app"


def lines(place: Place, port: int, *, seconds: float) -> Iterator[Line]:
    """Each page in turn: what a visitor, a member and the team open."""
    with (
        servers.gunicorn(FLOORS, {"FLOOR_DATABASE_URL": place.url}) as floor_port,
        servers.gunicorn("wsgi:app", place.environment, port=port),
    ):
        floor = f"http://127.0.0.1:{floor_port}/page"
        for words, path, role, goal in pages(place):
            headers = {"Cookie": place.cookie(role)} if role else {}
            least, subject = wrk.Load(floor), wrk.Load(place.base_url + path, headers)
            line = Line(words, place.name, "requests/s", goal)
            try:
                compare(line, least.slice(), subject.slice(), seconds=seconds)
            except wrk.WentWrong as wrong:
                click.echo(f"not measured: {wrong}")
                continue
            line.note = f"p99 {subject.words()} (floor {least.words()})"
            yield line


def pages(place: Place) -> list[tuple[str, str, Role | None, str]]:
    """What is measured: words, address, who is signed in, and the goal."""
    with place.app.app_context():
        somebody = db.session.scalar(sa.select(Person.id).order_by(Person.id).limit(1).offset(3))
        db.session.remove()
    return [
        ("Start page, nobody signed in: /", "/", None, "0.8"),
        ("First page of joining: /join", "/join", None, "0.8"),
        ("The home of a member: /me", "/me", Role.MEMBER, "0.5"),
        ("What we send you: /me/choices", "/me/choices", Role.MEMBER, "0.5"),
        ("The home of the team: /team", "/team", Role.OFFICER, "0.5"),
        ("The list of people: /team/people", "/team/people", Role.OFFICER, "0.5"),
        ("The page of one person (logs the reading)", f"/team/people/{somebody}", Role.OFFICER, "0.5"),
    ]
