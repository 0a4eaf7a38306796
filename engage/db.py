"""The session and the base row: how every table of the house is made.

Rule: knows nothing of the subject. Writers on SQLite take the write lock at their first statement
(docs/decisions/0003-sqlite-by-default.md); a time without a zone is refused.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast
from uuid import UUID

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from engage import clock

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware going in, UTC coming out, the same on both databases."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: use engage.clock")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Code(sa.types.TypeDecorator[enum.StrEnum]):
    """An enum stored by its value as plain text; the CHECK constraint is written beside the column."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, kind: type[enum.StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: enum.StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> enum.StrEnum | None:
        return None if value is None else self.kind(value)


class Row(DeclarativeBase):
    """The base of every table: a random id and constraint names that migrations can count on."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: sa.Text(),
        datetime: UTCDateTime(),
        date: sa.Date(),
        UUID: sa.Uuid(),
        dict[str, Any]: sa.JSON(),
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


def table(row: type[Row]) -> sa.Table:
    """The table of a kind of row, for writing many rows in one statement."""
    return cast(sa.Table, row.__table__)


class Dated:
    """A mixin one chooses: when the row was made."""

    created_at: Mapped[datetime] = mapped_column(UTCDateTime(), default=clock.now)


def one_of(column: str, kind: type[enum.StrEnum]) -> sa.CheckConstraint:
    """The CHECK that keeps a column to the values of an enum."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return sa.CheckConstraint(f"{column} IN ({values})", name=column)


def together(*columns: str) -> sa.CheckConstraint:
    """The CHECK that several columns are set together or not at all."""
    first, *others = columns
    rule = " AND ".join(f"({first} IS NULL) = ({other} IS NULL)" for other in others)
    return sa.CheckConstraint(rule, name="_".join(columns))


db = SQLAlchemy(metadata=Row.metadata)


def changed_rows(statement: sa.Update | sa.Delete) -> int:
    """Run a change in the caller's transaction; how many rows it met."""
    return cast("sa.CursorResult[Any]", db.session.execute(statement)).rowcount


@contextmanager
def reading_only() -> Iterator[None]:
    """Within this block transactions on SQLite begin without the write lock."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def expect(*, writes: bool) -> None:
    """Say whether what follows in this request writes; the default, outside requests, is that it does."""
    _reading.set(not writes)


@sa.event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    if type(connection).__module__.partition(".")[0] != "sqlite3":
        return
    connection.isolation_level = None
    for pragma in (
        "busy_timeout = 20000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -65536",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "mmap_size = 1073741824",
    ):
        connection.execute(f"PRAGMA {pragma}")


@sa.event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def is_sqlite() -> bool:
    """Whether the session speaks to SQLite (the few places where the two databases differ ask this)."""
    return db.engine.dialect.name == "sqlite"
