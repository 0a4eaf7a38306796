"""A fresh database for every test: a copy of one that the real migrations made."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import flask_migrate
import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from engage.db import db
from tests.support import postgresql, scratch
from tests.support.installation import installed

NOWHERE = "smtp://127.0.0.1:9"


_opened: list[psycopg.Connection[Any]] = []


@sa.event.listens_for(Engine, "connect")
def _remember(connection: Any, _entry: object) -> None:
    if isinstance(connection, psycopg.Connection):
        _opened.append(connection)


def close_what_was_left() -> None:
    """Close the connections of installations that a test made by itself; outside tests the end of the process does it."""
    while _opened:
        _opened.pop().close()


@dataclass(frozen=True)
class Filling:
    """What a database begins with: its name in a run, and what fills an empty one at an address."""

    name: str
    fill: Callable[[str], object]


class Maker(Protocol):
    """Makes databases of one kind."""

    name: str

    def fresh(self, filling: Filling | None = None, *, again: bool = False) -> AbstractContextManager[str]:
        """The address of a migrated database, empty but for `filling`; gone afterwards. `again`: the same address each time.

        What fills it is done once a run, and copied from then on.
        """

    def refill(self, filling: Filling) -> None:
        """Put a copy of what was filled in place of the database with the same address each time. Nobody may have it open."""

    def bare(self) -> AbstractContextManager[str]:
        """The address of a database without any table; it is gone afterwards."""


def migrate(url: str, *, to: str = "head") -> None:
    """Bring a database up to a step by the real migrations."""
    app = _stepping(url)
    with app.app_context():
        flask_migrate.upgrade(directory=app.extensions["migrate"].directory, revision=to)
        db.session.remove()
        db.engine.dispose()


def migrate_back(url: str, *, to: str) -> None:
    """Bring a database down to a step by the real migrations."""
    app = _stepping(url)
    with app.app_context():
        flask_migrate.downgrade(directory=app.extensions["migrate"].directory, revision=to)
        db.session.remove()
        db.engine.dispose()


@lru_cache(maxsize=1)
def _stepping(url: str) -> Flask:
    """What goes up and down one database step by step: making it costs more than a step."""
    return installed(database_url=url, smtp_url=NOWHERE)


AGAIN = "test.db"


class Sqlite:
    """Databases that are files in one folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.made = 0
        self.template = folder.parent / "template.db"

    @contextmanager
    def fresh(self, filling: Filling | None = None, *, again: bool = False) -> Iterator[str]:
        template = self._template_of(filling)
        with self._file(lambda path: shutil.copyfile(template, path), again=again) as url:
            yield url

    def refill(self, filling: Filling) -> None:
        template = self._template_of(filling)
        _forget(self.folder / AGAIN)
        shutil.copyfile(template, self.folder / AGAIN)

    @contextmanager
    def bare(self) -> Iterator[str]:
        with self._file(lambda _path: None) as url:
            yield url

    def _template_of(self, filling: Filling | None) -> Path:
        scratch.once("template of sqlite", lambda: _made_by(migrate, self.template))
        if filling is None:
            return self.template
        filled = self.template.with_name(f"{filling.name}.db")
        scratch.once(f"{filling.name} in sqlite", lambda: _made_by(filling.fill, Path(shutil.copyfile(self.template, filled))))
        return filled

    @contextmanager
    def _file(self, fill: Callable[[Path], object], *, again: bool = False) -> Iterator[str]:
        self.made += not again
        path = self.folder / (AGAIN if again else f"test-{self.made}.db")
        fill(path)
        yield f"sqlite:///{path}"
        _forget(path)


def _made_by(make: Callable[[str], object], path: Path) -> None:
    """A file of SQLite that can be copied: everything is in the file itself."""
    make(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _forget(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)


class Postgresql:
    """Databases of the private server that this run started."""

    name = "postgresql"

    def __init__(self, worker: str) -> None:
        self.folder = os.environ[postgresql.FOUND_BY_WORKERS]
        self.worker = worker
        self.made = 0
        self.template = "template_of_tests"
        self.again = f"test_{worker}"

    @contextmanager
    def fresh(self, filling: Filling | None = None, *, again: bool = False) -> Iterator[str]:
        with self._copy_of(self._template_of(filling), again=again) as url:
            yield url

    def refill(self, filling: Filling) -> None:
        template = self._template_of(filling)
        self._drop(self.again)
        self._copy(template, self.again)

    @contextmanager
    def bare(self) -> Iterator[str]:
        with self._copy_of("template0") as url:
            yield url

    def _template_of(self, filling: Filling | None) -> str:
        scratch.once("template of postgresql", lambda: self._make(self.template, of="template0", by=migrate))
        if filling is None:
            return self.template
        filled = filling.name.replace("-", "_")
        scratch.once(f"{filling.name} in postgresql", lambda: self._make(filled, of=self.template, by=filling.fill))
        return filled

    def _make(self, name: str, *, of: str, by: Callable[[str], object]) -> None:
        self._copy(of, name)
        by(self._url(name))

    @contextmanager
    def _copy_of(self, template: str, *, again: bool = False) -> Iterator[str]:
        self.made += not again
        name = self.again if again else f"test_{self.worker}_{self.made}"
        self._copy(template, name)
        yield self._url(name)
        self._drop(name)

    def _copy(self, template: str, name: str) -> None:
        self._tell(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY = FILE_COPY")

    def _drop(self, name: str) -> None:
        self._tell(f"DROP DATABASE {name} WITH (FORCE)")

    def _tell(self, statement: str) -> None:
        with closing(psycopg.connect(self._dsn("postgres"), autocommit=True)) as connection:
            connection.execute(statement.encode())

    def _dsn(self, name: str) -> str:
        return f"host={self.folder} user=engage dbname={name}"

    def _url(self, name: str) -> str:
        return f"postgresql://engage@/{name}?host={self.folder}"
