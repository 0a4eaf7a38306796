"""The items of the digest, whom they fit and have not reached yet, and what one mail says, read just before it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engage import clock
from engage.consent import queries as consent
from engage.consent.models import Purpose
from engage.consent.queries import StopLinks
from engage.db import among, db
from engage.digests.models import Item, Sent, Week
from engage.digests.rules import KIND, MOST_ITEMS, MOST_OPEN, PURPOSE, State, Words, week_id
from engage.mailings.queries.audience import GOES, narrowed, verdicts
from engage.mailings.rules import Audience, Count, counted
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import Letter, Reason
from engage.outbox.rules import State as Went
from engage.people import queries as people
from engage.people.models import Person
from engage.people.queries import is_current
from engage.pool.models import Member
from engage.pool.rules import IN_THE_POOL
from engage.web.paging import ROWS, Page, page_of, unmark_moment

OWN = ("to", "greeting", "links.choices", "links.one_press")
"""What of the facts differs from person to person, where the items are the same."""
_NEVER_LEFT = (Went.EXPIRED, Went.FAILED, Went.SUPPRESSED, Went.CANCELLED)


# Items


def page(*, after: str | None, before: str | None) -> Page[Item]:
    """A page of items, newest first."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen, key = sa.select(Item), sa.tuple_(Item.created_at, Item.id)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], Item.created_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key > here if going_back else key < here)
    order = (Item.created_at, Item.id) if going_back else (Item.created_at.desc(), Item.id.desc())
    rows = list(db.session.scalars(chosen.order_by(*order).limit(ROWS + 1)))
    return page_of(
        rows, key=lambda item: (item.created_at.isoformat(), item.id.hex), came_after=start is not None, going_back=going_back
    )


def item(item_id: UUID) -> Item | None:
    """One item."""
    return db.session.get(Item, item_id)


def held(item_id: UUID) -> Item | None:
    """The same, locked until the transaction ends."""
    chosen = sa.select(Item).where(Item.id == item_id).execution_options(populate_existing=True)
    return db.session.scalar(chosen.with_for_update())


def open_items(today: date, *, until: datetime | None = None) -> list[Item]:
    """What is open on a day, newest first; `until`: only what was published by then."""
    chosen = sa.select(Item).where(Item.state == State.OPEN, Item.closes_on >= today)
    if until is not None:
        chosen = chosen.where(Item.published_at <= until)
    return list(db.session.scalars(chosen.order_by(Item.published_at.desc(), Item.id.desc()).limit(MOST_OPEN)))


def how_many_open(today: date) -> int:
    """How many items are open on a day."""
    chosen = sa.select(sa.func.count()).select_from(Item).where(Item.state == State.OPEN, Item.closes_on >= today)
    return db.session.scalar(chosen) or 0


def count(audience: Audience) -> Count:
    """How many people an item would reach now if it were the only one, and why it would not reach others."""
    asked = verdicts(PURPOSE, *in_the_pool(), *narrowed(audience))
    rows = db.session.execute(sa.select(asked.c.verdict, sa.func.count()).group_by(asked.c.verdict))
    return counted({row[0]: row[1] for row in rows})


# The digest of one week


def week(monday: date) -> Week | None:
    """The digest of a week, once it has begun."""
    return db.session.get(Week, week_id(monday))


def week_held(monday: date) -> Week | None:
    """The same, locked until the transaction ends; None where somebody else has it."""
    chosen = sa.select(Week).where(Week.id == week_id(monday)).execution_options(populate_existing=True)
    return db.session.scalar(chosen.with_for_update(skip_locked=True))


def next_people(items: Sequence[Item], *, after: UUID | None, most: int) -> list[UUID]:
    """The next people who may get a digest and whom something fits that they were not sent; in the order of ids."""
    if not items:
        return []
    asked = verdicts(PURPOSE, *in_the_pool(), Person.id > (after or UUID(int=0)), could_be_new(items))
    chosen = sa.select(asked.c.id).where(asked.c.verdict.in_(GOES)).order_by(asked.c.id)
    return list(db.session.scalars(chosen.limit(most)))


