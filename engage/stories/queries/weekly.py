"""The weekly digest of one week where none was planned for somebody: what is known of then, and the answer of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.digests import queries as digests
from engage.digests.models import Item, Sent, Week
from engage.digests.queries import rehearsal
from engage.digests.rules import NOTHING_NEW, PURPOSE, WEEK, ends_at, goes_at, monday_of, week_id
from engage.digests.rules import State as Stands
from engage.mailings.queries.audience import GOES
from engage.outbox.rules import Reason
from engage.outbox.rules.reasons import REASON_WORDS
from engage.people.models import Person
from engage.pool.models import Member
from engage.reminders import queries as reminders
from engage.reminders.rules.falling import QuietDays
from engage.stories.queries.telling import Part, Who
from engage.stories.queries.today import known_of
from engage.stories.rules import LOOK_BACK, Entry, to_do
from engage.web.filters import counted, day_and_time


def mondays(today: date) -> list[date]:
    """The weeks that can be asked about, by their Mondays, newest first: the coming one, this one, and the last 60 days."""
    newest = monday_of(today) + WEEK
    return [newest - WEEK * weeks for weeks in range(LOOK_BACK.days // 7 + 2)]


def monday_behind(which: UUID, today: date) -> date | None:
    """The Monday of such a week, by the id of its digest."""
    return next((monday for monday in mondays(today) if week_id(monday) == which), None)


def not_planned(monday: date, who: Who, now: datetime) -> Part:
    """Why no digest of a week was planned for somebody."""
    week, resting = digests.week(monday), reminders.quiet()
    coming = rehearsal.ahead(now, resting)
    began_at = None if week is None else week.began_at
    if week is None:
        entries = [Entry("What was decided then", _not_begun(monday, now, resting))]
    elif week.put_at is None and now < ends_at(monday):
        words = "People are still being chosen. It may be planned for them in a moment."
        entries = [Entry("What was decided then", words, began_at)]
    else:
        entries = _left_out(week, who)
    said = None if coming is None else rehearsal.verdict(who[0].id, coming)
    entries.append(Entry("Today the answer would be", _today(said, who, coming)))
    reason = Reason(said) if said and said != NOTHING_NEW else None
    return Part("Nothing of it was planned for them", entries, to_do(None, reason))


def _not_begun(monday: date, now: datetime, resting: QuietDays) -> str:
    at = goes_at(monday, resting)
    if at is None:
        return (
            "That week has no day for it: from Thursday on each is a weekend, a bank holiday or a quiet day. What is new waits."
        )
    if now < at:
        return f"It has not begun, so nobody has been chosen yet. It goes on {day_and_time(at)}."
    if now < ends_at(monday):
        return f"It was to go on {day_and_time(at)} and has not begun yet. It begins as soon as the worker is at work."
    return f"It was to go on {day_and_time(at)} and never began: the worker was not at work until that Sunday was over."


def _left_out(week: Week, who: Who) -> list[Entry]:
    kept = "They were not among the people it was planned for. We keep for whom it was planned, and not why others were left out."
    known = known_of(PURPOSE, who, week.began_at)
    return [
        Entry("What was decided then", " ".join([kept, *known]), week.began_at),
        Entry("What was new for them then", _news_of(week, who[0].id)),
    ]


@dataclass(frozen=True)
class _Told:
    """An item for one person: whether it fits them by what stands in their record today, and the week they were sent it."""

    title: str
    fits: bool
    sent: date | None


def _news_of(week: Week, person_id: UUID) -> str:
    """What was open when it began, and how much of that was new for them."""
    told = _told(_open_at(week.began_at), person_id)
    if not told:
        return "Nothing was open that day, so nobody was sent one."
    before = [each.title for each in told if each.sent is not None and each.sent < week.monday]
    other = [each.title for each in told if each.sent is None and not each.fits]
    new = [each.title for each in told if each.sent is None and each.fits]
    found = [
        f"{counted(len(told), 'item')} {'was' if len(told) == 1 else 'were'} open.",
        f"They had been sent before: {_named(before)}." if before else "",
        f"Not for them, by the interests and the area in their record today: {_named(other)}." if other else "",
        f"New for them, if they could be written to: {_named(new)}." if new else "So there was nothing new for them.",
    ]
    return " ".join(filter(None, found))


def _named(titles: Iterable[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


def _open_at(instant: datetime) -> list[Item]:
    still = sa.or_(Item.closed_at.is_(None), Item.closed_at > instant)
    chosen = sa.select(Item).where(Item.state != Stands.DRAFT, Item.published_at <= instant, still)
    chosen = chosen.where(Item.closes_on >= clock.day_of(instant))
    return list(db.session.scalars(chosen.order_by(Item.published_at.desc(), Item.id.desc())))


def _told(items: Sequence[Item], person_id: UUID) -> list[_Told]:
    if not items:
        return []
    sent = sa.select(Week.monday).join(Sent, Sent.week_id == Week.id).where(Sent.person_id == Person.id, Sent.item_id == Item.id)
    rows = db.session.execute(
        sa.select(Item.title, digests.fits(items), sent.correlate(Person, Item).scalar_subquery())
        .select_from(Item)
        .join(Person, Person.id == person_id)
        .join(Member, Member.person_id == Person.id)
        .where(Item.id.in_([item.id for item in items]))
        .order_by(Item.published_at.desc(), Item.id.desc())
    )
    return [_Told(title, bool(fits), monday) for title, fits, monday in rows]


def _today(said: str | None, who: Who, coming: rehearsal.Ahead | None) -> str:
    if coming is None:
        return "There is no day for a digest in the coming weeks: look at the quiet days."
    when = f"The next digest goes on {day_and_time(coming.at)}."
    if said is None:
        return f"{when} They are not in the pool, so it does not go to them."
    if said == NOTHING_NEW:
        return f"{when} They could be written to, and nothing in it would be new for them, so they would not get it."
    if said not in GOES:
        return f"{when} They would not get it. {REASON_WORDS[Reason(said)]}"
    titles = _named(rehearsal.what_for([who[0].id], coming).get(who[0].id, []))
    way = "by e-mail" if said == "" else "from the team, by phone or post"
    return f"{when} They would get it {way}, with {titles}."
