"""The floor does the same work as the product: otherwise a ratio says nothing."""

from __future__ import annotations

import sqlite3
import uuid
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.db import db
from tests.benchmarks.joins import Joining
from tests.benchmarks.measuring import Line, compare, for_a_while, table
from tests.benchmarks.places import Place
from tests.benchmarks.rows import ASKED, JOINING, ROWS, statements
from tests.support.installation import BASE_URL

pytestmark = pytest.mark.one_database("sqlite")
ABOUT_THE_REQUEST = frozenset({"throttle_tally", "pool_draft"})
"""What the product keeps about who asks how often, and the draft it takes away: no part of what somebody told us."""


def counts(app: Flask) -> Counter[str]:
    """How many rows each table holds."""
    with app.app_context(), db.engine.connect() as connection:
        found = set(sa.inspect(connection).get_table_names()) - ABOUT_THE_REQUEST
        names = {name for name in found if not name.startswith("person_name")}
        return Counter(
            {name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}  # noqa: S608
        )


def test_the_floor_of_a_submit_leaves_as_many_rows_as_the_product(app: Flask, database_url: str, tmp_path: Path) -> None:
    place = Place("sqlite", database_url, app, BASE_URL, "")
    before = counts(app)
    [cookie], form = Joining(place, tmp_path).people(1)
    answer = app.test_client(use_cookies=False).post(
        "/join/check", data=form, headers={"Cookie": cookie, "Referer": BASE_URL}, base_url=BASE_URL,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.location.endswith("/join/done")
    ours = counts(app)
    values = {**JOINING, **{name: uuid.uuid4().hex for name in ASKED}, "name": "Ama Fable-Okoro"}
    with sqlite3.connect(database_url.removeprefix("sqlite:///")) as driver:
        for statement, times in statements("sqlite"):
            for each in times or ({},):
                driver.execute(statement, {**values, **each, "id": uuid.uuid4().hex})
    driver.close()
    assert counts(app) - ours == ours - before
    assert {name for name, *_ in ROWS} == set(ours - before)


def test_a_line_knows_whether_it_may_be_judged() -> None:
    line = compare(Line("counting", "none", "steps/s"), for_a_while(lambda: sum(range(50))), lambda _: 1.0, seconds=0.01)
    assert len(line.ratios) == 5
    line.others = 0.16
    assert "not quiet" in table([line])
    line.others = 0.15
    assert "not quiet" not in table([line])
    assert line.verdict == ""
    line.goal, line.ratios = "0.5", [0.6, 0.4, 0.5]
    assert line.verdict == "met"
    line.ratios = [0.6, 0.4, 0.4]
    assert line.verdict == "not met"
    line.others = 0.16
    assert line.verdict == "refused: not quiet"
