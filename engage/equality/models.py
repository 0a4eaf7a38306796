"""Answers that know what, not who, and not at what minute; and the second yes.

`key` is a keyed digest of the person's id: without the secret of this installation nobody can say whose row it is.
The tables are kept in the order of a random id, so that the order in which people answered is not stored either.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row
from engage.vault import Sealed


class EqualityAnswer(Row):
    """One answer to one question, or "prefer not to say"."""

    __tablename__ = "equality_answer"
    __table_args__ = (
        sa.UniqueConstraint("key", "question"),
        sa.Index("ix_equality_answer_question_answer", "question", "answer"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    own_words: Mapped[str | None] = mapped_column(Sealed("equality_answer.own_words"))
    list_version: Mapped[str]
    answered_on: Mapped[date]


class BalanceChoice(Row):
    """Whether answers may help to choose balanced groups, and the exact words that were asked."""

    __tablename__ = "equality_balance"
    __table_args__ = (sa.UniqueConstraint("key"), {"sqlite_with_rowid": False})

    key: Mapped[str]
    given: Mapped[bool]
    notice_version: Mapped[int]
    notice_sha256: Mapped[str]
    said_on: Mapped[date]
