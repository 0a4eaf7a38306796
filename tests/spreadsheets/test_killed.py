"""A worker that is killed while it adds a file leaves nothing half done, wherever it is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.db import db
from engage.jobs import at_work, tick
from engage.people.models import Person
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.rules import State
from tests.crash.workers import forked
from tests.factories.accounts import a_staff_user
from tests.spreadsheets.test_bringing_in import checked
from tests.support.browser import Browser

FILE = "Name,E-mail\n" + "".join(f"Sam Number{each},sam{each}@example.org\n" for each in range(12))
AT = ("INSERT INTO person ", "UPDATE spreadsheet_row", "COMMIT")


@pytest.mark.crash
@pytest.mark.parametrize("at", AT)
def test_a_killed_worker_leaves_all_or_nothing_and_the_next_one_ends_it(app: Flask, tick: Callable[[], object], at: str) -> None:
    lead = Browser(app).sign_in_as(a_staff_user(Role.LEAD))
    checked(lead, tick, FILE)
    lead.press("Confirm and add 12 people")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    killed = os.waitstatus_to_exitcode(os.waitpid(forked(lambda: works_until(app, at)), 0)[1])
    assert killed == -signal.SIGKILL
    assert state_of(app) == (State.APPROVED, 0, 0)
    with the_clock.supposing(the_clock.now() + timedelta(minutes=6)):
        tick()
    assert state_of(app) == (State.DONE, 12, 12)


def works_until(app: Flask, at: str) -> None:
    """Do what a worker does, and die at the first statement that begins like this once people are being added."""
    adding: list[bool] = []

    def before(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO person "):
            adding.append(True)
        if adding and statement.startswith(at):
            os.kill(os.getpid(), signal.SIGKILL)

    def commit(_connection: object) -> None:
        if adding and at == "COMMIT":
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(Engine, "before_cursor_execute", before)
    sa.event.listen(Engine, "commit", commit)
    with at_work(app):
        tick(only="files")


def state_of(app: Flask) -> tuple[State, int, int]:
    """Where the file is, how many of its people are here, and of how many rows it is written down what became of them."""
    with app.app_context():
        here = sa.select(sa.func.count()).select_from(Person).where(Person.full_name.like("Sam Number%"))
        settled = sa.select(sa.func.count()).select_from(SheetRow).where(SheetRow.outcome.is_not(None))
        state = db.session.scalars(sa.select(Spreadsheet.state)).one()
        return state, db.session.scalar(here) or 0, db.session.scalar(settled) or 0
