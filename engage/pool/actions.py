"""Coming into the pool and leaving it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.accounts import actions as accounts
from engage.accounts.actions import AlreadyHasAnAccount
from engage.audit import actions as audit
from engage.calendars import actions as calendars
from engage.consent import actions as consent
from engage.consent.rules import Entry, Offer, Route, asked_when_joining
from engage.db import changed_rows, db, is_sqlite, table
from engage.needs import actions as needs
from engage.outbox import actions as outbox
from engage.outbox import queries as outbox_queries
from engage.outbox.rules import Category, Due, Reason
from engage.people import actions as people
from engage.people import queries as people_queries
from engage.people.actions import Newcomer, Reach
from engage.people.models import ContactPoint
from engage.people.rules import CHANNEL, ErasedBecause, Kind
from engage.pool import queries
from engage.pool.models import Draft, Member, WhyLeft
from engage.pool.rules import (
    ASK_AGAIN_AFTER,
    CONFIRM_LINK_LASTS,
    DRAFT_KEPT,
    UNCONFIRMED_KEPT,
    Standing,
    Tie,
    Why,
    area_key,
    area_named,
    ordinal_of,
    step,
)

Answers = dict[str, dict[str, Any]]
_NEW_MEMBER = sa.insert(table(Member))


@dataclass(frozen=True)
class Joining:
    """Everything somebody told us on their way into the pool."""

    newcomer: Newcomer
    ties: Sequence[Tie] = ()
    area: str | None = None
    purposes: Sequence[str] = ()

    @property
    def address(self) -> str | None:
        """The e-mail address they gave, if they gave one."""
        return next((reach.value for reach in self.newcomer.reaches if reach.kind is Kind.EMAIL), None)


def take_in(joining: Joining, offers: Sequence[Offer], *, at: datetime) -> UUID:
    """Somebody joins by themselves: a person, a place in the pool, and what they decided about messages."""
    person_id = give_a_place(joining, at=at)
    said = _said(joining, offers)
    consent.decide(consent.Told(person_id, Route.WEB, at), said, is_new=True)
    audit.record("joined", kind="person", about=person_id, by=None)
    return person_id


def give_a_place(joining: Joining, *, at: datetime) -> UUID:
    """A person and their place in the pool; what they decided about messages is the caller's to write."""
    [person_id] = people.add([joining.newcomer], ats=[at])
    db.session.connection().execute(_NEW_MEMBER, [_member_row(person_id, joining, at)])
    return person_id


def join(joining: Joining, offers: Sequence[Offer], *, may_send: bool, at: datetime) -> UUID:
    """Somebody joins on the site; when they gave an e-mail address they are asked to confirm it. Known or not: the same."""
    person_id = take_in(joining, offers, at=at)
    if may_send:
        for reach in joining.newcomer.reaches:
            if reach.kind is Kind.EMAIL:
                ask_to_confirm(person_id, reach.id, ordinal=0, at=at)
    return person_id


def take_in_many(
    joinings: Sequence[Joining], offers: Sequence[Offer], *, ats: Sequence[datetime], route: Route = Route.WEB,
    recorded_by: UUID | None = None,
) -> list[UUID]:  # fmt: skip
    """Take in many people in five statements, however many they are; for loading, not for pages."""
    ids = people.add([joining.newcomer for joining in joinings], ats=ats)
    rows = zip(ids, joinings, ats, strict=True)
    db.session.connection().execute(_NEW_MEMBER, [_member_row(*row) for row in rows])
    tolds = [consent.Told(person_id, route, at, recorded_by) for person_id, at in zip(ids, ats, strict=True)]
    consent.decide_for_all(tolds, [_said(joining, offers) for joining in joinings])
    return ids


def _said(joining: Joining, offers: Sequence[Offer]) -> list[Entry]:
    channels = list(dict.fromkeys(CHANNEL[reach.kind] for reach in joining.newcomer.reaches))
    return asked_when_joining(offers, ticked=joining.purposes, channels=channels)


