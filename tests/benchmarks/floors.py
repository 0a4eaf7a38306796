"""The floor: the smallest Flask application that does the same work, and SQL without anything in between.

Served as `tests.benchmarks.floors:app` with FLOOR_DATABASE_URL, on the database the product is measured on.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import uuid
from threading import local
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tests.benchmarks.rows import ASKED, JOINING, statements

URL = os.environ.get("FLOOR_DATABASE_URL", "sqlite://")
WORDS = "what people told us and what happened to it " * 8
FOOTER = "About this floor"

STATEMENTS = statements("sqlite" if URL.startswith("sqlite") else "postgresql")

app = Flask("floors", root_path=os.path.dirname(__file__))
engine = sa.create_engine(URL, pool_size=10)
mine = local()
numbers = itertools.count(os.getpid())


class Base(DeclarativeBase):
    """Mapping of the one row that the floor of a page reads."""


class Person(Base):
    """The columns the floor reads."""

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    full_name: Mapped[str]


def _ids() -> list[uuid.UUID]:
    if not hasattr(mine, "ids"):
        with engine.connect() as connection:
            mine.ids = list(connection.scalars(sa.select(Person.id).limit(500)))
    ids: list[uuid.UUID] = mine.ids
    return ids


@app.get("/template")
def template() -> ResponseReturnValue:
    """A page from a template."""
    return render_template(
        "page.html", person={"full_name": "Ama Fable-Okoro", "number": "ABCD-EFGH"}, words=WORDS, footer=FOOTER
    )


@app.get("/page")
def page() -> ResponseReturnValue:
    """A page from a template about one row."""
    ids = _ids()
    with Session(engine) as session:
        person = session.get(Person, ids[next(numbers) % len(ids)])
        return render_template("page.html", person=person, words=WORDS, footer=FOOTER)


@app.post("/parse")
def parse() -> ResponseReturnValue:
    """A form, read and thrown away."""
    return redirect(f"/done?{len(request.form)}")


@app.post("/join")
def join() -> ResponseReturnValue:
    """The rows of somebody who joins, written by the driver in one durable transaction."""
    values = {**JOINING, **{name: uuid.uuid4().hex for name in ASKED}, "name": request.form.get("full_name", "Ama Fable-Okoro")}
    if URL.startswith("sqlite"):
        _join_sqlite(values)
    else:
        _join_postgresql(values)
    return redirect("/done")


def _join_sqlite(values: dict[str, Any]) -> None:
    if not hasattr(mine, "sqlite"):
        mine.sqlite = sqlite3.connect(URL.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        mine.sqlite.executescript("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
    database: sqlite3.Connection = mine.sqlite
    database.execute("BEGIN IMMEDIATE")
    for statement, times in STATEMENTS:
        if times:
            database.executemany(statement, [{**values, **each, "id": uuid.uuid4().hex} for each in times])
        else:
            database.execute(statement, values)
    database.execute("COMMIT")


def _join_postgresql(values: dict[str, Any]) -> None:
    if not hasattr(mine, "postgresql"):
        mine.postgresql = psycopg.connect(URL.replace("+psycopg", ""))
    database: psycopg.Connection[Any] = mine.postgresql
    with database.pipeline(), database.transaction(), database.cursor() as cursor:
        for statement, times in STATEMENTS:
            if times:
                cursor.executemany(statement, [{**values, **each, "id": uuid.uuid4().hex} for each in times])
            else:
                cursor.execute(statement, values)
