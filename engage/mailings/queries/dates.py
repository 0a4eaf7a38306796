"""The date that goes with a mailing: its newest version, who was sent an older one, and what they are told about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.calendars.rules import LOOKS_BACK, Noted, Reader
from engage.db import db
from engage.mailings.models import DateToKeep, Mailing
from engage.mailings.rules import KIND
from engage.mailings.rules.dates import CANCELLED, CHANGED, WORDING, Kept
from engage.needs.models import ByHand
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import HAVE_LEFT, Answer, Letter, Reason, State, Stop, occasion_id
from engage.people import queries as people

PAGE = "dates.show"
MOST_SHOWN = 100
_other = sa.orm.aliased(DateToKeep)
_LAST = sa.select(sa.func.max(_other.sequence)).where(_other.mailing_id == Mailing.id).correlate(Mailing).scalar_subquery()
IS_NEWEST = sa.and_(DateToKeep.mailing_id == Mailing.id, DateToKeep.sequence == _LAST)
"""For another select: the date of a mailing as it stands now."""
_LINK = "a date to keep"
_HANDED = tuple(state for state in HAVE_LEFT if state is not State.BOUNCED)
_BY_HAND = sa.and_(Outgoing.state == State.SUPPRESSED, Outgoing.reason == Reason.NEEDS_ANOTHER_WAY)


def token_of(mailing_id: UUID) -> str:
    """The link to the page of a date: the same for everybody, and nobody can work it out."""
    return vault.sign([mailing_id.hex], purpose=_LINK)


def behind(token: str) -> Kept | None:
    """The date behind such a link, as it stands now."""
    payload = vault.read(token, purpose=_LINK)
    return None if payload is None else newest(UUID(payload[0]))


def newest(mailing_id: UUID) -> Kept | None:
    """The date of a mailing as it stands now; None where none goes with it."""
    chosen = sa.select(DateToKeep).where(DateToKeep.mailing_id == mailing_id).order_by(DateToKeep.sequence.desc())
    row = db.session.scalars(chosen.limit(1)).first()
    return None if row is None else row.kept


def versions(mailing_id: UUID) -> list[Kept]:
    """Every version of it, newest first."""
    chosen = sa.select(DateToKeep).where(DateToKeep.mailing_id == mailing_id).order_by(DateToKeep.sequence.desc())
    return [row.kept for row in db.session.scalars(chosen.limit(MOST_SHOWN))]


def wait_to_be_told() -> list[UUID]:
    """Mailings of which people are still to be told that their date changed."""
    return list(db.session.scalars(sa.select(Mailing.id).where(Mailing.date_waits.is_(True)).order_by(Mailing.id)))


def notice_of(kept: Kept) -> str:
    """Which kind of message tells of this version."""
    return CANCELLED if kept.cancelled else CHANGED


def to_be_told(kept: Kept, *, most: int) -> list[UUID]:
    """The next people who were sent an older version, or told it by phone or post, and for whom no word of this one is put."""
    told = occasion_id(notice_of(kept), kept.mailing_id, kept.sequence)
    knows = sa.select(Outgoing.recipient_id).where(Outgoing.occasion_id == told)
    chosen = _handed_older(kept).where(Outgoing.recipient_id.not_in(knows))
    return list(db.session.scalars(chosen.order_by(Outgoing.recipient_id).limit(most)))


def how_many_to_tell(kept: Kept) -> int:
    """How many were sent the date as it stands now, or an older one, and would be told of a change."""
    after = Kept(kept.mailing_id, kept.sequence + 1, kept.written_at, kept.said)
    return db.session.scalar(sa.select(sa.func.count()).select_from(_handed_older(after).subquery())) or 0


def how_many_told(mailing_id: UUID) -> int:
    """How many messages about a change of its date have left, of every version."""
    theirs = sa.select(Occasion.id).where(Occasion.kind.in_((CHANGED, CANCELLED)), Occasion.about == mailing_id)
    return (
        db.session.scalar(
            sa.select(sa.func.count(Outgoing.id)).where(Outgoing.occasion_id.in_(theirs), Outgoing.state.in_(HAVE_LEFT))
        )
        or 0
    )


def _handed_older(kept: Kept) -> sa.Select[UUID]:
    by_hand = sa.select(ByHand.outgoing_id).where(ByHand.was_told.is_(True), ByHand.recorded_at <= kept.written_at)
    sent = sa.and_(
        Outgoing.state.in_(_HANDED), Outgoing.wording_version.like(f"%{WORDING}%"),
        Outgoing.wording_version.not_like(f"%{kept.wording}"),
    )  # fmt: skip
    return (
        sa.select(Outgoing.recipient_id)
        .where(Outgoing.occasion_id == occasion_id(KIND, kept.mailing_id, 0))
        .where(sa.or_(sent, sa.and_(_BY_HAND, Outgoing.id.in_(by_hand))))
        .distinct()
    )


# What they are told


@dataclass(frozen=True)
class NoticeFacts:
    """What a word about a changed or cancelled date says, and to whom. `before`: as it stood until then."""

    to: str
    greeting: str
    kept: Kept
    before: Kept


def may_tell(letter: Letter, now: datetime, *, otherwise: Callable[[Letter, datetime], Answer]) -> Answer:
    """May they be told? Not once it changed again, nor once it is over; otherwise as for any message."""
    kept = newest(letter.about)
    if kept is None or kept.sequence != letter.ordinal:
        return Stop(Reason.SUPERSEDED)
    return Stop(Reason.TOO_LATE) if kept.is_over(now) else otherwise(letter, now)


def notice_facts(letter: Letter) -> NoticeFacts | None:
    """The facts of one such message."""
    reached, found = people.reach_by_email(letter.recipient_id), versions(letter.about)
    kept = next((each for each in found if each.sequence == letter.ordinal), None)
    before = next((each for each in found if each.sequence < letter.ordinal), None)
    return None if reached is None or kept is None or before is None else NoticeFacts(*reached, kept, before)


# In somebody's own calendar


def dates_sent(reader: Reader, today: date) -> list[Noted]:
    """For somebody's calendar: the dates they were sent or told, as they stand now, also those that were cancelled."""
    if reader.person_id is None:
        return []
    mine = (
        sa.select(Occasion.about)
        .join(Outgoing, Outgoing.occasion_id == Occasion.id)
        .where(Outgoing.recipient_id == reader.person_id, Outgoing.kind == KIND)
        .where(sa.or_(Outgoing.state.in_(_HANDED), _BY_HAND))
    )
    later = sa.orm.aliased(DateToKeep)
    newer = sa.exists().where(later.mailing_id == DateToKeep.mailing_id, later.sequence > DateToKeep.sequence)
    chosen = sa.select(DateToKeep).where(
        DateToKeep.mailing_id.in_(mine), sa.not_(newer), DateToKeep.day >= today - LOOKS_BACK
    )  # fmt: skip
    rows = db.session.scalars(chosen.order_by(DateToKeep.day, DateToKeep.id).limit(MOST_SHOWN))
    return [Noted(row.kept.entry(), PAGE, (("token", token_of(row.mailing_id)),)) for row in rows]
