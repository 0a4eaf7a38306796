"""Recording a welcome, taking it back, setting somebody aside who is not a real contact, and keeping what is searched for."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.audit.actions import record
from engage.db import changed_rows, db
from engage.outbox import actions as outbox
from engage.outbox.rules import Category, Due, Reason
from engage.people import queries as people
from engage.pool.models import Member
from engage.pool.rules import Standing, Welcome, step
from engage.reminders.rules import working_days_after
from engage.welcome import rules
from engage.welcome.models import KeptSearch
from engage.welcome.queries import one

WELCOMED = "welcome.welcomed"
_UNDO = "undo a welcome"
_END_OF_DAY = time(19)
_WELCOMES = uuid.UUID("1d9d5c1c-6c64-4df2-9b6c-9e2e1f5f4a3b")


class TooLate(ValueError):
    """Something was recorded since, or ten minutes have passed."""


@dataclass(frozen=True)
class Welcomed:
    """How a welcome went. `write`: send them an e-mail that names whoever made it."""

    how: Welcome
    needs_confirmed: bool
    ready: bool
    write: bool


def welcome(person_id: UUID, said: Welcomed, *, by: UUID) -> str:
    """Record how somebody was welcomed and where they stand now; answers the token that takes it back."""
    member = _held(person_id)
    now = clock.now()
    undo = _undo_token(member, now)
    member.standing = step(member.standing, rules.standing_after(said.how, ready=said.ready))
    member.welcome, member.welcomed_at, member.welcomed_by = said.how, now, by
    member.needs_confirmed, member.ready_to_be_invited = said.needs_confirmed, said.ready
    record(
        "welcomed", kind="person", about=person_id, by=by, how=said.how.value, ready=said.ready, standing=member.standing.value
    )
    if said.write:
        _write(person_id, now)
    return undo


def undo_welcome(person_id: UUID, token: str, *, by: UUID) -> None:
    """Take back a welcome that was just recorded, with its e-mail if that has not left. Raises TooLate."""
    member, before = _held(person_id), vault.read(token, purpose=_UNDO)
    if before is None or before[0] != person_id.hex or member.welcomed_at != datetime.fromisoformat(before[1]):
        raise TooLate
    if clock.now() - member.welcomed_at > rules.UNDO_FOR:
        raise TooLate
    outbox.cancel(WELCOMED, _occasion(person_id, member.welcomed_at))
    standing, how, at, who, needs, ready = before[2:]
    member.standing = Standing(standing)
    member.welcome, member.welcomed_at = (Welcome(how), datetime.fromisoformat(at)) if how else (None, None)
    member.welcomed_by = UUID(who) if who else None
    member.needs_confirmed, member.ready_to_be_invited = needs == "yes", ready == "yes"
    record("welcome taken back", kind="person", about=person_id, by=by, standing=standing)


def set_aside(person_id: UUID, *, why: rules.Why, by: UUID) -> None:
    """Not a real contact: nothing more is sent, and they are in no list but the one of those set aside."""
    member = _held(person_id)
    member.standing = step(member.standing, Standing.NOT_REAL)
    outbox.suppress_waiting(person_id, reason=Reason.LEFT)
    record("set aside", kind="person", about=person_id, by=by, why=why.value)


def take_up_again(person_id: UUID, *, by: UUID) -> None:
    """Somebody was set aside in error: they wait for their welcome again."""
    member = _held(person_id)
    if member.standing is not Standing.NOT_REAL:
        raise TooLate
    member.standing = step(member.standing, Standing.APPLIED)
    record("taken up again", kind="person", about=person_id, by=by)


def _held(person_id: UUID) -> Member:
    person, member = people.hold(person_id), one.member(person_id)
    if person is None or person.erased_at is not None or person.merged_into is not None or member is None:
        raise LookupError("nobody in the pool has this id")
    return member


def _undo_token(member: Member, now: datetime) -> str:
    before = [
        member.standing.value, member.welcome.value if member.welcome else "",
        member.welcomed_at.isoformat() if member.welcomed_at else "", member.welcomed_by.hex if member.welcomed_by else "",
        "yes" if member.needs_confirmed else "", "yes" if member.ready_to_be_invited else "",
    ]  # fmt: skip
    return vault.sign([member.person_id.hex, now.isoformat(), *before], purpose=_UNDO)


def _write(person_id: UUID, now: datetime) -> None:
    """The e-mail leaves when the welcome can no longer be taken back."""
    outbox.put(
        Due(WELCOMED, about=_occasion(person_id, now), recipient_id=person_id, due_at=now + rules.UNDO_FOR,
            due_on=clock.day_of(now),
            not_after=clock.at(working_days_after(clock.day_of(now), 2), _END_OF_DAY), category=Category.REMINDER)
    )  # fmt: skip


def _occasion(person_id: UUID, at: datetime) -> UUID:
    return uuid.uuid5(_WELCOMES, f"{person_id.hex} {at.isoformat()}")


def keep_search(words: Mapping[str, str], *, sign_in_id: UUID) -> UUID:
    """Keep what was typed to find people, for this sign-in; the key under which it is found again."""
    kept = KeptSearch(id=uuid.uuid4(), sign_in_id=sign_in_id, words=json.dumps(dict(words)), kept_at=clock.now())
    db.session.add(kept)
    return kept.id


def forget_old_searches(now: datetime) -> int:
    """Delete searches that nobody can look at any more; how many."""
    old = sa.delete(KeptSearch).where(KeptSearch.kept_at <= now - rules.SEARCH_KEPT)
    return changed_rows(old)
