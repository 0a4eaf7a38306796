"""Requests about what we hold: asking, making sure who asks, more time, what is blacked out, and the answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from engage import clock
from engage.audit import actions as audit
from engage.db import db
from engage.privacy.models import DataRequest
from engage.privacy.rules.requests import Came, Identity, RequestKind, due_on


def ask_by_web(person_id: UUID, *, kind: RequestKind, words: str, by: UUID, at: datetime) -> DataRequest:
    """Somebody who is signed in asks; that they are signed in shows who they are."""
    asked = _receive(person_id, kind=kind, came=Came.WEB, received_on=clock.day_of(at), words=words, recorded_by=None)
    asked.identity, asked.identity_at, asked.identity_by = Identity.SIGNED_IN, at, by
    audit.record("asked about what we hold", kind="data request", about=person_id, by=by, request=kind.value)
    return asked


def _receive(
    person_id: UUID, *, kind: RequestKind, came: Came, received_on: date, words: str | None, recorded_by: UUID | None
) -> DataRequest:
    asked = DataRequest(
        person_id=person_id, kind=kind, came=came, received_on=received_on, due_on=due_on(received_on, is_extended=False),
        words=words or None, recorded_by=recorded_by,
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    return asked
