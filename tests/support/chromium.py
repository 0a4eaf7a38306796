"""Headless Chromium as Debian ships it, without anything that calls home."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

SENTENCE = (
    "The browser tests need Chromium and found none. Install it (Debian: apt install chromium fonts-liberation), "
    'or leave them out: .venv/bin/python -m pytest -m "not browser"'
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-dev-shm-usage",
]  # fmt: skip
LAZY = [
    "--disable-extensions", "--disable-threaded-compositing", "--disable-threaded-animation",
    "--disable-features=PaintHolding,Translate,OptimizationHints,MediaRouter,BackForwardCache",
]  # fmt: skip
"""For pages that nobody presses anything on: it draws less, and keeps nothing of the page before."""


class NoChromium(RuntimeError):
    """There is no Chromium on this machine."""


def program() -> str:
    """Where it is. Raises NoChromium with a sentence that says what to install."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise NoChromium(SENTENCE)
    return found


@contextmanager
def started(*more: str) -> Iterator[Browser]:
    """One Chromium, with these further arguments, closed afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=[*ARGUMENTS, *more])
        yield browser
        browser.close()
