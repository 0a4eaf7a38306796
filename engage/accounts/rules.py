"""Roles, what each may do, how long a sign-in lasts, and what a password must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from engage.policy import Permission


class Role(StrEnum):
    """What somebody is here; one role an account."""

    MEMBER = "member"
    CHAMPION = "carer champion"
    TEAM_MANAGER = "team manager"
    CARER_LEAD = "carer lead"
    OFFICER = "participation officer"
    LEAD = "participation lead"
    BOARD_READER = "board reader"
    INFORMATION_GOVERNANCE = "information governance"
    ADMINISTRATOR = "administrator"


_TEAM = frozenset(
    {
        Permission.OWN_ACCOUNT,
        Permission.OWN_CALENDAR,
        Permission.TEAM_HOME,
        Permission.POOL_READ,
        Permission.POOL_WELCOME,
        Permission.CONTACTS_LOG,
        Permission.CONTACTS_CHANGE,
        Permission.DEATH_RECORD,
        Permission.PEOPLE_ADD,
        Permission.MERGE_PREPARE,
        Permission.INTERESTS_KEEP,
        Permission.SUPPORTER_NAME,
        Permission.PROFILE_RECORD,
        Permission.TRUSTED_RECORD,
        Permission.NEEDS_RECORD,
        Permission.CONSENT_READ,
        Permission.CONSENT_RECORD,
        Permission.IMPORT_PREPARE,
        Permission.MESSAGES_READ,
        Permission.MESSAGES_WRITE,
        Permission.MESSAGES_BRING,
        Permission.TEMPLATES_PREPARE,
        Permission.REMINDERS_READ,
        Permission.REMINDERS_SEND,
        Permission.ERASURE_PREPARE,
    }
)
_GOVERNANCE = frozenset(
    {
        Permission.AUDIT_READ,
        Permission.LOOKS_READ,
        Permission.AUDIT_EXPORT,
        Permission.NOTICES_PUBLISH,
        Permission.CONSENT_READ,
        Permission.REQUESTS_ANSWER,
        Permission.HOLDS_PLACE,
        Permission.RETENTION_KEEP,
        Permission.REMINDERS_READ,
        Permission.REMINDERS_CHANGE,
        Permission.ERASURE_PREPARE,
    }
)
_STAFF = frozenset({Permission.OWN_ACCOUNT, Permission.OWN_CALENDAR})
_CARERS_READ = frozenset(
    {
        Permission.CARERS_HOME,
        Permission.CARERS_READ,
        Permission.SHARING_READ,
        Permission.TEAMS_READ,
        Permission.TRAINING_RECORD,
        Permission.NETWORK_READ,
    }
)
_CARERS_SERVE = _STAFF | _CARERS_READ | {Permission.CARERS_LOG, Permission.CARERS_CHANGE, Permission.SHARING_RECORD}

MAY: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset({Permission.OWN_RECORD, Permission.OWN_CALENDAR}),
    Role.CHAMPION: _CARERS_SERVE,
    Role.TEAM_MANAGER: _CARERS_SERVE,
    Role.CARER_LEAD: _STAFF
    | _CARERS_READ
    | {
        Permission.CARERS_SET,
        Permission.SHARING_OVERSEE,
        Permission.TEAMS_KEEP,
        Permission.WHOLE_READ,
        Permission.NETWORK_WRITE,
    },
    Role.OFFICER: _TEAM,
    Role.LEAD: _TEAM
    | {
        Permission.IMPORT_CONFIRM,
        Permission.MERGE_CONFIRM,
        Permission.POOL_EXPORT,
        Permission.POOL_REFUSE,
        Permission.CONTACTS_RESTRICT,
        Permission.MESSAGES_DECIDE,
        Permission.TEMPLATES_PUBLISH,
        Permission.REMINDERS_CHANGE,
        Permission.RUNNING_READ,
        Permission.ERASURE_CONFIRM,
        Permission.LOOKS_READ,
    },
    Role.BOARD_READER: _STAFF,
    Role.INFORMATION_GOVERNANCE: _STAFF | _GOVERNANCE | {Permission.CARERS_REQUEST, Permission.SHARING_OVERSEE},
    Role.ADMINISTRATOR: _STAFF | {Permission.ACCOUNTS_MANAGE, Permission.RUNNING_READ},
}

STAFF_ROLES = tuple(role for role in Role if role is not Role.MEMBER)


@dataclass(frozen=True)
class Lasting:
    """How long a sign-in lives: unused, and at the most."""

    idle: timedelta
    most: timedelta


MEMBER_LASTING = Lasting(idle=timedelta(hours=24), most=timedelta(days=7))
KEPT_LASTING = Lasting(idle=timedelta(days=30), most=timedelta(days=30))
STAFF_LASTING = Lasting(idle=timedelta(minutes=15), most=timedelta(hours=12))

EMAIL_INDEX = "e-mail address"
SIGN_IN_LINK_LASTS = timedelta(minutes=10)
REQUESTS_KEPT = timedelta(days=1)
SIGN_INS_KEPT = timedelta(days=30)
INVITATION_LASTS = timedelta(days=7)
RECOVERY_CODES = 10
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128


def lasting(role: Role, *, kept: bool) -> Lasting:
    """How long a sign-in of this role lives; `kept` means "keep me signed in on this device"."""
    if role is not Role.MEMBER:
        return STAFF_LASTING
    return KEPT_LASTING if kept else MEMBER_LASTING


def comparable_email(address: str) -> str:
    """An address in the one form under which two spellings of it are the same."""
    return address.strip().casefold()


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else can read.

    >>> masked("jo@example.com"), masked("")
    ('j•••@example.com', '')
    """
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••{at}{domain}" if at else ""


def within_the_site(wanted: str) -> str | None:
    """Where somebody was going, when that is a path of this site.

    >>> within_the_site("/me/choices?a=b"), within_the_site("//elsewhere.example"), within_the_site("https://elsewhere.example")
    ('/me/choices?a=b', None, None)
    """
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith("//") and not {"\\", "\r", "\n", "\t"} & set(wanted)
    return wanted if ours and not parts.scheme and not parts.netloc else None
