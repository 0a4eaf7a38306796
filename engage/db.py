"""The session and the base row: how every table of the house is made.

Rule: knows nothing of the subject. Writers on SQLite take the write lock at their first statement
(docs/decisions/0003-sqlite-by-default.md); a time without a zone is refused.
"""

from __future__ import annotations

import enum
import json
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast
from uuid import UUID

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.functions import FunctionElement

from engage import clock

# a commit that we are told of is on the disk, whatever is usual in this database; and whoever was cut off in the middle of
# a transaction holds its locks for a minute, not for hours
_TOLD_TO_POSTGRESQL = """
SELECT set_config('synchronous_commit', CASE WHEN kept = 'off' THEN 'on' ELSE kept END, false),
       set_config('idle_in_transaction_session_timeout', '60s', false), set_config('tcp_user_timeout', '30s', false),
       set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false)
  FROM current_setting('synchronous_commit') AS kept
"""
_CUT_OFF_AFTER: dict[str, object] = {
    "connect_timeout": 10, "tcp_user_timeout": 30_000, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3,
}  # fmt: skip

_VERSION_7, _FREE = 7 << 76 | 2 << 62, (1 << 80) - 1 & ~(15 << 76 | 3 << 62)
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


class _Many(sa.types.TypeDecorator[Any]):
    """Many values as one, in JSON, so that a statement is the same however many they are: put together and read once,
    where a list of 250 is written out and read anew each time.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        ids = [each.hex if type(each) is UUID else each for each in value]
        return json.dumps(ids, default=_in_json)


class _Among(FunctionElement[bool]):
    """A column and many ids: whether it is one of them."""

    type = sa.Boolean()
    name = "among"
    inherit_cache = True

    def self_group(self, against: Any = None) -> _Among:
        """As it stands: compared with a truth value, SQLite would look at every row."""
        return self


@compiles(_Among)
def _among_json(element: _Among, compiler: Any, **told: Any) -> str:
    column, many = (compiler.process(each, **told) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({many}))"  # noqa: S608 - a column and a parameter


@compiles(_Among, "postgresql")
def _among_array(element: _Among, compiler: Any, **told: Any) -> str:
    column, many = (compiler.process(each, **told) for each in element.clauses)
    return f"{column} = ANY (ARRAY (SELECT CAST(jsonb_array_elements_text(CAST({many} AS JSONB)) AS UUID)))"


def among(column: Any, ids: Iterable[UUID] | str) -> sa.ColumnElement[bool]:
    """Whether a column is one of many ids, or of those that a parameter of this name brings."""
    many = sa.bindparam(ids, type_=_Many()) if isinstance(ids, str) else sa.literal(list(ids), _Many())
    return _Among(column, many)


def as_rows(of: sa.Table, names: Sequence[str], parameter: str = "rows") -> Mapping[str, sa.ColumnElement[Any]]:
    """The rows a parameter brings, as lists of values: by name a column of each, of the type it has in a table."""
    many = sa.bindparam(parameter, type_=_Many())
    if is_sqlite():
        value = sa.func.json_each(many).table_valued("value").c.value
        return {name: sa.type_coerce(sa.func.json_extract(value, f"$[{at}]"), of.c[name].type) for at, name in enumerate(names)}
    item = sa.func.jsonb_array_elements(sa.cast(many, postgresql.JSONB)).table_valued(sa.column("value", postgresql.JSONB))
    return {name: sa.cast(item.c.value[at].astext, of.c[name].type) for at, name in enumerate(names)}


def _in_json(value: object) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    raise TypeError(f"{type(value).__name__} is not handed over as one of many")


def ids_in_order(many: int) -> list[UUID]:
    """Random ids that begin with the time (RFC 9562, version 7), each after the one before: rows made together lie together,
    so that a transaction about them touches tens of pages and not hundreds.
    """
    return [UUID(int=each) for each in _drawn_in_order(many)]


def hex_ids_in_order(many: int) -> list[str]:
    """The same as 32 hex digits, for rows of which nobody wants the id as an object."""
    return [f"{each:032x}" for each in _drawn_in_order(many)]


def _drawn_in_order(many: int) -> list[int]:
    begins, chance = time_as_id() << 80 | _VERSION_7, secrets.token_bytes(10 * many)
    drawn = sorted(int.from_bytes(chance[at : at + 10], "big") & _FREE for at in range(0, len(chance), 10))
    return [begins | each for each in drawn]


def time_as_id() -> int:
    """What an id begins with now: milliseconds, in 48 bits."""
    return int(clock.now().timestamp() * 1000)


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


def changed_rows(statement: sa.Insert | sa.Update | sa.Delete, told: Mapping[str, Any] | None = None) -> int:
    """Run a change in the caller's transaction; how many rows it met."""
    return cast("sa.CursorResult[Any]", db.session.execute(statement, told)).rowcount


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


@sa.event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, _entry: ConnectionPoolEntry) -> None:
    if type(connection).__module__.partition(".")[0] != "psycopg":
        return
    connection.autocommit = True
    connection.execute(_TOLD_TO_POSTGRESQL)
    connection.autocommit = False


def connecting(url: str) -> dict[str, object]:
    """How connections to a database are made and kept."""
    if url.startswith("sqlite"):
        return {"pool_pre_ping": False, "pool_size": 10}
    return {"pool_pre_ping": True, "pool_size": 10, "connect_args": _CUT_OFF_AFTER}


@sa.event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def is_sqlite() -> bool:
    """Whether the session speaks to SQLite (the few places where the two databases differ ask this)."""
    return db.engine.dialect.name == "sqlite"
