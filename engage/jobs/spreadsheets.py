"""The worker's part in bringing files into the pool: what takes long is read first, what is written is written at once.

Rows are read and compared in transactions that only read, a part at a time, and how far it has come is committed between
them. Everything that changes a person is in one transaction at the end, together with the word that the file was added: a
worker killed at any moment leaves all of it or nothing, and after some minutes another one begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from engage import clock
from engage.db import db, reading_only
from engage.spreadsheets.actions import adding, checking, steps, undoing
from engage.spreadsheets.actions.checking import Item
from engage.spreadsheets.models import Spreadsheet
from engage.spreadsheets.queries import files
from engage.spreadsheets.queries.known import World, whole_world
from engage.spreadsheets.rules import State
from engage.spreadsheets.rules.judging import Judgement, Seen
from engage.timetable.rules import Tally

ROWS_AT_ONCE = 1000
MOST_A_TICK = 10


def move_on(now: datetime) -> Tally:
    """Check, add or undo every file that waits for it."""
    moved = 0
    while moved < MOST_A_TICK and (import_id := _claim(now)) is not None:
        _move(import_id)
        moved += 1
    return {"moved on": moved} if moved else {}


def forget_files(now: datetime) -> Tally:
    """Forget what files said that were uploaded or added seven days ago."""
    forgotten = 0
    while steps.forget_old(now) is not None:
        db.session.commit()
        forgotten += 1
    db.session.rollback()
    return {"forgotten": forgotten} if forgotten else {}


def _claim(now: datetime) -> UUID | None:
    with reading_only():
        waits = files.waiting_for_work(now) is not None
        db.session.rollback()
    claimed = steps.claim(now) if waits else None
    db.session.commit()
    return claimed


def _move(import_id: UUID) -> None:
    state, columns = _look_at(import_id)
    if state is State.UNDOING:
        sheet = _take_hold(import_id, state)
        if sheet is not None:
            undoing.undo_everything(sheet)
        db.session.commit()
        return
    began = clock.now()
    every = _read(import_id, columns)
    world = _compared(import_id, every)
    judgements = checking.judged(every, world)
    sheet = _take_hold(import_id, state)
    if sheet is not None:
        _write(sheet, every, judgements, world, began)
    db.session.commit()


def _look_at(import_id: UUID) -> tuple[State, list[str]]:
    with reading_only():
        sheet = db.session.get_one(Spreadsheet, import_id, populate_existing=True)
        seen = sheet.state, list(sheet.columns)
        db.session.rollback()
    return seen


def _read(import_id: UUID, columns: Sequence[str]) -> list[Item]:
    """Every row of a file, read; how far it has come is shown to those who wait."""
    every: list[Item] = []
    seen, today, after = Seen(), clock.today(), 0
    while True:
        with reading_only():
            rows = files.rows_after(import_id, after, most=ROWS_AT_ONCE)
            every += checking.items(rows, columns, seen, today=today)
            db.session.rollback()
        if not rows:
            return every
        after = every[-1].number
        steps.note_progress(import_id, len(every))
        db.session.commit()


def _compared(import_id: UUID, every: Sequence[Item]) -> World:
    readable = checking.readable(every)
    with reading_only():
        world = whole_world([item.said for item in readable], [item.key for item in readable], but=import_id)
        db.session.rollback()
    return world


def _take_hold(import_id: UUID, state: State) -> Spreadsheet | None:
    """The file, locked, if it is still where it was: from here on nobody else moves it."""
    sheet = db.session.get_one(Spreadsheet, import_id, populate_existing=True, with_for_update=True)
    return sheet if sheet.state is state else None


def _write(sheet: Spreadsheet, every: Sequence[Item], judgements: Sequence[Judgement], world: World, began: datetime) -> None:
    """What was found, or all the people of the file; nothing, when what was known is no longer so: then it begins anew."""
    if sheet.state is State.CHECKING:
        checking.keep_judgements(sheet, every, judgements)
    elif not adding.same_as_before(every, judgements):
        checking.keep_judgements(sheet, every, judgements)
        steps.begin_adding_anew(sheet)
    elif adding.is_still_true(world, every, since=began):
        adding.add_everybody(sheet, every, judgements, world)
    else:
        steps.give_back(sheet.id)