def _member_row(person_id: UUID, joining: Joining, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "person_id": person_id,
        "standing": Standing.APPLIED,
        "applied_at": at,
        "uses_services": Tie.USES in joining.ties,
        "used_services": Tie.USED in joining.ties,
        "cares": Tie.CARES in joining.ties,
        "cared": Tie.CARED in joining.ties,
        "interested": Tie.INTERESTED in joining.ties,
        "area": joining.area,
        "area_key": area_key(joining.area),
        "needs_confirmed": False,
        "ready_to_be_invited": False,
    }


# Answers on their way in


def keep_answers(token: str, answers: Answers, *, at: datetime) -> None:
    """Keep the answers given so far, sealed, for seven days from now."""
    insert = (sqlite if is_sqlite() else postgresql).insert(table(Draft))
    row = insert.values(id=uuid.uuid4(), token_hash=queries.token_hash(token), answers=json.dumps(answers), kept_at=at)
    changed = {"answers": row.excluded.answers, "kept_at": row.excluded.kept_at}
    db.session.execute(row.on_conflict_do_update(index_elements=["token_hash"], set_=changed))


def take_draft(token: str) -> Answers:
    """The answers of a draft, which is no longer kept; nothing when somebody took it already."""
    taken = db.session.scalar(sa.delete(Draft).where(Draft.token_hash == queries.token_hash(token)).returning(Draft.answers))
    return {} if taken is None else dict(json.loads(taken))


def joining_from(answers: Answers) -> Joining:
    """What a finished draft says."""
    named, reach, lives = answers["name"], answers["contact"], answers["area"]
    newcomer = Newcomer(
        full_name=named["full_name"],
        called=named["called"] or None,
        reach_note=reach["reach_note"] or None,
        reaches=[_reach(Kind(channel), reach) for channel in reach["channels"]],
    )
    return Joining(
        newcomer,
        ties=[Tie(tie) for tie in answers["you"]["ties"]],
        area=None if lives["area_unsaid"] else area_named(lives["area"]),
        purposes=answers["wishes"]["purposes"],
    )


def _reach(kind: Kind, said: dict[str, Any]) -> Reach:
    if kind is Kind.PHONE:
        return Reach(kind, said["phone"], said["leave_message"] == "yes", said["say_trust"] == "yes")
    if kind is Kind.POST:
        lines = (said["address_1"], said["address_2"], said["town"], said["postcode"].upper())
        return Reach(kind, "\n".join(filter(None, lines)))
    return Reach(kind, said[kind.value])


def forget_old_drafts(now: datetime) -> int:
    """Delete the answers of people who did not finish within seven days; how many."""
    return changed_rows(sa.delete(Draft).where(Draft.kept_at <= now - DRAFT_KEPT))


# Confirming an address


class AskedTooSoon(ValueError):
    """A confirming mail was asked for within the last minute."""


class AlreadyInThePool(ValueError):
    """Somebody else confirmed this address before."""


def ask_to_confirm(person_id: UUID, point_id: UUID, *, ordinal: int, at: datetime) -> None:
    """Put the confirming mail about an address into the outbox."""
    outbox.put(
        Due(
            kind=queries.CONFIRM, about=point_id, recipient_id=person_id, due_at=at, due_on=clock.day_of(at),
            not_after=at + CONFIRM_LINK_LASTS, ordinal=ordinal, category=Category.SECURITY,
        )
    )  # fmt: skip


def ask_again(point: ContactPoint, *, may_send: bool, at: datetime) -> None:
    """Send the confirming mail once more, with a new link and code. Raises AskedTooSoon."""
    newest = outbox_queries.newest_occasion(queries.CONFIRM, point.id, by=at)
    if newest is not None and at - newest.due_at < ASK_AGAIN_AFTER:
        raise AskedTooSoon
    if may_send:
        ask_to_confirm(point.person_id, point.id, ordinal=ordinal_of(at), at=at)


def change_address(point: ContactPoint, address: str, *, may_send: bool, at: datetime) -> None:
    """Somebody who is joining gave the wrong address: another takes its place and is asked to confirm."""
    outbox.cancel(queries.CONFIRM, point.id)
    person_id = point.person_id
    point_id = people.replace(point, address, at=at)
    audit.record("changed an address", kind="person", about=person_id, by=None)
    if may_send:
        ask_to_confirm(person_id, point_id, ordinal=0, at=at)


