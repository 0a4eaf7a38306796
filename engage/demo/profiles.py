"""What the first few people of the invented trust say about taking part; the others have said nothing yet."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.demo import staff
from engage.demo.people import Someone
from engage.profile import rules
from engage.profile.models import Interest, Profile, Supporter, Topic, Trusted, TrustedWord, Written
from engage.profile.rules import May, Often, Part, Payment, Told, Word

MOST = 6
SPACE = uuid.UUID("9f4a1f5e-9f0b-4a35-8a5b-b9a3c8a6c2d4")
_OFTEN, _PAYMENT = tuple(Often), tuple(Payment)
_WORDS = ("I led a walking group for years.", "I like to read things closely.", "")


def add(people: Sequence[Someone], now: datetime) -> None:
    """A profile for each of these people, and for the first of them somebody we may also talk to and a supporter."""
    topics = list(db.session.scalars(sa.select(Topic.id).order_by(Topic.sort, Topic.title)))
    for place, who in enumerate(people[:MOST]):
        words = _WORDS[place % len(_WORDS)]
        db.session.add(
            Profile(
                id=_id("profile", place), person_id=who.uuid, often=_OFTEN[place % len(_OFTEN)], is_not_sure=False,
                experience=json.dumps({"areas": ["Community teams"], "words": words}) if words else None,
                payment=_PAYMENT[place % len(_PAYMENT)], changed_at=now,
            )
        )  # fmt: skip
        for number, topic_id in enumerate(topics[place : place + 3]):
            db.session.add(Interest(id=_id(f"interest {number}", place), person_id=who.uuid, topic_id=topic_id))
    if people:
        _first(people[0], now)
    db.session.flush()


def _first(who: Someone, now: datetime) -> None:
    trusted_id, officer = _id("trusted", 0), staff.id_of(Role.OFFICER)
    db.session.add(Trusted(id=trusted_id, person_id=who.uuid, name="Kim Friendly", reach="01632 960 777", created_at=now))
    db.session.add(
        TrustedWord(
            id=_id("word", 0), trusted_id=trusted_id, ordinal=1, word=Word.GIVEN, may=rules.packed([May.DATES, May.REACH]),
            version=rules.VERSION, wording_sha256=rules.wording_hash(rules.VERSION), at=now, recorded_by=None,
        )
    )  # fmt: skip
    db.session.add(
        Written(
            id=_id("written", 0), person_id=who.uuid, part=Part.PAYMENT, told=Told.PHONE, said_on=clock.day_of(now),
            recorded_at=now, recorded_by=officer,
        )
    )  # fmt: skip
    db.session.add(
        Supporter(
            id=_id("supporter", 0), person_id=who.uuid, account_id=officer, from_on=clock.day_of(now), until_on=None,
            assigned_by=officer, created_at=now,
        )
    )  # fmt: skip


def _id(what: str, place: int) -> UUID:
    return uuid.uuid5(SPACE, f"{what} {place}")
