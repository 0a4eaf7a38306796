"""Contacts with carers, what each was about, and what was promised."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.carer_log.rules import How, WhyCancelled, WhyVoid
from engage.db import Code, Row, one_of, together
from engage.vault import Sealed

# in words that both databases recognise as those of the index
WAS_REACHED = "voided_at IS NULL AND how <> 'tried'"


class CarerContact(Row):
    """One contact with a carer. Without a link it is a count alone: a talk on the ward with somebody who gave no name.

    `happened_on`: the London day, by which months are counted. `minutes`: the time given. `once`: of one showing of the form,
    so that two presses are one contact. `basis`: on what ground specific information was shared; the gate’s answer as a code.
    """

    __tablename__ = "carer_contact"
    __table_args__ = (
        sa.UniqueConstraint("once"),
        sa.Index("ix_carer_contact_link_id_happened_at", "link_id", "happened_at", "id"),
        sa.Index("ix_carer_contact_team_id_happened_at", "team_id", "happened_at", "id", "voided_at"),
        sa.Index("ix_carer_contact_recorded_by_happened_at", "recorded_by", "happened_at"),
        sa.Index(
            "ix_carer_contact_reached", "link_id", "happened_at",
            sqlite_where=sa.text(WAS_REACHED), postgresql_where=sa.text(WAS_REACHED),
        ),
        sa.Index("ix_carer_contact_happened_on", "happened_on", "how", "team_id", "voided_at", "minutes"),
        sa.Index(
            "ix_carer_contact_taken_back", "happened_on",
            sqlite_where=sa.text("voided_at IS NOT NULL"), postgresql_where=sa.text("voided_at IS NOT NULL"),
        ),
        one_of("how", How),
        one_of("voided_why", WhyVoid),
        together("voided_at", "voided_by", "voided_why"),
        together("link_id", "carer_id"),
    )  # fmt: skip

    team_id: Mapped[UUID] = mapped_column(sa.ForeignKey("team.id"))
    link_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("carer_link.id"))
    carer_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("carer.id"))
    happened_at: Mapped[datetime]
    happened_on: Mapped[date]
    how: Mapped[How] = mapped_column(Code(How))
    by_carer: Mapped[bool | None]
    minutes: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Sealed("carer_contact.note"))
    basis: Mapped[str | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    once: Mapped[str]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]
    voided_why: Mapped[WhyVoid | None] = mapped_column(Code(WhyVoid))


# a contact that counts, in which the carer was reached: in the words of the index above
REACHED = sa.and_(sa.text("carer_contact.voided_at IS NULL"), sa.text("carer_contact.how <> 'tried'"))


class CarerContactItem(Row):
    """One thing a contact was about, or one thing that came of it: a code of `rules.About` or `rules.Outcome`."""

    __tablename__ = "carer_contact_item"
    __table_args__ = (
        sa.UniqueConstraint("contact_id", "is_outcome", "code"),
        sa.Index("ix_carer_contact_item_carer_id_code", "carer_id", "code", "happened_on"),
        sa.Index("ix_carer_contact_item_happened_on", "is_outcome", "happened_on", "code", "contact_id"),
    )

    contact_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer_contact.id"))
    carer_id: Mapped[UUID | None]
    happened_on: Mapped[date]
    is_outcome: Mapped[bool]
    code: Mapped[str]


class FollowUp(Row):
    """Something promised to a carer by a day: done by a contact, or cancelled with a reason, or still to do."""

    __tablename__ = "carer_follow_up"
    __table_args__ = (
        sa.Index("ix_carer_follow_up_link_id", "link_id"),
        sa.Index("ix_carer_follow_up_made_by_contact_id", "made_by_contact_id"),
        sa.Index("ix_carer_follow_up_cleared_by_contact_id", "cleared_by_contact_id"),
        sa.Index(
            "ix_carer_follow_up_to_do", "team_id", "due_on", "id",
            sqlite_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
        ),
        one_of("cancelled_why", WhyCancelled),
        together("done_at", "cleared_by_contact_id"),
        together("cancelled_at", "cancelled_by", "cancelled_why"),
    )  # fmt: skip

    team_id: Mapped[UUID] = mapped_column(sa.ForeignKey("team.id"))
    link_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer_link.id"))
    made_by_contact_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer_contact.id"))
    owner_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    promised_on: Mapped[date]
    due_on: Mapped[date]
    times_moved: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    cleared_by_contact_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("carer_contact.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[UUID | None]
    cancelled_why: Mapped[WhyCancelled | None] = mapped_column(Code(WhyCancelled))


class CarerLogDraft(Row):
    """One showing of the log’s form that was not saved, sealed, for whoever began it; `from_phone`: written without a line."""

    __tablename__ = "carer_log_draft"
    __table_args__ = (sa.UniqueConstraint("user_id", "once"), sa.Index("ix_carer_log_draft_kept_at", "kept_at"))

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    once: Mapped[str]
    fields: Mapped[str] = mapped_column(Sealed("carer_log_draft.fields"))
    from_phone: Mapped[bool]
    kept_at: Mapped[datetime]
