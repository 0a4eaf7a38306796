"""The invented trust's staff: one account for every role, all with the same password and a second factor that is no secret."""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyotp

from engage import clock
from engage.accounts.models import User
from engage.accounts.queries import email_index
from engage.accounts.rules import STAFF_ROLES, Role
from engage.db import db
from engage.staff.rules import hashed

PASSWORD = "seven paper lanterns"  # noqa: S105 - printed on purpose; production refuses these accounts
DOMAIN = "invented-vale.example"
SPACE = uuid.UUID("0d9a1c60-4b8e-4f8e-8c8f-2f6f6c1f7a01")

NAMES = {
    Role.CHAMPION: "Priya Sample-Sharma",
    Role.TEAM_MANAGER: "Gareth Fable-Hughes",
    Role.CARER_LEAD: "Ngozi Story-Okafor",
    Role.OFFICER: "Sam Invented-Kowalski",
    Role.LEAD: "Amina Example-Farah",
    Role.BOARD_READER: "Dorothy Mock-Campbell",
    Role.INFORMATION_GOVERNANCE: "Tomasz Pretend-Nowak",
    Role.ADMINISTRATOR: "Mei Imagined-Chen",
}
OTHERS = {"deputy champion": "Kofi Pretend-Asante", "another champion": "Bronwen Mock-Parry"}
"""Champions beside the first, to see what one of them sees and another does not."""
GONE = uuid.uuid5(SPACE, "gone")


@dataclass(frozen=True)
class SignInLine:
    """How to sign in as one of the invented staff, with the code that is good for this half minute."""

    role: str
    name: str
    email: str
    password: str
    code: str


def id_of(role: Role) -> UUID:
    """The same account has the same id in every demonstration trust."""
    return uuid.uuid5(SPACE, role.value)


def id_of_other(who: str) -> UUID:
    """The account of one of `OTHERS`."""
    return uuid.uuid5(SPACE, who)


def everybody() -> set[UUID]:
    """The ids of all accounts that can be signed in to with what is printed."""
    return {id_of(role) for role in STAFF_ROLES} | {id_of_other(who) for who in OTHERS}


def email_of(who: str) -> str:
    """The address an invented member of staff signs in with: one of a role, or one of `OTHERS`."""
    return f"{who.replace(' ', '.')}@{DOMAIN}"


def second_factor(who: str) -> str:
    """The secret of an invented second factor, the same in every demonstration trust."""
    return base64.b32encode(hashlib.sha256(f"invented trust: {who}".encode()).digest()[:20]).decode()


def sign_in_list(now: datetime | None = None) -> list[SignInLine]:
    """Every invented account with its password and the six digits that are good now."""
    at = now or clock.now()
    return [
        SignInLine(who, name, email_of(who), PASSWORD, pyotp.TOTP(second_factor(who)).at(at))
        for who, name in [*((role.value, NAMES[role]) for role in STAFF_ROLES), *OTHERS.items()]
    ]


def add(now: datetime) -> int:
    """Add an account for every role, one that was never accepted and one that is suspended; how many."""
    kept = hashed(PASSWORD)
    since = now - timedelta(days=400)
    for role in STAFF_ROLES:
        db.session.add(_account(role, id_of(role), email_of(role), NAMES[role], since, kept, role))
    for who, name in OTHERS.items():
        db.session.add(_account(Role.CHAMPION, id_of_other(who), email_of(who), name, since, kept, who))
    invited = _account(Role.OFFICER, uuid.uuid5(SPACE, "invited"), f"new.officer@{DOMAIN}", "Rosa Supposed-Silva", since, None)
    invited.invited_at, invited.accepted_at = now - timedelta(days=1), None
    gone = _account(Role.CHAMPION, GONE, f"former.champion@{DOMAIN}", "Alan Specimen-Reid", since, None)
    gone.suspended_at = now - timedelta(days=60)
    db.session.add_all([invited, gone])
    db.session.flush()
    return len(STAFF_ROLES) + len(OTHERS) + 2


def add_one(role: Role, account_id: UUID, email: str, name: str, now: datetime) -> None:
    """Somebody who serves or manages a team; they have accepted, and nobody is told how to sign in as them."""
    db.session.add(_account(role, account_id, email, name, now - timedelta(days=400), None))


def _account(
    role: Role, account_id: UUID, email: str, name: str, since: datetime, kept: str | None, factor: str | None = None
) -> User:
    return User(
        id=account_id, role=role, email=email, email_index=email_index(email), name=name, password_hash=kept,
        second_factor=second_factor(factor or role) if kept else None, invited_at=since, accepted_at=since, created_at=since,
    )  # fmt: skip
