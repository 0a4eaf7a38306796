"""Taking back what a file added, at once: whoever was changed, written to or spoken with since stays and is listed."""

from __future__ import annotations

from collections.abc import Sequence
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
from engage.spreadsheets.actions.adding import WHAT_ADDED, WHAT_FILLED, WHAT_REPLACED
from engage.spreadsheets.actions.changing import forget_places, put_back, take_out
from engage.spreadsheets.actions.steps import KIND
from engage.spreadsheets.models import SheetRow, Spreadsheet
from engage.spreadsheets.queries.known import pieces, touched
from engage.spreadsheets.rules import Outcome, State, step

AT_ONCE = 500
WHAT_UNDONE = "put back as it was before a file"
_NO_CHANGE = (LOOKED, WHAT_ADDED, WHAT_FILLED, WHAT_REPLACED)


def undo_everything(sheet: Spreadsheet) -> None:
    """Take out whom the file brought and put back whom it changed, but for those who were touched since."""
    if sheet.done_at is None or sheet.undone_by is None:
        raise LookupError("this file was not added, or nobody asked to undo it")
    since, by = sheet.done_at, sheet.undone_by
    brought, changed = _rows(sheet, Outcome.ADDED), _rows(sheet, Outcome.FILLED, Outcome.REPLACED)
    left = _touched(brought, since, is_new=True) | _touched(changed, since, is_new=False)
    for some in pieces([row for row in brought if row.person_id not in left], AT_ONCE):
        _take_out(some)
    for row in changed:
        if row.person_id not in left:
            _put_back(sheet, row, by=by)
    for row in (*brought, *changed):
        if row.person_id in left:
            row.outcome = Outcome.LEFT_AS_IS
    stayed = sum(row.outcome is Outcome.LEFT_AS_IS for row in (*brought, *changed))
    sheet.state, sheet.claimed_at, sheet.rows_done = step(sheet.state, State.UNDONE), None, sheet.row_count
    undone = len(brought) + len(changed) - stayed
    sheet.counts = sheet.counts | {Outcome.UNDONE.value: undone, Outcome.LEFT_AS_IS.value: stayed}
    audit.record("undone", kind=KIND, about=sheet.id, by=by, undone=undone, changed_since=stayed, sha256=sheet.sha256)


def _rows(sheet: Spreadsheet, *outcomes: Outcome) -> list[SheetRow]:
    chosen = sa.select(SheetRow).where(SheetRow.import_id == sheet.id, SheetRow.outcome.in_(outcomes))
    return list(db.session.scalars(chosen.order_by(SheetRow.number)))


def _touched(rows: Sequence[SheetRow], since: datetime, *, is_new: bool) -> set[UUID]:
    return touched([row.person_id for row in rows if row.person_id], since=since, is_new=is_new, but=_NO_CHANGE)


def _take_out(rows: Sequence[SheetRow]) -> None:
    """Out of the database where nothing was decided; a ledger cannot be taken out, so there a stub stays that names nobody."""
    ids = [row.person_id for row in rows if row.person_id]
    decided = set(db.session.scalars(sa.select(ConsentEvent.person_id).where(ConsentEvent.person_id.in_(ids)).distinct()))
    for row in rows:
        row.outcome, row.before = Outcome.UNDONE, None
        if row.person_id not in decided:
            row.person_id = None
    db.session.flush()
    gone = [who for who in ids if who not in decided]
    db.session.execute(sa.delete(Pair).where(Pair.first_id.in_(ids) | Pair.second_id.in_(ids)))
    db.session.execute(sa.update(SheetRow).where(SheetRow.person_id.in_(gone)).values(person_id=None))
    take_out(gone)
    forget_places(list(decided))
    for who in decided:
        consent.forget_standing(who)
        people.erase(who, because=ErasedBecause.NEVER_CONFIRMED, at=clock.now())


def _put_back(sheet: Spreadsheet, row: SheetRow, *, by: UUID) -> None:
    if row.person_id is None or row.before is None:
        return
    put_back(row.person_id, row.before, at=clock.now())
    _take_back_answers(sheet, row.person_id, by=by)
    audit.record(WHAT_UNDONE, kind="person", about=row.person_id, by=by, file=sheet.id.hex)
    row.outcome, row.before = Outcome.UNDONE, None


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
