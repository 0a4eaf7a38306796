"""A person at a browser: opens pages, fills in the form that is really there, follows links, and looks at every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask, session
from werkzeug.test import Client, TestResponse

from engage.accounts import visitor
from engage.accounts.models import User
from engage.db import db
from tests.support import checks, keeping
from tests.support.installation import BASE_URL, HOST
from tests.support.page import Form, Page

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Upload:
    """A file somebody chooses: what is in it, and what it is called."""

    content: bytes
    name: str = "people.csv"


class Browser:
    """One browser with its own cookies. `page` is what it shows. Every page is checked when it is met."""

    host = HOST

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: Client = app.test_client()
        self.page: Page | None = None
        self.typed: set[tuple[str, str]] = set()
        self.known_words: set[str] = set()
        self.visited: list[str] = []

    # What a person does

    def open(self, address: str) -> Page:
        """Type an address, or press a link in a mail."""
        return self._go("GET", address)

    def follow(self, link: str) -> Page:
        """Press the link with these words."""
        links = self.here.links
        if link not in links:
            raise AssertionError(f"no link {link!r} on {self.here!r}; there are {sorted(links)}")
        return self._go("GET", links[link])

    def press(self, button: str, **typed: Any) -> Page:
        """Press a button, having filled in what its form asks: the same as `submit`."""
        return self.submit(button, **typed)

    def submit(self, button: str | None = None, /, **typed: Any) -> Page:
        """Fill in the form that is on this page and press its button.

        The words on the button may be given first or as `button=`. A name with several values takes a list, a tick box
        also True and False, and a date a tuple: `born=("3", "4", "1980")`. A name that is not on the page is refused.
        """
        face = button if button is not None else typed.pop("button", None)
        typed = dict(self._dates(typed))
        form, pressed = self._form(face, set(typed))
        sent = self._filled(form, typed)
        if pressed is not None and pressed.get("name"):
            sent.append((pressed.get("name", ""), pressed.get("value", "")))
        self.remember(sent)
        action = (pressed.get("formaction") if pressed is not None else None) or form.action
        if form.method == "GET":
            return self._go("GET", urlsplit(action)._replace(query="").geturl(), query=sent)
        return self._go("POST", action, form=sent)

    def post(self, address: str, sent: dict[str, Any] | None = None) -> Page:
        """Send what no form of ours would send, as an attacker or a mail program does."""
        return self._go("POST", address, form=[(name, str(value)) for name, value in (sent or {}).items()])

    def sign_in_as(self, user: User) -> Browser:
        """Begin a sign-in for this browser by the same code as the site's own doors. Returns the browser."""
        with self.app.test_request_context("/", base_url=BASE_URL):
            found = db.session.get(User, user.id)
            if found is None:
                raise AssertionError(f"no account {user.id}")
            visitor.begin(found)
            db.session.commit()
            response = self.app.response_class()
            self.app.session_interface.save_session(self.app, session, response)  # type: ignore[arg-type]
        name, _, rest = response.headers["Set-Cookie"].partition("=")
        self.client.set_cookie(name, rest.partition(";")[0], domain=HOST, secure=True)
        return self

    def forget_cookies(self) -> None:
        """Close the browser and open it again, with nothing remembered."""
        self.client = self.app.test_client()

    def knows(self, *words: str) -> None:
        """Words that somebody else typed (a name with a straight quote): not held against the page."""
        self.known_words.update(words)

    @property
    def here(self) -> Page:
        """The page it shows."""
        if self.page is None:
            raise AssertionError("no page is open")
        return self.page

    # How it does it

    def remember(self, sent: Iterable[tuple[str, Any]]) -> None:
        self.typed.update((name, value) for name, value in sent if isinstance(value, str))

    def _go(self, method: str, address: str, *, query: Any = None, form: Any = None) -> Page:
        here = self.page.address if self.page is not None else BASE_URL
        response = self._ask(method, urljoin(here, address), query=query, form=form)
        for _ in range(MOST_REDIRECTS):
            if response.status_code not in REDIRECTS:
                break
            response = self._ask("GET", urljoin(response.request.url, response.headers["Location"]))
        else:
            raise AssertionError(f"more than {MOST_REDIRECTS} redirects from {address}")
        self.page = Page(response)
        self._look_at(self.page)
        return self.page

    def _ask(self, method: str, url: str, *, query: Any = None, form: Any = None) -> TestResponse:
        parts = urlsplit(url)
        if parts.hostname != HOST:
            raise AssertionError(f"{url} leads out of this installation")
        path = parts.path + (f"?{parts.query}" if parts.query and query is None else "")
        self.visited.append(path)
        body = _grouped(form) if form is not None else None
        response = self.client.open(
            path or "/", method=method, base_url=BASE_URL, query_string=None if query is None else _grouped(query), data=body
        )
        response.request.environ["wsgi.input"].close()  # a large one is a file of the test client's own
        checks.headers(response)
        return response

    def _look_at(self, page: Page) -> None:
        if not page.is_html:
            return
        checks.look_at(page, typed=self.typed, known_words=self.known_words)
        keeping.keep(page, app=self.app)

    def _form(self, face: str | None, names: set[str]) -> tuple[Form, Element | None]:
        candidates = [
            (form, pressed) for form in self.here.forms for words, pressed in form.buttons if face is None or words == face
        ]
        if not candidates:
            raise AssertionError(f"no button {face!r} on {self.here!r}; there are {self.here.buttons}")
        if face is None and not names and len(candidates) > 1:
            candidates = [(form, pressed) for form, pressed in candidates if form.method == "POST"]
        fitting = [(form, pressed) for form, pressed in candidates if names <= form.names]
        if not fitting:
            raise AssertionError(f"{sorted(names)} are not all on {self.here!r}; there are {sorted(candidates[0][0].names)}")
        if len(fitting) > 1 and face is not None:
            raise AssertionError(f"{len(fitting)} buttons say {face!r} on {self.here!r}: say which by other words")
        return fitting[0]

    def _filled(self, form: Form, typed: dict[str, Any]) -> list[tuple[str, Any]]:
        sent: list[tuple[str, Any]] = [(name, value) for name, value in form.untouched() if name not in typed]
        for name, value in typed.items():
            if isinstance(value, Upload):
                sent.append((name, value))
                continue
            offered = form.offers(name)
            for one in _as_values(value, offered):
                if offered is not None and one not in offered:
                    raise AssertionError(f"{name} offers {offered}, not {one!r}")
                sent.append((name, one))
        return sent

    def _dates(self, typed: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        on_page = {name for form in self.here.forms for name in form.names}
        for name, value in typed.items():
            name = name if name in on_page else name.replace("_", "-") if name.replace("_", "-") in on_page else name
            if isinstance(value, tuple):
                yield from zip((f"{name}[day]", f"{name}[month]", f"{name}[year]"), map(str, value), strict=True)
            else:
                yield name, value


def _as_values(value: Any, offered: list[str] | None) -> list[str]:
    if value is None or value is False:
        return []
    if value is True:
        return (offered or ["on"])[:1]
    if isinstance(value, (list, set, frozenset)):
        return [str(one) for one in value]
    return [str(value)]


def _grouped(sent: list[tuple[str, Any]] | None) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for name, value in sent or []:
        as_sent = (BytesIO(value.content), value.name) if isinstance(value, Upload) else value
        grouped.setdefault(name, []).append(as_sent)
    return grouped