def confirm(confirming: queries.Confirming, *, at: datetime) -> None:
    """Somebody shows that an address is theirs: it becomes their key to the site. Raises AlreadyInThePool."""
    point = confirming.point
    holder = people_queries.holder_of_email(point.value)
    if holder is not None and holder != point.person_id:
        raise AlreadyInThePool
    people.verify(point, at=at)
    try:
        accounts.open_for_member(point.person_id, point.value, at=at)
    except AlreadyHasAnAccount as other:  # somebody who works here keeps their one account
        if other.is_member:
            raise AlreadyInThePool from other
    audit.record("confirmed an e-mail address", kind="person", about=point.person_id, by=None)


def was_not_me(person_id: UUID) -> None:
    """Whoever owns the address did not ask for this: what was said under it is erased."""
    audit.record("said it was not them", kind="person", about=person_id, by=None)
    _erase_sign_up(person_id, because=ErasedBecause.NOT_THEM, at=clock.now())


def forget_unconfirmed(person_id: UUID, *, now: datetime) -> bool:
    """Nobody confirmed within thirty days, and nobody here has spoken with them: the sign-up is erased.

    Whether it was: somebody may have confirmed in the last moment.
    """
    people_queries.hold(person_id)
    if person_id not in queries.never_confirmed(now - UNCONFIRMED_KEPT, only=person_id):
        return False
    audit.record("forgot an unconfirmed sign-up", kind="person", about=person_id, by=None)
    _erase_sign_up(person_id, because=ErasedBecause.NEVER_CONFIRMED, at=now)
    return True


def _erase_sign_up(person_id: UUID, *, because: ErasedBecause, at: datetime) -> None:
    outbox.suppress_waiting(person_id, reason=Reason.ERASED)
    consent.forget_standing(person_id)
    needs.forget(person_id)
    db.session.execute(sa.delete(Member).where(Member.person_id == person_id))
    people.erase(person_id, because=because, at=at)


def leave(person_id: UUID, *, route: Route, at: datetime) -> None:
    """Leave the pool and keep a record of having been in it: one step, at once, and every message stops but the last."""
    place = queries.member(person_id)
    if place is None or place.standing is Standing.LEFT:
        return
    consent.stop_everything(consent.Told(person_id, route, at))
    consent.end_break(person_id, at=at)
    outbox.suppress_waiting(person_id, reason=Reason.LEFT)
    calendars.turn_off_of(person_id, by=None)
    place.standing, place.left_at = step(place.standing, Standing.LEFT), at
    audit.record("left the pool", kind="person", about=person_id, by=None)
    outbox.put(
        Due(
            kind="pool.left", about=person_id, recipient_id=person_id, due_at=at, due_on=clock.day_of(at),
            not_after=at + timedelta(days=2), ordinal=ordinal_of(at), category=Category.CHANGE,
        )
    )  # fmt: skip


def come_back(person_id: UUID, *, at: datetime) -> None:
    """Somebody who left joins again: nothing they agreed to before stands, and they are welcomed like anybody new."""
    place = queries.member(person_id)
    if place is None or place.standing is not Standing.LEFT:
        return
    consent.stop_everything(consent.Told(person_id, Route.WEB, at))
    place.standing, place.left_at, place.applied_at = step(place.standing, Standing.APPLIED), None, at
    place.welcomed_at = place.welcomed_by = place.welcome = None
    place.needs_confirmed = place.ready_to_be_invited = False
    outbox.cancel("pool.left", person_id)
    audit.record("came back to the pool", kind="person", about=person_id, by=None)


def count_why(why: Why, *, year: int) -> None:
    """One more who left gave this reason; of whom, nothing is kept."""
    insert = (
        (sqlite if is_sqlite() else postgresql).insert(table(WhyLeft)).values(id=uuid.uuid4(), times=1, year=year, reason=why)
    )
    more = {"times": table(WhyLeft).c.times + 1}
    db.session.execute(insert.on_conflict_do_update(index_elements=["year", "reason"], set_=more))
