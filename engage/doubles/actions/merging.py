"""Preparing a merge, calling it off, and merging: one transaction, with everything that was changed kept for thirty days."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import actions as accounts
from engage.audit.actions import record
from engage.consent import actions as consent
from engage.consent.rules import Route
from engage.db import db
from engage.doubles import queries
from engage.doubles.models import Merge
from engage.doubles.rules import UNDO_DAYS, Item, NotNow, Side
from engage.equality import actions as equality
from engage.needs import actions as needs
from engage.outbox import actions as outbox
from engage.outbox.rules import Channel
from engage.people import actions as people
from engage.people.models import Person
from engage.people.queries import contact_points, hold
from engage.people.rules import CHANNEL, Kind
from engage.pool.queries import member
from engage.profile import actions as profile
from engage.reminders import actions as reminders

WAITS = "One of these records is part of a merge that waits for a lead"
GONE = "One of these records was erased or merged since"
# tables whose rows go from one record to the other as they are
_AS_THEY_ARE = frozenset({"contact", "legal_hold", "data_request"})
# the break itself is taken over by consent; a new address that was never confirmed is asked for again
_DROPPED = frozenset({"new_address", "consent_break"})


def prepare(kept_id: UUID, gone_id: UUID, choices: Mapping[str, str], *, by: UUID) -> Merge:
    """Somebody says which record is kept and what is kept of each; a lead confirms it. Raises NotNow."""
    _both(kept_id, gone_id)
    if queries.waits_for([kept_id, gone_id]):
        raise NotNow(WAITS)
    merge = Merge(
        kept_id=kept_id, gone_id=gone_id, choices=json.dumps(dict(choices)), prepared_at=clock.now(), prepared_by=by
    )  # fmt: skip
    db.session.add(merge)
    db.session.flush()
    for each in (kept_id, gone_id):
        record("merge prepared", kind="person", about=each, by=by)
    return merge


def call_off(merge: Merge, *, by: UUID) -> None:
    """A merge that waited is not wanted."""
    if merge.confirmed_at is not None:
        raise NotNow("This merge was confirmed")
    db.session.delete(merge)
    for each in (merge.kept_id, merge.gone_id):
        record("merge called off", kind="person", about=each, by=by)


def confirm(merge: Merge, *, by: UUID) -> None:
    """Merge two records: what was chosen is kept, the stricter consent counts, and nobody is mailed twice. Raises NotNow."""
    kept, gone = _both(merge.kept_id, merge.gone_id)
    if merge.confirmed_at is not None:
        raise NotNow("This merge was confirmed already")
    now = clock.now()
    before = queries.rows_of([kept.id, gone.id])
    of_gone = {name for name, side in json.loads(merge.choices).items() if side == Side.SECOND}
    batch = _consent(kept, gone, of_gone, by=by, at=now)
    answers_moved = _bring_together(kept, gone, of_gone, at=now)
    outbox.become_one(of=gone.id, into=kept.id)
    db.session.flush()
    after = queries.rows_of([kept.id, gone.id])
    merge.before = queries.packed({"before": before, "after": after, "batch": batch, "answers moved": answers_moved})
    merge.confirmed_at, merge.confirmed_by, merge.undo_until = now, by, now + timedelta(days=UNDO_DAYS)
    record("merged with another record", kind="person", about=kept.id, by=by, other=gone.number)
    record("became part of another record", kind="person", about=gone.id, by=by, other=kept.number)


def _both(kept_id: UUID, gone_id: UUID) -> tuple[Person, Person]:
    """Two records, held in the order of their ids so that two merges never wait for each other."""
    held = {each: hold(each) for each in sorted((kept_id, gone_id), key=lambda each: each.hex)}
    kept, gone = held[kept_id], held[gone_id]
    if kept is None or gone is None or kept_id == gone_id or not all(map(_lives, (kept, gone))):
        raise NotNow(GONE)
    return kept, gone


def _lives(person: Person) -> bool:
    return person.erased_at is None and person.merged_into is None


def _consent(kept: Person, gone: Person, of_gone: Collection[str], *, by: UUID, at: datetime) -> UUID:
    """Before any address moves: the stricter of what both said."""
    ours, theirs = ([point.kind for point in contact_points(each.id)] for each in (kept, gone))
    channels = channels_of_other(ours, theirs, of_gone)
    told = consent.Told(kept.id, Route.MERGE, at, by, evidence=f"Merged with record {gone.number}")
    batch = consent.take_stricter(into=kept.id, of=gone.id, told=told, address_of_other=channels)
    consent.stand_no_more(gone.id)
    return batch


def channels_of_other(ours: Collection[Kind], theirs: Collection[Kind], of_gone: Collection[str]) -> set[Channel]:
    """The channels whose address comes from the record that goes."""
    return {CHANNEL[kind] for kind in theirs if kind.value in of_gone or kind not in ours}


def _bring_together(kept: Person, gone: Person, of_gone: Collection[str], *, at: datetime) -> bool:
    """Every room brings together what it holds of both; whether the answers to the equality questions went along."""
    keep_theirs = Kind.EMAIL.value in of_gone or not any(point.kind is Kind.EMAIL for point in contact_points(kept.id))
    people.become_one(of=gone, into=kept, of_other=of_gone)
    ours, theirs = member(kept.id), member(gone.id)
    if theirs is not None and ours is not None:
        ours.take_in(theirs, with_area=Item.AREA in of_gone)
        db.session.delete(theirs)
    elif theirs is not None:
        theirs.person_id = kept.id
    db.session.flush()
    needs.move(of=gone.id, into=kept.id)
    profile.move(of=gone.id, into=kept.id)
    reminders.become_one(of=gone.id, into=kept.id)
    answers_moved = equality.move(of=gone.id, into=kept.id)
    for table in _tables(_AS_THEY_ARE):
        db.session.execute(sa.update(table).where(table.c.person_id == gone.id).values(person_id=kept.id))
    for table in _tables(_DROPPED):
        db.session.execute(sa.delete(table).where(table.c.person_id == gone.id))
    accounts.become_one(of=gone.id, into=kept.id, keep_theirs=keep_theirs, at=at)
    return answers_moved


def _tables(names: Collection[str]) -> list[sa.Table]:
    """Some of the tables that a merge brings together; rooms above this one are known by their tables alone."""
    return [table for table, _ in queries.joined() if table.name in names]
