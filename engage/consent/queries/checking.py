"""Whether the ledger is as it was written: every link of every chain, the evidence, and what is said to stand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import rules
from engage.consent.models import ConsentEvent, Evidence, Standing
from engage.consent.queries.days import asked_again, runs_out_on
from engage.consent.queries.ledger import fact_of, whole_ledger
from engage.consent.rules import MEANS_YES, Entry, Written
from engage.db import db
from engage.people.models import Person

AT_ONCE = 500


@dataclass(frozen=True)
class Flaw:
    """The first place at which a ledger is not what was written: an ordinal (0: what stands), and what is wrong there."""

    ordinal: int
    what: str


def first_flaw(person_id: UUID) -> Flaw | None:
    """Walk one person's ledger from its beginning; None when every event is as it was written and the standing agrees."""
    ledger = whole_ledger(person_id)
    previous = ""
    evidence = _evidence(person_id)
    for place, (event, _) in enumerate(ledger, start=1):
        if event.ordinal != place:
            return Flaw(place, "missing")
        if event.previous_hash != previous or event.hash != rules.chained(previous, _written(event)):
            return Flaw(place, "changed")
        if event.batch in evidence and evidence[event.batch] != event.evidence_digest:
            return Flaw(place, "evidence changed")
        previous = event.hash
    return _flaw_of_standing(person_id, ledger)


def _written(event: ConsentEvent) -> Written:
    entry = Entry(
        event.purpose, event.channel, event.action, event.notice_id, event.notice_sha256, corrects=event.corrects
    )  # fmt: skip
    return Written(
        event.person_id, event.ordinal, entry, event.at, event.route, event.recorded_by, event.effective_at, event.expires_on,
        event.evidence_digest, event.hash_version,
    )  # fmt: skip


def _evidence(person_id: UUID) -> dict[UUID, str]:
    rows = db.session.scalars(sa.select(Evidence).where(Evidence.person_id == person_id))
    return {row.batch: rules.evidence_digest(row.salt, row.text) for row in rows}


def _flaw_of_standing(person_id: UUID, ledger: list[tuple[ConsentEvent, int]]) -> Flaw | None:
    """A yes that must be said again may not yet have its new last day; it never has a later one than it was given."""
    gone = sa.or_(Person.erased_at.is_not(None), Person.merged_into.is_not(None))
    is_gone = db.session.scalar(sa.select(Person.id).where(Person.id == person_id, gone)) is not None
    told, again = {event.id: (event, version) for event, version in ledger}, asked_again(clock.today())
    right: dict[tuple[str, str], set[object]] = {}
    for pair, fact in rules.latest(fact_of(event) for event, _ in ledger).items():
        event, version = told[fact.id]
        lasts = {event.expires_on, runs_out_on(event, version, again)}
        right[pair] = {(event.action in MEANS_YES, event.id, version, until) for until in lasts}
    rows = list(db.session.scalars(sa.select(Standing).where(Standing.person_id == person_id)))
    said = {(row.purpose, str(row.channel)): (row.given, row.event_id, row.version, row.expires_on) for row in rows}
    if is_gone:
        return Flaw(0, "something stands for somebody who has no record") if said else None
    is_right = said.keys() == right.keys() and all(said[pair] in right[pair] for pair in said)
    return None if is_right else Flaw(0, "what stands is not what was decided")
