"""A batch of letters is made, letters are taken out of it, and all that are left are posted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage.audit.actions import record
from engage.by_hand.actions.trying import Said, noted, struck
from engage.by_hand.models import Batch, PrintedLetter
from engage.by_hand.queries import batches, waiting
from engage.by_hand.queries.words import words
from engage.by_hand.rules import (
    BATCH,
    CAN_BE_MENDED,
    DECIDED_BY_CHANNEL,
    STAYS_TO_DO,
    UNDO_WITHIN,
    Result,
    Roof,
    WhyOut,
    Words,
    why_not,
)
from engage.contacts.actions import NotPermitted
from engage.db import changed_rows, db, is_sqlite
from engage.needs import actions as needs
from engage.needs.models import AccessNeed
from engage.needs.queries import ToDo, current_of, one_to_do
from engage.needs.rules import print_size
from engage.outbox.rules import Channel, Reason
from engage.people import queries as people

_ONE_AT_A_TIME = 0x0B11E77


def make(kind: str | None, *, roof: Roof, team: str, by: UUID, at: datetime) -> Batch | None:
    """Print the letters that have waited longest, each asked about once more. None when there is nothing to print.

    What may not go any more is taken off the list and stands in the batch with the reason.
    """
    if not is_sqlite():
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    lines = sorted(waiting.to_print(kind, most=BATCH), key=lambda line: line.todo.person.id)
    now = current_of({line.todo.person.id for line in lines})
    asked = [(line.todo, *_asked(line.todo, now[line.todo.person.id], roof, team, at)) for line in lines]
    kept = [each for each in asked if each[1] or (each[2] is not None and each[2] not in CAN_BE_MENDED)]
    if not any(found for _, found, _ in kept):
        return None
    batch = Batch(id=uuid.uuid4(), number=batches.next_number(), kind=kind, made_at=at, made_by=by)
    db.session.add(batch)
    db.session.flush()
    kept.sort(key=lambda each: (each[0].person.search_name, each[0].letter.outgoing_id))
    for place, (todo, found, reason) in enumerate(kept, start=1):
        printed = _printed(batch, place, todo, found, print_size([need.code for need in now[todo.person.id]]))
        if reason is not None:
            _stop(printed, reason, on=batch.made_at.date(), by=by, at=at)
    db.session.flush()
    record("made a batch of letters", kind="letters", about=batch.id, by=by, number=batch.number,
           letters=sum(bool(found) for _, found, _ in kept), stopped=sum(not found for _, found, _ in kept))  # fmt: skip
    return batch


def _asked(todo: ToDo, now: Sequence[AccessNeed], roof: Roof, team: str, at: datetime) -> tuple[Words, Reason | None]:
    """What a letter says, or why it may not go; neither where nobody has words for it."""
    people.hold(todo.person.id)
    reason = why_not(roof.may_go(todo.letter, at))
    return (words(todo, now, roof=roof, team=team), None) if reason is None else (Words(), reason)


def _printed(batch: Batch, place: int, todo: ToDo, found: Words, size: int) -> PrintedLetter:
    printed = PrintedLetter(
        id=uuid.uuid4(), batch_id=batch.id, outgoing_id=todo.letter.outgoing_id, person_id=todo.person.id, place=place,
        content=json.dumps(found.kept()) if found else None, size=size,
    )  # fmt: skip
    db.session.add(printed)
    return printed


def _stop(printed: PrintedLetter, reason: Reason, *, on: date, by: UUID, at: datetime) -> None:
    """It may not go any more: it leaves the batch, and the list too where that was decided by the person.

    Who stopped letters and agreed to be called about this has it on that list now.
    """
    found = one_to_do(printed.outgoing_id)
    goes_otherwise = found is not None and found.letter.channel is not Channel.POST and reason in DECIDED_BY_CHANNEL
    if found is not None and reason not in CAN_BE_MENDED and not goes_otherwise:
        needs.bring(printed.outgoing_id, on=on, was_told=False, by=by)
    _out(printed, WhyOut.STOPPED, by=by, at=at, reason=reason)


def _out(printed: PrintedLetter, why: WhyOut, *, by: UUID, at: datetime, reason: Reason | None = None) -> None:
    printed.out_at, printed.out_by, printed.out_why, printed.reason = at, by, why, reason
    printed.content = None


def take_out(printed: PrintedLetter, why: WhyOut, *, reason: Reason | None, on: date, by: UUID, at: datetime) -> None:
    """One letter leaves an open batch: it goes back on the list, or is not needed. `reason`: why it may not go any more."""
    people.hold(printed.person_id)
    if reason is not None:
        _stop(printed, reason, on=on, by=by, at=at)
    else:
        if why not in STAYS_TO_DO and one_to_do(printed.outgoing_id) is not None:
            needs.bring(printed.outgoing_id, on=on, was_told=False, by=by)
        _out(printed, why, by=by, at=at)
    db.session.flush()
    record("took a letter out of its batch", kind="person", about=printed.person_id, by=by, why=printed.out_why)


def posted(batch: Batch, *, on: date, roof: Roof, by: UUID, at: datetime) -> tuple[int, int]:
    """All letters of a batch were posted on a day, but for those that may not go any more. How many were, and were not."""
    went, stopped = [], 0
    for printed in batches.still_in(batch.id):
        reason = _why_not_posted(printed, on=on, roof=roof, by=by, at=at)
        if reason is None:
            went.append(printed)
        else:
            stopped += 1
            _stop(printed, reason, on=on, by=by, at=at)
    batch.posted_on, batch.posted_at, batch.posted_by = on, at, by
    db.session.flush()
    record("posted a batch of letters", kind="letters", about=batch.id, by=by, number=batch.number, letters=len(went),
           stopped=stopped)  # fmt: skip
    return len(went), stopped


def _why_not_posted(printed: PrintedLetter, *, on: date, roof: Roof, by: UUID, at: datetime) -> Reason | None:
    """Ask once more, mark it as done and write it into the log; why not where that cannot be."""
    person, found = people.hold(printed.person_id), one_to_do(printed.outgoing_id)
    if person is None or found is None:
        return Reason.ALREADY_DONE
    letter = waiting.by_post(found.letter)
    reason = Reason.RESTRICTED if person.restricted_at is not None else why_not(roof.may_go(letter, at))
    if reason is not None:
        return reason
    try:
        printed.contact_id = noted(letter, Said("", Result.TOLD, on, Channel.POST), by=by, at=at)
    except NotPermitted:
        return Reason.NO_CONSENT
    needs.bring(printed.outgoing_id, on=on, was_told=True, by=by)
    return None


def undo_posted(batch: Batch, *, by: UUID, at: datetime) -> bool:
    """Take back that a batch was posted, within ten minutes. Letters that might not go any more stay out."""
    if batch.posted_at is None or at >= batch.posted_at + UNDO_WITHIN:
        return False
    letters = batches.still_in(batch.id)
    for printed in letters:
        people.hold(printed.person_id)
    struck([printed.contact_id for printed in letters], by=by, at=at)
    needs.take_back([printed.outgoing_id for printed in letters])
    for printed in letters:
        printed.contact_id = None
    batch.posted_on = batch.posted_at = batch.posted_by = None
    db.session.flush()
    record("took back that letters were posted", kind="letters", about=batch.id, by=by, number=batch.number)
    return True


def forget_words(now: datetime) -> int:
    """Forget what letters said that were posted a day ago; how many."""
    old = PrintedLetter.batch_id.in_(batches.to_forget(now))
    return changed_rows(sa.update(PrintedLetter).where(old, PrintedLetter.content.is_not(None)).values(content=None))
