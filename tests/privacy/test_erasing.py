"""After erasing, a search of the whole database finds nothing but the stub."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import make_url

from engage import clock
from engage.consent.rules import Route
from engage.db import Row, db
from engage.people.models import Person
from engage.people.queries import erased_before
from engage.people.rules import ErasedBecause, Kind
from engage.privacy.actions import erasing
from tests.factories.pool import a_member
from tests.privacy.everything import TRACES, fill

SAM = "sam.okoro@people.example"


@pytest.fixture
def sam(app: Flask) -> UUID:
    """Somebody about whom every table that can hold something holds something."""
    person_id = a_member(
        "Samphire Okoro", called="Samphire", email=SAM, phone="01632 960 001", text="07700 900 982", post="7 Erase Lane\nZZ1 1ZZ",
        gives=("newsletter", "surveys"), area="Ashford",
    )  # fmt: skip
    with app.app_context():
        fill(person_id)
        db.session.commit()
    return person_id


def dump() -> Iterator[str]:
    """Every value of every table, opened where it is sealed, as text."""
    names = sa.inspect(db.engine).get_table_names()
    for name in names:
        known = Row.metadata.tables.get(name)
        for row in db.session.execute(sa.select(known) if known is not None else sa.text(f'SELECT * FROM "{name}"')):  # noqa: S608
            yield f"{name}: " + " ".join(str(value) for value in row)


def test_after_erasing_nothing_in_the_database_names_them(app: Flask, sam: UUID, database_url: str) -> None:
    with app.app_context():
        before = "\n".join(dump())
        assert [trace for trace in TRACES if trace not in before] == []
        number = erasing.erase(sam, because=ErasedBecause.ASKED, by=None, route=Route.WEB, at=clock.now())
        db.session.commit()
        after = "\n".join(dump())
        assert [(trace, line) for trace in TRACES for line in after.splitlines() if trace in line] == []
        stub = db.session.get_one(Person, sam)
        assert (stub.number, stub.erased_reason, stub.full_name) == (number, "they asked us to", "Erased")
        assert erased_before([(Kind.EMAIL, SAM), (Kind.TEXT, "+44 7700 900982")]) != set()
        db.session.remove()
        db.engine.dispose()
    assert in_the_file(database_url) == []


def in_the_file(url: str) -> list[str]:
    """Traces in the bytes of an SQLite file with its journal written back; PostgreSQL has no one file."""
    found = make_url(url)
    if found.get_backend_name() != "sqlite":
        return []
    with closing(sqlite3.connect(str(found.database))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = Path(str(found.database)).read_bytes().lower()
    return [trace for trace in TRACES if trace.lower().encode() in raw]
