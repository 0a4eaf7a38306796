"""Messages of yesterday after the step that made news a category: every one of them as it was, there and back and there."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
import sqlalchemy as sa

from tests.support.databases import Maker, migrate, migrate_back

BEFORE = "0018_times_asked"
AT = datetime.fromisoformat("2026-11-20 09:00:00")


def test_messages_and_their_steps_survive_and_news_is_allowed(maker: Maker) -> None:
    with maker.bare() as url:
        migrate(url, to=BEFORE)
        rows = [fill(url, category) for category in ("reminder", "change", "security")]
        with pytest.raises(sa.exc.IntegrityError):
            fill(url, "news")
        migrate(url)
        rows.append(fill(url, "news"))
        assert kept(url) == {key: (category, 1) for key, category in rows}
        with pytest.raises(sa.exc.IntegrityError):
            fill(url, "sermon")
        migrate_back(url, to=BEFORE)
        assert kept(url) == {key: ("reminder" if category == "news" else category, 1) for key, category in rows}
        migrate(url)
        assert len(kept(url)) == len(rows)


def fill(url: str, category: str) -> tuple[str, str]:
    """An occasion, a message about it and its one step, written as the tables of that day are."""
    engine, known = sa.create_engine(url), sa.MetaData()
    ids = [key.hex if engine.dialect.name == "sqlite" else key for key in (uuid.uuid4() for _ in range(4))]
    occasion = {"id": ids[0], "kind": "pool.left", "about": ids[1], "ordinal": 0, "due_on": AT.date(), "due_at": AT,
                "not_after": AT, "created_at": AT}  # fmt: skip
    outgoing = {"id": ids[2], "occasion_id": ids[0], "kind": "pool.left", "recipient_id": ids[1], "channel": "email",
                "category": category, "state": "accepted", "turn": 0, "steps": 1, "next_at": AT, "attempts": 0,
                "message_id": str(ids[2]), "created_at": AT}  # fmt: skip
    step = {"id": ids[3], "outgoing_id": ids[2], "number": 1, "at": AT, "state": "accepted"}
    try:
        with engine.begin() as connection:
            known.reflect(connection, only=["occasion", "outgoing", "outgoing_step"])
            for table, row in (("occasion", occasion), ("outgoing", outgoing), ("outgoing_step", step)):
                connection.execute(known.tables[table].insert(), row)
    finally:
        engine.dispose()
    return plain(ids[2]), category


def plain(key: object) -> str:
    return uuid.UUID(str(key)).hex


def kept(url: str) -> dict[str, tuple[str, int]]:
    """Every message there: its category and how many steps lean on it."""
    engine = sa.create_engine(url)
    query = """SELECT message_id, category, (SELECT count(*) FROM outgoing_step WHERE outgoing_id = outgoing.id) FROM outgoing"""
    with engine.connect() as connection:
        found = {plain(key): (category, steps) for key, category, steps in connection.execute(sa.text(query))}
    engine.dispose()
    return found
