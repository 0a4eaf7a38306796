"""A reminder that was switched off yesterday is off today, and its rule is as it comes; and back."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from tests.support.databases import Maker, migrate, migrate_back

BEFORE, STEP = "0022_length_of_a_round", "0023_reminder_rules"


def test_what_was_switched_off_stays_off_there_and_back(maker: Maker) -> None:
    with maker.bare() as url:
        migrate(url, to=BEFORE)
        for kind, is_on in (("pool.confirm", False), ("needs.review", True)):
            add(url, kind, is_on)
        migrate(url, to=STEP)
        assert rows(url, "SELECT kind, version, is_on, offsets, by_id FROM reminder_rule") == [
            ("pool.confirm", 1, False, None, None)
        ]
        migrate_back(url, to=BEFORE)
        assert rows(url, "SELECT kind, is_on FROM reminder_setting") == [("pool.confirm", False)]
        migrate(url)


def add(url: str, kind: str, is_on: bool) -> None:
    """A switch as it was kept."""
    engine = sa.create_engine(url)
    values = {"id": uuid.uuid4().hex if engine.dialect.name == "sqlite" else uuid.uuid4(), "kind": kind, "is_on": is_on}
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO reminder_setting (id, kind, is_on) VALUES (:id, :kind, :is_on)"), values)
    engine.dispose()


def rows(url: str, question: str) -> list[Any]:
    """What a table holds."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(question))]
    engine.dispose()
    return found
