"""What stands in the invented team's weekly digest: what went to a few people last week, an item that waits, and a draft."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.consent.models import Standing as Consent
from engage.db import db
from engage.demo import staff
from engage.digests import actions, queries
from engage.digests.models import Item
from engage.digests.rules import KIND, PURPOSE, THURSDAY, WEEK, Words, monday_of
from engage.mailings.rules import Audience
from engage.outbox.actions.moves import move
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, State

SENT_TO = 6


def add(now: datetime) -> None:
    """All of it, by the same actions as the team's own pages and the worker."""
    by, today = staff.id_of(Role.OFFICER), clock.day_of(now)
    garden = Words(
        "Help us plan the garden",
        "The garden at Upper Fiction is planned anew. We meet three times in the afternoon, and pay for your bus.",
        today + timedelta(days=28), "Call us on 01632 960 100 and ask for the garden", "https://trust.example/garden",
    )  # fmt: skip
    pictures = Words(
        "Choose pictures for our leaflet", "We have ten pictures of Upper Fiction and need three. It takes ten minutes at home.",
        today + timedelta(days=14), "Call us on 01632 960 100 and ask for the pictures",
    )  # fmt: skip
    letters = Words(
        "Read our new letters", "Are they clear? You read two letters at home and tell us what you think. It takes an hour.",
        today + timedelta(days=21), "", "https://trust.example/letters",
    )  # fmt: skip
    thursday = monday_of(today) - WEEK + timedelta(days=THURSDAY)
    with clock.supposing(clock.at(thursday, time(9))):
        item = _published(garden, Audience(), by)
    with clock.supposing(clock.at(thursday, time(10))):
        _went(item, clock.now())
    _published(pictures, Audience(areas=("Upper Fiction",)), by)
    actions.begin(letters, Audience(areas=("Upper Fiction",)), by=by)


def _published(words: Words, audience: Audience, by: UUID) -> Item:
    item = actions.begin(words, audience, by=by)
    actions.publish(item, by=by)
    return item


def _went(item: Item, at: datetime) -> None:
    """Last week's digest, to the few who had said yes by then."""
    yes = (Consent.purpose == PURPOSE, Consent.channel == Channel.EMAIL, Consent.given.is_(True), Consent.since <= at)
    people = db.session.scalars(sa.select(Consent.person_id).where(*yes).order_by(Consent.person_id).limit(SENT_TO)).all()
    monday = monday_of(clock.day_of(at))
    actions.begin_week(monday, now=at)
    week = queries.week(monday)
    if week is None or not people:
        return
    actions.put_some(week, [(person_id, item.id) for person_id in people], now=at)
    actions.put_some(week, [], now=at)
    move(State.CLAIMED, Outgoing.kind == KIND, claim_token=uuid.UUID(int=1), lease_until=at)
    move(State.SENDING, Outgoing.kind == KIND, authorised_at=at, wording_version="digests/weekly 0")
    move(State.ACCEPTED, Outgoing.kind == KIND)
    db.session.flush()
