"""A person and the ways to reach them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of
from engage.people.rules import Kind
from engage.vault import Sealed


class Person(Dated, Row):
    """Somebody we may know: a name, a pool number, and a note on what makes reaching them easier.

    merged_into: two records were one person, and this one lives on in the other.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.Index("ix_person_search_name_id", "search_name", "id"),
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
    merged_into: Mapped[UUID | None]

    @property
    def greeting(self) -> str:
        """What to call them: what they asked for, or their full name."""
        return self.called or self.full_name


class ContactPoint(Dated, Row):
    """One address or number, sealed; `value_index` is its blind index for exact search."""

    __tablename__ = "contact_point"
    __table_args__ = (
        one_of("kind", Kind),
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
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[Kind] = mapped_column(Code(Kind))
    value: Mapped[str] = mapped_column(Sealed("contact_point.value"))
    value_index: Mapped[str]
    may_leave_message: Mapped[bool | None]
    may_say_trust: Mapped[bool | None]
    verified_at: Mapped[datetime | None]
    came_back_at: Mapped[datetime | None]


# in the words of the index above, so that both databases see that it answers this
IS_UNCONFIRMED = sa.and_(sa.text("contact_point.kind = 'email'"), ContactPoint.verified_at.is_(None))
