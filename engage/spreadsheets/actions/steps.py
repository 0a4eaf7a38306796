"""What people do with a file, and how the worker takes it up and gives it back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit import actions as audit
from engage.db import db, table
from engage.sheets.sheet import Sheet
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.queries import files
from engage.spreadsheets.queries.files import TAKEN_FOR_DEAD
from engage.spreadsheets.rules import KEPT, NEXT, AtWork, Decision, NotAllowedNow, Note, State, Verdict, step

KIND = "import"
_NEW_ROW = sa.insert(table(SheetRow))


class StillToDecide(ValueError):
    """A close match was not decided yet."""


def keep(sheet: Sheet, *, sha256: str, columns: Sequence[str], by: UUID) -> Spreadsheet:
    """Keep the rows of a file, sealed, until it is added or thrown away."""
    kept = Spreadsheet(
        uploaded_by=by, sha256=sha256, columns=list(columns), row_count=len(sheet.rows),
        headings=json.dumps({"headings": list(sheet.headings), "sheet": sheet.name, "others": sheet.others}),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    rows = [
        {"id": uuid.uuid4(), "import_id": kept.id, "number": number, "cells": json.dumps(cells), "reasons": [], "matches": []}
        for number, cells in sheet.rows
    ]
    db.session.connection().execute(_NEW_ROW, rows)
    audit.record("uploaded", kind=KIND, about=kept.id, by=by, rows=kept.row_count, sha256=sha256)
    return kept


def match(sheet: Spreadsheet, columns: Sequence[str]) -> None:
    """Say what each column holds. Raises NotAllowedNow."""
    if sheet.state is not State.MATCHING:
        sheet.state = step(sheet.state, State.MATCHING)
        sheet.asked_at = sheet.asked_by = None
    sheet.columns = list(columns)


def begin_checking(sheet: Spreadsheet, *, welcomed: bool) -> None:
    """Have every row compared with the pool. Raises NotAllowedNow."""
    sheet.state, sheet.welcomed = step(sheet.state, State.CHECKING), welcomed
    sheet.rows_done, sheet.claimed_at, sheet.note, sheet.counts = 0, None, None, {}


def decide(sheet: Spreadsheet, decisions: Mapping[int, Decision]) -> None:
    """Say of close matches, by the number of their row, what is to become of them. Raises NotAllowedNow."""
    if sheet.state is not State.CHECKED:
        raise NotAllowedNow("close matches are decided when the file was checked")
    for number, decision in decisions.items():
        db.session.execute(
            sa.update(SheetRow)
            .where(SheetRow.import_id == sheet.id, SheetRow.number == number, SheetRow.verdict == Verdict.CLOSE)
            .values(decision=decision)
        )


def ask(sheet: Spreadsheet, *, by: UUID) -> None:
    """Ask a lead to confirm. Raises NotAllowedNow or StillToDecide."""
    _is_ready(sheet)
    sheet.asked_at, sheet.asked_by = clock.now(), by
    audit.record("asked to be confirmed", kind=KIND, about=sheet.id, by=by)


def approve(sheet: Spreadsheet, *, by: UUID) -> None:
    """A lead confirms: the worker adds everybody at once. Raises NotAllowedNow or StillToDecide."""
    _is_ready(sheet)
    sheet.state = step(sheet.state, State.APPROVED)
    sheet.approved_at, sheet.approved_by = clock.now(), by
    sheet.rows_done, sheet.claimed_at, sheet.note = 0, None, None
    audit.record("confirmed", kind=KIND, about=sheet.id, by=by, rows=sheet.row_count, sha256=sheet.sha256)


def _is_ready(sheet: Spreadsheet) -> None:
    if sheet.state is not State.CHECKED:
        raise NotAllowedNow("a file is confirmed when it was checked")
    if files.decided(sheet.id).get(None):
        raise StillToDecide


def begin_undoing(sheet: Spreadsheet, *, by: UUID) -> None:
    """Take back what a file added, within seven days. Raises NotAllowedNow."""
    if not can_undo(sheet, at=clock.now()):
        raise NotAllowedNow("seven days have passed")
    sheet.state = step(sheet.state, State.UNDOING)
    sheet.undone_at, sheet.undone_by = clock.now(), by
    sheet.rows_done, sheet.claimed_at = 0, None


def can_undo(sheet: Spreadsheet, *, at: datetime) -> bool:
    """Whether what a file added can still be taken back."""
    return sheet.state is State.DONE and sheet.done_at is not None and at - sheet.done_at < KEPT and sheet.forgotten_at is None


def throw_away(sheet: Spreadsheet, *, by: UUID) -> None:
    """Forget a file that was not added. Raises NotAllowedNow."""
    sheet.state = step(sheet.state, State.THROWN_AWAY)
    _forget(sheet)
    audit.record("thrown away", kind=KIND, about=sheet.id, by=by)


def _forget(sheet: Spreadsheet) -> None:
    """What the file said is forgotten; of people it brought, the row by which the same one is known again stays."""
    of_this = SheetRow.import_id == sheet.id
    db.session.execute(sa.delete(SheetRow).where(of_this, SheetRow.outcome.is_(None) | SheetRow.person_id.is_(None)))
    db.session.execute(sa.update(SheetRow).where(of_this).values(cells=None, before=None, matches=[], reasons=[]))
    sheet.headings, sheet.forgotten_at = None, clock.now()


def forget_old(now: datetime) -> UUID | None:
    """Forget what one file said that was uploaded, or added, seven days ago; which."""
    last = sa.func.coalesce(Spreadsheet.done_at, Spreadsheet.created_at)
    sheet = db.session.scalar(
        sa.select(Spreadsheet)
        .where(Spreadsheet.forgotten_at.is_(None), last <= now - KEPT, Spreadsheet.state.not_in(AtWork))
        .order_by(Spreadsheet.created_at, Spreadsheet.id)
        .limit(1)
    )
    if sheet is None:
        return None
    if State.THROWN_AWAY in NEXT[sheet.state]:
        sheet.state = step(sheet.state, State.THROWN_AWAY)
    _forget(sheet)
    audit.record("forgotten", kind=KIND, about=sheet.id, by=None)
    return sheet.id


# The worker


def claim(now: datetime) -> UUID | None:
    """Take up the file that waits longest; no other worker takes it while this one lives."""
    found = files.waiting_for_work(now)
    if found is None:
        return None
    free = sa.or_(Spreadsheet.claimed_at.is_(None), Spreadsheet.claimed_at <= now - TAKEN_FOR_DEAD)
    taken = sa.update(Spreadsheet).where(Spreadsheet.id == found, Spreadsheet.state.in_(AtWork), free).values(claimed_at=now)
    return found if cast("sa.CursorResult[Any]", db.session.execute(taken)).rowcount else None


def note_progress(import_id: UUID, rows_done: int) -> None:
    """How far the worker has come, for those who look; a sign of life at the same time."""
    values = {"rows_done": rows_done, "claimed_at": clock.now()}
    db.session.execute(sa.update(Spreadsheet).where(Spreadsheet.id == import_id).values(values))


def give_back(import_id: UUID) -> None:
    """Let go of a file, so that it is taken up again from the beginning."""
    db.session.execute(sa.update(Spreadsheet).where(Spreadsheet.id == import_id).values(claimed_at=None, rows_done=0))


def begin_adding_anew(sheet: Spreadsheet) -> None:
    """Something about these people changed since somebody looked: the file goes back to be looked at again."""
    sheet.state, sheet.note = step(sheet.state, State.CHECKED), Note.CHANGED
    sheet.approved_at = sheet.approved_by = sheet.asked_at = sheet.asked_by = sheet.claimed_at = None
