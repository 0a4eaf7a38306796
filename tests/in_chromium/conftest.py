"""A person at a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from engage import jobs
from tests import factories
from tests.support import chromium
from tests.support.live import listening
from tests.support.postbox import Postbox

ONLY_HEADS = "Failed to load resource: the server responded with a status of 422"
"""Chromium reports every refused form; it is the answer we mean to give."""


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """One Chromium for all walks."""
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def site(database_url: str, postbox: Postbox) -> Iterator[tuple[Flask, str]]:
    """The application on a port of its own."""
    with listening(database_url=database_url, smtp_url=postbox.url) as (app, address):
        factories.here.app = app
        yield app, address
        factories.here.app = None


@pytest.fixture
def tick(site: tuple[Flask, str]) -> Callable[[], object]:
    """Do once everything that is due."""

    def run() -> object:
        with jobs.at_work(site[0]):
            return jobs.tick()

    return run


@pytest.fixture
def opened(chrome: Browser, site: tuple[Flask, str]) -> Iterator[Callable[..., Page]]:
    """Opens a window; whatever the browser complains about in it fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ONLY_HEADS):
            complaints.append(message.text)

    def window(*, width: int = 1280, scripts: bool = True) -> Page:
        size = {"width": width, "height": 900}
        context = chrome.new_context(base_url=site[1], java_script_enabled=scripts, viewport=size)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield window
    for context in contexts:
        context.close()
    assert complaints == []
