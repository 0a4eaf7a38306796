"""Letting go of things when their time is over, and saying how long that is."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage.audit import actions as audit
from engage.consent.rules import Route
from engage.db import db, is_sqlite, table
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason
from engage.people import queries as people
from engage.people.models import Person
from engage.people.rules import ErasedBecause
from engage.privacy.actions import erasing
from engage.privacy.models import DataRequest, Disposal, Redaction, RetentionRule
from engage.privacy.queries import keeping, owned
from engage.privacy.rules.retention import What, cut_off

STAYS_OF_LEAVERS = frozenset(
    {"member", "consent_standing", "consent_evidence", "consent_break", "data_request_redaction", "record_merge", "double_pair"}
)
"""Tables that say that somebody took part and what they agreed to."""


def publish(what: What, *, months: int, basis: str, by: UUID, at: datetime) -> RetentionRule:
    """Another version of a rule, in force from now on."""
    before = keeping.versions(what)
    rule = RetentionRule(
        what=what.value, version=before[0].version + 1 if before else 1, months=months, basis=basis, in_force_from=at,
        published_by=by,
    )  # fmt: skip
    db.session.add(rule)
    db.session.flush()
    audit.record("changed how long things are kept", kind="retention", about=rule.id, by=by, rule=what.value, months=months)
    return rule


def dispose_of(what: What, rule: RetentionRule, each: UUID, *, now: datetime) -> bool:
    """Let go of one thing; whether it was still due, once it is locked."""
    person_id = db.session.scalar(sa.select(DataRequest.person_id).where(DataRequest.id == each)) if what is What.WORDS else each
    if person_id is None:
        return False
    people.hold(person_id)
    if not keeping.due(what, cut_off(now, rule.months), only=each):
        return False
    if what is What.RECORDS:
        try:
            erasing.erase(each, because=ErasedBecause.TIME_OVER, by=None, route=Route.WEB, at=now)
        except erasing.MustBeKept:  # a record that lives on in theirs is held
            return False
    elif what is What.CONTACTS:
        _forget_contacts(each)
    else:
        _forget_words(each)
    return True


def _forget_contacts(person_id: UUID) -> None:
    everybody = owned.everybody_in(person_id)
    for each in everybody:
        outbox.suppress_waiting(each, reason=Reason.LEFT)
    erasing.delete_rows(everybody, but=STAYS_OF_LEAVERS)
    db.session.execute(
        sa.update(Person)
        .where(Person.id.in_(everybody))
        .values(reach_note=None, pronouns=None, link_serial=Person.link_serial + 1)
    )
    audit.record("deleted contact details after their time", kind="person", about=person_id, by=None)


def _forget_words(request_id: UUID) -> None:
    db.session.execute(sa.delete(Redaction).where(Redaction.request_id == request_id))
    db.session.execute(
        sa.update(DataRequest).where(DataRequest.id == request_id).values(words=None, extension_reason=None, outcome_note=None)
    )


def note_disposal(rule: RetentionRule, day: date, *, count: int, held: int) -> None:
    """Write down what a night did under one rule: how many, never who."""
    insert = (sqlite if is_sqlite() else postgresql).insert(table(Disposal))
    new = insert.values(id=uuid.uuid4(), rule_id=rule.id, day=day, count=count, held=held)
    changed = {"count": table(Disposal).c.count + new.excluded["count"], "held": new.excluded.held}
    db.session.execute(new.on_conflict_do_update(index_elements=["rule_id", "day"], set_=changed))
