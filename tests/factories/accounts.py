"""Staff accounts that are ready to sign in. Names and addresses are invented; the password and second factor are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from uuid import UUID

import pyotp

from engage import clock
from engage.accounts.rules import Role
from engage.staff import actions, rules
from tests.factories import saves

PASSWORD = "three quiet lamps walking"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

_numbers = count(1)


@dataclass(frozen=True)
class StaffUser:
    """What a test needs to know about an account."""

    id: UUID
    role: Role
    name: str
    email: str
    recovery_codes: tuple[str, ...] = ()
    password: str = PASSWORD
    secret: str = SECRET

    def code(self) -> str:
        """What their authenticator app shows now."""
        return pyotp.TOTP(self.secret).at(clock.now())


@cache
def _hash() -> str:
    return rules.hashed(PASSWORD)


@saves
def a_staff_user(role: Role = Role.OFFICER, *, name: str = "", email: str = "") -> StaffUser:
    """Somebody who works here, has accepted and can sign in."""
    number = next(_numbers)
    name, email = name or f"Robin Sample {number}", email or f"staff{number}@example.org"
    user = actions.invite(name=name, email=email, role=role, by=None)
    codes = actions.accept(user, password_hash=_hash(), secret=SECRET)
    return StaffUser(user.id, role, name, email, tuple(codes))


@saves
def an_invited_user(role: Role = Role.OFFICER, *, name: str = "Avery Sample", email: str = "avery@example.org") -> StaffUser:
    """Somebody who has been invited and has not accepted."""
    user = actions.invite(name=name, email=email, role=role, by=None)
    return StaffUser(user.id, role, name, email)
