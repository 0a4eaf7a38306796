"""One installation for one test: settings that need no environment, and the application made from them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from config import settings_from
from engage.app import create_app

TOP = Path(__file__).resolve().parent.parent.parent
HOST = "engage.example"
BASE_URL = f"https://{HOST}"


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


@cache
def _compiled() -> str:
    """A folder where templates stay compiled, so that each test need not compile them again."""
    folder = TOP / ".pytest_cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)
