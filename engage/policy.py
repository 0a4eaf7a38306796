"""Names of permissions, the mark on every view, and the guard that keeps unmarked views shut.

Rule: knows no role and nobody; who holds a permission is the accounts room's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """What somebody may do; one name for each thing a page asks."""

    OWN_RECORD = "see and change what we hold about me"
    OWN_ACCOUNT = "look after my own sign-in"
    OWN_CALENDAR = "have the dates that concern me in my own calendar"
    TEAM_HOME = "see what waits for the participation team"
    POOL_READ = "see people in the pool"
    POOL_WELCOME = "record a welcome"
    NEEDS_RECORD = "see and record what somebody needs to take part"
    PEOPLE_ADD = "add somebody who contacted us, and print letters to people"
    INTERESTS_KEEP = "keep the list of interests people choose from"
    PROFILE_RECORD = "write down what somebody said about taking part"
    TRUSTED_RECORD = "write down whom else somebody lets us talk to"
    SUPPORTER_NAME = "name who of the team supports somebody"
    MERGE_PREPARE = "see records that may be one person, and prepare a merge"
    MERGE_CONFIRM = "confirm a merge, and take one back"
    CONSENT_READ = "see what somebody had agreed to on a day"
    CONSENT_RECORD = "record and correct what somebody said about messages"
    NOTICES_PUBLISH = "publish what people are asked and in which words"
    POOL_REFUSE = "set somebody aside as not a real contact"
    POOL_EXPORT = "take a list of people out of the system"
    CONTACTS_CHANGE = "change how somebody is reached, for them"
    CONTACTS_RESTRICT = "hide how somebody is reached, and see it where it is hidden"
    DEATH_RECORD = "write down that somebody has died"
    IMPORT_PREPARE = "prepare adding people from a file"
    IMPORT_CONFIRM = "confirm adding people from a file"
    CONTACTS_LOG = "write down a contact with somebody in the pool"
    MESSAGES_READ = "see what was sent and what was held back"
    MESSAGES_WRITE = "write to many people at once"
    TEMPLATES_PREPARE = "prepare the words of messages"
    TEMPLATES_PUBLISH = "publish the words of messages"
    MESSAGES_BRING = "bring by phone or post what does not go by e-mail"
    MESSAGES_DECIDE = "decide what happens to an uncertain message"
    REMINDERS_READ = "see what falls due"
    REMINDERS_SEND = "send a reminder before it falls due"
    REMINDERS_CHANGE = "change when reminders go, and switch them off"
    RUNNING_READ = "see how it is running"
    ACCOUNTS_MANAGE = "invite and suspend staff accounts"
    AUDIT_READ = "see who did what"
    LOOKS_READ = "see who opened how many records"
    REQUESTS_ANSWER = "answer requests of people about what we hold"
    HOLDS_PLACE = "say whose record must be kept for now"
    RETENTION_KEEP = "say how long things are kept"
    ERASURE_PREPARE = "prepare the erasing of a record"
    ERASURE_CONFIRM = "confirm the erasing of a record that somebody else prepared"
    AUDIT_EXPORT = "take the record of who did what out of the system"
    CARERS_HOME = "see what waits for me about carers"
    CARERS_LOG = "write down a contact with a carer"
    CARERS_READ = "see carers of my teams"
    CARERS_CHANGE = "change what we hold about a carer"
    CARERS_REQUEST = "open a carer’s record for a request about it"
    SHARING_READ = "see what may be shared with a carer"
    SHARING_RECORD = "write down what may be shared with a carer"
    SHARING_OVERSEE = "see where information was shared without an agreement"
    TEAMS_READ = "see my teams and who serves them"
    TEAMS_KEEP = "keep the list of teams and appoint champions"
    TRAINING_RECORD = "write down my training"
    WHOLE_READ = "see the carers and champions of every team"
    NETWORK_READ = "see what the champions share with each other"
    NETWORK_WRITE = "write to the champions and share with them"
    CARERS_SET = "say how soon carers are offered things, and how long what we know of them is kept"


@dataclass(frozen=True)
class Access:
    """The mark of one view. `logs_reading`: opening it writes who looked at which record."""

    permission: Permission | None
    why_public: str = ""
    logs_reading: bool = False


def requires(permission: Permission, *, logs_reading: bool = False) -> Callable[[View], View]:
    """Mark a view as open to whoever holds `permission`."""
    return _mark(Access(permission, logs_reading=logs_reading))


def public(why: str) -> Callable[[View], View]:
    """Mark a view as open to everybody, with the reason."""
    return _mark(Access(None, why_public=why))


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__access__ = access  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of an endpoint's view, or None when it has none."""
    return cast("Access | None", getattr(app.view_functions.get(endpoint), "__access__", None))


def close_unmarked(
    app: Flask,
    *,
    may: Callable[[Permission], bool],
    ask_to_sign_in: Callable[[], ResponseReturnValue],
    signed_in: Callable[[], bool],
    note_refusal: Callable[[], None] = lambda: None,
) -> None:
    """Before every request: an unmarked view is 403; a permission not held is a sign-in page, or 403 and noted."""

    @app.before_request
    def guard() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        access = access_of(app, request.endpoint)
        if access is None:
            abort(403)
        if access.permission is None or may(access.permission):
            return None
        if signed_in():
            note_refusal()
            abort(403)
        return ask_to_sign_in()
