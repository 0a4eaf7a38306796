"""What is promised to a carer: made by a contact, moved, done by a contact, or not needed any more with a reason.

Something promised is at every moment one of three: still to do, done by a contact that counts, or cancelled with a reason.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.audit.actions import record
from engage.carer_log.models import CarerContact, FollowUp
from engage.carer_log.queries.follow_ups import TO_DO
from engage.carer_log.rules import UNDO_LASTS, How, WhyCancelled
from engage.db import db

KIND = "carer follow-up"
FURTHEST = timedelta(days=366)
_UNDO = "undo a change of a follow-up"
_MOVED, _CANCELLED = "moved", "cancelled"


class NotToDo(ValueError):
    """It is done already, or not needed any more."""


class NotADayAhead(ValueError):
    """A day before today, or further away than a year."""


class DoesNotClear(ValueError):
    """A contact with somebody else, one that nobody answered, or one that does not count."""


class TooLate(ValueError):
    """Ten minutes have passed, or something happened to it since."""


def promise(contact: CarerContact, on: date, owner: UUID, *, today: date) -> FollowUp:
    """Promise the carer of a contact something by a day. `owner` answers for it while they serve the team."""
    if contact.link_id is None:
        raise ValueError("nobody is promised anything in a contact without a name")
    made = FollowUp(
        id=uuid.uuid4(), team_id=contact.team_id, link_id=contact.link_id, made_by_contact_id=contact.id, owner_id=owner,
        promised_on=today, due_on=_ahead(on, today), times_moved=0,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record("promised a follow-up", kind=KIND, about=made.id, by=contact.recorded_by, days=(on - today).days)
    return made


def clear(follow_up: FollowUp, by_contact: CarerContact) -> bool:
    """It is done by a contact with the same carer; whether it was still to do. Raises DoesNotClear."""
    kept = _held(follow_up.id)
    if by_contact.link_id != kept.link_id or by_contact.how is How.TRIED or by_contact.voided_at is not None:
        raise DoesNotClear
    if not _is_to_do(kept):
        return False
    kept.done_at, kept.cleared_by_contact_id = clock.now(), by_contact.id
    record("did a follow-up", kind=KIND, about=kept.id, by=by_contact.recorded_by)
    return True


def bring_back(contact: CarerContact, *, by: UUID) -> int:
    """A contact does not count any more: what it had cleared is to do again; how many."""
    cleared = sa.select(FollowUp).where(FollowUp.cleared_by_contact_id == contact.id).order_by(FollowUp.id).with_for_update()
    found = db.session.scalars(cleared.execution_options(populate_existing=True)).all()
    for each in found:
        each.done_at = each.cleared_by_contact_id = None
        record("brought back a follow-up", kind=KIND, about=each.id, by=by)
    return len(found)


def withdraw(contact: CarerContact, *, by: UUID) -> int:
    """A contact is undone straight away: what was promised in it was never promised; how many were still to do."""
    made = sa.select(FollowUp).where(FollowUp.made_by_contact_id == contact.id, TO_DO).order_by(FollowUp.id).with_for_update()
    found = db.session.scalars(made.execution_options(populate_existing=True)).all()
    for each in found:
        _cancel(each, WhyCancelled.MISTAKE, by)
    return len(found)


def move(follow_up: FollowUp, on: date, *, by: UUID, today: date) -> str | None:
    """Do it on another day; the word that takes this back, or None when it is that day already. Raises NotToDo, NotADayAhead."""
    kept = _to_do(follow_up.id)
    if _ahead(on, today) == kept.due_on:
        return None
    before, kept.due_on, kept.times_moved = kept.due_on, on, kept.times_moved + 1
    record("moved a follow-up", kind=KIND, about=kept.id, by=by, days=(on - before).days)
    return vault.sign(
        [_MOVED, kept.id.hex, before.isoformat(), on.isoformat(), str(kept.times_moved), clock.now().isoformat()], purpose=_UNDO
    )


def cancel(follow_up: FollowUp, *, why: WhyCancelled, by: UUID) -> str:
    """It is not needed any more; the word that takes this back. Raises NotToDo."""
    kept = _to_do(follow_up.id)
    at = _cancel(kept, why, by)
    return vault.sign([_CANCELLED, kept.id.hex, at.isoformat()], purpose=_UNDO)


def take_back(word: str, follow_up: FollowUp, *, by: UUID) -> None:
    """Take back a move or a cancelling, in the ten minutes after it and while nothing else happened. Raises TooLate."""
    said = vault.read(word, purpose=_UNDO)
    if said is None or said[1] != follow_up.id.hex or clock.now() - datetime.fromisoformat(said[-1]) > UNDO_LASTS:
        raise TooLate
    kept = _held(follow_up.id)
    if said[0] == _MOVED:
        _unmove(kept, before=date.fromisoformat(said[2]), after=date.fromisoformat(said[3]), times=int(said[4]))
    else:
        _uncancel(kept, at=datetime.fromisoformat(said[2]))
    record("took back a change of a follow-up", kind=KIND, about=kept.id, by=by, change=said[0])


def _unmove(kept: FollowUp, *, before: date, after: date, times: int) -> None:
    if not _is_to_do(kept) or (kept.due_on, kept.times_moved) != (after, times):
        raise TooLate
    kept.due_on, kept.times_moved = before, times - 1


def _uncancel(kept: FollowUp, *, at: datetime) -> None:
    if kept.cancelled_at != at:
        raise TooLate
    kept.cancelled_at = kept.cancelled_by = kept.cancelled_why = None


def _cancel(kept: FollowUp, why: WhyCancelled, by: UUID) -> datetime:
    kept.cancelled_at, kept.cancelled_by, kept.cancelled_why = clock.now(), by, why
    record("cancelled a follow-up", kind=KIND, about=kept.id, by=by, why=why.value)
    return kept.cancelled_at


def _ahead(on: date, today: date) -> date:
    if not today <= on <= today + FURTHEST:
        raise NotADayAhead
    return on


def _to_do(follow_up_id: UUID) -> FollowUp:
    kept = _held(follow_up_id)
    if not _is_to_do(kept):
        raise NotToDo
    return kept


def _held(follow_up_id: UUID) -> FollowUp:
    """As it is now, with the lock that whoever changes it takes first."""
    chosen = sa.select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update()
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def _is_to_do(kept: FollowUp) -> bool:
    return kept.done_at is None and kept.cancelled_at is None
