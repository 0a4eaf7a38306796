"""What stands about sharing, link by link. Whoever asks has found the links within their viewer’s teams."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage.carers.models import CarerLink
from engage.db import among, db
from engage.sharing.models import SharingPreference
from engage.sharing.rules import MayTell, Standing, read_topics


def standing(link_ids: Iterable[UUID], on: date) -> dict[UUID, Standing]:
    """What stands on a London day about each of these links, in one statement; every id that was asked about is answered.

    The last decision that was made by that day counts. A link that had ended by then, or that nobody knows, is not open, and
    without a decision nobody was asked: `rules.may_share` answers both with general information only.
    """
    wanted = list(link_ids)
    found = {link_id: Standing(link_id, is_open=False) for link_id in wanted}
    if wanted:
        for link_id, ended_on, decision in db.session.execute(_DECIDED, {"ids": wanted, "day": on}):
            found[link_id] = read(link_id, ended_on, decision, on)
    return found


def may_tell(link_ids: Iterable[UUID], on: date) -> dict[UUID, MayTell]:
    """The same for `sharing/_may.html`, which says what may be told beside a button that leads to the carer."""
    return {link_id: MayTell(each, on) for link_id, each in standing(link_ids, on).items()}


def standing_of(link_id: UUID, on: date) -> Standing:
    """What stands about one link on a day."""
    return standing([link_id], on)[link_id]


def is_last(preference: Any, day: Any) -> sa.ColumnElement[bool]:
    """Whether a decision is the one that counts on a day: of those made by then the last one made, however late it was typed.

    “Not asked yet” has no day: it takes back every decision that was written down before it.
    """
    other = aliased(SharingPreference)
    by_then = sa.or_(preference.discussed_on.is_(None), preference.discussed_on <= day)
    beaten = sa.select(other.id).where(other.link_id == preference.link_id, _beats(other, preference, day))
    return sa.and_(by_then, sa.not_(beaten.correlate(preference).exists()))


def _beats(other: Any, preference: Any, day: Any) -> sa.ColumnElement[bool]:
    """Whether another decision about the same link counts on a day and not this one."""
    again = aliased(SharingPreference)
    taken_back = sa.select(again.id).where(
        again.link_id == other.link_id, again.discussed_on.is_(None), again.ordinal > other.ordinal
    )
    is_later, made = other.ordinal > preference.ordinal, other.discussed_on
    not_before = sa.or_(preference.discussed_on.is_(None), made >= preference.discussed_on)
    return sa.or_(
        sa.and_(is_later, made.is_(None)),
        sa.and_(is_later, made <= day, not_before),
        sa.and_(~is_later, made <= day, made > preference.discussed_on, ~taken_back.correlate(other).exists()),
    )


def read(link_id: UUID, ended_on: date | None, decision: SharingPreference | None, on: date) -> Standing:
    """What stands, from a link and its last decision."""
    is_open = ended_on is None or on < ended_on
    if decision is None:
        return Standing(link_id, is_open)
    return Standing(
        link_id, is_open, decision.agreed, read_topics(decision.topics), decision.best_interests, decision.discussed_on,
        decision.look_again_on, decision.is_advance,
    )  # fmt: skip


_DAY = sa.bindparam("day", type_=sa.Date())
_DECIDED = (
    sa.select(CarerLink.id, CarerLink.ended_on, SharingPreference)
    .outerjoin(SharingPreference, sa.and_(SharingPreference.link_id == CarerLink.id, is_last(SharingPreference, _DAY)))
    .where(among(CarerLink.id, "ids"))
)
