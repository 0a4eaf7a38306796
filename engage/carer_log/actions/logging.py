"""Writing a contact down, with what it was about, what it did of what was promised, and what is promised with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.audit.actions import record
from engage.carer_log.actions.following import clear, promise
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.queries.follow_ups import TO_DO
from engage.carer_log.rules import About, How
from engage.carers.queries import hold_link
from engage.db import db, is_sqlite


class PressedElsewhere(LookupError):
    """This showing of the form belongs to somebody else."""


class HandedOver(LookupError):
    """The carer went over to another team while this was written down."""


@dataclass(frozen=True)
class With:
    """Whom it was with: a carer as a team knows them."""

    link_id: UUID
    carer_id: UUID


@dataclass(frozen=True)
class Told:
    """One contact as somebody writes it down. `once`: of one showing of the form; `carer`: None for a count alone.

    `clears`: something promised that this contact does, beside what was due by now anyway.
    """

    once: str
    team_id: UUID
    carer: With | None
    how: How
    about: tuple[About, ...]
    happened_at: datetime
    note: str | None = None
    follow_up_on: date | None = None
    clears: UUID | None = None


def log_contact(said: Told, *, by: UUID, at: datetime) -> CarerContact:
    """Keep a contact. The same showing of the form twice is one contact, in whichever process it arrives.

    Raises PressedElsewhere when the showing belongs to somebody else; HandedOver when the team has the carer no longer, so that
    nothing is promised in the name of a team that was closed meanwhile.
    """
    _hold(said)
    made = _kept(said, by=by, at=at)
    if made is None:
        before = with_press(said.once, by=by)
        if before is None:
            raise PressedElsewhere(said.once)
        return before
    happened_on, today = clock.day_of(said.happened_at), clock.day_of(at)
    carer_id = said.carer.carer_id if said.carer else None
    db.session.add_all(
        CarerContactItem(contact_id=made.id, carer_id=carer_id, happened_on=happened_on, is_outcome=False, code=each.value)
        for each in said.about
    )
    cleared = sum(clear(each, made) for each in _done_with(made, said.clears, today)) if said.how is not How.TRIED else 0
    if said.follow_up_on is not None:
        promise(made, said.follow_up_on, by, today=today)
    record(
        "logged a contact with a carer", kind="carer", about=carer_id, by=by, how=said.how.value, topics=len(said.about),
        promised=said.follow_up_on is not None, cleared=cleared,
    )  # fmt: skip
    db.session.flush()
    return made


def _hold(said: Told) -> None:
    """Lock what ties the carer to the team, so that nobody hands them over meanwhile."""
    link = None if said.carer is None else hold_link(said.carer.link_id)
    if link is not None and link.team_id != said.team_id:
        raise HandedOver


def _kept(said: Told, *, by: UUID, at: datetime) -> CarerContact | None:
    """The new contact; None when this showing of the form has made one already."""
    insert = (sqlite if is_sqlite() else postgresql).insert(CarerContact)
    new = insert.values(
        id=uuid.uuid4(), team_id=said.team_id, link_id=said.carer and said.carer.link_id,
        carer_id=said.carer and said.carer.carer_id, happened_at=said.happened_at,
        happened_on=clock.day_of(said.happened_at), how=said.how, note=said.note, recorded_by=by, recorded_at=at,
        once=said.once,
    )  # fmt: skip
    made: CarerContact | None = db.session.scalar(new.on_conflict_do_nothing(index_elements=["once"]).returning(CarerContact))
    return made


def with_press(once: str, *, by: UUID) -> CarerContact | None:
    """The contact that one showing of the form has made already."""
    return db.session.scalar(sa.select(CarerContact).where(CarerContact.once == once, CarerContact.recorded_by == by))


def _done_with(made: CarerContact, clears: UUID | None, today: date) -> list[FollowUp]:
    """What was promised before this contact and is due by now, and what it is said to do."""
    if made.link_id is None:
        return []
    due = sa.and_(FollowUp.promised_on <= made.happened_on, FollowUp.due_on <= today)
    done = sa.select(FollowUp).where(FollowUp.link_id == made.link_id, TO_DO, sa.or_(due, FollowUp.id == clears))
    return list(db.session.scalars(done.order_by(FollowUp.id)))
