"""The same pages and the same submit by processor time, in one process: a figure that stands when the machine is busy.

What others use slows a clock on the wall by as much as they like; processor time they lengthen a little, and floor and
product alike. It leaves out what waits for the disk.
"""

from __future__ import annotations

import importlib
import io
import itertools
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import structlog

from engage.accounts.rules import Role
from tests.benchmarks import floors
from tests.benchmarks.carers import signed_in
from tests.benchmarks.joins import Joining
from tests.benchmarks.measuring import Line, Slice, compare
from tests.benchmarks.pages import pages
from tests.benchmarks.places import Place


def lines(place: Place, folder: Path, *, seconds: float) -> Iterator[Line]:
    """Each page, then joining; on this process's own processor time."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=io.StringIO()))
    os.environ["FLOOR_DATABASE_URL"] = place.url
    floor = importlib.reload(floors).app.test_client()
    for words, path, role, goal in pages(place):
        line = Line(words, place.name, "requests/s", goal, by_processor=True)
        yield compare(line, worked(lambda: floor.get("/page")), worked(_page(place, path, role)), seconds=seconds / 10)
    line = Line("The quick log: /carers/log", place.name, "requests/s", "0.5", by_processor=True)
    yield compare(
        line, worked(lambda: floor.get("/page")), worked(_page(place, "/carers/log", Role.CHAMPION)), seconds=seconds / 10
    )
    line = Line("The quick log: Save", place.name, "contacts/s", "0.5", by_processor=True)
    yield compare(line, worked(lambda: floor.post("/join")), worked(_saving(place)), seconds=seconds / 10)
    line = Line("Joining: the last page posted", place.name, "sign-ups/s", "0.5", by_processor=True)
    yield compare(line, worked(lambda: floor.post("/join")), worked(_joining(place, folder)), seconds=seconds / 10)


def worked(step: Callable[[], object]) -> Slice:
    """A slice that repeats one step and is measured in processor time."""

    def work(seconds: float) -> float:
        count, began = 0, process_time()
        while (took := process_time() - began) < seconds:
            step()
            count += 1
        return count / took

    return work


def _page(place: Place, path: str, role: Role | None) -> Callable[[], object]:
    client = place.app.test_client(use_cookies=False)
    headers = {"Cookie": place.cookie(role)} if role else {}
    return lambda: client.get(path, headers=headers, base_url=place.base_url)


def _saving(place: Place) -> Callable[[], object]:
    client, (cookie, form) = place.app.test_client(use_cookies=False), signed_in(place)
    showing, numbers = secrets.token_hex(4), itertools.count()
    return lambda: client.post(
        "/carers/log", data=f"{form}&once={showing}-{next(numbers)}", headers={"Cookie": cookie}, base_url=place.base_url,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip


def _joining(place: Place, folder: Path) -> Callable[[], object]:
    client = place.app.test_client(use_cookies=False)
    cookies, form = Joining(place, folder).people(3000)
    waiting, numbers = iter(cookies), itertools.count()

    def post() -> object:
        number = next(numbers)
        return client.post(
            "/join/check", data=form, headers={"Cookie": next(waiting)}, content_type="application/x-www-form-urlencoded",
            base_url=place.base_url, environ_overrides={"REMOTE_ADDR": f"10.1.{number // 250}.{number % 250}"},
        )  # fmt: skip

    return post
