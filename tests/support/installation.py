"""One installation for one test: settings that need no environment, and the application made from them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from config import settings_from
from engage import journal, vault
from engage.app import create_app
from engage.db import db
from engage.settings import Settings

TOP = Path(__file__).resolve().parent.parent.parent
HOST = "engage.example"
BASE_URL = f"https://{HOST}"
STATEMENTS = 3_000
"""A process of the tests meets far more statements than a browser's, and in any order: none is compiled twice."""


def environment(*, database_url: str, smtp_url: str, base_url: str = BASE_URL) -> dict[str, str]:
    """The environment of a test installation, for settings and for processes that a test starts."""
    return {
        "ENGAGE_ENV": "test",
        "ENGAGE_DATABASE_URL": database_url,
        "ENGAGE_SMTP_URL": smtp_url,
        "ENGAGE_BASE_URL": base_url,
        "ENGAGE_ORGANISATION": str(TOP / "organisation.toml"),
        "PATH": os.environ.get("PATH", ""),
    }


def installed(*, database_url: str, smtp_url: str, base_url: str = BASE_URL) -> Flask:
    """The real application, CSRF and all, on this database and this mail server."""
    app = create_app(settings_from(environment(database_url=database_url, smtp_url=smtp_url, base_url=base_url)))
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(_compiled())
    return app


@contextmanager
def installed_once(*, database_url: str, smtp_url: str) -> Iterator[Flask]:
    """The same application for all tests of a process that ask for these addresses, put back afterwards to how it was made.

    Making one costs more than most tests: all its addresses are compiled, and so is every statement at its first use.
    """
    app, extensions, config = _made(database_url, smtp_url)
    settings: Settings = extensions["settings"]
    vault.open_with(data_keys=settings.data_keys, secret_key=settings.secret_key)
    journal.open_at(settings.erasures)
    try:
        yield app
    finally:
        for now, before in ((app.extensions, extensions), (app.config, config)):
            now.clear()
            now.update(before)


@cache
def _made(database_url: str, smtp_url: str) -> tuple[Flask, dict[str, Any], dict[str, Any]]:
    app = installed(database_url=database_url, smtp_url=smtp_url)
    with app.app_context():
        db.engine._compiled_cache.capacity = STATEMENTS  # type: ignore[union-attr]
    return app, dict(app.extensions), dict(app.config)


@cache
def _compiled() -> str:
    """A folder where templates stay compiled, so that each test need not compile them again."""
    folder = TOP / ".pytest_cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
