"""Every version of a message's words, and which of them were published. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row
from engage.mail.templates import Wording


class Version(Row):
    """One version of a message's words, numbered from 1. `is_default`: the words that come with the system, whatever they are.

    template: the message, as its file is named ("pool/left").
    """

    __tablename__ = "message_template_version"
    __table_args__ = (sa.UniqueConstraint("template", "number"),)

    template: Mapped[str]
    number: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str]
    sha256: Mapped[str]
    is_default: Mapped[bool]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]

    @property
    def wording(self) -> Wording:
        """What it says."""
        return Wording(self.subject, self.body)


class Publication(Row):
    """That a version was published. The published version with the highest number is the one that goes out."""

    __tablename__ = "message_template_publication"
    __table_args__ = (sa.UniqueConstraint("version_id"),)

    version_id: Mapped[UUID] = mapped_column(sa.ForeignKey("message_template_version.id"))
    published_by: Mapped[UUID]
    published_at: Mapped[datetime]
