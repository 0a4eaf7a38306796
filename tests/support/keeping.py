"""Keeps one of every kind of page that tests meet, for the checkers that need a real browser."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from tests.support.page import Page

FOLDER = "ENGAGE_KEEP_PAGES"


def keep(page: Page, *, app: Flask) -> None:
    """Keep this page when nobody has met its like."""
    folder = os.environ.get(FOLDER)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
