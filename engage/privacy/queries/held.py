"""What we hold about somebody, whole: one statement over every table the register shows to its owner.

Each table gives its columns as text, so that all of them fit into one answer; sealed values are opened here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engage import vault
from engage.accounts.models import User
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.consent.models import Notice, Purpose
from engage.db import UTCDateTime, db, is_sqlite
from engage.privacy.queries import owned
from engage.privacy.rules.register import Column, register
from engage.privacy.rules.words import HEADINGS, UNSAID, in_words
from engage.profile.models import Topic
from engage.vault import Sealed

Value = str | int | bool | date | datetime
LOOKED_AT_MOST = 500


@dataclass(frozen=True)
class Fact:
    """One thing we hold: the column it stands in, what the page calls it, and what it says."""

    column: str
    label: str
    value: Value


@dataclass(frozen=True)
class Item:
    """One row of one table; `name` is what a request calls it."""

    table: str
    id: UUID
    facts: tuple[Fact, ...]

    @property
    def name(self) -> str:
        return f"{self.table}:{self.id.hex}"


@dataclass(frozen=True)
class Section:
    """Everything under one heading, oldest first."""

    heading: str
    items: tuple[Item, ...]


def held(people: Sequence[UUID], titles: Mapping[str, str]) -> list[Section]:
    """Everything the register shows to its owner, in words, under its headings; a heading without anything is left out.

    titles: what each kind of message is called.
    """
    shown = _shown()
    names = list(shown)
    width = max(len(columns) for columns in shown.values())
    parts = [_part(place, name, shown[name], width).where(owned.belongs(name, people)) for place, name in enumerate(names)]
    words = _references() | {
        (column, kind): title for kind, title in titles.items() for column in ("outgoing.kind", "reminder_stop.kind")
    }
    found: dict[str, list[Item]] = {}
    for row in db.session.execute(sa.union_all(*parts)):
        columns = shown[names[row[0]]]
        item = _item(columns, row, words)
        if item.facts:
            found.setdefault(columns[0].heading, []).append(item)
    order = [*HEADINGS, *sorted(found.keys() - set(HEADINGS))]
    return [Section(heading, tuple(sorted(found[heading], key=_age))) for heading in order if heading in found]


@cache
def _shown() -> dict[str, list[Column]]:
    """What the register shows, by table, in the order in which the model says it."""
    found: dict[str, list[Column]] = {}
    for column in register():
        if column.in_download:
            found.setdefault(column.table, []).append(column)
    for name, columns in found.items():
        places = list(owned.table(name).c.keys())
        columns.sort(key=lambda column: places.index(column.name))
    return found


def _part(place: int, name: str, columns: Sequence[Column], width: int) -> sa.Select[Any]:
    table = owned.table(name)
    values = [_as_text(table.c[column.name]) for column in columns]
    values += [sa.cast(sa.null(), sa.Text)] * (width - len(values))
    labelled = [value.label(f"value_{number}") for number, value in enumerate(values)]
    return sa.select(sa.literal(place).label("place"), sa.cast(table.c.id, sa.Text).label("row"), *labelled)


def _as_text(column: sa.Column[Any]) -> ColumnElement[Any]:
    if not isinstance(column.type, Sealed):
        return sa.cast(column, sa.Text)
    raw = sa.type_coerce(column, sa.LargeBinary())
    return sa.func.hex(raw, type_=sa.Text()) if is_sqlite() else sa.func.encode(raw, "hex", type_=sa.Text())


def _item(columns: Sequence[Column], row: Sequence[Any], words: Mapping[tuple[str, str], str]) -> Item:
    table = owned.table(columns[0].table)
    facts = []
    for column, text in zip(columns, row[2:], strict=False):
        if text:
            name = f"{column.table}.{column.name}"
            value = _read(text, table.c[column.name])
            if value is False and name in UNSAID:
                continue
            facts.append(Fact(name, column.label, _in_words(name, value, words)))
    return Item(table.name, UUID(row[1]), tuple(facts))


def _in_words(name: str, value: Value, words: Mapping[tuple[str, str], str]) -> Value:
    if not isinstance(value, str):
        return value
    return words.get((name, value)) or in_words(name, value)


def _read(text: str, column: sa.Column[Any]) -> Value:
    """A value as it was before it became text."""
    match column.type:
        case Sealed() as sealed:
            return vault.unseal(bytes.fromhex(text), context=sealed.context)
        case UTCDateTime():
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        case sa.Date():
            return date.fromisoformat(text)
        case sa.Boolean():
            return text in ("1", "true")
        case sa.Integer():
            return int(text)
        case sa.Uuid():
            return UUID(text).hex
    return text


def _references() -> dict[tuple[str, str], str]:
    """What ids and codes that stand for rows of other tables are called, in one statement."""
    parts = [
        sa.select(sa.literal("purpose").label("what"), Purpose.code.label("key"), Purpose.title.label("words")),
        sa.select(sa.literal("notice"), sa.cast(Notice.id, sa.Text), Notice.text),
        sa.select(sa.literal("topic"), sa.cast(Topic.id, sa.Text), Topic.title),
    ]
    stands = {
        "purpose": ("consent_event.purpose", "consent_standing.purpose", "outgoing.purpose", "contact.purpose"),
        "notice": ("consent_event.notice_id",),
        "topic": ("profile_interest.topic_id",),
    }
    found: dict[tuple[str, str], str] = {}
    for what, key, words in db.session.execute(sa.union_all(*parts)):
        key = key if what == "purpose" else UUID(key).hex
        found |= {(column, key): words for column in stands[what]}
    return found


def _age(item: Item) -> tuple[str, str]:
    """By the first day or moment an item names."""
    days = [fact.value.isoformat() for fact in item.facts if isinstance(fact.value, date)]
    return (days[0] if days else "", item.id.hex)


@dataclass(frozen=True)
class Look:
    """Somebody here opened the record: in which role, and when; never who."""

    at: datetime
    role: str


def looks(people: Sequence[UUID]) -> list[Look]:
    """Who looked at somebody's record, newest first."""
    rows = db.session.execute(
        sa.select(Event.at, User.role)
        .outerjoin(User, User.id == Event.by)
        .where(Event.about.in_(people), Event.what == LOOKED)
        .order_by(Event.at.desc(), Event.id)
        .limit(LOOKED_AT_MOST)
    )
    return [Look(at, role.value if role else "somebody whose account is gone") for at, role in rows]


def shortened(sections: Sequence[Section], most: int) -> tuple[list[Section], bool]:
    """The newest of each heading for a page, and whether anything was left to the download."""
    short = [replace(section, items=section.items[-most:]) for section in sections]
    return short, any(len(section.items) > most for section in sections)
