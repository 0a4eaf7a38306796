"""Changing what we hold about a carer. The caller holds the carer; the record says what changed, never to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engage import clock
from engage.audit.actions import record
from engage.carers.actions.young import mark_young, not_young
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Circumstance, Prefers, Relationship, WhyEnded
from engage.carers.rules.needs import as_text
from engage.people.rules import comparable_name

CHANGED = "changed a carer’s record"


@dataclass(frozen=True)
class HowToReach:
    """Every way to reach a carer, as they told us; empty is none."""

    phone: str
    email: str
    address: str
    note: str
    leave_message: bool | None
    prefers: Prefers | None


@dataclass(frozen=True)
class Tie:
    """Who a carer is to somebody, and for whom: a reference only the trust can follow."""

    relationship: Relationship
    lives_with: bool | None
    cared_for: str


def rename(carer: Carer, name: str, *, by: UUID) -> None:
    """A carer has another name, or initials."""
    carer.name, carer.search_name = name, comparable_name(name)
    record(CHANGED, kind="carer", about=carer.id, by=by, part="name")


def set_reach(carer: Carer, how: HowToReach, *, by: UUID) -> None:
    """A carer says how to reach them, all of it."""
    carer.phone, carer.email, carer.address = how.phone or None, how.email or None, how.address or None
    carer.reach_note, carer.leave_message, carer.prefers = how.note or None, how.leave_message, how.prefers
    record(CHANGED, kind="carer", about=carer.id, by=by, part="how to reach them")


def set_needs(carer: Carer, needs: Mapping[str, str | None], *, language: str, by: UUID) -> None:
    """A carer says what they need and which language they prefer, all of it."""
    carer.needs, carer.language = as_text(needs), language or None
    record(CHANGED, kind="carer", about=carer.id, by=by, part="needs", needs=len(needs))


def set_circumstances(carer: Carer, special: Iterable[Circumstance], *, is_young: bool, by: UUID, at: datetime) -> None:
    """A carer's situation, all of it; a young carer is told of the same day."""
    carer.circumstances = ",".join(sorted(special)) or None
    record(CHANGED, kind="carer", about=carer.id, by=by, part="circumstances")
    if is_young:
        mark_young(carer, by=by, at=at)
    else:
        not_young(carer, by=by)


def set_tie(carer: Carer, link: CarerLink, tie: Tie, *, by: UUID, at: datetime) -> None:
    """Who they are to the person they care for, and that person's reference."""
    link.relationship, link.lives_with, link.cared_for = tie.relationship, tie.lives_with, tie.cared_for or None
    record(CHANGED, kind="carer", about=carer.id, by=by, part="whom they care for")
    if tie.relationship is Relationship.YOUNG_CARER:
        mark_young(carer, by=by, at=at)


def end_tie(carer: Carer, link: CarerLink, why: WhyEnded, *, by: UUID) -> None:
    """A carer is not known to a team any more because of somebody; what was agreed to share ends with it."""
    link.ended_on, link.ended_by, link.ended_why = max(clock.today(), link.since), by, why
    record("ended what ties a carer to a team", kind="carer", about=carer.id, by=by, why=why.value)


def stop(carer: Carer, *, by: UUID) -> None:
    """A carer does not want to hear from us; they may still come to us."""
    carer.stopped_on = clock.today()
    record("wrote down that a carer wants no contact", kind="carer", about=carer.id, by=by)


def go_on(carer: Carer, *, by: UUID) -> None:
    """A carer wants to hear from us again."""
    carer.stopped_on = None
    record("wrote down that a carer wants contact again", kind="carer", about=carer.id, by=by)
