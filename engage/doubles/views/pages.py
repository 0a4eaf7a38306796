"""What these pages share: the blueprint, and two records or the right way to say no."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort

from engage.accounts import visitor
from engage.audit.actions import record_readings
from engage.db import db
from engage.doubles import queries
from engage.doubles.queries import Record
from engage.people.visitor import see_or_say_why
from engage.web.errors import Gone

bp = Blueprint("doubles", __name__, url_prefix="/team/doubles")
NO_MORE = "One of these records was erased or merged with another one."


def both_or_gone(first: UUID, second: UUID) -> tuple[Record, Record]:
    """Two records; 410 when one of them is no more, 403 when only those who lead see how one of them is reached,
    and they say why first."""
    if first == second:
        abort(404)
    try:
        both = queries.both(first, second)
    except LookupError as error:
        raise Gone("These records can no longer be compared", NO_MORE) from error
    see_or_say_why(*(each.person for each in both))
    return both


def note_reading(*records: Record) -> None:
    """Write down who looked at these people."""
    record_readings(kind="person", abouts=[each.person.id for each in records], by=visitor.user_id(), page="compare")
    db.session.commit()
