"""The list of pairs, merges that wait or were made, and what one would do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage import clock
from engage.accounts.models import User
from engage.db import db
from engage.doubles.models import Merge, Pair
from engage.doubles.queries.finding import Record, records
from engage.doubles.rules import SHARED_BY, Item, Side, Why, in_words
from engage.people.models import ContactPoint, Person
from engage.people.rules import KIND_WORDS, Kind, comparable

MOST_SHOWN = 50
_One, _Other = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Line:
    """One pair on the list."""

    pair: Pair
    first: Person
    second: Person

    @property
    def why(self) -> str:
        """The reasons as a sentence begins."""
        return in_words(Why(each) for each in self.pair.why.split())


def pairs(*, hidden_too: bool) -> tuple[list[Line], int]:
    """The pairs nobody has decided about, the strongest first, and how many there are: in two statements.

    Why two records look alike says how both are reached, so pairs with somebody hidden only where `hidden_too`.
    """
    open_pairs = _pairs(hidden_too=hidden_too).where(
        Pair.not_same_at.is_(None), _is_current(_One), _is_current(_Other), ~_in_a_merge()
    )
    rows = db.session.execute(open_pairs.order_by(Pair.weight.desc(), Pair.id).limit(MOST_SHOWN))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(open_pairs.order_by(None).subquery())) or 0
    return [Line(*row) for row in rows], total


def not_the_same(*, hidden_too: bool) -> list[Line]:
    """The pairs of which somebody said that they are two people, newest first."""
    chosen = _pairs(hidden_too=hidden_too).where(Pair.not_same_at.is_not(None), _is_current(_One), _is_current(_Other))
    return [Line(*row) for row in db.session.execute(chosen.order_by(Pair.not_same_at.desc(), Pair.id).limit(MOST_SHOWN))]


def _pairs(*, hidden_too: bool) -> Any:
    both = sa.select(Pair, _One, _Other).join(_One, _One.id == Pair.first_id).join(_Other, _Other.id == Pair.second_id)
    return both if hidden_too else both.where(_One.restricted_at.is_(None), _Other.restricted_at.is_(None))


def _is_current(person: Any) -> sa.ColumnElement[bool]:
    return sa.and_(person.erased_at.is_(None), person.merged_into.is_(None))


def _in_a_merge() -> sa.ColumnElement[bool]:
    """Somebody prepared this very merge already."""
    one_way = sa.and_(Merge.kept_id == Pair.first_id, Merge.gone_id == Pair.second_id)
    other_way = sa.and_(Merge.kept_id == Pair.second_id, Merge.gone_id == Pair.first_id)
    return sa.exists().where(Merge.undone_at.is_(None), sa.or_(one_way, other_way))


def pair(one: UUID, other: UUID) -> Pair | None:
    """What is known of two records as a pair."""
    first, second = sorted((one, other), key=lambda each: each.hex)
    return db.session.scalar(sa.select(Pair).where(Pair.first_id == first, Pair.second_id == second))


@dataclass(frozen=True)
class Prepared:
    """A merge with both records and who prepared it."""

    merge: Merge
    kept: Person
    gone: Person
    by: str | None

    @property
    def choices(self) -> dict[str, str]:
        """Of which record each thing is kept."""
        return dict(json.loads(self.merge.choices))

    def can_be_undone(self, now: datetime) -> bool:
        """Within thirty days, once."""
        until = self.merge.undo_until
        return until is not None and self.merge.undone_at is None and now < until


def _merges() -> Any:
    return (
        sa.select(Merge, _One, _Other, User.name)
        .join(_One, _One.id == Merge.kept_id)
        .join(_Other, _Other.id == Merge.gone_id)
        .outerjoin(User, User.id == Merge.prepared_by)
    )


def prepared(merge_id: UUID) -> Prepared | None:
    """One merge."""
    row = db.session.execute(_merges().where(Merge.id == merge_id)).first()
    return None if row is None else Prepared(*row)


def merges() -> list[Prepared]:
    """Merges that wait for a lead, and those that can still be taken back, newest first."""
    waits = Merge.confirmed_at.is_(None)
    recent = sa.and_(Merge.undone_at.is_(None), Merge.undo_until > clock.now())
    chosen = _merges().where(sa.or_(waits, recent)).order_by(Merge.prepared_at.desc(), Merge.id)
    return [Prepared(*row) for row in db.session.execute(chosen.limit(MOST_SHOWN))]


def waits_for(person_ids: Sequence[UUID]) -> bool:
    """Whether one of these records is part of a merge that waits for a lead."""
    either = sa.or_(Merge.kept_id.in_(person_ids), Merge.gone_id.in_(person_ids))
    found = sa.select(Merge.id).where(either, Merge.confirmed_at.is_(None), Merge.undone_at.is_(None))
    return db.session.scalar(found.limit(1)) is not None


# What differs


@dataclass(frozen=True)
class Difference:
    """Something of which only one can be kept: what it is called, and what it is in the first and in the second record."""

    name: str
    label: str
    first: str
    second: str

    def of(self, side: Side) -> str:
        """What it is in one of the records."""
        return self.first if side is Side.FIRST else self.second


def both(first: UUID, second: UUID) -> tuple[Record, Record]:
    """Two records side by side, with everything. Raises LookupError when one of them is no more."""
    found = records([first, second], hidden_too=True)
    pair_of = [found[each] for each in (first, second) if each in found and _lives(found[each].person)]
    if len(pair_of) != 2:
        raise LookupError("one of these records is no more")
    return pair_of[0], pair_of[1]


def _lives(person: Person) -> bool:
    return person.erased_at is None and person.merged_into is None


def differences(first: Record, second: Record) -> list[Difference]:
    """What somebody must choose before two records can be merged."""
    one, other = first.person, second.person
    found = [
        Difference(Item.NAME, "Name", _names(one), _names(other)),
        Difference(Item.AREA, "Area", _area(first), _area(second)),
        Difference(Item.NOTE, "What makes reaching them easier", one.reach_note or "", other.reach_note or ""),
    ]
    points = _by_kind(first.points), _by_kind(second.points)
    found += [
        Difference(kind.value, KIND_WORDS[kind], points[0][kind].value, points[1][kind].value)
        for kind in Kind
        if kind in points[0] and kind in points[1] and not _same(kind, points[0][kind], points[1][kind])
    ]
    return [each for each in found if each.first and each.second and each.first != each.second]


def _names(person: Person) -> str:
    return f"{person.full_name}, called {person.called}" if person.called else person.full_name


def _area(record: Record) -> str:
    return record.member.area or "" if record.member is not None else ""


def _by_kind(points: Sequence[ContactPoint]) -> dict[Kind, ContactPoint]:
    return {point.kind: point for point in points}


def _same(kind: Kind, one: ContactPoint, other: ContactPoint) -> bool:
    return kind in SHARED_BY and comparable(kind, one.value) == comparable(kind, other.value)
