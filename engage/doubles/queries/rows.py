"""The rows that belong to two records, as text: taken before and after a merge, so that it can be taken back."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.db import Row, db
from engage.doubles.rules import TABLES, Fate

Values = dict[str, Any]
Rows = dict[str, dict[str, Values]]
"""By table and id: the values of every column."""


def joined() -> Iterable[tuple[sa.Table, sa.Column[Any]]]:
    """Every table whose rows a merge brings together, and its column that says whose a row is."""
    for name, fate in TABLES.items():
        table = Row.metadata.tables.get(name)
        if fate is Fate.JOINED and table is not None:
            yield table, table.c.id if name == "person" else table.c.person_id


def rows_of(person_ids: Iterable[UUID]) -> Rows:
    """Every row that belongs to these people, as it is now."""
    wanted = list(person_ids)
    found: Rows = {}
    for table, owner in joined():
        chosen = sa.select(table).where(owner.in_(wanted)).execution_options(populate_existing=True)
        found[table.name] = {row["id"].hex: dict(row) for row in db.session.connection().execute(chosen).mappings()}
    return found


def packed(parts: dict[str, Any]) -> str:
    """Rows as text, with every kind of value kept apart."""
    return json.dumps(parts, default=_tagged)


def unpacked(text: str) -> dict[str, Any]:
    """The same again as values."""
    parts: dict[str, Any] = json.loads(text, object_hook=_untagged)
    return parts


def _tagged(value: object) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, UUID):
        return {"id of": value.hex}
    if isinstance(value, enum.Enum):
        return value.value
    raise TypeError(f"no way is known to keep {type(value).__name__}")


def _untagged(found: dict[str, Any]) -> Any:
    if found.keys() == {"instant"}:
        return datetime.fromisoformat(found["instant"])
    if found.keys() == {"day"}:
        return date.fromisoformat(found["day"])
    return UUID(found["id of"]) if found.keys() == {"id of"} else found
