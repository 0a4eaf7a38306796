"""Changing how somebody is reached: by themselves, or written down for them. A change never inherits a yes.

Every function holds the person first. `told` says who said it, how, and who wrote it down.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import actions as accounts
from engage.accounts.actions import AlreadyHasAnAccount
from engage.audit.actions import record
from engage.consent import actions as consent
from engage.consent import queries as choices
from engage.consent.actions import Told
from engage.consent.rules import Action
from engage.contacts.queries import reach
from engage.db import changed_rows, db
from engage.outbox import actions as outbox
from engage.outbox.rules import Category, Channel, Due, Reason
from engage.people import actions as people
from engage.people import queries
from engage.people.actions import Reach
from engage.people.models import ContactPoint, NewAddress
from engage.people.rules import CHANNEL, Checked, Kind, comparable
from engage.pool.actions import AlreadyInThePool


def keep_way(told: Told, way: Reach, *, wanted: Collection[str]) -> None:
    """A new way, another number in the place of one, or only what to mind about it. `wanted`: the purposes said yes to."""
    queries.hold(told.person_id)
    before = _point(told.person_id, way.kind)
    is_same = before is not None and comparable(way.kind, before.value) == comparable(way.kind, way.value)
    if before is not None and is_same:
        people.mind(before, way)
        before.came_back_at = None  # whoever it belongs to says that it is right
        before.value = way.value
    else:
        people.put_point(told.person_id, way, at=told.at)
    _ask_afresh(told, CHANNEL[way.kind], wanted, keeps_the_rest=is_same)
    _record("changed how they are reached", told, way.kind)


def remove_way(told: Told, kind: Kind) -> None:
    """A way is taken out; what they said yes to by it stops, unless another number serves the same channel."""
    queries.hold(told.person_id)
    point = _point(told.person_id, kind)
    if point is None:
        return
    people.remove(point)
    left = {CHANNEL[each.kind] for each in queries.contact_points(told.person_id)}
    if CHANNEL[kind] not in left:
        _ask_afresh(told, CHANNEL[kind], (), keeps_the_rest=False)
    if kind is Kind.EMAIL:
        accounts.give_up_address(told.person_id, at=told.at)
        _forget_new_address(told.person_id)
    _record("took out a way to reach them", told, kind)


def prefer(told: Told, kind: Kind) -> None:
    """The way to try first."""
    queries.hold(told.person_id)
    people.prefer(queries.contact_points(told.person_id), kind)
    _record("chose the way to try first", told, kind)


def rename(told: Told, *, full_name: str, called: str | None, pronouns: str | None) -> None:
    """Another name, or another word to call them by."""
    person = queries.hold(told.person_id)
    if person is not None:
        people.rename(person, full_name, called)
        person.pronouns = pronouns
        _record("changed their name", told, None)


def mark_checked(told: Told, kind: Kind, *, how: Checked) -> None:
    """Somebody of us made sure that a number or address is theirs."""
    queries.hold(told.person_id)
    point = _point(told.person_id, kind)
    if point is not None and kind is not Kind.EMAIL:
        people.verify(point, at=told.at, how=how, by=told.recorded_by)
        _record("checked a way to reach them", told, kind)


def ask_for_address(told: Told, address: str, *, may_send: bool) -> None:
    """Another e-mail address: nothing changes until somebody who reads mail there confirms it. Known or not: the same."""
    queries.hold(told.person_id)
    _forget_new_address(told.person_id)
    asked = NewAddress(
        id=uuid.uuid4(), person_id=told.person_id, value=address, value_index=people.index_of(Kind.EMAIL, address),
        asked_at=told.at, asked_by=told.recorded_by,
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    _record("asked for another e-mail address", told, Kind.EMAIL)
    if may_send:
        _put(reach.CONFIRM, asked, told.at, lasts=reach.LASTS)


def confirm_address(asked: NewAddress, told: Told, *, wanted: Collection[str]) -> None:
    """It takes the old one's place and becomes the key to the account; both are told. Raises AlreadyInThePool."""
    person = queries.hold(told.person_id)
    holder = queries.holder_of_email(asked.value)
    if holder is not None and holder != told.person_id:
        raise AlreadyInThePool
    old = _point(told.person_id, Kind.EMAIL)
    asked.old_value = old.value if old is not None and old.verified_at is not None else None
    people.put_point(told.person_id, Reach(Kind.EMAIL, asked.value, verified_at=told.at, verified_how=Checked.LINK), at=told.at)
    try:
        accounts.move_to(told.person_id, asked.value, at=told.at)
    except AlreadyHasAnAccount as other:  # somebody who works here keeps their one account
        if other.is_member:
            raise AlreadyInThePool from other
    asked.confirmed_at = told.at
    if person is not None:
        person.link_serial += 1  # links in e-mails to the old address lead nowhere from now on
    _ask_afresh(told, Channel.EMAIL, wanted, keeps_the_rest=False)
    _record("confirmed another e-mail address", told, Kind.EMAIL)
    for ordinal in (reach.TO_THE_OLD, reach.TO_THE_NEW) if asked.old_value else ():
        _put(reach.CHANGED, asked, told.at, lasts=reach.TOLD_WITHIN, ordinal=ordinal)


def forget_addresses(now: datetime) -> int:
    """Forget addresses nobody confirmed in time, and old ones that have been told; how many."""
    gone = sa.delete(NewAddress).where(
        sa.or_(
            sa.and_(NewAddress.confirmed_at.is_(None), NewAddress.asked_at <= now - reach.LASTS),
            NewAddress.confirmed_at <= now - reach.TOLD_WITHIN,
        )
    )
    return changed_rows(gone)


def _ask_afresh(told: Told, channel: Channel, wanted: Collection[str], *, keeps_the_rest: bool) -> None:
    """What they want by a channel whose address is new: yes where they said so just now, and no more where they did not."""
    yes = set(choices.given(told.person_id))
    entries = []
    for offer in choices.offers(now=told.at):
        has, wants = (offer.code, channel) in yes, offer.code in wanted and channel in offer.channels
        if wants and not (has and keeps_the_rest):
            entries.append(offer.entry(channel, Action.GIVEN))
        elif has and not wants and not keeps_the_rest:
            entries.append(offer.entry(channel, Action.WITHDRAWN))
            if channel is Channel.EMAIL:
                outbox.suppress_waiting(told.person_id, purpose=offer.code, reason=Reason.WITHDRAWN)
    consent.decide(told, entries)


def _point(person_id: UUID, kind: Kind) -> ContactPoint | None:
    return db.session.scalar(sa.select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind == kind))


def _forget_new_address(person_id: UUID) -> None:
    db.session.execute(sa.delete(NewAddress).where(NewAddress.person_id == person_id))


def _put(kind: str, asked: NewAddress, at: datetime, *, lasts: timedelta, ordinal: int = 0) -> None:
    outbox.put(
        Due(
            kind=kind, about=asked.id, recipient_id=asked.person_id, due_at=at, due_on=clock.day_of(at), not_after=at + lasts,
            ordinal=ordinal, category=Category.SECURITY,
        )
    )  # fmt: skip


def _record(what: str, told: Told, kind: Kind | None) -> None:
    record(
        what, kind="person", about=told.person_id, by=told.recorded_by, route=told.route.value,
        way=kind.value if kind else None,
    )  # fmt: skip
