"""Finding records that may be one person: for newcomers before they are added, and among everybody for the list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.db import db, is_sqlite
from engage.doubles.rules import (
    MOST_FOR_ONE,
    MOST_PAIRS,
    SHARED_BY,
    Found,
    Newcomer,
    Why,
    by_weight,
    in_words,
    likeness,
    may_be_one_area,
    sounds,
    together,
)
from engage.people.models import ContactPoint, Person
from engage.people.queries import contact_points_of, is_current
from engage.people.rules import CONTEXT, Kind, comparable
from engage.pool.models import Member

_AT_ONCE, _BESIDE_ONE = 5000, 150


@dataclass(frozen=True)
class Close:
    """Somebody who is here and may be the newcomer; `is_restricted`: only those who lead may learn that they are here."""

    person_id: UUID
    why: tuple[Why, ...]
    weight: int
    is_restricted: bool

    @property
    def words(self) -> str:
        """The reasons as a sentence begins."""
        return in_words(self.why)


@dataclass(frozen=True)
class _Known:
    person_id: UUID
    name: str
    area: str | None
    is_restricted: bool


def close_to(newcomers: Sequence[Newcomer]) -> list[list[Close]]:
    """Who is here already and may be one of these, for each in order, the strongest first: two statements for any number."""
    found: list[dict[UUID, Found]] = [{} for _ in newcomers]
    restricted: set[UUID] = set()
    for place, known, why in _reached_alike(newcomers):
        same = found[place].setdefault(known.person_id, Found())
        same.why.add(why)
        same.likeness = likeness(newcomers[place].search_name, known.name)
        restricted |= {known.person_id} if known.is_restricted else set()
    for place, known, alike in _named_alike(newcomers):
        same = found[place].setdefault(known.person_id, Found())
        same.why.add(Why.SAME_NAME if alike == 1 else Why.LIKE_NAME)
        same.likeness = max(same.likeness, alike)
        restricted |= {known.person_id} if known.is_restricted else set()
    return [
        [Close(who, each.reasons, each.weight, who in restricted) for who, each in by_weight(these.items())[:MOST_FOR_ONE]]
        for these in found
    ]


_WHO = (Person.id, Person.search_name, Member.area_key, Person.restricted_at)


def _who(*more: Any) -> sa.Select[Any]:
    return sa.select(*_WHO, *more).outerjoin_from(Person, Member, Member.person_id == Person.id).where(*is_current())


def _known(row: Any) -> _Known:
    return _Known(row.id, row.search_name, row.area_key, row.restricted_at is not None)


def _reached_alike(newcomers: Sequence[Newcomer]) -> Iterator[tuple[int, _Known, Why]]:
    """By an address or number that somebody here has, however it was spelled and under whichever key it is kept."""
    wanted: dict[tuple[Why, str], set[int]] = {}
    for place, newcomer in enumerate(newcomers):
        for kind, value in newcomer.contacts:
            if kind in SHARED_BY:
                for index in vault.blinds(comparable(kind, value), context=CONTEXT[kind]):
                    wanted.setdefault((SHARED_BY[kind], index), set()).add(place)
    if not wanted:
        return
    chosen = _who(ContactPoint.kind, ContactPoint.value_index).join(ContactPoint, ContactPoint.person_id == Person.id)
    indexes = {index for _, index in wanted}
    for row in db.session.execute(chosen.where(ContactPoint.value_index.in_(_listed(indexes)))):
        if row.kind in SHARED_BY:
            why = SHARED_BY[row.kind]
            yield from ((place, _known(row), why) for place in wanted.get((why, row.value_index), ()))


def _named_alike(newcomers: Sequence[Newcomer]) -> Iterator[tuple[int, _Known, float]]:
    """By a name that is alike in the same area, or the same in an area that may be the same one: one statement for both."""
    blocks: dict[tuple[str | None, str], list[int]] = {}
    names: dict[str, list[int]] = {}
    for place, newcomer in enumerate(newcomers):
        names.setdefault(newcomer.search_name, []).append(place)
        for sound in sounds(newcomer.search_name):
            blocks.setdefault((newcomer.area_key, sound), []).append(place)
    areas = sorted({area for area, _ in blocks if area is not None})
    chosen = [_of_these_names(names), *([_in_areas(areas, newcomers)] if areas else [])]
    for row in db.session.execute(sa.union_all(*chosen).execution_options(yield_per=_AT_ONCE)):
        known = _known(row)
        for place in _who_meets(known, names, blocks):
            alike = likeness(newcomers[place].search_name, known.name)
            area = newcomers[place].area_key
            if (alike == 1 and may_be_one_area(area, known.area)) or (alike and area == known.area):
                yield place, known, alike


def _who_meets(
    known: _Known, names: Mapping[str, Sequence[int]], blocks: Mapping[tuple[str | None, str], Sequence[int]]
) -> set[int]:
    """The newcomers with whom somebody is compared: of the same name, or in the same area and sounding alike."""
    return set(names.get(known.name, ())) | {
        place for sound in sounds(known.name) for place in blocks.get((known.area, sound), ())
    }


def _in_areas(areas: Collection[str], newcomers: Sequence[Newcomer]) -> sa.Select[Any]:
    """Everybody in some areas; beside one newcomer only those whose words begin alike, and no more than a page could hold."""
    chosen = _who().where(Member.area_key.in_(_listed(areas)))
    if len(newcomers) > 1:
        return chosen
    words = sorted(newcomers[0].search_name.split())
    pairs = [(one, other) for one in words for other in words if one != other]
    alike = [sa.and_(_begins(one[:2]), _begins(other[:1])) for one, other in pairs]
    return sa.select(chosen.where(sa.or_(sa.false(), *alike)).limit(_BESIDE_ONE).subquery())


def _begins(part: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        Person.search_name.startswith(part, autoescape=True), Person.search_name.contains(f" {part}", autoescape=True)
    )  # fmt: skip


def _of_these_names(names: Collection[str]) -> sa.Select[Any]:
    return _who().where(Person.search_name.in_(_listed({name for name in names if name})))


def _listed(values: Iterable[str]) -> sa.Select[Any]:
    """Any number of texts as one parameter: neither database takes tens of thousands of them."""
    texts = sa.literal(sorted(values), sa.JSON())
    if is_sqlite():
        return sa.select(sa.func.json_each(texts).table_valued("value").c.value)
    return sa.select(sa.func.json_array_elements_text(texts).column_valued("value"))


# Among everybody


def pairs_among_everybody() -> list[tuple[tuple[UUID, UUID], Found]]:
    """The pairs that look most like one person, at most a thousand; area by area, so that memory stays small."""
    found: dict[tuple[UUID, UUID], Found] = {}
    names: dict[UUID, str] = {}
    for one, other, why in _sharing_an_address():
        names |= {one.person_id: one.name, other.person_id: other.name}
        found.setdefault(_in_order(one, other), Found()).why.add(why)
    for pair, pieces in found.items():
        pieces.likeness = likeness(names[pair[0]], names[pair[1]])
    for one, other, alike in _alike_in_one_area():
        both = found.setdefault(_in_order(one, other), Found())
        both.why.add(Why.SAME_NAME if alike == 1 else Why.LIKE_NAME)
        both.likeness = max(both.likeness, alike)
    return by_weight(found.items())[:MOST_PAIRS]


def _in_order(one: _Known, other: _Known) -> tuple[UUID, UUID]:
    first, second = sorted((one.person_id, other.person_id), key=lambda each: each.hex)
    return first, second


def _sharing_an_address() -> Iterator[tuple[_Known, _Known, Why]]:
    point = ContactPoint.value_index
    shared = sa.select(point).group_by(point).having(sa.func.count(ContactPoint.person_id.distinct()) > 1)
    kinds = [kind.value for kind in SHARED_BY]
    chosen = (
        _who(ContactPoint.kind, point)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(point.in_(shared), ContactPoint.kind.in_(kinds))
        .order_by(point, Person.search_name, Person.id)
    )
    rows = db.session.execute(chosen.execution_options(yield_per=_AT_ONCE))
    for _, block in groupby(rows, key=lambda row: row.value_index):
        known = {row.id: (_known(row), SHARED_BY[Kind(row.kind)]) for row in block}
        for (one, why), (other, _why) in together(list(known.values())):
            yield one, other, why


def _alike_in_one_area() -> Iterator[tuple[_Known, _Known, float]]:
    chosen = _who().where(Member.area_key.is_not(None)).order_by(Member.area_key, Person.search_name, Person.id)
    rows = db.session.execute(chosen.execution_options(yield_per=_AT_ONCE))
    for _, people in groupby(rows, key=lambda row: row.area_key):
        blocks: dict[str, list[_Known]] = {}
        for row in people:
            for sound in sounds(row.search_name):
                blocks.setdefault(sound, []).append(_known(row))
        for block in blocks.values():
            for one, other in together(block):
                if alike := likeness(one.name, other.name):
                    yield one, other, alike


# Side by side


@dataclass(frozen=True)
class Record:
    """One person as they stand beside another."""

    person: Person
    member: Member | None
    points: list[ContactPoint]


def records(person_ids: Collection[UUID], *, hidden_too: bool) -> dict[UUID, Record]:
    """People as they are compared, in two statements; how to reach those who want it hidden only where `hidden_too`."""
    chosen = sa.select(Person, Member).outerjoin(Member, Member.person_id == Person.id).where(Person.id.in_(person_ids))
    points = contact_points_of(person_ids, hidden_too=hidden_too)
    return {person.id: Record(person, member, points.get(person.id, [])) for person, member in db.session.execute(chosen)}
