"""What is sealed under which key, and whether the keys at hand are the right ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from engage import vault
from engage.db import Row, db, is_sqlite
from engage.keys.models import Check
from engage.vault import Blind, Sealed

PROOF = "vault_check.proof"


@dataclass(frozen=True)
class Place:
    """A table that holds something sealed or a blind index."""

    table: sa.Table
    sealed: tuple[sa.Column[Any], ...]
    blind: tuple[tuple[sa.Column[Any], Blind], ...] = field(default=())


def places() -> list[Place]:
    """Every table with sealed columns or blind indexes, of whatever room."""
    found = []
    for table in Row.metadata.sorted_tables:
        sealed = tuple(column for column in table.columns if isinstance(column.type, Sealed))
        blind = tuple((column, column.info["blind"]) for column in table.columns if "blind" in column.info)
        if sealed or blind:
            found.append(Place(table, sealed, blind))
    return found


def raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """What is in the database, still sealed."""
    return sa.type_coerce(column, sa.LargeBinary())


def context_of(column: sa.Column[Any]) -> str:
    """What the values of a sealed column are bound to."""
    return cast(Sealed, column.type).context


def is_under(column: sa.Column[Any], key: str) -> sa.ColumnElement[bool]:
    """Whether a value was sealed with the key of this name."""
    begins = vault.beginning(key)
    return sa.func.substr(raw(column), 1, len(begins)) == sa.literal(begins, sa.LargeBinary())


def under_each_key() -> dict[str, int]:
    """How many values are sealed with each key that is at hand or was; "" counts those whose key nobody knows."""
    names = list(dict.fromkeys([*vault.key_names(), *db.session.scalars(sa.select(Check.key_name).order_by(Check.created_at))]))
    counts = dict.fromkeys([*names, ""], 0)
    for place in places():
        for column in place.sealed:
            each = [sa.func.count().filter(is_under(column, name)) for name in names]
            *found, everything = db.session.execute(sa.select(*each, sa.func.count(column)).select_from(place.table)).one()
            for name, count in zip(names, found, strict=True):
                counts[name] += count
            counts[""] += everything - sum(found)
    return {name: count for name, count in counts.items() if count or name}


def left_behind() -> dict[str, int]:
    """Blind indexes whose text is kept nowhere, so that they stay under the key they were made with: by column."""
    sources = [(column, blind) for place in places() for column, blind in place.blind if blind.of]
    found = {}
    for column, blind, lacks_text in _followers():
        elsewhere = [
            sa.select(source).where(source == column).exists() for source, _ in sources if source.table is not column.table
        ]
        alone = sa.select(sa.func.count()).select_from(column.table).where(lacks_text, *(sa.not_(each) for each in elsewhere))
        count = 0 if blind.is_brief else db.session.scalar(alone) or 0
        if count:
            found[f"{column.table.name}.{column.name}"] = count
    return found


def _followers() -> Iterator[tuple[sa.Column[Any], Blind, sa.ColumnElement[bool]]]:
    """Blind indexes that hold, in some rows, no text of their own; and which rows those are."""
    for place in places():
        for column, blind in place.blind:
            text = place.table.c[blind.of[0]] if blind.of else None
            if text is None or text.nullable:
                yield column, blind, sa.and_(column.is_not(None), sa.true() if text is None else raw(text).is_(None))


def followers() -> list[sa.Column[Any]]:
    """Blind indexes that are found again by what they were, in whatever table the text is."""
    return [column for column, _, _ in _followers()]


class NotTheKeys(SystemExit):
    """The keys at hand are not those of this database."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"engage cannot start: {sentence}.")


def refuse_wrong_keys() -> bool:
    """End this process when its keys do not open what is in the database; whether there was something to compare with.

    A database that is not there yet, or away, is for whoever asks it next to report.
    """
    file = db.engine.url.database if is_sqlite() else None
    if file is not None and not Path(file).exists():
        return False
    try:
        sentence = refusal() if is_there() else ""
    except OperationalError:
        return False
    finally:
        db.session.rollback()
    if sentence:
        raise NotTheKeys(sentence)
    return sentence is None


def refusal() -> str | None:
    """Why this process must not start with its keys, in a sentence; None when they open what is there."""
    checks = list(db.session.scalars(sa.select(Check).order_by(Check.created_at, Check.id)))
    for check in checks:
        if check.key_name not in vault.key_names():
            return (
                f"ENGAGE_DATA_KEYS lacks the key “{check.key_name}”, and values in this database are sealed with it. "
                "Put it back behind the newest key"
            )
        if not _opens(check.proof, PROOF):
            return f"the key “{check.key_name}” in ENGAGE_DATA_KEYS is not the one that sealed what is in this database"
    return None if checks else _refusal_by_samples()


def _refusal_by_samples() -> str | None:
    """For a database from before checks were kept: one value of every sealed column must open."""
    for place in places():
        for column in place.sealed:
            sample = db.session.scalar(sa.select(raw(column)).where(raw(column).is_not(None)).limit(1))
            if sample is not None and not _opens(bytes(sample), context_of(column)):
                return (
                    f"ENGAGE_DATA_KEYS does not open what is in this database: {place.table.name}.{column.name} is sealed "
                    f"with a key named “{vault.key_name(bytes(sample))}”"
                )
    return None


def _opens(sealed: bytes, context: str) -> bool:
    try:
        vault.unseal(sealed, context=context)
    except vault.WrongKey:
        return False
    return True


def is_there() -> bool:
    """Whether the database has come as far as keeping checks."""
    return sa.inspect(db.session.connection()).has_table(Check.__tablename__)


def has_check(key: str) -> bool:
    """Whether a check is kept for the key of this name."""
    return db.session.scalar(sa.select(Check.id).where(Check.key_name == key)) is not None
