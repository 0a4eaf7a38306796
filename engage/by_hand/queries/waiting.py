"""Who waits for a letter, a call or a text message, longest due first, and why it may not go where it may not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from engage.by_hand.models import Batch, PrintedLetter, Try
from engage.by_hand.rules import CAN_BE_MENDED, CAN_BE_TOLD, Result
from engage.consent.queries.audience import why_not_each
from engage.db import db
from engage.needs.queries import ToDo, channel_of, one_to_do, read_to_do, to_do, waiting_to_be_brought
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import Channel, Letter, Reason
from engage.people.models import ContactPoint, Person
from engage.people.rules import CHANNEL
from engage.pool.models import Member
from engage.pool.queries import GOODBYE
from engage.pool.rules import Standing
from engage.web.paging import COUNT_UP_TO, ROWS, Page, page_of, unmark_moment

_IN_A_BATCH = sa.exists().where(PrintedLetter.outgoing_id == Outgoing.id, PrintedLetter.out_at.is_(None))

_TRIES = (
    sa.select(sa.func.count()).select_from(Try)
    .where(Try.outgoing_id == Outgoing.id, Try.result == Result.NO_ANSWER).scalar_subquery()
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One message on a list, why it may not go now, and how often somebody tried without an answer."""

    todo: ToDo
    reason: Reason | None
    tries: int

    @property
    def may_be_told(self) -> bool:
        """Whether they may be told this, even where there is no way to reach them now."""
        return self.reason is None or self.reason in CAN_BE_TOLD

    @property
    def key(self) -> tuple[str, str]:
        """Where it stands."""
        return self.todo.due_at.isoformat(), self.todo.letter.outgoing_id.hex


@dataclass(frozen=True)
class Glance:
    """How many wait for each, up to one more than a thousand, since when; and how many batches are not posted yet."""

    letters: int
    calls: int
    texts: int
    batches: int
    oldest_letter: datetime | None
    oldest_call: datetime | None
    oldest_text: datetime | None
    oldest_batch: datetime | None


def at_a_glance() -> Glance:
    """In one statement."""
    lists = [_ids(channel).limit(COUNT_UP_TO + 1).subquery() for channel in (Channel.POST, Channel.PHONE, Channel.TEXT)]
    still_open = sa.select(Batch.id, Batch.made_at).where(Batch.posted_at.is_(None)).limit(COUNT_UP_TO + 1).subquery()
    counts = [sa.select(sa.func.count()).select_from(each).scalar_subquery() for each in (*lists, still_open)]
    oldest = [sa.select(sa.func.min(each.c.next_at)).scalar_subquery() for each in lists]
    first = sa.select(sa.func.min(still_open.c.made_at)).scalar_subquery()
    row: Any = db.session.execute(sa.select(*counts, *oldest, first)).one()
    return Glance(*row)


def _ids(channel: Channel) -> Any:
    return waiting_to_be_brought().where(*_by(channel))


def _by(channel: Channel) -> list[ColumnElement[bool]]:
    """What is on the list of a channel. A letter that was printed is in its batch."""
    mine = channel_of(Person.id, Outgoing.purpose) == channel.value
    return [mine, sa.not_(_IN_A_BATCH)] if channel is Channel.POST else [mine]


def kinds(channel: Channel) -> dict[str, int]:
    """How many messages of each kind wait, by kind."""
    ids = _ids(channel).with_only_columns(Outgoing.kind, maintain_column_froms=True).subquery()
    rows = db.session.execute(sa.select(ids.c.kind, sa.func.count()).group_by(ids.c.kind).order_by(ids.c.kind))
    return {row[0]: row[1] for row in rows}


