"""People at a million: the list and the search as the team's page reads them, against SQL written by hand for the driver."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter
from typing import Any

import psycopg

from engage.db import db, reading_only
from engage.demo import names
from engage.people.rules import comparable_name
from engage.web.paging import ROWS, mark
from engage.welcome.queries import finding
from engage.welcome.rules import Looking
from tests.benchmarks.measuring import Line, Slice, compare
from tests.benchmarks.places import SEED, Place

ARGUMENTS = 200
_SELECT = (
    "SELECT p.id, p.number, p.full_name, p.search_name, m.uses_services, m.used_services, m.cares, m.cared, m.interested, "
    "m.area, m.standing, m.applied_at FROM person p JOIN member m ON m.person_id = p.id "
    "WHERE m.standing IN ('applied', 'in conversation', 'active') AND p.erased_at IS NULL "
)
_ORDER = f" ORDER BY p.search_name, p.id LIMIT {ROWS + 1}"
_WAYS = "SELECT person_id, kind, verified_at FROM contact_point WHERE person_id "
_BREAKS = "SELECT person_id FROM consent_break WHERE ended_at IS NULL AND person_id "


def lines(place: Place, *, seconds: float) -> Iterator[Line]:
    """Pages of the whole list at any depth, and searches for a part of a name."""
    for words, arguments in _searches():
        yield _line(f"Search: {words}", place, _search(place), _find, arguments, seconds=seconds)
    depths = [(name, "0" * 32) for name in _given_and_family(Random(SEED))]  # noqa: S311 - arguments, no secrets
    yield _line("The list of people, a page at any depth", place, _page(place), _turn, depths, seconds=seconds)


def _line(
    words: str, place: Place, floor: Callable[[Any], object], subject: Callable[[Any], object], arguments: list[Any], *,
    seconds: float,
) -> Line:  # fmt: skip
    line = Line(words, place.name, "pages/s", "p95 at most 1.5 raw + 5 ms")
    least, reached = _Timed(floor, arguments), _Timed(subject, arguments)
    with place.app.test_request_context("/", base_url=place.base_url), reading_only():
        compare(line, least.slice(), reached.slice(), seconds=seconds)
        db.session.remove()
    raw, ours = least.p95(), reached.p95()
    line.note = f"p95 {ours:.1f} ms (raw {raw:.1f} ms): {'met' if ours <= 1.5 * raw + 5 else 'not met'}"
    return line


class _Timed:
    """A step over one argument after another, with how long each took."""

    def __init__(self, step: Callable[[Any], object], arguments: list[Any]) -> None:
        self.step, self.arguments, self.took = step, itertools.cycle(arguments), list[float]()

    def slice(self) -> Slice:
        def work(seconds: float) -> float:
            count, began = 0, perf_counter()
            while (now := perf_counter()) - began < seconds:
                self.step(next(self.arguments))
                self.took.append(perf_counter() - now)
                count += 1
            return count / (perf_counter() - began)

        return work

    def p95(self) -> float:
        """In milliseconds; the slowest of twenty."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))] * 1000


def _searches() -> list[tuple[str, list[str]]]:
    rng = Random(SEED)  # noqa: S311 - arguments, no secrets
    families = [comparable_name(name) for name in names.FAMILY]
    long = [name for name in families if len(name) > 4]
    return [
        ("given name and family name", _given_and_family(rng)),
        ("family name", rng.choices(families, k=ARGUMENTS)),
        ("three letters", [_three(rng, rng.choice(long)) for _ in range(ARGUMENTS)]),
    ]


def _given_and_family(rng: Random) -> list[str]:
    return [comparable_name(f"{rng.choice(names.GIVEN)} {rng.choice(names.FAMILY)}") for _ in range(ARGUMENTS)]


def _three(rng: Random, name: str) -> str:
    start = rng.randrange(len(name) - 2)
    return name[start : start + 3]


def _find(text: str) -> object:
    rows = finding.page(Looking(text=text), after=None, before=None)
    db.session.rollback()
    return rows


def _turn(depth: tuple[str, str]) -> object:
    rows = finding.page(Looking(), after=mark(*depth), before=None)
    db.session.rollback()
    return rows


def _search(place: Place) -> Callable[[Any], object]:
    """The search by hand; the words of a name are looked for one by one, as on the page."""
    ask = _asker(place)

    def search(text: str) -> object:
        if place.name == "sqlite":
            words = " AND ".join(f'"{word}"' for word in text.split())
            condition, values = "AND p.id IN (SELECT person_id FROM person_name WHERE name MATCH ?)", [words]
        else:
            condition = " ".join("AND p.search_name LIKE %s" for _ in text.split())
            values = [f"%{word}%" for word in text.split()]
        return ask(_SELECT + condition + _ORDER, values)

    return search


def _page(place: Place) -> Callable[[Any], object]:
    ask = _asker(place)
    mark_ = "?" if place.name == "sqlite" else "%s"
    return lambda depth: ask(f"{_SELECT} AND (p.search_name, p.id) > ({mark_}, {mark_}) {_ORDER}", list(depth))


def _asker(place: Place) -> Callable[[str, list[str]], object]:
    """Ask for fifty people, then for their ways to be reached and their breaks, through the driver alone."""
    if place.name == "sqlite":
        lite = sqlite3.connect(place.url.removeprefix("sqlite:///"), isolation_level=None)
        lite.executescript("PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824")

        def ask_sqlite(sql: str, values: list[str]) -> object:
            rows = lite.execute(sql, values).fetchall()
            ids = [row[0] for row in rows]
            among = f"IN ({', '.join('?' * len(ids))})"
            return rows, lite.execute(_WAYS + among, ids).fetchall(), lite.execute(_BREAKS + among, ids).fetchall()

        return ask_sqlite
    connection = psycopg.connect(place.url.replace("+psycopg", ""), autocommit=True)

    def ask_postgresql(sql: str, values: list[str]) -> object:
        rows = connection.execute(sql, values).fetchall()
        ids = [row[0] for row in rows]
        ways = connection.execute(_WAYS + "= ANY(%s)", [ids]).fetchall()
        return rows, ways, connection.execute(_BREAKS + "= ANY(%s)", [ids]).fetchall()

    return ask_postgresql
