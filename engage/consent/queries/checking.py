"""Whether the ledger is as it was written: every link of every chain, the evidence, and what is said to stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import rules
from engage.consent.models import ConsentEvent, Evidence, Notice, Standing
from engage.consent.queries.days import asked_again, runs_out_on
from engage.consent.queries.ledger import fact_of
from engage.consent.rules import MEANS_YES, Entry, Written
from engage.db import db, table
from engage.people.models import Person

_AT_ONCE = 500
_EVENT, _STANDING, _EVIDENCE = table(ConsentEvent).c, table(Standing).c, table(Evidence).c


@dataclass(frozen=True)
class Flaw:
    """The first place at which a ledger is not what was written: an ordinal (0: what stands), and what is wrong there."""

    ordinal: int
    what: str


@dataclass(frozen=True)
class Checked:
    """One person's ledger as it was read: the pool number says whose it is, never a name."""

    person_id: UUID
    number: str
    events: int
    flaw: Flaw | None


@dataclass
class _Kept:
    """What is kept about one person, as plain rows."""

    events: list[Any] = field(default_factory=list)
    standing: list[Any] = field(default_factory=list)
    evidence: dict[UUID, str] = field(default_factory=dict)


def first_flaw(person_id: UUID) -> Flaw | None:
    """Walk one person's ledger from its beginning; None when every event is as it was written and the standing agrees."""
    gone = _gone_among([person_id])
    return _flaw(person_id, _read([person_id])[person_id], asked_again(clock.today()), is_gone=person_id in gone)


def every_ledger() -> Iterator[Checked]:
    """Walk everybody's ledger, some hundred people in a few statements, in the order of ids."""
    again, after = asked_again(clock.today()), UUID(int=0)
    while people := db.session.execute(
        sa.select(Person.id, Person.number).where(Person.id > after).order_by(Person.id).limit(_AT_ONCE)
    ).all():
        ids = [person_id for person_id, _ in people]
        kept, gone, after = _read(ids), _gone_among(ids), ids[-1]
        for person_id, number in people:
            found = _flaw(person_id, kept[person_id], again, is_gone=person_id in gone)
            yield Checked(person_id, number, len(kept[person_id].events), found)


def _gone_among(ids: Sequence[UUID]) -> set[UUID]:
    """Those for whom nothing stands: erased, or joined to another record."""
    gone = sa.or_(Person.erased_at.is_not(None), Person.merged_into.is_not(None))
    return set(db.session.scalars(sa.select(Person.id).where(Person.id.in_(ids), gone)))


def _read(ids: Sequence[UUID]) -> dict[UUID, _Kept]:
    kept = {person_id: _Kept() for person_id in ids}
    events = sa.select(*_EVENT, table(Notice).c.version).join_from(
        table(ConsentEvent), table(Notice), table(Notice).c.id == _EVENT.notice_id
    )
    for event in db.session.execute(events.where(_EVENT.person_id.in_(ids)).order_by(_EVENT.person_id, _EVENT.ordinal)):
        kept[event.person_id].events.append(event)
    for row in db.session.execute(sa.select(*_STANDING).where(_STANDING.person_id.in_(ids))):
        kept[row.person_id].standing.append(row)
    for row in db.session.execute(sa.select(*_EVIDENCE).where(_EVIDENCE.person_id.in_(ids))):
        kept[row.person_id].evidence[row.batch] = rules.evidence_digest(row.salt, row.text)
    return kept


def _flaw(person_id: UUID, kept: _Kept, again: Mapping[str, list[tuple[int, date]]], *, is_gone: bool) -> Flaw | None:
    previous = ""
    for place, event in enumerate(kept.events, start=1):
        if event.ordinal != place:
            return Flaw(place, "missing")
        if event.previous_hash != previous or event.hash != rules.chained(previous, _written(person_id, event)):
            return Flaw(place, "changed")
        if event.evidence_digest is not None and not is_gone and kept.evidence.get(event.batch) != event.evidence_digest:
            return Flaw(place, "evidence changed" if event.batch in kept.evidence else "evidence missing")
        previous = event.hash
    return _flaw_of_standing(kept, again, is_gone=is_gone)


def _written(person_id: UUID, event: Any) -> Written:
    entry = Entry(
        event.purpose, event.channel, event.action, event.notice_id, event.notice_sha256, corrects=event.corrects
    )  # fmt: skip
    return Written(
        person_id, event.ordinal, entry, event.at, event.route, event.recorded_by, event.effective_at, event.expires_on,
        event.evidence_digest, event.hash_version,
    )  # fmt: skip


def _flaw_of_standing(kept: _Kept, again: Mapping[str, list[tuple[int, date]]], *, is_gone: bool) -> Flaw | None:
    """A yes that must be said again may not yet have its new last day; it never has a later one than it was given."""
    said = {(row.purpose, str(row.channel)): (row.given, row.event_id, row.version, row.expires_on) for row in kept.standing}
    if is_gone:
        return Flaw(0, "something stands for somebody who has no record") if said else None
    told = {event.id: event for event in kept.events}
    right: dict[tuple[str, str], set[object]] = {}
    for pair, fact in rules.latest(fact_of(event) for event in kept.events).items():
        event = told[fact.id]
        lasts = {event.expires_on, runs_out_on(event, event.version, again)}
        right[pair] = {(event.action in MEANS_YES, event.id, event.version, until) for until in lasts}
    is_right = said.keys() == right.keys() and all(said[pair] in right[pair] for pair in said)
    return None if is_right else Flaw(0, "what stands is not what was decided")