def page(channel: Channel, kind: str | None, *, after: str | None, before: str | None) -> Page[Line]:
    """A page of one list, longest due first."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen = _lines(channel, kind, verdict(channel))
    if start is not None:
        key = sa.tuple_(Outgoing.next_at, Outgoing.id)
        here = sa.tuple_(sa.literal(start[0], Outgoing.next_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    if going_back:
        chosen = chosen.order_by(None).order_by(Outgoing.next_at.desc(), Outgoing.id.desc())
    rows = _read(chosen.limit(ROWS + 1))
    return page_of(rows, key=lambda line: line.key, came_after=start is not None, going_back=going_back)


def one(outgoing_id: UUID) -> Line | None:
    """One message, while nobody has dealt with it, by whichever channel it goes. Whoever is hidden is not in its way here."""
    todo = one_to_do(outgoing_id)
    if todo is None:
        return None
    letter = todo.letter
    asked = sa.select(verdict(letter.channel, asks=letter.purpose is not None, hidden_too=True), _TRIES).select_from(Outgoing)
    joined = asked.join(Person, Person.id == Outgoing.recipient_id).outerjoin(Member, Member.person_id == Person.id)
    why, tries = db.session.execute(joined.where(Outgoing.id == outgoing_id)).one()
    return Line(todo, Reason(why) if why else None, tries)


def to_print(kind: str | None, *, most: int) -> list[Line]:
    """The letters that have waited longest, without those that need something mended first."""
    why = verdict(Channel.POST)
    mended = why.not_in([reason.value for reason in CAN_BE_MENDED])
    return _read(_lines(Channel.POST, kind, why).where(mended).limit(most))


def to_text(now: datetime, *, most: int) -> list[UUID]:
    """Messages that can go as text messages now and were never tried as one, longest waiting first; nobody who is hidden."""
    tried = aliased(Outgoing)
    same = (tried.occasion_id == Outgoing.occasion_id, tried.recipient_id == Outgoing.recipient_id)
    chosen = (
        _ids(Channel.TEXT)
        .outerjoin(Member, Member.person_id == Person.id)
        .where(verdict(Channel.TEXT) == "", Person.restricted_at.is_(None), Occasion.not_after > now)
        .where(sa.not_(sa.exists().where(*same, tried.channel == Channel.TEXT)))
    )
    ids = chosen.with_only_columns(Outgoing.id, maintain_column_froms=True)
    return list(db.session.scalars(ids.order_by(Outgoing.next_at, Outgoing.id).limit(most)))


def is_texted(person_id: UUID, purpose: str | None) -> bool:
    """Whether somebody is reached by text message now, about this or at all."""
    asked = sa.select(channel_of(Person.id, sa.literal(purpose, sa.String())))
    by = db.session.scalar(asked.where(Person.id == person_id, Person.restricted_at.is_(None)))
    return by == Channel.TEXT.value


def look(kind: str | None, *, most: int) -> tuple[list[Line], int]:
    """Who cannot get a letter now, longest waiting first; and how many letters can be printed, up to one more than a thousand."""
    why = verdict(Channel.POST)
    lines = _lines(Channel.POST, kind, why)
    may = lines.where(why == "").with_only_columns(Outgoing.id, maintain_column_froms=True).order_by(None)
    ids = may.limit(COUNT_UP_TO + 1).subquery()
    count = db.session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0
    return _read(lines.where(why != "").limit(most)), count


def _lines(channel: Channel, kind: str | None, why: ColumnElement[str]) -> sa.Select[Any]:
    listed = to_do().where(*_by(channel)).outerjoin(Member, Member.person_id == Person.id)
    chosen: sa.Select[Any] = listed.add_columns(why.label("why"), _TRIES)
    return chosen.where(Outgoing.kind == kind) if kind else chosen


def _read(chosen: sa.Select[Any]) -> list[Line]:
    rows = db.session.execute(chosen)
    return [Line(read_to_do(*row[:4]), Reason(why) if why else None, tries) for *row, why, tries in rows]


def verdict(channel: Channel, *, asks: bool = True, hidden_too: bool = False) -> ColumnElement[str]:
    """For a select with a message, its person and their place in the pool: why it may not go by a channel; empty where it may.

    The same questions as `pool.queries.may_go`, in the same order. Nobody who is hidden stands in a batch, unless
    `hidden_too`. `asks`: whether any of the messages needs a permission.
    """
    kinds = [kind for kind, by in CHANNEL.items() if by is channel]
    point = (ContactPoint.person_id == Person.id, ContactPoint.kind.in_(kinds))
    has, works = sa.exists().where(*point), sa.exists().where(*point, ContactPoint.came_back_at.is_(None))
    gone = sa.or_(Member.standing.is_(None), Member.standing.in_((Standing.LEFT, Standing.NOT_REAL)))
    hidden = [(Person.restricted_at.is_not(None), Reason.RESTRICTED.value)] if channel is Channel.POST and not hidden_too else []
    reached = sa.case(*hidden, (sa.not_(has), Reason.NO_ADDRESS.value), (sa.not_(works), Reason.CAME_BACK.value), else_="")
    consent = why_not_each(Outgoing.recipient_id, Outgoing.purpose, channel) if asks else sa.literal("")
    return sa.case(
        (Person.erased_at.is_not(None), Reason.ERASED.value),
        (Person.merged_into.is_not(None), Reason.MERGED.value),
        (Person.died_on.is_not(None), Reason.DIED.value),
        (sa.and_(gone, Outgoing.kind != GOODBYE), Reason.LEFT.value),
        else_=sa.func.coalesce(sa.func.nullif(consent, ""), reached),
    )


def by_post(letter: Letter) -> Letter:
    """The same message as a letter, however somebody is reached by now."""
    return replace(letter, channel=Channel.POST)
