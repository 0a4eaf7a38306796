"""Requests about what we hold: asking, making sure who asks, more time, what is blacked out, and the answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from engage import clock
from engage.audit import actions as audit
from engage.db import db
from engage.privacy.models import DataRequest, Redaction
from engage.privacy.rules.requests import Came, Identity, Outcome, RequestKind, due_on

KIND = "data request"


class Closed(ValueError):
    """The request was closed; nothing about it changes any more."""


class IdentityUnknown(ValueError):
    """Nobody has made sure yet that it is them."""


def ask_by_web(person_id: UUID, *, kind: RequestKind, words: str, by: UUID, at: datetime) -> DataRequest:
    """Somebody who is signed in asks; that they are signed in shows who they are."""
    asked = _receive(person_id, kind, Came.WEB, clock.day_of(at), words, None)
    asked.identity, asked.identity_at, asked.identity_by = Identity.SIGNED_IN, at, by
    audit.record("asked about what we hold", kind=KIND, about=person_id, by=by, request=kind.value)
    return asked


def receive(person_id: UUID, *, kind: RequestKind, came: Came, received_on: date, words: str, by: UUID) -> DataRequest:
    """Somebody asks by letter, phone or in person, and a member of staff writes it down."""
    asked = _receive(person_id, kind, came, received_on, words, by)
    audit.record("received a request", kind=KIND, about=person_id, by=by, request=kind.value, came=came.value)
    return asked


def _receive(
    person_id: UUID, kind: RequestKind, came: Came, received_on: date, words: str | None, recorded_by: UUID | None
) -> DataRequest:
    asked = DataRequest(
        person_id=person_id, kind=kind, came=came, received_on=received_on, due_on=due_on(received_on, is_extended=False),
        words=words or None, recorded_by=recorded_by,
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    return asked


def _must_be_open(asked: DataRequest) -> None:
    if asked.closed_at is not None:
        raise Closed


def check_identity(asked: DataRequest, how: Identity, *, by: UUID, at: datetime) -> None:
    """Somebody made sure that it is them."""
    _must_be_open(asked)
    asked.identity, asked.identity_at, asked.identity_by = how, at, by
    audit.record("checked who asks", kind=KIND, about=asked.person_id, by=by, how=how.value)


def extend(asked: DataRequest, *, reason: str, by: UUID, at: datetime) -> None:
    """Two months more, with the reason, which the person is told."""
    _must_be_open(asked)
    if asked.extended_at is not None:
        return
    asked.extended_at, asked.extended_by, asked.extension_reason = at, by, reason
    asked.due_on = due_on(asked.received_on, is_extended=True)
    audit.record("took more time for a request", kind=KIND, about=asked.person_id, by=by)


def mark(asked: DataRequest, *, item: str, passage: str | None, reason: str, by: UUID, at: datetime) -> Redaction:
    """Leave something out of the answer because it is about somebody else."""
    _must_be_open(asked)
    marked = Redaction(request_id=asked.id, item=item, passage=passage or None, reason=reason, marked_at=at, marked_by=by)
    db.session.add(marked)
    audit.record("blacked out in an answer", kind=KIND, about=asked.person_id, by=by, whole=passage is None or passage == "")
    return marked


def unmark(asked: DataRequest, marked: Redaction, *, by: UUID) -> None:
    """Put it back."""
    _must_be_open(asked)
    db.session.delete(marked)
    audit.record("put back into an answer", kind=KIND, about=asked.person_id, by=by)


def hand_over(asked: DataRequest, *, by: UUID) -> None:
    """The answer leaves the system as a file. Raises IdentityUnknown."""
    if asked.identity is None:
        raise IdentityUnknown
    audit.record("took out the answer to a request", kind=KIND, about=asked.person_id, by=by)


def close(asked: DataRequest, *, outcome: Outcome, note: str, by: UUID, at: datetime) -> None:
    """The request is answered, or will not be; with what the person was told."""
    _must_be_open(asked)
    asked.closed_at, asked.closed_by, asked.outcome, asked.outcome_note = at, by, outcome, note or None
    audit.record("closed a request", kind=KIND, about=asked.person_id, by=by, outcome=outcome.value)
