"""Fills every table that belongs to one person, along the register: whatever a room adds is filled without being named here."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from engage import clock, vault
from engage.db import Code, UTCDateTime, db
from engage.privacy.queries import owned
from engage.privacy.rules.register import Column, Fate, Sort, columns_of
from engage.vault import Sealed

TRACES = ("Samphire", "samphire", "sam.okoro@people.example", "01632 960 001", "07700 900 982", "Erase Lane", "Quince")
"""Words that say who somebody is: what they gave when they joined, and Quince, which `fill` writes wherever there is room."""

CODES: dict[str, Any] = {
    "access_need.code": "another", "profile_trusted_word.may": "dates", "equality_answer.question": "sex",
    "profile.experience": '{"areas": ["Quince"], "words": "Quince"}', "erasure.state": "done", "data_request.came": "letter",
    "letter_printed.content": '{"paragraphs": [["Quince"]]}', "letter_printed.reason": "left",
    "spreadsheet_row.cells": '["Quince"]', "outgoing.state": "queued", "outgoing.reason": None, "outgoing.category": "reminder",
    "mailing.state": "being sent", "digest_item.state": "closed",
}  # fmt: skip
"""What only a code can stand in, or what two columns must agree about."""
FREE = (Fate.ROW, Fate.BLANK)
_count = itertools.count(1)


def fill(person_id: UUID) -> None:
    """A row in every table that can say something about this person, and something in every column of it."""
    for table in owned.in_order():
        lines = {line.name: line for line in columns_of(table.name)}
        if table.name == "double_pair":  # needs two people, and holds nothing but their ids
            continue
        if _is_empty(table, person_id):
            row = {column.name: _value(table, column, lines[column.name], person_id) for column in table.columns}
            db.session.execute(sa.insert(table).values(**row))
        else:
            _enrich(table, lines, person_id)


def _is_empty(table: sa.Table, person_id: UUID) -> bool:
    return not db.session.scalar(sa.select(sa.func.count()).select_from(table).where(owned.belongs(table.name, [person_id])))


def _enrich(table: sa.Table, lines: dict[str, Column], person_id: UUID) -> None:
    """Write where nothing stands yet."""
    for column in table.columns:
        if column.nullable and lines[column.name].fate in FREE and _is_free(column, lines[column.name]):
            mine = sa.and_(owned.belongs(table.name, [person_id]), column.is_(None))
            db.session.execute(sa.update(table).where(mine).values({column.name: "Quince"}))


def _is_free(column: sa.Column[Any], line: Column) -> bool:
    return line.sort is Sort.PERSONAL and type(column.type) in (Sealed, sa.Text)


def _value(table: sa.Table, column: sa.Column[Any], line: Column, person_id: UUID) -> Any:
    if f"{table.name}.{column.name}" in CODES:
        return CODES[f"{table.name}.{column.name}"]
    if line.sort is Sort.OWNER:
        return _owner(line, person_id)
    if column.foreign_keys:
        other = next(iter(column.foreign_keys)).column
        return None if other.table is table else _somewhere(other)
    return "Quince" if line.fate in FREE and _is_free(column, line) else _plain(column)


def _owner(line: Column, person_id: UUID) -> Any:
    if line.through == owned.EQUALITY_KEY:
        return vault.mac(person_id.hex, purpose="equality")
    if not line.through:
        return person_id
    other = owned.table(line.through)
    return db.session.scalars(sa.select(other.c.id).where(owned.belongs(line.through, [person_id]))).first()


def _somewhere(column: sa.Column[Any]) -> Any:
    """A row of another table to point at, made when there is none."""
    found = db.session.scalars(sa.select(column).limit(1)).first()
    if found is None:
        table = column.table
        assert isinstance(table, sa.Table)
        row = {each.name: _standing_alone(table, each) for each in table.columns}
        found = row[column.name]
        db.session.execute(sa.insert(table).values(**row))
    return found


def _standing_alone(table: sa.Table, column: sa.Column[Any]) -> Any:
    """Some value of a column in a row that points at nothing."""
    code = CODES.get(f"{table.name}.{column.name}")
    return code or (_plain(column) if not column.foreign_keys else None)


def _plain(column: sa.Column[Any]) -> Any:
    """Some value of a column's kind."""
    number = next(_count)
    match column.type:
        case Code() as code:
            return next(iter(code.kind))
        case UTCDateTime():
            return clock.now() + timedelta(seconds=number)
        case sa.Date():
            return clock.today()
        case sa.Boolean():
            return True
        case sa.Integer():
            return 1 if column.table.name == "spreadsheet_import" else number  # its counts agree with each other
        case sa.Uuid():
            return uuid4()
        case sa.JSON():
            return {}
    return f"code {number}"
