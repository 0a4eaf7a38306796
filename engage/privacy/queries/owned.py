"""Whose a row is, along the register: which rows of which table are about one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

import engage.accounts.models
import engage.audit.models
import engage.bounces.models
import engage.consent.models
import engage.contacts.models
import engage.doubles.models
import engage.equality.models
import engage.helping.models
import engage.keys.models
import engage.needs.models
import engage.outbox.models
import engage.people.models
import engage.pool.models
import engage.privacy.models
import engage.profile.models
import engage.reminders.models
import engage.spreadsheets.models
import engage.staff.models
import engage.throttle.models
import engage.timetable.models
import engage.welcome.models
from engage import vault
from engage.db import Row, db
from engage.people.models import Person
from engage.privacy.rules.register import Column, Sort, columns_of, register

# every room with tables, so that all of them are known whoever asks
ROOMS = (
    engage.accounts.models,
    engage.audit.models,
    engage.bounces.models,
    engage.consent.models,
    engage.contacts.models,
    engage.doubles.models,
    engage.equality.models,
    engage.helping.models,
    engage.keys.models,
    engage.needs.models,
    engage.outbox.models,
    engage.people.models,
    engage.pool.models,
    engage.privacy.models,
    engage.profile.models,
    engage.reminders.models,
    engage.spreadsheets.models,
    engage.staff.models,
    engage.throttle.models,
    engage.timetable.models,
    engage.welcome.models,
)
EQUALITY_KEY = "the equality key"


def everybody_in(person_id: UUID) -> list[UUID]:
    """A person, and every record that lives on in theirs: two records of one person are one person."""
    found, new = [person_id], [person_id]
    while new:
        chosen = sa.select(Person.id).where(Person.merged_into.in_(new)).order_by(Person.id)
        new = [each for each in db.session.scalars(chosen) if each not in found]
        found += new
    return found


def table(name: str) -> sa.Table:
    """A table by its name."""
    return Row.metadata.tables[name]


def in_order() -> list[sa.Table]:
    """The tables whose rows belong to people; what a row points at, or is found through, comes before the row."""
    tables = {column.table: table(column.table) for column in register() if column.sort is Sort.OWNER}
    through = [(tables[column.through], tables[column.table]) for column in register() if column.through in tables]
    return list(sa.schema.sort_tables(tables.values(), extra_dependencies=through))


def belongs(name: str, people: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether a row of a table is about one of these people."""
    return sa.or_(*(_along(column, people) for column in _owners(name)))


def _owners(name: str) -> list[Column]:
    return [column for column in columns_of(name) if column.sort is Sort.OWNER]


def _along(column: Column, people: Sequence[UUID]) -> ColumnElement[bool]:
    own: sa.Column[Any] = table(column.table).c[column.name]
    if not column.through:
        return own.in_(people)
    if column.through == EQUALITY_KEY:
        return own.in_([vault.mac(each.hex, purpose="equality") for each in people])
    return own.in_(sa.select(table(column.through).c.id).where(belongs(column.through, people)))
