"""What had somebody agreed to on any day, as plain values for pages and files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import rules
from engage.consent.models import Break, ConsentEvent, Notice, Purpose, Terms
from engage.consent.queries.ledger import fact_of
from engage.consent.rules import MEANS_YES, Action, Change, Route
from engage.consent.rules.variants import edition
from engage.db import db
from engage.outbox.rules import Channel


class Stance(StrEnum):
    """How it stood with one purpose and one channel on a day. Only YES lets anything be sent."""

    YES = "yes"
    NO = "no"
    RUN_OUT = "run out"
    GIVEN_UP = "given up"


@dataclass(frozen=True)
class Stood:
    """What counted on a day for one purpose and channel. Where nothing was said there is no such line: not asked means no.

    `said_at`: when they said it; `written_at`: when it was written here. `runs_out_on`: the first day it no longer counts.
    """

    purpose: str
    title: str
    channel: Channel
    stance: Stance
    action: Action
    said_at: datetime
    written_at: datetime
    route: Route
    recorded_by: UUID | None
    words: str
    version: int
    sha256: str
    edition: str
    runs_out_on: date | None
    event_id: UUID
    ordinal: int


def stood_on(person_id: UUID, day: date, *, known_on: date | None = None) -> list[Stood]:
    """What counted at the end of a London day, in the order of purposes; as we know it now, or as it was known on a day.

    Whatever was said by then counts, also when it was written down later; what was corrected since does not.
    """
    said_before, known_before = _midnight_after(day), _midnight_after(known_on or clock.today())
    rows = db.session.execute(
        sa.select(ConsentEvent, Notice, Purpose)
        .join(Notice, Notice.id == ConsentEvent.notice_id)
        .join(Purpose, Purpose.code == ConsentEvent.purpose)
        .where(ConsentEvent.person_id == person_id, ConsentEvent.at < known_before)
        .order_by(ConsentEvent.ordinal)
    ).all()
    in_time = [row for row in rows if row[0].effective_at < said_before or row[0].corrects is not None]
    events = {event.id: (event, notice, purpose) for event, notice, purpose in in_time}
    stands = rules.latest(fact_of(event) for event, _, _ in events.values())
    given_up, again = _given_up(said_before), asked_again(day)
    found = [events[fact.id] for fact in stands.values()]
    found.sort(key=lambda each: (each[2].position, each[2].code, each[0].channel))
    return [_stood(*each, day, given_up, again) for each in found]


def break_on(person_id: UUID, day: date) -> bool:
    """Whether somebody was on a break at the end of a London day."""
    end = _midnight_after(day)
    found = sa.select(Break.id).where(
        Break.person_id == person_id, Break.started_at < end, sa.or_(Break.ended_at.is_(None), Break.ended_at >= end)
    )
    return db.session.scalar(found.limit(1)) is not None


def _stood(
    event: ConsentEvent, notice: Notice, purpose: Purpose, day: date, given_up: Mapping[str, frozenset[str]],
    again: Mapping[str, list[tuple[int, date]]],
) -> Stood:  # fmt: skip
    until = runs_out_on(event, notice.version, again)
    stance = Stance.YES if event.action in MEANS_YES else Stance.NO
    if event.action is Action.EXPIRED or rules.has_run_out(until, day):
        stance = Stance.RUN_OUT
    elif stance is Stance.YES and event.channel in given_up.get(event.purpose, frozenset()):
        stance = Stance.GIVEN_UP
    return Stood(
        event.purpose, purpose.title, event.channel, stance, event.action, event.effective_at, event.at, event.route,
        event.recorded_by, notice.text, notice.version, event.notice_sha256,
        edition(notice.version, notice.language, notice.format), until, event.id, event.ordinal,
    )  # fmt: skip


def _given_up(before: datetime) -> dict[str, frozenset[str]]:
    """By purpose, the channels by which nothing was sent at the end of a day."""
    found = {}
    for terms in db.session.scalars(sa.select(Terms).where(Terms.in_force_from < before).order_by(Terms.version)):
        ways = terms.channels if terms.in_use else []
        found[terms.purpose] = frozenset(channel.value for channel in Channel if channel.value not in ways)
    return found


def asked_again(day: date) -> dict[str, list[tuple[int, date]]]:
    """Material changes in force on a day: by purpose, the version and the day by which people had to say yes again."""
    rows = db.session.execute(
        sa.select(Notice.purpose, Notice.version, Notice.renew_by)
        .where(Notice.change == Change.MATERIAL, Notice.in_force_from < _midnight_after(day))
        .order_by(Notice.version)
    )
    found: dict[str, list[tuple[int, date]]] = {}
    for purpose, version, renew_by in rows:
        if renew_by is not None:
            found.setdefault(purpose, []).append((version, renew_by))
    return found


def runs_out_on(event: ConsentEvent, version: int, again: Mapping[str, list[tuple[int, date]]]) -> date | None:
    """The first day on which a yes no longer counts: by its age, or because the words changed and it was not said again."""
    if event.action not in MEANS_YES:
        return None
    until = [by for newer, by in again.get(event.purpose, []) if newer > version]
    return min([day for day in (event.expires_on, *until) if day is not None], default=None)


def _midnight_after(day: date) -> datetime:
    return clock.at(day + timedelta(days=1), time())


def corrected(person_id: UUID) -> set[UUID]:
    """The events of one person that were taken out by a correction."""
    chosen = sa.select(ConsentEvent.corrects).where(ConsentEvent.person_id == person_id, ConsentEvent.corrects.is_not(None))
    return {event_id for event_id in db.session.scalars(chosen) if event_id is not None}


def may_correct(event: ConsentEvent | Stood, corrected: Collection[UUID]) -> bool:
    """Whether the team may take this out: it wrote it down itself, and has not taken it out yet."""
    event_id = event.event_id if isinstance(event, Stood) else event.id
    return rules.may_be_corrected(event_id, event.route, event.action, corrected)
