"""What came back from where, mail that asks us to stop, and how much mail was read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.bounces.rules import Lasting, Outcome, Read, Why
from engage.db import Code, Dated, Row, one_of, together
from engage.people.rules import Kind
from engage.vault import Sealed


class CameBack(Dated, Row):
    """That one message, letter or call did not reach somebody: one row a message, however often we are told.

    point_id: the address or number it went to, while it is still theirs; without it, it counts against none.
    noted_by: who of us wrote it down; nobody where a mail server reported it. taken_back_at: it was a mistake.
    """

    __tablename__ = "came_back"
    __table_args__ = (
        sa.UniqueConstraint("outgoing_id"),
        sa.Index("ix_came_back_person_id", "person_id"),
        sa.Index("ix_came_back_point_id_came_on", "point_id", "came_on"),
        sa.Index("ix_came_back_created_at", "created_at", "id"),
        sa.Index("ix_came_back_kind_created_at", "kind", "created_at", "id"),
        one_of("kind", Kind),
        one_of("lasting", Lasting),
        one_of("why", Why),
        together("taken_back_at", "taken_back_by"),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    point_id: Mapped[UUID | None]
    kind: Mapped[Kind] = mapped_column(Code(Kind))
    outgoing_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("outgoing.id"))
    came_on: Mapped[date]
    lasting: Mapped[Lasting] = mapped_column(Code(Lasting))
    why: Mapped[Why] = mapped_column(Code(Why))
    status: Mapped[str | None]
    noted_by: Mapped[UUID | None]
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[UUID | None]


class StopReply(Dated, Row):
    """A mail without our signature that asks us to stop, or may: somebody decides. Nothing of its text is kept.

    person_id: whom we take it to be from. sender: its address, only where we do not know whose it is, until it is decided.
    fingerprint: of the sender and the day, so that a mail that is read twice is one line.
    """

    __tablename__ = "stop_reply"
    __table_args__ = (
        sa.UniqueConstraint("fingerprint"),
        sa.Index("ix_stop_reply_person_id", "person_id"),
        sa.Index("ix_stop_reply_settled_at_created_at", "settled_at", "created_at", "id"),
        one_of("outcome", Outcome),
        together("settled_at", "settled_by", "outcome"),
    )

    person_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    outgoing_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("outgoing.id"))
    sender: Mapped[str | None] = mapped_column(Sealed("stop_reply.sender"))
    fingerprint: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
    outcome: Mapped[Outcome | None] = mapped_column(Code(Outcome))


class MailRead(Row):
    """How many mails a day were read, and what became of them: figures only."""

    __tablename__ = "mail_read"
    __table_args__ = (sa.UniqueConstraint("day", "became"), one_of("became", Read))

    day: Mapped[date]
    became: Mapped[Read] = mapped_column(Code(Read))
    count: Mapped[int]
