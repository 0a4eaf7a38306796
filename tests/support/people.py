"""Somebody of every role, to open pages as."""

from __future__ import annotations

from typing import Any

from engage.accounts.rules import Role
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of


def somebody(role: Role) -> Any:
    """An account of this role that can sign in."""
    if role is Role.MEMBER:
        return the_account_of(a_member(name="Morgan Example", email="morgan@people.example"))
    return a_staff_user(role)
