"""What this organisation changed about a rule, what people asked not to be reminded of again, and days without reminders."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Dated, Row


class Version(Dated, Row):
    """What was decided about one rule at a time. Never changed, only followed by the next; what is empty is as it comes.

    offsets: days from the day the rule hangs on, such as "-60 -14". by_id: the staff account, or nobody after a move of tables.
    """

    __tablename__ = "reminder_rule"
    __table_args__ = (
        sa.UniqueConstraint("kind", "version"),
        sa.CheckConstraint("most BETWEEN 1 AND 9", name="most"),
        sa.CheckConstraint("catch_up BETWEEN 1 AND 14", name="catch_up"),
    )

    kind: Mapped[str]
    version: Mapped[int]
    is_on: Mapped[bool]
    offsets: Mapped[str | None]
    most: Mapped[int | None]
    catch_up: Mapped[int | None]
    owner: Mapped[str | None]
    by_id: Mapped[UUID | None]


class NotAgain(Dated, Row):
    """Somebody asked not to be reminded of one thing again: a kind, what it is about, and the day it hangs on."""

    __tablename__ = "reminder_stop"
    __table_args__ = (sa.UniqueConstraint("person_id", "kind", "about", "due_on"),)

    kind: Mapped[str]
    about: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    due_on: Mapped[date]


class QuietDay(Dated, Row):
    """A day on which no reminder goes to people in the pool; once, or on the same date in every year."""

    __tablename__ = "quiet_day"
    __table_args__ = (sa.UniqueConstraint("day"),)

    day: Mapped[date]
    every_year: Mapped[bool]
    words: Mapped[str]
    by_id: Mapped[UUID | None]
