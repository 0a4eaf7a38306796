"""Has one of every kind of page that tests meet looked at by the inspector, and keeps it where somebody asks for that."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.support import inspector
from tests.support.page import Page

FOLDER = "ENGAGE_KEEP_PAGES"
"""Name a folder in the environment to keep the pages for looking at."""
SHAPES_OF_A_KIND = 3
"""How many pages of one view are looked at that differ in what they are made of: a record has dozens of ways to be empty."""


def keep(page: Page, *, app: Flask) -> None:
    """Look at this page when nobody has met its like. Raises with what the inspector found."""
    kept, asked = os.environ.get(FOLDER), os.environ.get(inspector.FOUND_BY_WORKERS)
    if not kept and not asked:
        return
    kind = f"{_endpoint(page, app)}-{page.status}"
    name = f"{kind}-{shape_of(page)}.html"
    if kept and _is_first(Path(kept), kind, name):
        Path(kept, name).write_text(page.html, encoding="utf-8")
    if asked and _is_first(Path(asked).parent / "met", kind, name):
        problems = inspector.verdict(page.html, page.response.headers["Content-Security-Policy"])
        if problems:
            raise AssertionError("\n  ".join([f"{page!r}, in a browser:", *problems]))


def shape_of(page: Page) -> str:
    """What a page is made of, whoever it is about: the same for two people and for two rows or two hundred."""
    return hashlib.sha256(_shape(page.all("body")[0]).encode()).hexdigest()[:12]


def _shape(element: Element) -> str:
    inner: list[str] = []
    for child in element:
        shape = _shape(child) if isinstance(child.tag, str) else ""
        if shape not in inner[-2:]:
            inner.append(shape)
    told = (element.tag, *sorted((element.get("class") or "").split()), element.get("type"), element.get("role"))
    return f"<{told}{''.join(inner)}>"


def _endpoint(page: Page, app: Flask) -> str:
    if page.status >= 400 and page.status != 422:
        return "error"
    try:
        return str(app.url_map.bind("").match(page.path, method=page.method)[0])
    except HTTPException:
        return "none"


def _is_first(folder: Path, kind: str, name: str) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    if len(list(folder.glob(f"{kind}-*"))) >= SHAPES_OF_A_KIND:
        return False
    try:
        os.close(os.open(folder / name, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True
