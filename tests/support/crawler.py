"""Walks through everything a person can reach by links, a few pages of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import HTTPException

from tests.support.browser import Browser
from tests.support.installation import BASE_URL, HOST
from tests.support.page import Page

Met = Callable[[str, Page], object]
OF_EACH_KIND = 3
ROUGHLY_ALL = 400


def endpoint(browser: Browser, path: str, method: str = "GET") -> str:
    """The view behind a path, or "none"."""
    try:
        return str(browser.app.url_map.bind(HOST).match(path, method=method)[0])
    except HTTPException:
        return "none"


def crawl(
    browser: Browser, *, starts: list[str], met: Callable[[str, Page], object] = lambda _endpoint, _page: None
) -> list[str]:
    """Open `starts` and whatever they lead to; `met` is told of each. Returns the endpoints that were opened."""
    waiting, seen, opened = list(starts), set[str](), Counter[str]()
    while waiting and len(seen) < ROUGHLY_ALL:
        address = waiting.pop(0)
        kind = endpoint(browser, urlsplit(address).path)
        if address in seen or opened[kind] >= OF_EACH_KIND:
            continue
        seen.add(address)
        opened[kind] += 1
        page = browser.open(address)
        met(kind, page)
        if page.is_html:
            waiting += _onward(page)
    return sorted(opened)


def _onward(page: Page) -> list[str]:
    found = []
    for link in page.all("a"):
        parts = urlsplit(urljoin(page.address, link.get("href", "")))
        if f"{parts.scheme}://{parts.netloc}" == BASE_URL:
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found
