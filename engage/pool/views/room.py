"""What the pages of this room share: the blueprint, and who joined in this browser."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request, session

from engage import clock
from engage.people import actions as people_actions
from engage.people import queries as people
from engage.people.models import ContactPoint
from engage.people.rules import Kind
from engage.pool.rules import CONFIRM_LINK_LASTS
from engage.throttle import actions as throttle
from engage.throttle.rules import ASKING_FOR_MAIL, MAIL_TO_ADDRESS

bp = Blueprint("pool", __name__)

JOINING = "joining needs no account"
CONFIRMING = "whoever reads the e-mail may say whether the address is theirs"
DRAFT, JOINED = "draft", "joined"


def may_ask(address: str | None) -> tuple[bool, bool]:
    """Whether this place may ask once more, and whether the address may be written to; known and unknown counted alike."""
    asked = [(ASKING_FOR_MAIL, request.remote_addr or "")]
    if address is not None:
        asked.append((MAIL_TO_ADDRESS, people_actions.index_of(Kind.EMAIL, address)))
    may_join, *may_send = throttle.allow_each(asked)
    return may_join, may_send == [True]


def may_send(address: str) -> bool:
    """Whether an address may be written to once more; known and unknown ones are counted alike."""
    return throttle.allow(MAIL_TO_ADDRESS, people_actions.index_of(Kind.EMAIL, address))


def joined(person_id: UUID | None) -> None:
    """Remember in this browser, for as long as the first link lasts, who has just joined; None: a machine."""
    session.pop(DRAFT, None)
    session[JOINED] = [person_id.hex if person_id else "", clock.now().timestamp()]


def has_joined() -> bool:
    """Whether somebody has just joined in this browser."""
    return JOINED in session and clock.now().timestamp() - session[JOINED][1] < CONFIRM_LINK_LASTS.total_seconds()


def joined_point() -> ContactPoint | None:
    """The e-mail address of whoever has just joined in this browser."""
    return people.email(UUID(session[JOINED][0])) if has_joined() and session[JOINED][0] else None
