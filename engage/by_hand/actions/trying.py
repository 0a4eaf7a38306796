"""Somebody was called, texted or written to: what came of it, in the log of contacts too; and taking it back at once."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.actions import record
from engage.by_hand.models import PrintedLetter, Try
from engage.by_hand.rules import CAN_BE_TOLD, HOW, UNDO_WITHIN, Result, Roof, WhyOut, is_said, why_not
from engage.contacts.actions import Told, log_contact, strike_out
from engage.contacts.models import Contact
from engage.contacts.rules import ABOUT_TAKING_PART, Despite, WhyVoid
from engage.db import db
from engage.needs import actions as needs
from engage.needs.models import ByHand
from engage.needs.queries import ToDo, one_to_do
from engage.outbox.rules import Channel, Letter, Reason
from engage.people import queries as people

NOON = time(12)
GOES = (Result.TOLD, Result.MESSAGE, Result.NO_ANSWER)


class MayNotGo(ValueError):
    """They may not be told this by this channel now."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"may not go: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Said:
    """What came of trying somebody, on which day. `once`: of one showing of the form. `channel`: by which they were tried."""

    once: str
    result: Result
    on: date
    channel: Channel


def tried(outgoing_id: UUID, said: Said, *, roof: Roof, by: UUID, at: datetime) -> ToDo:
    """Write down what came of it; the message is dealt with, or stays where nobody answered. The same press counts once.

    Raises DoneAlready, and MayNotGo where they may not be told this now: then it can only be marked as not needed.
    """
    found = one_to_do(outgoing_id)
    if found is None:
        raise needs.DoneAlready
    people.hold(found.person.id)
    if db.session.scalar(sa.select(Try.id).where(Try.once == said.once)) is not None:
        return found
    letter = found.letter
    reason = why_not(roof.may_go(letter, at)) if said.result in GOES else None
    if reason is not None and reason not in CAN_BE_TOLD:
        raise MayNotGo(reason)
    if said.result is not Result.NO_ANSWER:
        needs.bring(outgoing_id, on=said.on, was_told=said.result in (Result.TOLD, Result.MESSAGE), by=by)
        _leave_the_batch(outgoing_id, by=by, at=at)
    db.session.add(
        Try(
            id=uuid.uuid4(), outgoing_id=outgoing_id, person_id=found.person.id, channel=said.channel, result=said.result,
            tried_on=said.on, tried_by=by, recorded_at=at, contact_id=noted(letter, said, by=by, at=at), once=said.once,
        )
    )  # fmt: skip
    db.session.flush()
    record("tried somebody by hand", kind="person", about=found.person.id, by=by, by_way=said.channel.value,
           came_of=said.result.value, message=letter.kind)  # fmt: skip
    return found


def noted(letter: Letter, said: Said, *, by: UUID, at: datetime) -> UUID | None:
    """The contact in the log, where there was one. What needs no permission answers something they did."""
    outcome = is_said(said.result, said.channel)
    if outcome is None:
        return None
    is_today = said.on == clock.day_of(at)
    told = Told(
        once=secrets.token_urlsafe(16), happened_at=at if is_today else clock.at(said.on, NOON), is_now=is_today,
        how=HOW[said.channel], incoming=False, purpose=letter.purpose or ABOUT_TAKING_PART, outcome=outcome,
        despite=Despite.ANSWER if letter.purpose is None or said.result is Result.ASKED_NOT else None,
    )  # fmt: skip
    return log_contact(letter.recipient_id, told, by=by, at=at).id


def _leave_the_batch(outgoing_id: UUID, *, by: UUID, at: datetime) -> None:
    """A letter that was dealt with by itself is in no batch any more."""
    db.session.execute(
        sa.update(PrintedLetter).where(PrintedLetter.outgoing_id == outgoing_id, PrintedLetter.out_at.is_(None))
        .values(out_at=at, out_by=by, out_why=WhyOut.NOT_NEEDED, content=None)
    )  # fmt: skip


def undo(outgoing_id: UUID, *, by: UUID, at: datetime) -> bool:
    """Take back that a message was dealt with, within ten minutes: it is on its list again. Whether that could be done."""
    done = db.session.scalar(sa.select(ByHand).where(ByHand.outgoing_id == outgoing_id))
    last = db.session.scalar(
        sa.select(Try).where(Try.outgoing_id == outgoing_id, Try.result != Result.NO_ANSWER)
        .order_by(Try.recorded_at.desc(), Try.id).limit(1)
    )  # fmt: skip
    if done is None or last is None or at >= done.recorded_at + UNDO_WITHIN:
        return False
    people.hold(last.person_id)
    struck([last.contact_id], by=by, at=at)
    needs.take_back([outgoing_id])
    record("took back that a message was dealt with", kind="person", about=last.person_id, by=by)
    db.session.delete(last)
    return True


def struck(contact_ids: list[UUID | None], *, by: UUID, at: datetime) -> None:
    """What was written into the log by mistake does not count."""
    wanted = [contact_id for contact_id in contact_ids if contact_id is not None]
    for contact in db.session.scalars(sa.select(Contact).where(Contact.id.in_(wanted)).order_by(Contact.id)):
        strike_out(contact, why=WhyVoid.NOT_RIGHT, by=by, at=at)
