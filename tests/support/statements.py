"""Counts what a page costs the database and the line: statements, rows fetched, bytes sent. Never how long it took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, request_finished
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import ExecutionContext

from engage.db import db


@dataclass
class Cost:
    """What was spent while counting. `statements`: the text of each, in order; `bytes`: of all answers together."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0
    bytes: int = 0

    def __str__(self) -> str:
        listed = "".join(f"\n    {' '.join(statement.split())[:160]}" for statement in self.statements)
        return f"{len(self.statements)} statements, {self.rows} rows, {self.bytes:,} bytes{listed}"


class _CountingCursor:
    """A cursor of the driver that says how many rows were taken from it."""

    def __init__(self, cursor: Any, cost: Cost) -> None:
        self._cursor, self._cost = cursor, cost

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        while (row := self.fetchone()) is not None:
            yield row

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        self._cost.rows += row is not None
        return row

    def fetchmany(self, *size: int) -> Any:
        rows = self._cursor.fetchmany(*size)
        self._cost.rows += len(rows)
        return rows

    def fetchall(self) -> Any:
        rows = self._cursor.fetchall()
        self._cost.rows += len(rows)
        return rows


@contextmanager
def counting(app: Flask) -> Iterator[Cost]:
    """What the requests and statements within this block cost."""
    cost = Cost()

    def executed(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: ExecutionContext, many: bool
    ) -> None:
        if not statement.startswith("BEGIN"):
            cost.statements.append(statement)
        context.cursor = _CountingCursor(cursor, cost)  # type: ignore[misc]

    def answered(_app: Flask, response: Response, **_: Any) -> None:
        cost.bytes += len(response.get_data())

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "after_cursor_execute", executed)
    request_finished.connect(answered, app)
    try:
        yield cost
    finally:
        sa.event.remove(engine, "after_cursor_execute", executed)
        request_finished.disconnect(answered, app)
