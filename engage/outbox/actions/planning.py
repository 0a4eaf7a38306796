"""Many messages put at once: one statement for what they are about and one for the messages, however many they are.

What they have in common is said once; what is each one's own travels as one value (`as_rows`). Nothing is drawn by the
database: ids, the numbers of occasions and what stands in a Message-ID are worked out here, so nothing is read back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock, vault
from engage.db import among, as_rows, changed_rows, db, hex_ids_in_order, is_sqlite, table
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import Category, Channel, Due, State, occasion_hex

_AT_ONCE = 2000
_OUTGOING, _OCCASION = table(Outgoing), table(Occasion)
_OF_EACH = ("occasion_id", "recipient_id", "next_at", "id", "message_id")
_OF_OCCASION = ("id", "about", "ordinal", "due_on", "due_at", "not_after")


_Made = tuple[str, str, str, str, str]
"""A row of a message as it is handed over: the values of _OF_EACH."""


class _Alike(NamedTuple):
    """What messages that are put by one statement have in common."""

    kind: str
    channel: Channel
    category: Category
    purpose: str | None
    state: State


def put_many(dues: Iterable[Due]) -> list[UUID]:
    """Put messages into the outbox, set-wise; the ids of those that were not there before."""
    new: list[UUID] = []
    for alike, group, now in _groups(dues):
        made, put = _put(alike, group, now)
        ids = [UUID(row[3]) for row in made]
        new += ids if put == len(ids) else db.session.scalars(sa.select(_OUTGOING.c.id).where(among(_OUTGOING.c.id, ids)))
    return new


def put_all(dues: Iterable[Due]) -> int:
    """The same where their ids are of no use to anybody; how many were not there before."""
    return sum(_put(alike, group, now)[1] for alike, group, now in _groups(dues))


def put_to_all(due: Due, recipient_ids: Sequence[UUID]) -> int:
    """Put the same message for many people into the outbox, whoever `due` itself is for; how many were not there before."""
    now, new = clock.now(), 0
    alike, occasion = _alike(due, now), occasion_hex(due.kind, due.about, due.ordinal)
    if recipient_ids:
        _put_occasions(alike, [_occasion(due, occasion, _Written())], now)
    at = _Written()[due.due_at]
    for first in range(0, len(recipient_ids), _AT_ONCE):
        rows = [(occasion, each, at) for each in sorted({each.hex for each in recipient_ids[first:][:_AT_ONCE]})]
        new += _put_rows(alike, _with_ids(rows), now)
    return new


def message_id(outgoing_id: UUID) -> str:
    """The stable first part of a Message-ID; the sender's domain is added when the message is written."""
    return _message_id(outgoing_id.hex)


class _Written(dict[datetime, str]):
    """Instants as the databases read them; many messages share one."""

    def __missing__(self, at: datetime) -> str:
        if at.tzinfo is None:
            raise ValueError(f"naive datetime {at!r}: use engage.clock")
        there = at if at.tzinfo is UTC else at.astimezone(UTC)
        self[at] = written = there.isoformat(" ", "microseconds")[: len("2028-02-29 09:00:00.000000")]
        return written


def _alike(due: Due, now: datetime) -> _Alike:
    state = State.PLANNED if due.due_at > now else State.QUEUED
    return _Alike(due.kind, due.channel, due.category, due.purpose, state)


def _groups(dues: Iterable[Due]) -> Iterator[tuple[_Alike, list[Due], datetime]]:
    """Some at a time, those that are alike together; in an order that two workers share."""
    some, now = iter(dues), clock.now()
    while part := list(islice(some, _AT_ONCE)):
        groups: dict[_Alike, list[Due]] = defaultdict(list)
        for due in part:
            groups[_alike(due, now)].append(due)
        for alike in sorted(groups, key=lambda each: tuple(map(str, each))):
            yield alike, groups[alike], now


def _put(alike: _Alike, dues: Sequence[Due], now: datetime) -> tuple[list[_Made], int]:
    """Those of one group: what they are about first, each once; the rows, and how many of them were not there before."""
    written, occasions, rows = _Written(), dict[str, tuple[Any, ...]](), set[tuple[str, str, str]]()
    for due in dues:
        occasion = occasion_hex(due.kind, due.about, due.ordinal)
        if occasion not in occasions:
            occasions[occasion] = _occasion(due, occasion, written)
        rows.add((occasion, due.recipient_id.hex, written[due.due_at]))
    _put_occasions(alike, sorted(occasions.values()), now)
    made = _with_ids(sorted(rows))
    return made, _put_rows(alike, made, now)


def _occasion(due: Due, occasion: str, written: _Written) -> tuple[Any, ...]:
    at, not_after = written[due.due_at], written[due.not_after]
    return (occasion, due.about.hex, due.ordinal, due.due_on.isoformat(), at, not_after)


def _with_ids(rows: Sequence[tuple[str, str, str]]) -> list[_Made]:
    drawn = hex_ids_in_order(len(rows))
    return [(*row, each, _message_id(each)) for row, each in zip(rows, drawn, strict=True)]


def _message_id(each: str) -> str:
    """As `message_id`, of an id in 32 hex digits."""
    written = f"{each[:8]}-{each[8:12]}-{each[12:16]}-{each[16:20]}-{each[20:]}"
    return vault.mac(written, purpose="message id")[:32]


def _put_occasions(alike: _Alike, rows: Sequence[tuple[Any, ...]], now: datetime) -> None:
    changed_rows(_into_occasions(is_sqlite()), {"rows": rows, "kind": alike.kind, "now": now})


def _put_rows(alike: _Alike, rows: Sequence[tuple[Any, ...]], now: datetime) -> int:
    return changed_rows(_into_outgoing(is_sqlite()), {"rows": rows, "now": now, **alike._asdict()})


@lru_cache(maxsize=2)
def _into_occasions(on_sqlite: bool) -> Any:
    return _inserting(_OCCASION, _OF_OCCASION, {"kind": "kind", "created_at": "now"}, on_sqlite=on_sqlite)


@lru_cache(maxsize=2)
def _into_outgoing(on_sqlite: bool) -> Any:
    told = {name: name for name in _Alike._fields} | {"created_at": "now"}
    return _inserting(_OUTGOING, _OF_EACH, told, on_sqlite=on_sqlite)


def _inserting(into: sa.Table, own: Sequence[str], told: dict[str, str], *, on_sqlite: bool) -> Any:
    """INSERT ... SELECT of a table's own values and of those that are told; what is there already stays as it is."""
    values: dict[str, sa.ColumnElement[Any]] = dict(as_rows(into, own))
    values |= {name: sa.bindparam(given, type_=into.c[name].type) for name, given in told.items()}
    # sqlite takes ON CONFLICT after a select only where the select has a condition
    chosen = sa.select(*values.values()).where(sa.true())
    insert = (sqlite if on_sqlite else postgresql).insert(into)
    made = insert.from_select(list(values), chosen, include_defaults=True).on_conflict_do_nothing()
    return made.execution_options(preserve_rowcount=True)
