"""The champions’ network: when champions meet next, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, undefer

from engage.calendars.rules import LOOKS_BACK, Entry, Noted, Reader
from engage.coverage.models import ChampionMaterial, ChampionMeeting
from engage.db import db

MOST_MEETINGS, MOST_MATERIALS = 20, 60
TITLE = "Champions’ meeting"


@dataclass(frozen=True)
class Shared:
    """Something that is shared: its newest version, and how many there were."""

    newest: ChampionMaterial
    versions: int


def meetings(today: date) -> list[ChampionMeeting]:
    """The meetings to come, the next one first; those that were called off stay in sight until their day."""
    chosen = sa.select(ChampionMeeting).where(ChampionMeeting.held_on >= today)
    order = (ChampionMeeting.held_on, ChampionMeeting.starts, ChampionMeeting.id)
    return list(db.session.scalars(chosen.order_by(*order).limit(MOST_MEETINGS)))


def meeting(meeting_id: UUID, *, held: bool = False) -> ChampionMeeting | None:
    """One meeting; `held`: locked until the end of the request."""
    chosen = sa.select(ChampionMeeting).where(ChampionMeeting.id == meeting_id)
    return db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True) if held else chosen)


def entry_of(found: ChampionMeeting, url: str = "") -> Entry:
    """A meeting as a calendar shows it: when and where. How to join from elsewhere stands on its page alone."""
    return Entry(
        seed=f"champions {found.id}", title=TITLE, day=found.held_on, changed_at=found.changed_at, sequence=found.sequence,
        starts=found.starts, ends=found.ends, place=found.place, url=url, cancelled=found.cancelled_at is not None,
    )  # fmt: skip


def meetings_noted(_reader: Reader, today: date) -> list[Noted]:
    """For the calendars of everybody in the network."""
    chosen = sa.select(ChampionMeeting).where(ChampionMeeting.held_on >= today - LOOKS_BACK)
    rows = db.session.scalars(chosen.order_by(ChampionMeeting.held_on, ChampionMeeting.id).limit(MOST_MEETINGS))
    return [Noted(entry_of(row), "coverage.network") for row in rows]


def shared() -> list[Shared]:
    """What is shared now, A to Z; without what was taken away."""
    later = aliased(ChampionMaterial)
    of_it = sa.select(sa.func.count(later.id)).where(later.material_id == ChampionMaterial.material_id).scalar_subquery()
    chosen = sa.select(ChampionMaterial, of_it).where(_is_newest(), ChampionMaterial.removed_at.is_(None))
    rows = db.session.execute(chosen.order_by(sa.func.lower(ChampionMaterial.title), ChampionMaterial.id).limit(MOST_MATERIALS))
    return [Shared(row[0], row[1]) for row in rows]


def versions(material_id: UUID) -> Sequence[ChampionMaterial]:
    """Every version of something shared, newest first; nothing once it was taken away."""
    chosen = sa.select(ChampionMaterial).where(
        ChampionMaterial.material_id == material_id, ChampionMaterial.removed_at.is_(None)
    )  # fmt: skip
    return list(db.session.scalars(chosen.order_by(ChampionMaterial.version.desc())))


def file(version_id: UUID) -> ChampionMaterial | None:
    """One version with its file, while it is shared."""
    chosen = sa.select(ChampionMaterial).options(undefer(ChampionMaterial.content))
    return db.session.scalar(
        chosen.where(
            ChampionMaterial.id == version_id, ChampionMaterial.removed_at.is_(None), ChampionMaterial.content.is_not(None)
        )
    )


def _is_newest() -> sa.ColumnElement[bool]:
    later = aliased(ChampionMaterial)
    newer = sa.exists().where(later.material_id == ChampionMaterial.material_id, later.version > ChampionMaterial.version)
    return sa.not_(newer)
