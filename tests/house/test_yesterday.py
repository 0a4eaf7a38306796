"""What a trust kept yesterday is there today: rows written by an earlier version live through every later step and back.

Each file in `yesterday/` holds what a version wrote, named after its newest step. The first has a few people, one on a
break, one who left, one unconfirmed, a message that waits; later ones an invented trust of that version, and a row of
everything else it could keep. A file is never written anew; a later version adds one of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import jobs
from engage.consent import queries as consent
from engage.db import db
from engage.people import queries as people
from engage.people.models import Person
from tests import factories
from tests.factories.accounts import PASSWORD, SECRET, StaffUser
from tests.factories.pool import the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.databases import Maker, migrate, migrate_back
from tests.support.installation import installed
from tests.support.postbox import Postbox

FOLDER = Path(__file__).parent / "yesterday"
FIRST = FOLDER / "0003_starter_purposes.json"
of_the_first = pytest.mark.parametrize("file", [FIRST], indirect=True, ids=[FIRST.stem])
READ = {
    "uuid": UUID, "bytes": bytes.fromhex, "instant": datetime.fromisoformat, "day": date.fromisoformat,
    "wall": time.fromisoformat, "json": lambda it: it,
}  # fmt: skip
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=sorted(FOLDER.glob("*.json")), ids=lambda file: str(file.stem))
def file(request: pytest.FixtureRequest) -> Path:
    """What one version wrote."""
    return Path(request.param)


@pytest.fixture
def url(maker: Maker, file: Path) -> Iterator[str]:
    """A database of that version with its rows, brought up to today."""
    with maker.bare() as bare:
        migrate(bare, to=file.stem)
        put(bare, json.loads(file.read_text(encoding="utf-8")))
        migrate(bare)
        yield bare


@pytest.fixture
def trust(url: str, postbox: Postbox) -> Iterator[Flask]:
    """Today's application on it."""
    app = installed(database_url=url, smtp_url=postbox.url)
    factories.here.app = app
    yield app
    factories.here.app = None
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def put(url: str, rows: Rows) -> None:
    """Write rows into the tables as they are in this database."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in tables(connection, rows):
            columns = {column.name: column for column in table.columns}
            connection.execute(
                table.insert(),
                [{name: _value(columns[name], value) for name, value in row.items()} for row in rows[table.name]],
            )
    engine.dispose()


def tables(connection: sa.Connection, rows: Rows) -> list[sa.Table]:
    """The tables of a file as this database has them, in the order in which they lean on each other."""
    known = sa.MetaData()
    known.reflect(connection, only=list(rows))
    return [table for table in known.sorted_tables if table.name in rows]


def _value(column: sa.Column[Any], value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(kind, written)] = value.items()
    read = READ[kind](written)
    return read.hex if isinstance(read, UUID) and not isinstance(column.type, sa.Uuid) else read


def kept(url: str, rows: Rows) -> dict[str, set[str]]:
    """What is there now in the columns of a file, by table."""
    engine, found = sa.create_engine(url), dict[str, set[str]]()
    with engine.connect() as connection:
        for table in tables(connection, rows):
            columns = [table.columns[name] for name in rows[table.name][0]]
            found[table.name] = {repr(tuple(row)) for row in connection.execute(sa.select(*columns))}
    engine.dispose()
    return found


def somebody(name: str) -> UUID:
    return db.session.scalars(sa.select(Person.id).where(Person.full_name == name)).one()


@of_the_first
def test_people_and_what_they_decided_are_as_they_were(trust: Flask) -> None:
    with trust.app_context():
        sam, bea = somebody("Sam Yesterday"), somebody("Bea Away")
        assert {code for code, _ in consent.permits(sam, today=date(2027, 3, 2))} == {"newsletter"}
        assert people.address_of(sam) == "sam@people.example"
        assert consent.break_of(bea) is not None
        assert [consent.first_flaw(each) for each in db.session.scalars(sa.select(Person.id))] == [None] * 4


@of_the_first
def test_people_sign_in_as_before_and_the_team_finds_them(trust: Flask) -> None:
    with trust.app_context():
        sam, officer = somebody("Sam Yesterday"), staff("participation officer")
    member = Browser(trust).sign_in_as(the_account_of(sam))
    assert member.open("/me/choices").status == 200
    team = Browser(trust).sign_in_as(officer)
    assert "01632 960 123" in team.open(f"/team/people/{sam}").text


@of_the_first
def test_a_message_that_waited_goes_once(trust: Flask, postbox: Postbox, clock: Clock) -> None:
    clock.move_to(datetime(2027, 3, 2, 10, 30, tzinfo=UTC))
    for _ in range(2):
        with jobs.at_work(trust):
            jobs.tick()
    assert [mail.subject for mail in postbox.to("lou@people.example")] == ["You have left"]


def test_every_ledger_is_whole_and_the_team_sees_everybody(trust: Flask) -> None:
    with trust.app_context():
        everybody = db.session.scalars(sa.select(Person.id).where(*people.is_current())).all()
        assert [consent.first_flaw(each) for each in everybody] == [None] * len(everybody)
        lead = staff("participation lead")
    team = Browser(trust).sign_in_as(lead)
    team.knows("'", '"', "!")
    assert [each for each in everybody if team.open(f"/team/people/{each}").status != 200] == []


def test_the_last_file_has_a_row_of_everything_that_version_could_keep(maker: Maker) -> None:
    last = max(FOLDER.glob("*.json"))
    with maker.bare() as bare:
        migrate(bare, to=last.stem)
        put(bare, json.loads(last.read_text(encoding="utf-8")))
        engine = sa.create_engine(bare)
        with engine.connect() as connection:
            names = [name for name in sa.inspect(connection).get_table_names() if not name.startswith("person_name")]
            empty = [name for name in names if not connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"'))]  # noqa: S608
        engine.dispose()
    assert empty == []


def test_going_back_to_that_version_keeps_its_rows(url: str, file: Path) -> None:
    rows = json.loads(file.read_text(encoding="utf-8"))
    before = kept(url, rows)
    assert all(len(before[table]) >= len(written) for table, written in rows.items())
    migrate_back(url, to=file.stem)
    assert kept(url, rows) == before


def staff(role: str) -> StaffUser:
    """Somebody who worked here yesterday."""
    row = db.session.execute(sa.text("SELECT id FROM account WHERE role = :role"), {"role": role}).scalar_one()
    return StaffUser(row if isinstance(row, UUID) else UUID(row), role, "", "", (), PASSWORD, SECRET)  # type: ignore[arg-type]
