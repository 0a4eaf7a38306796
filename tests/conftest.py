"""What a test can ask for: an installation, a browser, a clock, a post box and the minute tick of the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask

from engage import jobs
from engage.db import db
from tests import factories
from tests.support import databases
from tests.support.browser import Browser
from tests.support.clock import START, Clock
from tests.support.installation import installed
from tests.support.postbox import Postbox, PostOffice


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> databases.Sqlite:
    """The maker of databases."""
    return databases.Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def post_office() -> Iterator[PostOffice]:
    """The mail server of this run."""
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    """The clock, set to a Tuesday morning; `clock.move_to(...)`, `clock.forward(days=1)`."""
    with time_machine.travel(START) as traveller:
        yield Clock(traveller)


@pytest.fixture
def database_url(sqlite: databases.Sqlite) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    with sqlite.fresh() as url:
        yield url


@pytest.fixture
def postbox(post_office: PostOffice) -> Postbox:
    """Where mail arrives; empty at the beginning of every test."""
    post_office.postbox.empty()
    return post_office.postbox


@pytest.fixture
def app(database_url: str, postbox: Postbox) -> Iterator[Flask]:
    """The real application on a fresh database. Open no context around a request: the browser opens its own."""
    application = installed(database_url=database_url, smtp_url=postbox.url)
    factories.here.app = application
    yield application
    factories.here.app = None
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A person at a browser."""
    return Browser(app)


@pytest.fixture
def tick(app: Flask) -> Callable[[], object]:
    """Do once everything that is due, as `engage tick` does."""

    def run() -> object:
        with app.app_context():
            return jobs.tick()

    return run
