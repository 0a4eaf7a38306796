"""Counts what a page costs: statements, rows fetched and bytes sent. Never times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from engage.db import db

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@dataclass
class Cost:
    """What was asked of the database since `start`."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0

    def start(self) -> None:
        """Begin again at nothing."""
        self.statements, self.rows = [], 0


@contextmanager
def counting(app: Flask) -> Iterator[Cost]:
    """Count what `app` asks of its database: each statement, and each row (on SQLite as the driver hands it over)."""
    cost = Cost()

    def statement(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.lstrip().upper().startswith(NOT_COUNTED):
            cost.statements.append(text)

    def found(_connection: Any, cursor: Any, *_rest: Any) -> None:
        if not is_sqlite and cursor.description:
            cost.rows += max(cursor.rowcount, 0)

    def row(_cursor: Any, fetched: Any) -> Any:
        cost.rows += 1
        return fetched

    def watch_rows(connection: Any, *_rest: Any) -> None:
        if is_sqlite:
            connection.row_factory = row

    with app.app_context():
        engine: Engine = db.engine
    is_sqlite = engine.dialect.name == "sqlite"
    sa.event.listen(engine, "before_cursor_execute", statement)
    sa.event.listen(engine, "after_cursor_execute", found)
    sa.event.listen(engine, "checkout", watch_rows)
    yield cost
    sa.event.remove(engine, "before_cursor_execute", statement)
    sa.event.remove(engine, "after_cursor_execute", found)
    sa.event.remove(engine, "checkout", watch_rows)
