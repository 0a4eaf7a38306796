"""Sealing everything anew under the newest key, a batch at a time; keeping a check for each key in use. Nothing here commits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock, vault
from engage.db import changed_rows, db, is_sqlite
from engage.keys import queries
from engage.keys.models import Check
from engage.keys.queries import Place, raw

AT_ONCE = 500


def note_newest_key() -> bool:
    """Keep a check for the key that seals, unless there is one; whether it was new. Two that start at once keep one."""
    if queries.has_check(vault.newest()):
        return False
    proof = vault.seal(vault.newest(), context=queries.PROOF)
    insert = (sqlite if is_sqlite() else postgresql).insert(Check.__table__)
    new = insert.values(id=uuid.uuid4(), key_name=vault.newest(), proof=proof, created_at=clock.now())
    kept = db.session.execute(new.on_conflict_do_nothing().returning(Check.id)).scalar_one_or_none()
    return kept is not None


def forget_unused_keys() -> list[str]:
    """Take away the checks of keys that nothing is sealed with any more; their names."""
    counts = queries.under_each_key()
    unused = [name for name, count in counts.items() if not count and name != vault.newest()]
    if unused:
        db.session.execute(sa.delete(Check).where(Check.key_name.in_(unused)))
    return unused


@dataclass(frozen=True)
class Batch:
    """What one batch did: how many rows, and after which one the next begins; None when there is nothing further."""

    rows: int
    after: UUID | None


def seal_anew(place: Place, *, after: UUID | None, most: int = AT_ONCE) -> Batch:
    """Seal the next rows of a table under the newest key and work out their blind indexes.

    A row that somebody changes meanwhile is left to them: whatever they write is sealed with the newest key anyway.
    """
    rows = _old_rows(place, after=after, most=most)
    if not rows:
        return Batch(0, None)
    moved = [pair for row in rows for pair in _seal_row(place, row)]
    _follow(moved)
    return Batch(len(rows), rows[-1]["id"] if len(rows) == most else None)


def how_many_old(place: Place) -> int:
    """How many rows of a table hold something under an older key."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(place.table).where(_is_old(place))) or 0


def _is_old(place: Place) -> sa.ColumnElement[bool]:
    return sa.or_(
        *(sa.and_(raw(column).is_not(None), sa.not_(queries.is_under(column, vault.newest()))) for column in place.sealed)
    )


def _old_rows(place: Place, *, after: UUID | None, most: int) -> list[Mapping[str, Any]]:
    if not place.sealed:
        return []
    told = {name for _, blind in place.blind for name in blind.of} - {column.name for column in place.sealed}
    columns = [place.table.c.id, *(raw(column).label(column.name) for column in place.sealed)]
    columns += [place.table.c[name] for name in sorted(told)] + [column for column, _ in place.blind]
    chosen = sa.select(*columns).where(_is_old(place))
    if after is not None:
        chosen = chosen.where(place.table.c.id > after)
    return [dict(row) for row in db.session.execute(chosen.order_by(place.table.c.id).limit(most)).mappings()]


def _seal_row(place: Place, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Seal one row anew, if it is still as it was; the blind indexes that moved, as they were and as they are."""
    texts = {column.name: _text(column, row[column.name]) for column in place.sealed}
    new: dict[str, Any] = {name: text for name, text in texts.items() if text is not None}
    moved = []
    for column, blind in place.blind:
        values = [texts.get(name, row.get(name)) for name in blind.of]
        if blind.comparable is not None and values[0] is not None:
            text, context = blind.comparable(*values)
            new[column.name] = vault.blind(text, context=context)
            moved.append((row[column.name], new[column.name]))
    as_it_was = [raw(column) == row[column.name] for column in place.sealed if row[column.name] is not None]
    changed = sa.update(place.table).where(place.table.c.id == row["id"], *as_it_was).values(**new)
    return moved if changed_rows(changed) else []


def _text(column: sa.Column[Any], sealed: bytes | None) -> str | None:
    return None if sealed is None else vault.unseal(bytes(sealed), context=queries.context_of(column))


def _follow(moved: list[tuple[str, str]]) -> None:
    """Move the blind indexes that have no text of their own with those of the same text."""
    pairs = [{"was": was, "becomes": becomes} for was, becomes in moved if was != becomes]
    for column in queries.followers() if pairs else ():
        move = sa.update(column.table).where(column == sa.bindparam("was")).values({column.name: sa.bindparam("becomes")})
        db.session.connection().execute(move, pairs)
