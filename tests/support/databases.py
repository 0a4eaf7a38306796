"""A fresh database for every test: a copy of one that the real migrations made."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import flask_migrate

from engage.db import db
from tests.support.installation import installed

NOWHERE = "smtp://127.0.0.1:9"


def migrate(url: str, *, to: str = "head") -> None:
    """Bring a database to a step by the real migrations."""
    app = installed(database_url=url, smtp_url=NOWHERE)
    with app.app_context():
        flask_migrate.upgrade(directory=app.extensions["migrate"].directory, revision=to)
        db.session.remove()
        db.engine.dispose()


class Sqlite:
    """Databases that are files in one folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        self.template = folder / "template.db"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        if not self.template.exists():
            migrate(f"sqlite:///{self.template}")
            with closing(sqlite3.connect(self.template)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with self._file(lambda path: shutil.copyfile(self.template, path)) as url:
            yield url

    @contextmanager
    def bare(self) -> Iterator[str]:
        with self._file(lambda _path: None) as url:
            yield url

    @contextmanager
    def _file(self, fill: Callable[[Path], object]) -> Iterator[str]:
        self.made += 1
        path = self.folder / f"test-{self.made}.db"
        fill(path)
        yield f"sqlite:///{path}"
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
