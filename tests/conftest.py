"""What a test can ask for: an installation, a browser, a clock, a post box and the minute tick of the worker."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import settings

from engage import jobs
from engage.db import db
from tests import factories
from tests.support import chromium, databases, inspector, network, postgresql, scratch
from tests.support.browser import Browser
from tests.support.clock import START, Clock
from tests.support.golden import Golden
from tests.support.installation import installed_once
from tests.support.postbox import Postbox, PostOffice
from tests.support.sharing_out import SharingOut
from tests.support.trust import SEED, trust_of

KINDS = {"sqlite": ("sqlite",), "postgresql": ("postgresql",), "both": ("sqlite", "postgresql")}
COLLECT_AFTER = (20_000, 20, 100)
# a change is judged by what it changed: examples are the same in every run, and `make campaign` looks for new ones
settings.register_profile("the same", deadline=None, derandomize=True, database=None)
settings.register_profile("new ones", deadline=None, max_examples=1_000, database=None)
settings.load_profile("the same")
stop_at_the_end = pytest.StashKey[contextlib.ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run may be asked for beside the names of tests."""
    parser.addoption("--database", choices=sorted(KINDS), default="sqlite", help="run on sqlite (default), postgresql or both")
    parser.addoption("--inspect", action="store_true", help="have every kind of page looked at by axe and the Nu HTML checker")
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew instead of comparing")
    parser.addoption("--long", action="store_true", help="run campaigns at their full length")


def pytest_configure(config: pytest.Config) -> None:
    """Start what all workers of a run share, once, before any of them starts."""
    config.stash[stop_at_the_end] = shared = contextlib.ExitStack()
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    shared.enter_context(scratch.shared())
    try:
        if config.getoption("--database") != "sqlite":
            server = postgresql.Cluster()
            server.start()
            shared.callback(server.stop)
        if config.getoption("--inspect"):
            shared.callback(inspector.Inspector().stop)
    except (postgresql.NoPostgresql, chromium.NoChromium) as none:
        shared.close()
        raise pytest.UsageError(str(none)) from none


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it, however the tests ended."""
    config.stash[stop_at_the_end].close()


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharingOut:
    """Share the tests out in our own way."""
    return SharingOut(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever touches a database on each kind that was asked for; `one_database` names the only one that matters."""
    if "maker" in metafunc.fixturenames:
        kinds = KINDS[metafunc.config.getoption("--database")]
        only = metafunc.definition.get_closest_marker("one_database")
        if only is not None and len(kinds) > 1:
            kinds = tuple(kind for kind in kinds if kind == only.args[0])
        metafunc.parametrize("maker", kinds, indirect=True)


@pytest.fixture(scope="session", autouse=True)
def _network_is_shut() -> Iterator[None]:
    """Nothing leaves this machine while tests run."""
    with network.shut():
        yield


@pytest.fixture(autouse=True)
def _nothing_is_left_open() -> Iterator[None]:
    """Close what a test left open, so that no later test is blamed for it."""
    yield
    databases.close_what_was_left()


@pytest.fixture(scope="session")
def _makers(worker_id: str) -> Callable[[str], databases.Maker]:
    made: dict[str, databases.Maker] = {}

    def maker(kind: str) -> databases.Maker:
        if kind not in made:
            made[kind] = databases.Sqlite(scratch.folder() / worker_id) if kind == "sqlite" else databases.Postgresql(worker_id)
        return made[kind]

    return maker


@pytest.fixture
def maker(request: pytest.FixtureRequest, _makers: Callable[[str], databases.Maker]) -> databases.Maker:
    """Makes databases of the kind this test runs on."""
    return _makers(request.param)


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
def database_url(maker: databases.Maker) -> Iterator[str]:
    """The address of a fresh, migrated database; the same address for every test, so that one application serves them all."""
    with maker.fresh(again=True) as url:
        yield url


@pytest.fixture
def postbox(post_office: PostOffice) -> Postbox:
    """Where mail arrives; empty at the beginning of every test."""
    post_office.postbox.empty()
    return post_office.postbox


@pytest.fixture
def app(database_url: str, postbox: Postbox) -> Iterator[Flask]:
    """The real application on a fresh database. Open no context around a request: the browser opens its own."""
    with installed_once(database_url=database_url, smtp_url=postbox.url) as application:
        factories.here.app = application
        yield application
        factories.here.app = None
        with application.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def demonstrate(app: Flask, maker: databases.Maker) -> Callable[..., None]:
    """Have the invented trust of so many people in this database, as `engage.demo.trust.fill` leaves it."""

    def filled(people: int, *, seed: int = SEED) -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        maker.refill(trust_of(people, seed=seed))

    return filled


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A person at a browser."""
    return Browser(app)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """What was agreed, word for word."""
    return Golden(rewrite=request.config.getoption("--rewrite-golden"))


@pytest.fixture
def tick(app: Flask) -> Callable[[], object]:
    """Do once everything that is due, as `engage tick` does."""

    def run() -> object:
        with jobs.at_work(app):
            return jobs.tick()

    return run
