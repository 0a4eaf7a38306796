"""A mailing on its way: told to go, taken back, begun, put into the outbox a part at a time, stopped, at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

import engage.outbox.actions
from engage import clock
from engage.audit.actions import record
from engage.db import db
from engage.mailings.actions.dates import pointless_after
from engage.mailings.actions.writing import ABOUT
from engage.mailings.models import Mailing, Named, Text
from engage.mailings.queries import report
from engage.mailings.rules import KIND, Count, NotAllowedNow, State, step
from engage.outbox.rules import Category, Due, occasion_id


def tell_to_go(mailing: Mailing, text: Text, *, at: datetime, count: int, by: UUID) -> None:
    """It goes at an instant, in these words; `count`: how many it would reach now. Raises NotAllowedNow."""
    if mailing.purpose is None:
        raise NotAllowedNow("what it is about is not said")
    text_id, state = text.id, step(mailing.state, State.WAITING)
    mailing.state, mailing.send_at, mailing.text_id = state, at, text_id
    mailing.asked_at, mailing.asked_by, mailing.asked_count = clock.now(), by, count
    db.session.flush()
    record("told to go", kind=ABOUT, about=mailing.id, by=by, people=count, version=text.number, sha256=text.sha256)


def take_back(mailing: Mailing, *, by: UUID) -> None:
    """It does not go: it is a draft again. Raises NotAllowedNow once it has begun."""
    mailing.state = step(mailing.state, State.DRAFT)
    mailing.send_at = mailing.text_id = mailing.asked_at = mailing.asked_by = mailing.asked_count = None
    db.session.flush()
    record("took back", kind=ABOUT, about=mailing.id, by=by)


def stop(mailing: Mailing, *, by: UUID) -> None:
    """What has not left does not leave; the rows that wait are called off after this. Raises NotAllowedNow."""
    mailing.state = step(mailing.state, State.STOPPED)
    mailing.stopped_at, mailing.stopped_by = clock.now(), by
    db.session.flush()
    engage.outbox.actions.call_off(KIND, mailing.id)
    record("stopped", kind=ABOUT, about=mailing.id, by=by)


# The worker


def begin(mailing: Mailing, count: Count, *, now: datetime) -> None:
    """Its time has come: from here on people are chosen. Raises NotAllowedNow."""
    mailing.state = step(mailing.state, State.SENDING)
    mailing.began_at = now
    mailing.left_out = {reason.value: number for reason, number in count.left_out.items()}
    db.session.flush()


def put_some(mailing: Mailing, people: Sequence[UUID], *, now: datetime) -> int:
    """Put it into the outbox for the next people; how many. With nobody left all of it has been put."""
    if mailing.state is not State.SENDING or mailing.put_at is not None:
        raise NotAllowedNow("nothing more of it is put into the outbox")
    if not people:
        mailing.put_at, mailing.reached = now, None
        # whom it named has served its end: what became of each stands in the outbox
        db.session.execute(sa.delete(Named).where(Named.mailing_id == mailing.id))
        db.session.flush()
        return 0
    began = mailing.began_at or now
    due = Due(
        kind=KIND, about=mailing.id, recipient_id=people[0], due_at=began, not_after=pointless_after(mailing, began),
        due_on=clock.day_of(began), category=Category.NEWS, purpose=mailing.purpose,
    )  # fmt: skip
    put = engage.outbox.actions.put_to_all(due, people)
    mailing.reached, mailing.put_count = people[-1], mailing.put_count + put
    db.session.flush()
    return put


def call_off_some(mailing: Mailing, *, now: datetime, most: int) -> int:
    """Call off some of what waits of a stopped one; how many. With nothing left it has ended."""
    gone = engage.outbox.actions.cancel_some(occasion_id(KIND, mailing.id, 0), most=most)
    if not gone and not report.is_under_way(mailing.id):
        mailing.ended_at = now
        db.session.flush()
    return gone


def look(mailing: Mailing, *, now: datetime) -> bool:
    """Whether nothing of it waits any more: then it is sent."""
    mailing.looked_at = now
    if mailing.put_at is None or report.is_under_way(mailing.id):
        return False
    mailing.state, mailing.ended_at = step(mailing.state, State.SENT), now
    db.session.flush()
    record("has gone", kind=ABOUT, about=mailing.id, by=None, people=mailing.put_count)
    return True
