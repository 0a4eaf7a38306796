"""What the pages of this room share: the blueprint, and who joined in this browser."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, session

from engage.people import actions as people_actions
from engage.people import queries as people
from engage.people.models import ContactPoint
from engage.people.rules import Kind
from engage.throttle import actions as throttle
from engage.throttle.rules import MAIL_TO_ADDRESS

bp = Blueprint("pool", __name__)

JOINING = "joining needs no account"
CONFIRMING = "whoever reads the e-mail may say whether the address is theirs"
DRAFT, JOINED = "draft", "joined"


def may_send(address: str | None) -> bool:
    """Whether this address may be written to once more; known and unknown ones are counted alike."""
    return address is not None and throttle.allow(MAIL_TO_ADDRESS, people_actions.index_of(Kind.EMAIL, address))


def joined_point() -> ContactPoint | None:
    """The e-mail address of whoever joined in this browser."""
    joined = session.get(JOINED)
    return people.email(UUID(joined)) if joined else None
