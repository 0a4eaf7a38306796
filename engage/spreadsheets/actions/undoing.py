"""Taking back what a file added, at once: whoever was changed, written to or spoken with since stays and is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit import actions as audit
from engage.audit.rules import LOOKED
from engage.consent import actions as consent
from engage.consent import queries as consents
from engage.consent.models import ConsentEvent
from engage.consent.rules import Action, Route
from engage.db import db
from engage.doubles.models import Pair
from engage.people import actions as people
from engage.people.rules import ErasedBecause
from engage.spreadsheets.actions.adding import words_about
from engage.spreadsheets.actions.changing import forget_places, put_back, take_out
from engage.spreadsheets.actions.steps import KIND
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.queries.known import pieces, touched
from engage.spreadsheets.rules import Outcome, State, step

AT_ONCE = 500


def undo_everything(sheet: Spreadsheet) -> None:
    """Take out whom the file brought and put back whom it changed, but for those who were touched since."""
    if sheet.done_at is None or sheet.undone_by is None:
        raise LookupError("this file was not added, or nobody asked to undo it")
    since, by = sheet.done_at, sheet.undone_by
    brought, changed = _rows(sheet, Outcome.ADDED), _rows(sheet, Outcome.FILLED, Outcome.REPLACED)
    ours = (LOOKED, *words_about(sheet).values())
    left = _touched(brought, since, is_new=True, but=ours) | _touched(changed, since, is_new=False, but=ours)
    for some in pieces([row.person_id for row in brought if row.person_id not in left], AT_ONCE):
        _take_out(sheet, some)
    for row in changed:
        if row.person_id not in left:
            _put_back(sheet, row, by=by)
    for some in pieces(sorted(left), AT_ONCE):
        _note(sheet, some, Outcome.LEFT_AS_IS)
    stayed = sum(row.person_id in left for row in (*brought, *changed))
    sheet.state, sheet.claimed_at, sheet.rows_done = step(sheet.state, State.UNDONE), None, sheet.row_count
    undone = len(brought) + len(changed) - stayed
    sheet.counts = sheet.counts | {Outcome.UNDONE.value: undone, Outcome.LEFT_AS_IS.value: stayed}
    audit.record("undone", kind=KIND, about=sheet.id, by=by, undone=undone, changed_since=stayed, sha256=sheet.sha256)


@dataclass(frozen=True)
class _Row:
    """A row that brought or changed somebody."""

    person_id: UUID
    before: str | None


def _rows(sheet: Spreadsheet, *outcomes: Outcome) -> list[_Row]:
    chosen = sa.select(SheetRow.person_id, SheetRow.before).where(SheetRow.import_id == sheet.id, SheetRow.outcome.in_(outcomes))
    return [_Row(who, before) for who, before in db.session.execute(chosen.order_by(SheetRow.number)) if who is not None]


def _touched(rows: Sequence[_Row], since: datetime, *, is_new: bool, but: Sequence[str]) -> set[UUID]:
    return touched([row.person_id for row in rows], since=since, is_new=is_new, but=but)


def _note(sheet: Spreadsheet, person_ids: Sequence[UUID], outcome: Outcome) -> None:
    of_these = sa.update(SheetRow).where(SheetRow.import_id == sheet.id, SheetRow.person_id.in_(person_ids))
    db.session.execute(of_these.values(outcome=outcome, before=None))


def _take_out(sheet: Spreadsheet, ids: Sequence[UUID]) -> None:
    """Out of the database where nothing was decided; a ledger cannot be taken out, so there a stub stays that names nobody."""
    decided = set(db.session.scalars(sa.select(ConsentEvent.person_id).where(ConsentEvent.person_id.in_(ids)).distinct()))
    gone = [who for who in ids if who not in decided]
    _note(sheet, ids, Outcome.UNDONE)
    db.session.execute(sa.update(SheetRow).where(SheetRow.person_id.in_(gone)).values(person_id=None))
    db.session.execute(sa.delete(Pair).where(Pair.first_id.in_(ids) | Pair.second_id.in_(ids)))
    take_out(gone)
    forget_places(list(decided))
    consent.forget_standing(*decided)
    people.erase(*decided, because=ErasedBecause.NEVER_CONFIRMED, at=clock.now())


def _put_back(sheet: Spreadsheet, row: _Row, *, by: UUID) -> None:
    if row.before is None:
        return
    put_back(row.person_id, row.before, at=clock.now())
    _take_back_answers(sheet, row.person_id, by=by)
    audit.record(words_about(sheet)[Outcome.UNDONE], kind="person", about=row.person_id, by=by, file=sheet.id.hex)
    _note(sheet, [row.person_id], Outcome.UNDONE)


def _take_back_answers(sheet: Spreadsheet, person_id: UUID, *, by: UUID) -> None:
    """A yes that came by the file is taken back; a no that came by it stays, since the stricter answer wins."""
    offers = {offer.code: offer for offer in consents.offers(now=clock.now())}
    given = db.session.execute(
        sa.select(ConsentEvent.purpose, ConsentEvent.channel).where(
            ConsentEvent.person_id == person_id, ConsentEvent.route == Route.IMPORT, ConsentEvent.action == Action.GIVEN,
            ConsentEvent.at >= sheet.approved_at, ConsentEvent.at <= sheet.done_at,
        )
    )  # fmt: skip
    entries = [offers[purpose].entry(channel, Action.WITHDRAWN) for purpose, channel in given if purpose in offers]
    if entries:
        consent.decide(consent.Told(person_id, Route.IMPORT, clock.now(), by), entries)
