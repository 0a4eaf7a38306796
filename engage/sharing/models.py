"""What was decided about sharing: rows that are only ever added."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Row, one_of
from engage.sharing.rules import Agreed
from engage.vault import Sealed


class SharingPreference(Row):
    """One decision of the person who is cared for, about one carer. The one with the highest `ordinal` of a link holds.

    `topics`: codes with commas between, for a limited yes. `best_interests`: those who care for them decided what to share
    because they could not. `in_record`: where it stands in the patient record. Never what is wrong with anybody.
    """

    __tablename__ = "sharing_preference"
    __table_args__ = (
        sa.UniqueConstraint("link_id", "ordinal"),
        sa.Index("ix_sharing_preference_look_again_on", "look_again_on", "link_id"),
        one_of("agreed", Agreed),
        sa.CheckConstraint("(agreed = 'limited') = (topics <> '')", name="some_things_are_named"),
        sa.CheckConstraint("agreed = 'could not decide' OR NOT best_interests", name="only_for_those_who_could_not"),
    )

    link_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer_link.id"))
    ordinal: Mapped[int]
    agreed: Mapped[Agreed] = mapped_column(Code(Agreed))
    topics: Mapped[str]
    best_interests: Mapped[bool]
    discussed_on: Mapped[date | None]
    asked_by: Mapped[str | None] = mapped_column(Sealed("sharing_preference.asked_by"))
    in_record: Mapped[str | None] = mapped_column(Sealed("sharing_preference.in_record"))
    is_advance: Mapped[bool]
    look_again_on: Mapped[date | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
