"""How long a spreadsheet takes: read, kept, compared, added and undone, each in seconds.

.venv/bin/python -m tests.benchmarks.sheets --rows 20000 --database both
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
import sqlalchemy as sa

from engage import clock
from engage.accounts.models import User
from engage.consent.queries import offers
from engage.db import db
from engage.jobs import at_work, spreadsheets
from engage.sheets.reading import read
from engage.spreadsheets.actions import steps
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.rules import Decision, Verdict, columns
from tests.benchmarks import machine, servers
from tests.benchmarks.places import place

HERE = 2_000
FIRST = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hal", "Ivy", "Jon", "Kim", "Leo", "Mia", "Ned", "Oli", "Sam"]
LAST = ["Sample", "Example", "Marlow", "Torrin", "Belton", "Winford", "Haroro", "Okworth", "Ashby", "Lydon", "Madeup", "Invented"]
EVIDENCE = "3/11/2025,Paper form,Send me the newsletter"


@click.command()
@click.option("--rows", default=20_000, show_default=True, help="How many people the file holds.")
@click.option("--database", type=click.Choice(["sqlite", "postgresql", "both"]), default="both", show_default=True)
def bench(rows: int, database: str) -> None:
    """Bring one file into a trust of two thousand people, and take it back."""
    click.echo(f"{clock.now():%Y-%m-%d %H:%M} UTC, {machine.words()}, {rows:,} rows")
    with servers.scratch() as folder:
        for name in ("sqlite", "postgresql") if database == "both" else (database,):
            for what, seconds in _times(name, folder, rows):
                click.echo(f"{name} | {what} | {seconds:.1f} s")


def _times(name: str, folder: Path, rows: int) -> Iterator[tuple[str, float]]:
    with ExitStack() as stack:
        server = None if name == "sqlite" else stack.enter_context(servers.cluster(folder / "postgresql"))
        here = stack.enter_context(
            place(name, folder, HERE, server=server, port=servers.free_port(), smtp_port=servers.free_port())
        )
        content = a_file(rows).encode()
        with at_work(here.app):
            yield from _walk(content)


def _walk(content: bytes) -> Iterator[tuple[str, float]]:
    by = db.session.scalars(sa.select(User.id).where(User.person_id.is_(None)).limit(1)).one()
    began = time.perf_counter()
    sheet = steps.keep(read(io.BytesIO(content)), sha256="a benchmark", columns=[], by=by)
    steps.match(sheet, columns.guessed(content.decode().partition("\n")[0].split(","), offers()))
    steps.begin_checking(sheet, welcomed=True)
    db.session.commit()
    yield "read and kept", time.perf_counter() - began
    import_id = sheet.id
    yield "compared", _worked()
    db.session.execute(sa.update(SheetRow).where(SheetRow.verdict == Verdict.CLOSE).values(decision=Decision.BOTH))
    steps.approve(db.session.get_one(Spreadsheet, import_id), by=by)
    db.session.commit()
    yield "added", _worked()
    steps.begin_undoing(db.session.get_one(Spreadsheet, import_id), by=by)
    db.session.commit()
    yield "undone", _worked()


def _worked() -> float:
    began = time.perf_counter()
    spreadsheets.move_on(clock.now())
    return time.perf_counter() - began


def a_file(rows: int) -> str:
    """A list of invented people with all that a row may hold."""
    lines = ["Name,E-mail,Phone,Area,The newsletter,Surveys,Date agreed,How told,Wording"]
    for each in range(rows):
        name = (
            f"{FIRST[each % len(FIRST)]} {LAST[each // len(FIRST) % len(LAST)]} {each // (len(FIRST) * len(LAST)) or ''}".strip()
        )
        lines.append(f"{name},p{each}@example.org,01632 9{each:05d},Town {each % 40},yes,no,{EVIDENCE}")
    return "\n".join(lines)


if __name__ == "__main__":
    bench()
