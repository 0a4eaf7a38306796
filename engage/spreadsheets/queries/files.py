"""Files and their rows, as pages and the worker read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.models import User
from engage.db import db
from engage.people.models import Person
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.rules import AtWork, Decision, Outcome, State, Verdict
from engage.spreadsheets.rules.rows import Said, row_says
from engage.web.paging import ROWS, Page, page_of, unmark

MOST_SHOWN = 20
CLOSE_AT_ONCE = 10
TAKEN_FOR_DEAD = timedelta(minutes=5)
"""A file in hand for longer is taken up by another worker; nothing was written by the one that died."""


def file(import_id: UUID) -> Spreadsheet | None:
    """One file, as it is now."""
    return db.session.get(Spreadsheet, import_id, populate_existing=True)


@dataclass(frozen=True)
class Headings:
    """What stood above the columns of a file, the sheet that was read, and how many others were not."""

    headings: list[str]
    sheet: str = ""
    others: int = 0


def headings(sheet: Spreadsheet) -> Headings:
    """The headings of a file; none once they are forgotten."""
    return Headings(**json.loads(sheet.headings)) if sheet.headings else Headings([])


def everything() -> list[Spreadsheet]:
    """The latest files, newest first."""
    newest = sa.select(Spreadsheet).order_by(Spreadsheet.created_at.desc(), Spreadsheet.id.desc()).limit(MOST_SHOWN)
    return list(db.session.scalars(newest))


def added_before(sha256: str) -> Spreadsheet | None:
    """The same file, when it was added and not undone."""
    return db.session.scalar(
        sa.select(Spreadsheet)
        .where(Spreadsheet.sha256 == sha256, Spreadsheet.state.in_((State.DONE, State.APPROVED)))
        .order_by(Spreadsheet.created_at.desc(), Spreadsheet.id)
        .limit(1)
    )


def waiting_to_be_confirmed() -> sa.Select[int, datetime | None]:
    """How many files wait for a lead, and since when: to be asked within another statement."""
    return sa.select(sa.func.count().label("files"), sa.func.min(Spreadsheet.asked_at).label("oldest_file")).where(
        Spreadsheet.state == State.CHECKED, Spreadsheet.asked_at.is_not(None)
    )


def names_of(sheets: Iterable[Spreadsheet]) -> dict[UUID, str]:
    """The names of those who uploaded, asked, confirmed or undid."""
    ids = {who for each in sheets for who in (each.uploaded_by, each.asked_by, each.approved_by, each.undone_by) if who}
    rows = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids)))
    return {who: name or "" for who, name in rows}


# The worker


def waiting_for_work(now: datetime) -> UUID | None:
    """The file that has waited longest for the worker, or was dropped by one that died."""
    return db.session.scalar(
        sa.select(Spreadsheet.id)
        .where(Spreadsheet.state.in_(AtWork))
        .where(sa.or_(Spreadsheet.claimed_at.is_(None), Spreadsheet.claimed_at <= now - TAKEN_FOR_DEAD))
        .order_by(Spreadsheet.created_at, Spreadsheet.id)
        .limit(1)
    )


def rows_after(import_id: UUID, number: int, *, most: int) -> list[SheetRow]:
    """Some rows of a file below one of them, in their order."""
    chosen = sa.select(SheetRow).where(SheetRow.import_id == import_id, SheetRow.number > number)
    return list(db.session.scalars(chosen.order_by(SheetRow.number).limit(most).execution_options(populate_existing=True)))


# Pages


def page_of_rows(
    import_id: UUID, *, verdict: Verdict | None = None, outcome: Outcome | None = None, after: str | None, before: str | None
) -> Page[SheetRow]:
    """A page of the rows of one kind, in the order of the file."""
    chosen = sa.select(SheetRow).where(SheetRow.import_id == import_id)
    chosen = chosen if verdict is None else chosen.where(SheetRow.verdict == verdict)
    chosen = chosen if outcome is None else chosen.where(SheetRow.outcome == outcome)
    start = _number(before or after)
    going_back = before is not None and start is not None
    if start is not None:
        chosen = chosen.where(SheetRow.number < start if going_back else SheetRow.number > start)
    order = SheetRow.number.desc() if going_back else SheetRow.number
    found = list(db.session.scalars(chosen.order_by(order).limit(ROWS + 1)))
    return page_of(found, key=lambda row: (str(row.number),), came_after=start is not None, going_back=going_back)


def _number(word: str | None) -> int | None:
    key = unmark(word, 1)
    return int(key[0]) if key is not None and key[0].isdecimal() and key[0].isascii() and len(key[0]) < 8 else None


def close_rows(import_id: UUID, *, after: int = 0) -> list[SheetRow]:
    """Some close matches, in the order of the file."""
    return list(
        db.session.scalars(
            sa.select(SheetRow)
            .where(SheetRow.import_id == import_id, SheetRow.verdict == Verdict.CLOSE, SheetRow.number > after)
            .order_by(SheetRow.number)
            .limit(CLOSE_AT_ONCE + 1)
        )
    )


def refused_after(import_id: UUID, number: int, *, most: int) -> list[SheetRow]:
    """Some rows that cannot be added, below one of them."""
    chosen = sa.select(SheetRow).where(
        SheetRow.import_id == import_id, SheetRow.verdict == Verdict.REFUSED, SheetRow.number > number
    )
    return list(db.session.scalars(chosen.order_by(SheetRow.number).limit(most)))


def saids(sheet: Spreadsheet, rows: Iterable[SheetRow]) -> dict[UUID, Said]:
    """What some rows say, as far as it is still kept."""
    today = clock.today()
    return {row.id: row_says(json.loads(row.cells), sheet.columns, today=today)[0] for row in rows if row.cells}


def examples(sheet: Spreadsheet) -> list[str]:
    """What stands in the first row under each heading, to know the columns by."""
    first = next(iter(rows_after(sheet.id, 0, most=1)), None)
    return json.loads(first.cells) if first is not None and first.cells else []


def decided(import_id: UUID) -> dict[Decision | None, int]:
    """How many close matches were decided, and how; under None those that were not."""
    rows = db.session.execute(
        sa.select(SheetRow.decision, sa.func.count())
        .where(SheetRow.import_id == import_id, SheetRow.verdict == Verdict.CLOSE)
        .group_by(SheetRow.decision)
    )
    return {row[0]: row[1] for row in rows}


def call_list(import_id: UUID, *, after: str | None, before: str | None) -> Page[tuple[SheetRow, Person]]:
    """The people a file brought who were not asked yet whether we may write: nobody with an answer in the ledger."""
    answered = db.metadata.tables["consent_standing"].c
    chosen = (
        sa.select(SheetRow, Person)
        .join(Person, Person.id == SheetRow.person_id)
        .where(
            SheetRow.import_id == import_id, SheetRow.outcome == Outcome.ADDED, Person.erased_at.is_(None),
            Person.merged_into.is_(None), sa.not_(sa.exists().where(answered.person_id == Person.id)),
        )
    )  # fmt: skip
    start = _number(before or after)
    going_back = before is not None and start is not None
    if start is not None:
        chosen = chosen.where(SheetRow.number < start if going_back else SheetRow.number > start)
    order = SheetRow.number.desc() if going_back else SheetRow.number
    found: Sequence[tuple[SheetRow, Person]] = [
        (row, who) for row, who in db.session.execute(chosen.order_by(order).limit(ROWS + 1))
    ]
    return page_of(found, key=lambda each: (str(each[0].number),), came_after=start is not None, going_back=going_back)
