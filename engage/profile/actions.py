"""Filling in, changing and emptying what somebody said about taking part; keeping the team's list; naming who supports.

Whoever calls these for a person holds the person first (`people.queries.hold`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit import actions as audit
from engage.db import db
from engage.profile import queries, rules
from engage.profile.models import Interest, Profile, Supporter, Topic, Trusted, TrustedWord, Written
from engage.profile.rules import May, Often, Part, Payment, Sort, Told, Word


@dataclass(frozen=True)
class Heard:
    """That somebody of the team writes down what a person told them: how, when, and who writes."""

    told: Told
    said_on: date
    by: UUID


class ThereAlready(ValueError):
    """The list holds a line of this name."""


def say_interests(
    person_id: UUID, *, topic_ids: Iterable[UUID], often: Often | None, is_not_sure: bool, heard: Heard | None = None
) -> None:  # fmt: skip
    """What somebody would like to do and how much time they have; nothing ticked empties it."""
    offered = {each.id for each in queries.topics()}
    wanted = set(topic_ids)
    had = {each.id for each in queries.interests(person_id)}
    gone = had - wanted
    if gone:
        db.session.execute(sa.delete(Interest).where(Interest.person_id == person_id, Interest.topic_id.in_(gone)))
    for topic_id in sorted((wanted & offered) - had, key=str):
        db.session.add(Interest(person_id=person_id, topic_id=topic_id))
    found = _profile(person_id)
    found.often, found.is_not_sure = often, is_not_sure
    _changed(found, Part.INTERESTS, "said what interests them", heard)


def say_experience(person_id: UUID, *, areas: Iterable[str], words: str, heard: Heard | None = None) -> None:
    """What somebody would bring; nothing empties it."""
    found, areas = _profile(person_id), list(areas)
    found.experience = json.dumps({"areas": areas, "words": words}) if areas or words else None
    _changed(found, Part.EXPERIENCE, "said what experience they bring", heard)


def say_payment(person_id: UUID, payment: Payment | None, *, heard: Heard | None = None) -> None:
    """How somebody would like to take part; None empties it."""
    found = _profile(person_id)
    found.payment = payment
    _changed(found, Part.PAYMENT, "said how they would like to be thanked", heard)


def _profile(person_id: UUID) -> Profile:
    found = queries.profile(person_id)
    if found is None:
        found = Profile(person_id=person_id, changed_at=clock.now(), is_not_sure=False)
        db.session.add(found)
    return found


def _changed(found: Profile, part: Part, what: str, heard: Heard | None) -> None:
    """Note that a part was changed; what people say themselves is no longer what the team wrote down."""
    found.changed_at = clock.now()
    db.session.flush()
    db.session.execute(sa.delete(Written).where(Written.person_id == found.person_id, Written.part == part))
    if heard is None:
        audit.record(what, kind="person", about=found.person_id, by=None)
        return
    db.session.add(
        Written(
            person_id=found.person_id, part=part, told=heard.told, said_on=heard.said_on, recorded_at=clock.now(),
            recorded_by=heard.by,
        )
    )  # fmt: skip
    db.session.flush()
    audit.record(f"wrote down for them: {part.value}", kind="person", about=found.person_id, by=heard.by, told=heard.told.value)


# Somebody we may also talk to


def trust(person_id: UUID, *, name: str, reach: str, may: Iterable[May], by: UUID | None = None) -> UUID:
    """Somebody names whom else we may talk to, and about what. Whoever stood there before is withdrawn."""
    before = queries.talk(person_id)
    if before is not None and (before.name, before.reach) == (name, reach):
        _say(before.id, Word.GIVEN, rules.packed(may), by=by)
        _note("changed what somebody else may be told", person_id, by)
        return before.id
    if before is not None:
        _say(before.id, Word.WITHDRAWN, rules.packed(before.may), by=by)
    somebody = Trusted(person_id=person_id, name=name, reach=reach)
    db.session.add(somebody)
    db.session.flush()
    _say(somebody.id, Word.GIVEN, rules.packed(may), by=by)
    _note("named somebody we may also talk to", person_id, by)
    return somebody.id


def trust_no_more(person_id: UUID, *, by: UUID | None = None) -> bool:
    """We may not talk to that person any more; whether there was one.."""
    before = queries.talk(person_id)
    if before is None:
        return False
    _say(before.id, Word.WITHDRAWN, rules.packed(before.may), by=by)
    _note("stopped that we talk to somebody else", person_id, by)
    return True


def _say(trusted_id: UUID, word: Word, may: str, *, by: UUID | None) -> None:
    last = db.session.scalar(sa.select(sa.func.max(TrustedWord.ordinal)).where(TrustedWord.trusted_id == trusted_id))
    db.session.add(
        TrustedWord(
            trusted_id=trusted_id, ordinal=(last or 0) + 1, word=word, may=may, version=rules.VERSION,
            wording_sha256=rules.wording_hash(rules.VERSION), at=clock.now(), recorded_by=by,
        )
    )  # fmt: skip
    db.session.flush()


def _note(what: str, person_id: UUID, by: UUID | None) -> None:
    audit.record(what, kind="person", about=person_id, by=by)


# The team's part


def name_supporter(person_id: UUID, account_id: UUID | None, *, on: date, by: UUID) -> None:
    """From this day somebody of the team supports a person; None: nobody does any more."""
    now = queries.supporter(person_id)
    if (now.account_id if now else None) == account_id:
        return
    if now is not None:
        db.session.execute(sa.update(Supporter).where(Supporter.id == now.id).values(until_on=on))
    if account_id is not None:
        db.session.add(Supporter(person_id=person_id, account_id=account_id, from_on=on, assigned_by=by))
    db.session.flush()
    _note("named who supports them" if account_id else "ended who supports them", person_id, by)


def add_topic(sort: Sort, title: str, *, by: UUID) -> Topic:
    """One more line on the list. Raises ThereAlready."""
    _refuse_double(sort, title)
    new = Topic(sort=sort, title=title)
    db.session.add(new)
    db.session.flush()
    audit.record("added an interest", kind="interest", about=new.id, by=by)
    return new


def rename_topic(topic: Topic, title: str, *, by: UUID) -> None:
    """The same line in other words, for everybody who ticked it. Raises ThereAlready."""
    if topic.title == title:
        return
    _refuse_double(topic.sort, title)
    topic.title = title
    audit.record("renamed an interest", kind="interest", about=topic.id, by=by)


def retire_topic(topic: Topic, *, by: UUID) -> None:
    """Offer a line no more; who ticked it keeps it until they change their page."""
    if topic.retired_at is None:
        topic.retired_at = clock.now()
        audit.record("retired an interest", kind="interest", about=topic.id, by=by)


def offer_topic_again(topic: Topic, *, by: UUID) -> None:
    """Offer a retired line again."""
    if topic.retired_at is not None:
        topic.retired_at = None
        audit.record("offered an interest again", kind="interest", about=topic.id, by=by)


def _refuse_double(sort: Sort, title: str) -> None:
    same = sa.select(Topic.id).where(Topic.sort == sort, sa.func.lower(Topic.title) == title.lower())
    if db.session.scalar(same.limit(1)) is not None:
        raise ThereAlready


# Erasing and merging


def forget(person_id: UUID) -> None:
    """Take out everything somebody said here. What was said about talking to others stays under an id that names nobody."""
    for row in (Interest, Profile, Trusted, Supporter, Written):
        db.session.execute(sa.delete(row).where(row.person_id == person_id))


def move(*, of: UUID, into: UUID) -> None:
    """Two records turn out to be one person: what the one holds goes to the other where that has nothing of its own.

    What the other has stays as it is; the rest remains with the record that is no more, and is erased with it.
    """
    if queries.profile(into) is None:
        _take(Profile, of, into)
        _take(Written, of, into)
    had = sa.select(Interest.topic_id).where(Interest.person_id == into)
    _take(Interest, of, into, Interest.topic_id.not_in(had))
    if queries.talk(into) is None:
        _take(Trusted, of, into)
    if queries.supporter(into) is None:
        _take(Supporter, of, into)


def _take(row: Any, of: UUID, into: UUID, *where: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.update(row).where(row.person_id == of, *where).values(person_id=into))
