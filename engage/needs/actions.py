"""Recording what somebody needs: what still holds is looked at again, what changed ends and a new row begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.actions import record
from engage.consent.rules import Route, months_later
from engage.db import db
from engage.needs import queries
from engage.needs.models import AccessNeed
from engage.needs.rules import LIST_VERSION, REVIEW_AFTER_MONTHS, Said


@dataclass(frozen=True)
class Heard:
    """Who told us, how, when it was written down and by whom; `said_on` is the day they said it."""

    person_id: UUID
    route: Route
    at: datetime
    recorded_by: UUID | None = None
    said_on: date | None = None

    @property
    def day(self) -> date:
        """The day they said it."""
        return self.said_on or clock.day_of(self.at)


def tell(heard: Heard, said: Said) -> None:
    """Somebody says what they need, all of it. The caller holds the person."""
    before = {need.code: need for need in queries.current(heard.person_id)}
    for code, need in before.items():
        if code in said.needs and (need.own_words, need.share_with_host) == (said.needs[code], said.share_with_host):
            _review(need, heard)
        else:
            _end(need, heard)
    kept = {code for code, need in before.items() if need.ended_at is None}
    db.session.add_all(_begun(code, words, heard, said) for code, words in said.needs.items() if code not in kept)
    db.session.flush()
    record(
        "said what they need", kind="person", about=heard.person_id, by=heard.recorded_by, route=heard.route.value,
        needs=len(said.needs),
    )  # fmt: skip


def _review(need: AccessNeed, heard: Heard) -> None:
    need.reviewed_at, need.review_due = heard.at, months_later(heard.day, REVIEW_AFTER_MONTHS)


def _end(need: AccessNeed, heard: Heard) -> None:
    need.ended_at, need.ended_by, need.ended_route = heard.at, heard.recorded_by, heard.route


def _begun(code: str, words: str | None, heard: Heard, said: Said) -> AccessNeed:
    return AccessNeed(
        person_id=heard.person_id, code=code, own_words=words, list_version=LIST_VERSION,
        share_with_host=said.share_with_host, route=heard.route, said_on=heard.day, recorded_at=heard.at,
        recorded_by=heard.recorded_by, reviewed_at=heard.at, review_due=months_later(heard.day, REVIEW_AFTER_MONTHS),
    )  # fmt: skip


def forget(person_id: UUID) -> int:
    """Take out of the database what somebody needed; how many rows."""
    gone = db.session.execute(sa.delete(AccessNeed).where(AccessNeed.person_id == person_id))
    return cast("sa.CursorResult[Any]", gone).rowcount


def move(*, of: UUID, into: UUID) -> list[UUID]:
    """Two records turn out to be one person: needs of the one become needs of the other; the ids of the rows that moved.

    What both need stays once, with its row in `into`; the other row has ended.
    """
    there = {(need.code, need.own_words) for need in queries.current(into)}
    now = clock.now()
    moved = queries.history(of)
    for need in moved:
        if need.ended_at is None and (need.code, need.own_words) in there:
            need.ended_at, need.ended_route = now, need.route
        need.person_id = into
    db.session.flush()
    return [need.id for need in moved]