def new_for(people_ids: Sequence[UUID], items: Sequence[Item], *, ahead: bool = False) -> list[tuple[UUID, UUID]]:
    """For each of some people the newest few items that fit and that they were not sent, as pairs of person and item."""
    place = sa.func.row_number().over(partition_by=Person.id, order_by=(Item.published_at.desc(), Item.id.desc()))
    ranked = (
        sa.select(Person.id.label("person_id"), Item.id.label("item_id"), place.label("place"))
        .select_from(Person)
        .join(Member, Member.person_id == Person.id)
        .join(Item, fits(items))
        .where(among(Person.id, people_ids), sa.not_(_was_sent(ahead)))
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(sa.select(ranked.c.person_id, ranked.c.item_id).where(ranked.c.place <= MOST_ITEMS))
    return [(row[0], row[1]) for row in rows]


def never_left() -> ColumnElement[bool]:
    """Whether a row of `Sent` is about a mail that was put into the outbox and then let go: its items are new still."""
    let_go = sa.and_(Outgoing.state.in_(_NEVER_LEFT), sa.func.coalesce(Outgoing.reason, "") != Reason.NEEDS_ANOTHER_WAY.value)
    return sa.exists().where(
        Occasion.kind == KIND, Occasion.about == Sent.week_id, Outgoing.occasion_id == Occasion.id,
        Outgoing.recipient_id == Sent.person_id, let_go,
    )  # fmt: skip


def could_be_new(items: Sequence[Item], *, ahead: bool = False) -> ColumnElement[bool]:
    """Whether one of these items fits somebody and was not sent to them. `ahead`: as it will be when the next week begins."""
    return sa.exists().select_from(Item).where(fits(items), sa.not_(_was_sent(ahead)))


def in_the_pool() -> list[ColumnElement[bool]]:
    """Who may be sent one at all."""
    return [*is_current(), Member.standing.in_(IN_THE_POOL)]


def fits(items: Sequence[Item]) -> ColumnElement[bool]:
    """Whether an item is one of these and fits somebody, for a select of people with what they said about themselves."""
    return sa.or_(sa.false(), *(sa.and_(Item.id == each.id, *narrowed(each.audience)) for each in items))


def _was_sent(ahead: bool) -> ColumnElement[bool]:
    same = (Sent.person_id == Person.id, Sent.item_id == Item.id)
    return sa.exists().where(*same, *([sa.not_(never_left())] if ahead else [])).correlate(Person, Item)


# What one mail says


@dataclass(frozen=True)
class Facts:
    """What one digest says, to whom, and the ways out. `purpose`: what they said yes to, in its own words."""

    to: str
    greeting: str
    items: tuple[Words, ...]
    purpose: str
    links: StopLinks


def facts(letter: Letter) -> Facts | None:
    """The facts of one digest; None when nothing in it is open any more."""
    person, reached = people.person(letter.recipient_id), people.reach_by_email(letter.recipient_id, letter.channel)
    said = _said([letter], clock.today()).get(letter.outgoing_id)
    if person is None or reached is None or said is None:
        return None
    links = consent.stop_links(person, purpose=PURPOSE, outgoing_id=letter.outgoing_id)
    return Facts(*reached, said, _title(), links)


def facts_all(letters: Sequence[Letter]) -> dict[UUID, Facts]:
    """The same for many, by the ids of the messages."""
    reached = people.reach_all_by_email([letter.recipient_id for letter in letters])
    said, title, found = _said(letters, clock.today()), _title(), {}
    for letter in letters:
        them = reached.get(letter.recipient_id)
        if them is not None and letter.outgoing_id in said:
            links = consent.stop_links(them, purpose=PURPOSE, outgoing_id=letter.outgoing_id)
            found[letter.outgoing_id] = Facts(them.to, them.greeting, said[letter.outgoing_id], title, links)
    return found


def _title() -> str:
    return db.session.scalar(sa.select(Purpose.title).where(Purpose.code == PURPOSE)) or ""


def _said(letters: Iterable[Letter], today: date) -> dict[UUID, tuple[Words, ...]]:
    """The items of each digest that are still open, newest first, by the ids of the messages."""
    letters = list(letters)
    rows = db.session.execute(
        sa.select(Sent.week_id, Sent.person_id, Item)
        .join(Item, Item.id == Sent.item_id)
        .where(among(Sent.person_id, [letter.recipient_id for letter in letters]))
        .where(Sent.week_id.in_({letter.about for letter in letters}))
        .where(Item.state == State.OPEN, Item.closes_on >= today)
        .order_by(Item.published_at.desc(), Item.id.desc())
    )
    kept: dict[tuple[UUID, UUID], list[Words]] = defaultdict(list)
    for about, person_id, its_item in rows:
        kept[about, person_id].append(its_item.words)
    found = {letter.outgoing_id: tuple(kept.get((letter.about, letter.recipient_id), ())) for letter in letters}
    return {outgoing_id: words for outgoing_id, words in found.items() if words}
