"""What was decided about sharing, in rows that are only ever added; and where something was told without an agreement."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Row, one_of, together
from engage.sharing.rules import Agreed, Override
from engage.vault import Sealed


class SharingPreference(Row):
    """One decision of the person who is cared for, about one carer. The one with the highest `ordinal` of a link holds.

    `topics`: codes with commas between, for a limited yes. `best_interests`: those who care for them decided what to share
    because they could not; `decided_by` says who. `in_record`: where it stands in the patient record. Never what is wrong.
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
    decided_by: Mapped[str | None] = mapped_column(Sealed("sharing_preference.decided_by"))
    in_record: Mapped[str | None] = mapped_column(Sealed("sharing_preference.in_record"))
    is_advance: Mapped[bool]
    look_again_on: Mapped[date | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class SharingOverride(Row):
    """Something was told in one contact that nobody had agreed to: why, and who allowed it. Kept when the contact is not.

    The words (what happened, who allowed it, what somebody wrote who looked) go with the carer; that it was done stays.

    `topics`: codes with commas between; empty when none was named. `look_note`: what somebody who oversees wrote.
    """

    __tablename__ = "sharing_override"
    __table_args__ = (
        sa.UniqueConstraint("contact_id"),
        sa.Index("ix_sharing_override_link_id", "link_id"),
        sa.Index("ix_sharing_override_made_at", "made_at", "id"),
        one_of("why", Override),
        together("looked_at", "looked_by"),
        sa.CheckConstraint("look_note IS NULL OR looked_at IS NOT NULL", name="noted_by_whoever_looked"),
    )

    contact_id: Mapped[UUID]
    link_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer_link.id"))
    why: Mapped[Override] = mapped_column(Code(Override))
    topics: Mapped[str]
    reason: Mapped[str | None] = mapped_column(Sealed("sharing_override.reason"))
    authorised_by: Mapped[str | None] = mapped_column(Sealed("sharing_override.authorised_by"))
    authorised_as: Mapped[str | None] = mapped_column(Sealed("sharing_override.authorised_as"))
    happened_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    looked_at: Mapped[datetime | None]
    looked_by: Mapped[UUID | None]
    look_note: Mapped[str | None] = mapped_column(Sealed("sharing_override.look_note"))
