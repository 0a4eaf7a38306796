"""The one door into the ledger: events are chained, added, and what stands after them is kept, in one transaction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.consent import queries
from engage.consent.models import ConsentEvent, Evidence, Standing
from engage.consent.rules import MEANS_YES, Entry, Route, Written, chained, evidence_digest, latest, runs_out_on
from engage.db import db, is_sqlite, table
from engage.outbox.rules import Channel

_NEW_EVENT, _NEW_STANDING = sa.insert(table(ConsentEvent)), sa.insert(table(Standing))
_NEWER = ("given", "since", "event_id", "expires_on", "version", "times_asked")
_NEW_EVIDENCE = sa.insert(table(Evidence))


@dataclass(frozen=True)
class Told:
    """Who decided, how we were told, and who wrote it down when it was not the person.

    `effective_at`: when it was said, if that was before `at`. `evidence`: the call note, or where the form is kept.
    """

    person_id: UUID
    route: Route
    at: datetime
    recorded_by: UUID | None = None
    effective_at: datetime | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class _End:
    """Where a ledger ends."""

    ordinal: int = 0
    hash: str = ""
    at: datetime | None = None


def decide(told: Told, entries: Sequence[Entry], *, is_new: bool = False) -> UUID:
    """Write decisions into one person's ledger, with what stands after them; the id of the batch.

    `is_new`: the person was added in this transaction, so there is nothing to look up. A list that is taken in never
    turns a no into a yes.
    """
    batch = uuid.uuid4()
    if told.route is Route.IMPORT and not is_new:
        entries = _without_overruling(told.person_id, entries)
    if not entries:
        return batch
    evidence = _evidence_rows(told, batch)
    events = _linked(told, entries, batch, _End() if is_new else _end_of_ledger(told.person_id), evidence)
    connection = db.session.connection()
    if evidence:
        connection.execute(_NEW_EVIDENCE, evidence)
    connection.execute(_NEW_EVENT, events)
    if is_new:
        connection.execute(_NEW_STANDING, [_standing_row(event, entry) for event, entry in zip(events, entries, strict=True)])
    elif all(event["effective_at"] == event["at"] and event["corrects"] is None for event in events):
        _keep_standing(events, entries)
    else:
        stand_anew(told.person_id, {(entry.purpose, entry.channel) for entry in entries})
    return batch


def decide_for_all(tolds: Sequence[Told], entries: Sequence[Sequence[Entry]]) -> None:
    """The first decisions of many new people, in a few statements; for loading and taking in lists, not for pages."""
    rows, standing, evidence = [], [], []
    for told, said in zip(tolds, entries, strict=True):
        if said:
            batch = uuid.uuid4()
            theirs = _evidence_rows(told, batch)
            events = _linked(told, said, batch, _End(), theirs)
            rows += events
            evidence += theirs
            standing += [_standing_row(event, entry) for event, entry in zip(events, said, strict=True)]
    for insert, values in ((_NEW_EVIDENCE, evidence), (_NEW_EVENT, rows), (_NEW_STANDING, standing)):
        if values:
            db.session.connection().execute(insert, values)


def stand_anew(person_id: UUID, of: Collection[tuple[str, str]]) -> None:
    """Work out from the whole ledger what stands for some purposes and channels; nothing where nobody was asked."""
    told = {event.id: (event, version) for event, version in queries.whole_ledger(person_id)}
    stands = latest(queries.fact_of(event) for event, _ in told.values())
    for purpose, channel in of:
        db.session.execute(
            sa.delete(Standing).where(
                Standing.person_id == person_id, Standing.purpose == purpose, Standing.channel == Channel(channel)
            )
        )
        fact = stands.get((purpose, channel))
        if fact is not None:
            event, version = told[fact.id]
            db.session.connection().execute(_NEW_STANDING, _row(event.__dict__, version))


def _without_overruling(person_id: UUID, entries: Iterable[Entry]) -> list[Entry]:
    asked = queries.asked(person_id)
    return [
        entry for entry in entries if entry.action not in MEANS_YES or asked.get((entry.purpose, Channel(entry.channel)), True)
    ]


def _end_of_ledger(person_id: UUID) -> _End:
    last = db.session.execute(
        sa.select(ConsentEvent.ordinal, ConsentEvent.hash, ConsentEvent.at)
        .where(ConsentEvent.person_id == person_id)
        .order_by(ConsentEvent.ordinal.desc())
        .limit(1)
    ).first()
    return _End() if last is None else _End(last[0], last[1], last[2])


def _evidence_rows(told: Told, batch: UUID) -> list[dict[str, Any]]:
    if not told.evidence:
        return []
    salt = secrets.token_hex(16)
    return [{"id": uuid.uuid4(), "person_id": told.person_id, "batch": batch, "salt": salt, "text": told.evidence}]


def _linked(
    told: Told, entries: Iterable[Entry], batch: UUID, end: _End, evidence: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    # two clocks may disagree by a moment: what is written later was never written earlier
    at = told.at if end.at is None else max(told.at, end.at)
    digest = evidence_digest(evidence[0]["salt"], evidence[0]["text"]) if evidence else None
    events, previous = [], end.hash
    for place, entry in enumerate(entries, start=end.ordinal + 1):
        effective = min(entry.said_at or told.effective_at or at, at)
        until = entry.until or runs_out_on(entry.action, clock.day_of(effective), entry.months)
        written = Written(told.person_id, place, entry, at, told.route, told.recorded_by, effective, until, digest)
        link = chained(previous, written)
        events.append(_event_row(written, batch, previous, link))
        previous = link
    return events


def _event_row(written: Written, batch: UUID, previous: str, link: str) -> dict[str, Any]:
    entry = written.entry
    return {
        "id": uuid.uuid4(), "person_id": written.person_id, "ordinal": written.ordinal, "purpose": entry.purpose,
        "channel": Channel(entry.channel), "action": entry.action, "at": written.at, "route": written.route,
        "notice_id": entry.notice_id, "notice_sha256": entry.notice_sha256, "recorded_by": written.recorded_by,
        "batch": batch, "previous_hash": previous, "hash": link, "effective_at": written.effective_at,
        "expires_on": written.expires_on, "evidence_digest": written.evidence_digest, "corrects": entry.corrects,
        "hash_version": written.hash_version,
    }  # fmt: skip


def _standing_row(event: dict[str, Any], entry: Entry) -> dict[str, Any]:
    return _row(event, entry.version)


def _row(event: dict[str, Any], version: int) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(), "person_id": event["person_id"], "purpose": event["purpose"], "channel": event["channel"],
        "given": event["action"] in MEANS_YES, "since": event["effective_at"], "event_id": event["id"],
        "expires_on": event["expires_on"], "version": version, "times_asked": 0,
    }  # fmt: skip


def _keep_standing(events: Sequence[dict[str, Any]], entries: Sequence[Entry]) -> None:
    """What stands after these events: the last one of each purpose and channel."""
    pairs = zip(events, entries, strict=True)
    last = {(event["purpose"], event["channel"]): _standing_row(event, entry) for event, entry in pairs}
    db.session.execute(_upsert(on_sqlite=is_sqlite()), list(last.values()))


@cache
def _upsert(*, on_sqlite: bool) -> sa.Insert:
    insert = (sqlite if on_sqlite else postgresql).insert(table(Standing))
    upsert: sa.Insert = insert.on_conflict_do_update(
        index_elements=["person_id", "purpose", "channel"],
        set_={name: insert.excluded[name] for name in _NEWER},
    )
    return upsert
