"""Recording what somebody needs: what still holds is looked at again, what changed ends and a new row begins."""

from __future__ import annotations

from collections.abc import Iterable
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
from engage.needs.models import AccessNeed, ByHand
from engage.needs.queries import ToDo
from engage.needs.rules import LIST_VERSION, REVIEW_AFTER_MONTHS, AboutEmail, Said, about_email, instead
from engage.people import queries as people


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
    db.session.add_all(begun(code, words, heard, said) for code, words in said.needs.items() if code not in kept)
    db.session.flush()
    record(
        "said what they need", kind="person", about=heard.person_id, by=heard.recorded_by, route=heard.route.value,
        needs=len(said.needs),
    )  # fmt: skip


def _review(need: AccessNeed, heard: Heard) -> None:
    need.reviewed_at, need.review_due = heard.at, months_later(heard.day, REVIEW_AFTER_MONTHS)


def _end(need: AccessNeed, heard: Heard) -> None:
    need.ended_at, need.ended_by, need.ended_route = heard.at, heard.recorded_by, heard.route


def begun(code: str, words: str | None, heard: Heard, said: Said) -> AccessNeed:
    """One need, from the moment it was told."""
    return AccessNeed(
        person_id=heard.person_id, code=code, own_words=words, list_version=LIST_VERSION,
        share_with_host=said.share_with_host, route=heard.route, said_on=heard.day, recorded_at=heard.at,
        recorded_by=heard.recorded_by, reviewed_at=heard.at, review_due=months_later(heard.day, REVIEW_AFTER_MONTHS),
    )  # fmt: skip


class DoneAlready(ValueError):
    """Somebody has dealt with this message."""


def bring(outgoing_id: UUID, *, on: date, was_told: bool, by: UUID) -> ToDo:
    """A message was brought by phone or post, or turned out not to be needed. Raises DoneAlready."""
    found = queries.one_to_do(outgoing_id)
    if found is None:
        raise DoneAlready
    people.hold(found.person.id)
    if queries.one_to_do(outgoing_id) is None:
        raise DoneAlready
    db.session.add(ByHand(outgoing_id=outgoing_id, done_on=on, done_by=by, was_told=was_told, recorded_at=clock.now()))
    db.session.flush()
    what = "brought a message another way" if was_told else "found a message not needed any more"
    record(what, kind="person", about=found.person.id, by=by, message=found.letter.kind)
    return found


def take_back(outgoing_ids: Iterable[UUID]) -> None:
    """These messages were marked as done by mistake: they are to be done. Whoever calls this writes down who said so."""
    db.session.execute(sa.delete(ByHand).where(ByHand.outgoing_id.in_(list(outgoing_ids))))


def forget(person_id: UUID) -> int:
    """Take out of the database what somebody needed; how many rows."""
    gone = db.session.execute(sa.delete(AccessNeed).where(AccessNeed.person_id == person_id))
    return cast("sa.CursorResult[Any]", gone).rowcount


def note_what_they_say_about_email(*, most: int) -> int:
    """Needs recorded by an earlier version: work out from the sealed code what they say about e-mail. How many."""
    older = sa.and_(AccessNeed.about_email == AboutEmail.INSTEAD, AccessNeed.instead.is_(None))
    chosen = sa.select(AccessNeed).where(sa.or_(AccessNeed.about_email.is_(None), older)).order_by(AccessNeed.id).limit(most)
    found = list(db.session.scalars(chosen))
    for need in found:
        need.about_email, need.instead = about_email(need.code), instead(need.code)
    db.session.flush()
    return len(found)


Moved = dict[str, list[str]]


def move(*, of: UUID, into: UUID) -> Moved:
    """Two records turn out to be one person: needs of the one become needs of the other; which rows moved, to be put back.

    What both need stays once, with its row in `into`; the other row has ended.
    """
    there = {(need.code, need.own_words) for need in queries.current(into)}
    moved, now = queries.history(of), clock.now()
    doubled = [need for need in moved if need.ended_at is None and (need.code, need.own_words) in there]
    for need in doubled:
        need.ended_at, need.ended_route = now, Route.MERGE
    for need in moved:
        need.person_id = into
    db.session.flush()
    return {"moved": [need.id.hex for need in moved], "ended": [need.id.hex for need in doubled]}


def put_back(moved: Moved, *, to: UUID) -> None:
    """Undo a move: the rows go back to the record they came from, and what ended by it holds again."""
    rows = {key: [UUID(row) for row in some] for key, some in moved.items()}
    for key, values in (("moved", {"person_id": to}), ("ended", {"ended_at": None, "ended_route": None})):
        db.session.execute(sa.update(AccessNeed).where(AccessNeed.id.in_(rows.get(key, []))).values(values))
