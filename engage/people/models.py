"""A person and the ways to reach them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of
from engage.people.rules import Checked, ErasedBecause, Kind, WhyRestricted, fingerprinted
from engage.vault import Blind, Sealed


class Person(Dated, Row):
    """Somebody we may know: a name, a pool number, and a note on what makes reaching them easier.

    Of somebody who was erased the stub stays: the number, the date and the reason.
    `restricted_at`: only those who lead see how to reach them. `died_on`: nothing is sent, and nothing is lost.
    `merged_into`: two records were one person, and this one lives on in the other.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.Index("ix_person_search_name_id", "search_name", "id"),
        one_of("erased_reason", ErasedBecause),
        one_of("restricted_why", WhyRestricted),
        sa.Index(
            "ix_person_merged_into", "merged_into",
            sqlite_where=sa.text("merged_into IS NOT NULL"), postgresql_where=sa.text("merged_into IS NOT NULL"),
        ),
    )  # fmt: skip

    number: Mapped[str]
    full_name: Mapped[str]
    called: Mapped[str | None]
    search_name: Mapped[str]
    reach_note: Mapped[str | None] = mapped_column(Sealed("person.reach_note"))
    link_serial: Mapped[int] = mapped_column(default=0)
    erased_at: Mapped[datetime | None]
    erased_reason: Mapped[ErasedBecause | None] = mapped_column(Code(ErasedBecause))
    pronouns: Mapped[str | None] = mapped_column(Sealed("person.pronouns"))
    died_on: Mapped[date | None]
    restricted_at: Mapped[datetime | None]
    restricted_by: Mapped[UUID | None]
    restricted_why: Mapped[WhyRestricted | None] = mapped_column(Code(WhyRestricted))
    merged_into: Mapped[UUID | None]

    @property
    def greeting(self) -> str:
        """What to call them: what they asked for, or their full name."""
        return self.called or self.full_name


class ContactPoint(Dated, Row):
    """One address or number, sealed; `value_index` is its blind index for exact search.

    `safe_name`: whom to ask for, when it is not safe to say where the call comes from.
    """

    __tablename__ = "contact_point"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("verified_how", Checked),
        sa.UniqueConstraint("person_id", "kind"),
        sa.Index("ix_contact_point_value_index", "value_index"),
        sa.Index(
            "ix_contact_point_unconfirmed",
            "created_at",
            "person_id",
            sqlite_where=sa.text("kind = 'email' AND verified_at IS NULL"),
            postgresql_where=sa.text("kind = 'email' AND verified_at IS NULL"),
        ),
        sa.Index(
            "ix_contact_point_came_back",
            "came_back_at",
            sqlite_where=sa.text("came_back_at IS NOT NULL"),
            postgresql_where=sa.text("came_back_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_contact_point_primary", "person_id", unique=True,
            sqlite_where=sa.text("is_primary"), postgresql_where=sa.text("is_primary"),
        ),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[Kind] = mapped_column(Code(Kind))
    value: Mapped[str] = mapped_column(Sealed("contact_point.value"))
    value_index: Mapped[str] = mapped_column(info={"blind": Blind(("value", "kind"), fingerprinted)})
    may_leave_message: Mapped[bool | None]
    may_say_trust: Mapped[bool | None]
    safe_name: Mapped[str | None] = mapped_column(Sealed("contact_point.safe_name"))
    best_times: Mapped[str | None] = mapped_column(Sealed("contact_point.best_times"))
    is_primary: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    verified_at: Mapped[datetime | None]
    verified_how: Mapped[Checked | None] = mapped_column(Code(Checked))
    verified_by: Mapped[UUID | None]
    came_back_at: Mapped[datetime | None]


class ErasedContact(Row):
    """A keyed fingerprint of an address or number of somebody who was erased, so that no import brings them back."""

    __tablename__ = "erased_contact"
    __table_args__ = (sa.UniqueConstraint("fingerprint"),)

    fingerprint: Mapped[str]


class NewAddress(Row):
    """An e-mail address somebody wants to be reached at instead; it takes the old one's place when they confirm it.

    `old_value`: the one before, from then on and until it has been told.
    """

    __tablename__ = "new_address"
    __table_args__ = (sa.UniqueConstraint("person_id"), sa.Index("ix_new_address_asked_at", "asked_at"))

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    value: Mapped[str] = mapped_column(Sealed("new_address.value"))
    value_index: Mapped[str] = mapped_column(info={"blind": Blind(("value",), fingerprinted)})
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    old_value: Mapped[str | None] = mapped_column(Sealed("new_address.old_value"))
    confirmed_at: Mapped[datetime | None]


# in the words of the index above, so that both databases see that it answers this
IS_UNCONFIRMED = sa.and_(sa.text("contact_point.kind = 'email'"), ContactPoint.verified_at.is_(None))
