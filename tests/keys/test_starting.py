"""Two machines start at once on one new database: both go on, and one check is kept for their key."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.db import db, is_sqlite
from engage.keys.actions import note_newest_key

WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.mark.one_database("postgresql")
def test_who_starts_second_waits_for_the_first_and_finds_its_check(app: Flask) -> None:
    with app.app_context():
        if is_sqlite():
            pytest.skip("one writer at a time there anyway")

    def starts_second() -> bool:
        with app.app_context():
            is_new = note_newest_key()
            db.session.commit()
            return is_new

    with app.app_context(), ThreadPoolExecutor(1) as other, db.engine.connect() as watcher:
        assert note_newest_key()
        second = other.submit(starts_second)
        assert any(watcher.scalar(WAITING) or threading.Event().wait(0.05) for _ in range(600))
        db.session.commit()
        assert second.result(30) is False
        assert db.session.scalar(sa.text("SELECT count(*) FROM vault_check")) == 1
