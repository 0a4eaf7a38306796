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


def email_of(role: Role) -> str:
    """The address an invented member of staff signs in with."""
    return f"{role.value.replace(' ', '.')}@{DOMAIN}"


def second_factor(role: Role) -> str:
    """The secret of an invented second factor, the same in every demonstration trust."""
    return base64.b32encode(hashlib.sha256(f"invented trust: {role.value}".encode()).digest()[:20]).decode()


def sign_in_list(now: datetime | None = None) -> list[SignInLine]:
    """Every invented account with its password and the six digits that are good now."""
    at = now or clock.now()
    return [
        SignInLine(role.value, NAMES[role], email_of(role), PASSWORD, pyotp.TOTP(second_factor(role)).at(at))
        for role in STAFF_ROLES
    ]


def add(now: datetime) -> int:
    """Add an account for every role, one that was never accepted and one that is suspended; how many."""
    kept = hashed(PASSWORD)
    since = now - timedelta(days=400)
    for role in STAFF_ROLES:
        db.session.add(_account(role, id_of(role), email_of(role), NAMES[role], since, kept))
    invited = _account(Role.OFFICER, uuid.uuid5(SPACE, "invited"), f"new.officer@{DOMAIN}", "Rosa Supposed-Silva", since, None)
    invited.invited_at, invited.accepted_at = now - timedelta(days=1), None
    gone = _account(Role.CHAMPION, uuid.uuid5(SPACE, "gone"), f"former.champion@{DOMAIN}", "Alan Specimen-Reid", since, None)
    gone.suspended_at = now - timedelta(days=60)
    db.session.add_all([invited, gone])
    db.session.flush()
    return len(STAFF_ROLES) + 2


def _account(role: Role, account_id: UUID, email: str, name: str, since: datetime, kept: str | None) -> User:
    return User(
        id=account_id, role=role, email=email, email_index=email_index(email), name=name, password_hash=kept,
        second_factor=second_factor(role) if kept else None, invited_at=since, accepted_at=since, created_at=since,
    )  # fmt: skip
