"""The date that goes with a mailing: written and taken out of a draft, changed and cancelled after it went, and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

import engage.outbox.actions
from engage import clock
from engage.audit.actions import record
from engage.db import db
from engage.mailings.actions.writing import ABOUT
from engage.mailings.models import DateToKeep, Mailing
from engage.mailings.queries import dates
from engage.mailings.rules import KIND, POINTLESS_AFTER, NotAllowedNow, State
from engage.mailings.rules.dates import CHANGED, Kept, Said
from engage.outbox.rules import Category, Due


def keep(mailing: Mailing, said: Said, *, by: UUID) -> None:
    """Let a date go with a draft, in place of the one it had. Raises NotAllowedNow."""
    _only(mailing.state is State.DRAFT)
    db.session.execute(sa.delete(DateToKeep).where(DateToKeep.mailing_id == mailing.id))
    _add(mailing, said, sequence=0, cancelled=False, by=by)


def take_out(mailing: Mailing) -> None:
    """No date goes with a draft any more. Raises NotAllowedNow."""
    _only(mailing.state is State.DRAFT)
    db.session.execute(sa.delete(DateToKeep).where(DateToKeep.mailing_id == mailing.id))


def change(mailing: Mailing, said: Said, *, by: UUID, now: datetime) -> None:
    """It is another day, hour or place: whoever was sent the old one is told, all others get the new one only.

    Raises NotAllowedNow for one that is over or cancelled; the same words change nothing.
    """
    kept = _that_stands(mailing, now)
    if kept.said == said:
        return
    _next(mailing, said, kept, cancelled=False, by=by)
    record("changed its date", kind=ABOUT, about=mailing.id, by=by, version=kept.sequence + 1)


def cancel(mailing: Mailing, *, by: UUID, now: datetime) -> None:
    """It does not take place: whoever was sent it is told. Raises NotAllowedNow for one that is over or cancelled."""
    kept = _that_stands(mailing, now)
    _next(mailing, kept.said, kept, cancelled=True, by=by)
    record("cancelled its date", kind=ABOUT, about=mailing.id, by=by, version=kept.sequence + 1)


def tell_some(mailing: Mailing, kept: Kept, people: Sequence[UUID], *, now: datetime) -> int:
    """Put word of the newest version into the outbox for the next people; how many.

    With nobody left, and nothing of the mailing under way, all have been told; nor is anything said once it is over.
    """
    if kept.is_over(now) or (not people and mailing.ended_at is not None):
        mailing.date_waits = False
        db.session.flush()
        return 0
    begins_at = kept.entry().begins_at
    return len(
        engage.outbox.actions.put_many(
            Due(
                kind=dates.notice_of(kept), about=mailing.id, recipient_id=person_id, due_at=kept.written_at,
                not_after=begins_at, due_on=kept.said.day, ordinal=kept.sequence, category=Category.CHANGE,
            )
            for person_id in people
        )
    )  # fmt: skip


def pointless_after(mailing: Mailing, began: datetime) -> datetime:
    """From when a mailing is pointless: two weeks after it began, and once the date that goes with it is there."""
    kept, latest = dates.newest(mailing.id), began + POINTLESS_AFTER
    return latest if kept is None or kept.cancelled else min(latest, kept.entry().begins_at)


def _that_stands(mailing: Mailing, now: datetime) -> Kept:
    kept = dates.newest(mailing.id)
    _only(mailing.began_at is not None and kept is not None and not kept.cancelled and not kept.is_over(now))
    if kept is None:
        raise NotAllowedNow("no date goes with it")
    return kept


def _next(mailing: Mailing, said: Said, kept: Kept, *, cancelled: bool, by: UUID) -> None:
    _add(mailing, said, sequence=kept.sequence + 1, cancelled=cancelled, by=by)
    engage.outbox.actions.cancel(CHANGED, mailing.id)
    if mailing.began_at is not None:
        engage.outbox.actions.pointless_from(KIND, mailing.id, pointless_after(mailing, mailing.began_at))
    mailing.date_waits = True
    db.session.flush()


def _add(mailing: Mailing, said: Said, *, sequence: int, cancelled: bool, by: UUID) -> None:
    row = DateToKeep(
        mailing_id=mailing.id, sequence=sequence, cancelled=cancelled, written_by=by, written_at=clock.now(), **asdict(said)
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()


def _only(allowed: bool) -> None:
    if not allowed:
        raise NotAllowedNow("the date cannot be changed now")
