"""The message that somebody was found to be a young carer: to whom, whether it may still go, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.carers.models import Carer
from engage.db import db
from engage.outbox.rules import Answer, Go, Letter, Reason, Stop
from engage.policy import Permission

KIND = "carers.young"


@dataclass(frozen=True)
class YoungFacts:
    """What it says: no name, only where to look."""

    to: str
    name: str
    number: str


def whom_to_tell() -> list[User]:
    """Everybody who leads on carers."""
    return accounts.holders_of(Permission.CARERS_SET)


def _number(letter: Letter) -> str | None:
    chosen = sa.select(Carer.number).where(Carer.id == letter.about, Carer.is_young.is_(True), Carer.forgotten_at.is_(None))
    return db.session.scalar(chosen)


def may_tell(letter: Letter, now: datetime) -> Answer:
    """Whether it may still go: to somebody who leads on carers, while the carer is written down as a young one."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.CARERS_SET):
        return Stop(Reason.SUSPENDED)
    return Go() if _number(letter) is not None else Stop(Reason.ALREADY_DONE)


def young_facts(letter: Letter) -> YoungFacts | None:
    """The facts, read just before it goes."""
    user, number = accounts.user(letter.recipient_id), _number(letter)
    if user is None or user.email is None or user.name is None or number is None:
        return None
    return YoungFacts(user.email, user.name, number)
