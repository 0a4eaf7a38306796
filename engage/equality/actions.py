"""Answering, changing and taking back, one question at a time. Nothing here is written into the record of who did what."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage.db import db, is_sqlite, table
from engage.equality import queries, rules
from engage.equality.models import BalanceChoice, EqualityAnswer
from engage.equality.queries import key_of


def answer(person_id: UUID, question: str, chosen: str, *, own_words: str | None, on: date) -> None:
    """Somebody answers one question, or answers it anew; what followed from another answer goes."""
    values = {"answer": chosen, "own_words": own_words, "list_version": rules.questions().version, "answered_on": on}
    _keep(EqualityAnswer, {"key": key_of(person_id), "question": question}, values)
    gone = [each.code for each in rules.questions().by_code.values() if each.after and each.after[0] == question]
    kept = [each.code for each in rules.asked({question: chosen})]
    _drop(person_id, [code for code in gone if code not in kept])


def choose_balance(person_id: UUID, *, given: bool, on: date) -> None:
    """Whether the answers may help to choose balanced groups, with the words that were asked."""
    words = {"notice_version": rules.BALANCE_VERSION, "notice_sha256": rules.balance_hash()}
    _keep(BalanceChoice, {"key": key_of(person_id)}, {"given": given, "said_on": on, **words})


def forget(person_id: UUID) -> None:
    """Take out everything somebody answered, and their second yes."""
    for row in (EqualityAnswer, BalanceChoice):
        db.session.execute(sa.delete(row).where(row.key == key_of(person_id)))


def move(*, of: UUID, into: UUID) -> bool:
    """Two records turn out to be one person: its own answers stand; where `into` has none, those of `of` move. Whether they did.

    What does not move is dropped: two sets of answers under one name would tell which two records they came from.
    """
    stays = bool(queries.answers(into)) or queries.balance(into) is not None
    if stays:
        forget(of)
        return False
    return _rekey(of, into)


def put_back(*, of: UUID, into: UUID) -> None:
    """Undo a move that moved something."""
    _rekey(into, of)


def _rekey(old: UUID, new: UUID) -> bool:
    moved = bool(queries.answers(old))
    for row in (EqualityAnswer, BalanceChoice):
        db.session.execute(sa.update(row).where(row.key == key_of(old)).values(key=key_of(new)))
    return moved


def _drop(person_id: UUID, questions: list[str]) -> None:
    if questions:
        mine = (EqualityAnswer.key == key_of(person_id), EqualityAnswer.question.in_(questions))
        db.session.execute(sa.delete(EqualityAnswer).where(*mine))


def _keep(row: type[EqualityAnswer | BalanceChoice], key: dict[str, str], values: Mapping[str, object]) -> None:
    insert = (sqlite if is_sqlite() else postgresql).insert(table(row))
    new = insert.values(id=uuid.uuid4(), **key, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=list(key), set_=values))
