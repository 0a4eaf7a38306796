"""What somebody answered, for their own eyes only; and counts, which are all that anybody else ever gets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.db import db
from engage.equality import rules
from engage.equality.models import BalanceChoice, EqualityAnswer
from engage.equality.rules import UNSAID, UNSAID_WORDS, Shown


def key_of(person_id: UUID) -> str:
    """Under what somebody’s answers are kept; leads nowhere without the secret of this installation."""
    return vault.mac(person_id.hex, purpose="equality")


def answers(person_id: UUID) -> dict[str, EqualityAnswer]:
    """What somebody answered, by question. For nobody but themselves."""
    found = db.session.scalars(sa.select(EqualityAnswer).where(EqualityAnswer.key == key_of(person_id)))
    given = {answer.question: answer for answer in found}
    return {code: given[code] for code in rules.questions().by_code if code in given}


def codes(given: Mapping[str, EqualityAnswer]) -> dict[str, str]:
    """The same as codes alone."""
    return {code: answer.answer for code, answer in given.items()}


def balance(person_id: UUID) -> BalanceChoice | None:
    """Whether somebody's answers may help to choose balanced groups; None: not answered, which means no."""
    return db.session.scalar(sa.select(BalanceChoice).where(BalanceChoice.key == key_of(person_id)))


def counts(question: str, *, before: date, floor: int) -> Shown:
    """How many people gave which answer before a day, safe to show. The only way anything leaves this room.

    Whoever shows it passes a day that stays for a while, such as the first of the month, so that two looks at it
    cannot be taken from each other.
    """
    rows = db.session.execute(
        sa.select(EqualityAnswer.answer, sa.func.count())
        .where(EqualityAnswer.question == question, EqualityAnswer.answered_on < before)
        .group_by(EqualityAnswer.answer)
    )
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    choices = [*rules.questions().by_code[question].choices, (UNSAID, UNSAID_WORDS)]
    return rules.shown([(words, found.get(code, 0)) for code, words in choices], floor=floor)


def everything(person_id: UUID) -> list[dict[str, Any]]:
    """What somebody answered, for their own download."""
    by_code = rules.questions().by_code
    told: list[dict[str, Any]] = [
        {
            "question": by_code[code].title,
            "answer": by_code[code].words.get(answer.answer, answer.answer),
            "own_words": answer.own_words,
            "categories": answer.list_version,
            "answered_on": answer.answered_on,
        }
        for code, answer in answers(person_id).items()
    ]
    chosen = balance(person_id)
    if chosen is not None:
        words = "Yes" if chosen.given else "No"
        told.append({"question": rules.BALANCE_QUESTION, "answer": words, "answered_on": chosen.said_on})
    return told
